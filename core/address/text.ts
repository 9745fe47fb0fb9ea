/**
 * Text as people type it, made comparable: one width, one dash, upper-case letters, Chinese numerals as digits.
 *
 * Everything that reads a home number goes through here first. If two spellings of one home came out differently, the same
 * door would become two homes with two ids, and nobody could join them again without a person deciding it.
 */

/** Zero-width characters and soft hyphens that spreadsheets carry along from web pages. */
const INVISIBLE = /[\u200b-\u200f\u2028\u2029\u2060\ufeff\u00ad]/g;
/** Every dash, minus, tilde and long-vowel mark that an input method offers for a hyphen. */
const DASHES = /[\u2010-\u2015\u2212\u2043\u02d7\ufe58\ufe63\uff0d\u30fc~\u223c\u301c]/g;

/** Nothing to do for most cells: printable ASCII and the basic Chinese block are their own NFKC form. */
const SETTLED = /^[!-~\u4e00-\u9fff]*$/;

/** Full-width to half-width, invisible characters gone, trimmed. Case and inner spaces stay. */
export const plain = (text: string): string =>
  SETTLED.test(text) ? text : text.replace(INVISIBLE, '').normalize('NFKC').trim();

/** `plain`, upper-case, every dash a hyphen, no spaces. */
export const compact = (text: string): string => plain(text).replace(DASHES, '-').toUpperCase().replace(/\s+/g, '');

const DIGIT: Readonly<Record<string, number>> = {
  零: 0, 〇: 0, '○': 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9,
  壹: 1, 贰: 2, 叁: 3, 肆: 4, 伍: 5, 陆: 6, 柒: 7, 捌: 8, 玖: 9,
};
const POWER: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 };

/** Characters of a Chinese numeral, for character classes. */
export const NUMERAL_CHARS = '零〇○一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟廿';

/**
 * A Chinese numeral as digits: read by place (一五零一 → 1501) when it has no 十百千, by value otherwise (十二 → 12).
 * Returns null for anything else, also for a mixture that is neither.
 */
export const numeral = (text: string): string | null => {
  const chars = [...text.replaceAll('廿', '二十')];
  if (chars.length === 0) return null;
  if (chars.every((c) => c in DIGIT)) return chars.map((c) => String(DIGIT[c])).join('');
  let total = 0;
  let digit: number | null = null;
  let lastPower = 10_000;
  for (const c of chars) {
    const d = DIGIT[c];
    const p = POWER[c];
    if (d !== undefined) {
      if (digit !== null && digit !== 0) return null;
      digit = d;
    } else if (p !== undefined) {
      if (p >= lastPower) return null;
      total += (digit === null || digit === 0 ? 1 : digit) * p;
      lastPower = p;
      digit = null;
    } else return null;
  }
  return String(total + (digit ?? 0));
};

/**
 * One part of a home number in its only form: numerals as digits, no leading zeros (in front, or after leading letters),
 * because a spreadsheet drops them from number cells: 0603 = 603, 01栋 = 1栋, A01 = A1. Empty stays empty.
 */
export const part = (text: string): string => {
  const digits = numeral(text);
  const value = (digits ?? text).toUpperCase();
  return value.replace(/^([A-Z]*)0+(?=[0-9])/, '$1');
};
