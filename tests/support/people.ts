import type { SearchDoc } from '#core/search/tokens.ts';

/**
 * Invented residents for tests and the bench, the same for the same seed. Surnames come as often as in the country, for a
 * search that is fast among rare names only is not fast.
 */

/** Numbers in [0, 1), the same sequence for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const COMMON = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤';
const RARE = '单查仇解区盖朴翟缪逄卜牟佟晏邢甄乐员闵';
const DOUBLE = ['欧阳', '上官', '司马', '诸葛', '尉迟', '皇甫', '令狐', '慕容'];
const GIVEN = '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰华建国红梅玉文斌鑫婷宇浩然子涵梓轩雨欣佳怡思博晨曦志鹏海燕春生永福德成光辉晓东小龙雪琴亮波凯旋瑞祥云飞翔宁丹凤莲珍金宝林森立新庆丰长乐行重朝阳一诺可心喆赟翀昊睿彤薇琪瑶倩颖妍';

const pick = (random: () => number, from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
const common = [...COMMON];
const given = [...GIVEN];

export interface Resident { name: string; phone: string }

export function resident(random: () => number): Resident {
  const luck = random();
  // The square makes the first surnames the frequent ones.
  const surname = luck < 0.004 ? pick(random, DOUBLE) : luck < 0.015 ? pick(random, [...RARE]) : common[Math.floor(random() ** 2 * common.length)] ?? '王';
  const name = surname + pick(random, given) + (random() < 0.8 ? pick(random, given) : '');
  const phone = `199${String(Math.floor(random() * 1e8)).padStart(8, '0')}`;
  return { name, phone };
}

/** The home in which the person of that number lives: two to a home. */
export const homeOf = (person: number): number => Math.floor(person / 2);

/** A community as the desk indexes it: people with name and phone, every second one followed by the home of both. */
export function* community(people: number, seed: number): Generator<SearchDoc> {
  const random = seeded(seed);
  for (let at = 0; at < people; at++) {
    const who = resident(random);
    yield { ref: `person/${at}`, group: 'person', names: [who.name], phones: [who.phone] };
    if (at % 2 === 0 && at < people - 1) continue;
    const home = homeOf(at);
    const floor = Math.floor(home / 4) % 30;
    const entrance = Math.floor(home / 120) % 3;
    yield { ref: `home/${home}`, group: 'home', rooms: [`${Math.floor(home / 360) + 1}-${entrance + 1}-${floor + 1}${String((home % 4) + 1).padStart(2, '0')}`] };
  }
}
