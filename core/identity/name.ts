/** Names of people and companies: one form each, and how a clerk says them aloud without giving them away. */
import { plain } from '#core/address/text.ts';
import type { Sex } from './document.ts';

const COMPOUND = new Set(
  ('欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 ' +
    '宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 ' +
    '梁丘 左丘 东门 西门 第五 南荣 纳兰 完颜 叶赫 爱新 那拉 富察 钮祜').split(' '),
);

const HAN = '\\p{Script=Han}〇';
const COMPANY = /公司|集团|企业|工厂|厂$|商行|经营部|事务所|合作社|合伙|银行|信用社|基金|学校|医院|委员会|管理局|管理处|研究院|研究所|中心$|中心[（(]|协会|酒店|商店|超市|工作室|门诊部|支行|分行|LTD\b|INC\b|LLC\b|CO\.|CORP/iu;

/** Companies, offices and associations, by the words that end their names. */
export const isCompanyName = (name: string): boolean => COMPANY.test(plain(name)) && [...plain(name)].length >= 4;

/**
 * A name in one form: half-width Latin, one kind of middle dot, no stray spaces between Chinese characters (张　伟), single
 * spaces between Latin words. Characters beyond the basic plane (𠮷) and rare ones stay as they are.
 */
export const normalName = (text: string): string => {
  let t = plain(text)
    .replace(/[・•‧∙●⋅･]/gu, '·')
    .replace(/\s+/g, ' ')
    .replace(/\s*·\s*/g, '·')
    .replace(/^[★☆*#●○■□▲△※]+\s*|\s*[★☆*#●○■□▲△※]+$/gu, '');
  t = t.replace(new RegExp(`(?<=[${HAN}]) (?=[${HAN}])`, 'gu'), '');
  const polite = new RegExp(`^([${HAN}·]{2,})(?:先生|女士|小姐)$`, 'u').exec(t);
  return polite?.[1] ?? t;
};

/** For comparing two writings of one name; never for showing. */
export const nameIdentity = (name: string): string =>
  normalName(name).toUpperCase().replace(/[\s·.'’-]/g, '').replace(/\(/g, '（').replace(/\)/g, '）');

/** Whether a text can be one person's or company's name; used to recognise columns. */
export const looksLikeName = (text: string): boolean => {
  const t = normalName(text);
  if (isCompanyName(t)) return true;
  if (new RegExp(`^[${HAN}]{2,4}$`, 'u').test(t)) return true;
  return new RegExp(`^(?:[${HAN}]{1,12}(?:·[${HAN}]{1,12})+|[A-Za-z][A-Za-z.'-]*(?: [A-Za-z][A-Za-z.'-]*){1,4})$`, 'u').test(t);
};

/** The surname; of a name with a middle dot (阿依古丽·买买提) the first part, of a Latin name its last word. */
export const surnameOf = (name: string): string => {
  if (/^[\p{Script=Latin}\s.,'-]+$/u.test(name)) return name.includes(',') ? (name.split(',')[0] ?? name).trim() : (name.split(' ').pop() ?? name);
  if (name.includes('·')) return name.split('·')[0] ?? name;
  const characters = [...name];
  const two = characters.slice(0, 2).join('');
  // Two characters alone are never a compound surname with nothing after it.
  return characters.length > 2 && COMPOUND.has(two) ? two : (characters[0] ?? name);
};

/**
 * A name as a clerk says it across the counter: 张女士, 欧阳先生; 业主 where the sex is not known. A company is called by its
 * name, which is public. Empty for an empty name.
 */
export const spokenName = (name: string, sex: Sex | null = null): string => {
  const t = normalName(name);
  if (t === '' || isCompanyName(t)) return t;
  return `${surnameOf(t)}${sex === 'female' ? '女士' : sex === 'male' ? '先生' : '业主'}`;
};

/** Surnames of two characters, for telling 欧阳 娜娜 (one person) from 张三 李四 (two). */
export const isCompoundSurname = (text: string): boolean => COMPOUND.has(text);
