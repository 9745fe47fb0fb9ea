/**
 * One spelling for everything that is compared in search. The index and the box must pass through the very same function:
 * a difference between them is a person who exists and cannot be found.
 */

/** Glyph variants that stand in documents but that no input method offers first: 𠮷田 must be found by typing 吉田.
 * Only variants of one character stand here; 堃 is not folded into 坤, for those are two people. */
const VARIANTS = new Map([['𠮷', '吉'], ['髙', '高'], ['﨑', '崎'], ['邨', '村']]);

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;
const NAME_DOTS = /[·•・‧∙⋅᛫'’‘`´"“”]/gu;
const DASHES = /[‐‑‒–—―−﹣ー~_/\\.]/gu;

/** Longest text that search looks at, in code points; a pasted page is cut, never refused. */
export const MAX_TEXT = 64;

/** Half width, lower case, one kind of dash, one kind of space, no controls; at most MAX_TEXT code points. */
export function normaliseText(text: string): string {
  // Cut before normalising, so that a pasted megabyte costs nothing. A compatibility form is at most 18 characters long.
  const short = text.length > MAX_TEXT * 4 ? text.slice(0, MAX_TEXT * 4) : text;
  const plain = short
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\t\r\n]/g, ' ')
    .replace(INVISIBLE, '')
    .replace(NAME_DOTS, '')
    .replace(/ü/g, 'v')
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC')
    .replace(DASHES, '-')
    .replace(/[\s,，、;；:：。()[\]【】]+/g, ' ')
    .trim();
  let out = '';
  let count = 0;
  for (const glyph of plain) {
    if (count++ === MAX_TEXT) break;
    out += VARIANTS.get(glyph) ?? glyph;
  }
  return out;
}

/** A name as it is compared: no spaces, dots, dashes or other signs ("阿依古丽·买买提" → "阿依古丽买买提"). */
export const squeezeName = (name: string): string => normaliseText(name).replace(/[^\p{L}\p{N}]/gu, '');

/** Digits of a phone, without the country prefix of the mainland. */
export function squeezePhone(phone: string): string {
  const digits = phone.normalize('NFKC').replace(/\D/g, '');
  return /^(?:00)?86(?=1\d{10}$)/.test(digits) ? digits.slice(-11) : digits;
}

/** A key tag, card UID or case number: letters and digits only. */
export const squeezeTag = (tag: string): string => normaliseText(tag).replace(/[^\p{L}\p{N}]/gu, '');

export const isHan = (text: string): boolean => /^\p{Script=Han}+$/u.test(text);
export const hasHan = (text: string): boolean => /\p{Script=Han}/u.test(text);
