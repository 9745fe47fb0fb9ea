/** Invented names and a seeded stream of numbers. Any likeness with anybody is chance. */

/** mulberry32: small, good enough to scatter names, and the same everywhere. */
export function stream(seed: number): () => number {
  let at = seed >>> 0;
  return () => {
    at = (at + 0x6d2b79f5) >>> 0;
    let t = at;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const SURNAMES = [
  ...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常',
  '欧阳', '上官', '司马', '诸葛',
];
const FEMALE = [...'芳娜敏静秀娟英慧巧美惠珠翠雅芝玉萍红娥玲芬燕彩春菊兰凤洁梅琳素云莲真环雪荣爱妹霞香月莺媛艳瑞凡佳嘉琼勤珍贞莉桂娣璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓'];
const MALE = [...'伟刚勇毅俊峰强军平保东文辉力明永健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信子杰涛昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆磊民友裕河哲江超浩亮政谦亨奇固之轮翰朗伯宏言'];

export type Sex = 'f' | 'm';

/** A name that was not given before. Three characters mostly, two sometimes, as names are. */
export function freshName(random: () => number, sex: Sex, taken: Set<string>): string {
  const given = sex === 'f' ? FEMALE : MALE;
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)]!;
  for (;;) {
    const name = pick(SURNAMES) + pick(given) + (random() < 0.78 ? pick(given) : '');
    if (!taken.has(name)) {
      taken.add(name);
      return name;
    }
  }
}
