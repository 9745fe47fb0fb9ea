/**
 * Several owners in one cell: splitting names, document numbers and phones, keeping the *places* of the missing ones
 * (`/5101…` is "none, then one"), because the n-th number belongs to the n-th name.
 */
import { documentText, looksLikeDocument } from './document.ts';
import { isCompanyName, isCompoundSurname, normalName } from './name.ts';
import { looksLikePhone } from './phone.ts';

/** Separators that never occur inside a name or a number. NFKC has already made them half-width. */
const HARD = /[、,;/|\t&+\\][ \u3000]*\n?|\n|\s{3,}/;
const HAN = '\\p{Script=Han}〇';

const trimTail = (list: string[]): string[] => {
  const out = [...list];
  while (out.length > 1 && out.at(-1) === '') out.pop();
  return out;
};

/** `plain` without the trimming: a leading separator, also a space, says that the first place is empty. */
const wide = (text: string): string => text.replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '').normalize('NFKC').replace(/\r\n?/g, '\n');

const splitHard = (text: string, separator: RegExp): string[] => text.split(new RegExp(separator.source, 'g')).map((p) => p.trim());

/** Takes (…) out of a name, unless it belongs to a company's: 张三(50%) → 张三 and the remark 50%. */
interface Bracketed {
  readonly name: string;
  readonly remark: string | null;
}
const bracketed = (text: string): Bracketed => {
  const m = /^(.*?)\s*[([【]([^)\]】]*)[)\]】]\s*$/u.exec(text);
  if (m && (m[1] ?? '') !== '' && !/公司|合伙|集团|个体/.test(m[2] ?? '') && !/^(?:普通|有限|特殊)/.test(m[2] ?? ''))
    return { name: m[1] ?? '', remark: (m[2] ?? '').trim() };
  const share = /^(.*?)[\s:]*([0-9]{1,3}(?:\.[0-9]+)?\s*%|[0-9]{1,2}\/[0-9]{1,3})$/.exec(text);
  if (share && (share[1] ?? '') !== '') return { name: share[1] ?? '', remark: (share[2] ?? '').replace(/\s/g, '') };
  return { name: text, remark: null };
};

/** Hides separators inside brackets and shares (1/2) so that they do not split a name. */
const GUARD = '\u0001';
const guard = (text: string): string =>
  text
    .replace(/[([【][^)\]】\n]*[)\]】]/g, (m) => m.replace(/[、,;/|&+\s]/g, (c) => `${GUARD}${c.charCodeAt(0).toString(16)}${GUARD}`))
    .replace(/(?<![0-9])([0-9]{1,2})\/([0-9]{1,3})(?![0-9])/g, `$1${GUARD}2f${GUARD}$2`);
const unguard = (text: string): string => text.replace(/\u0001([0-9a-f]+)\u0001/g, (_, h: string) => String.fromCharCode(Number.parseInt(h, 16)));

const HAN_WORD = new RegExp(`^[${HAN}]+$`, 'u');
const size = (text: string): number => [...text].length;

/** Names separated by spaces only. 张 伟 and 欧阳 娜娜 are one person, Latin names keep their spaces. */
const splitSpaces = (text: string, others: number): string[] => {
  const words = text.split(/\s+/).filter((w) => w !== '');
  if (words.length < 2) return [text.trim()];
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const next = words[i + 1];
    const han = HAN_WORD.test(word);
    if (han && next !== undefined && HAN_WORD.test(next) && !isCompanyName(word) && !isCompanyName(next)) {
      // A single character is a surname (or a given name) set apart for alignment.
      if (size(word) === 1 && size(next) <= 2) {
        out.push(word + next);
        i++;
        continue;
      }
      if (isCompoundSurname(word) && size(next) <= 2) {
        out.push(word + next);
        i++;
        continue;
      }
    }
    const before = out.at(-1);
    const latin = /^[A-Za-z.'-]+(?:\([^)]*\))?$/.test(word);
    if (latin && before !== undefined && /[A-Za-z.'-]$/.test(before) && /^[A-Za-z .'-]+$/.test(before)) out[out.length - 1] = `${before} ${word}`;
    else out.push(word);
  }
  // A name written in pieces that are no names (买买提 江, or a title) stays whole when only one number says there is one person.
  if (out.length > 1 && others === 1 && out.some((w) => size(w) < 2)) return [text.trim()];
  return out;
};

const AND = new RegExp(`^([${HAN}·]{2,4})(?:与|和|及|以及)([${HAN}·]{2,4})$`, 'u');
/** 与/和/及 occur in given names (李和平, 与之): they split only when at least two numbers say that there are two people. */
const splitAnd = (name: string, others: number): string[] => {
  if (others < 2 || isCompanyName(name)) return [name];
  const m = AND.exec(name);
  return m ? [m[1] ?? '', m[2] ?? ''] : [name];
};

const LABEL = new RegExp(`^(?:业主|产权人|买受人|共有人|客户|主业主|权利人|姓名|购房人|所有权人)[0-9一二三四]?\\s*[::]\\s*`, 'u');

interface NamePart {
  readonly name: string;
  /** What stood in brackets behind the name: a share, 已故, an alias. */
  readonly remark: string | null;
}

/** Numbering of people in one cell: 1.张三 2.李四. */
const unnumber = (text: string): string =>
  text.replace(new RegExp(`(^|[\\s、,;/])[([]?[1-9][.)、:\\]]\\s*(?=[${HAN}A-Za-z])`, 'gu'), (_, lead: string) => (lead === '' ? '' : '\n'));

/**
 * The names of one cell in their places. `others` is how many document numbers or phones the row shows (the larger), which
 * decides the doubtful separators: 张三和李四, or a Latin name with a comma.
 */
export const splitNames = (text: string, others: number): NamePart[] => {
  const t = guard(unnumber(wide(text).replace(/[()]/g, (c) => c)));
  const latinComma = others <= 1 && /^[A-Za-z.'\- ]+,[A-Za-z.'\- ]+$/.test(t.trim());
  let pieces = latinComma ? [t.trim()] : splitHard(t, HARD);
  if (!latinComma) pieces = pieces.flatMap((p) => (p === '' ? [''] : splitSpaces(p, others)));
  pieces = pieces.flatMap((p) => splitAnd(p, others));
  return trimTail(pieces.map(unguard)).map((p) => {
    const { name, remark } = bracketed(p.replace(LABEL, ''));
    return { name: normalName(name), remark };
  });
};

/** Joins digit groups that spaces tear apart (110105 19770427 8946) until they make a whole number. */
const joinGroups = (text: string, whole: (joined: string) => boolean, least: number): string[] => {
  const words = text.trim().split(/\s+/);
  if (words.length === 1) return [words[0] ?? ''];
  const all = words.join('');
  if (whole(all)) return [all];
  // Words this long are numbers by themselves, also wrong ones: a phone with a digit too few must not swallow its neighbour.
  if (words.every((w) => w.replace(/[^0-9A-Za-z]/g, '').length >= least)) return words;
  const out: string[] = [];
  let current: string[] = [];
  for (const word of words) {
    // A whole number never continues, and a word that is whole by itself starts anew.
    if (current.length > 0 && (whole(current.join('')) || whole(word))) {
      out.push(current.join(' '));
      current = [];
    }
    current.push(word);
  }
  out.push(current.join(' '));
  return out.map((p) => (whole(p.replace(/\s/g, '')) ? p.replace(/\s/g, '') : p));
};

const splitNumbers = (text: string, names: number, whole: (t: string) => boolean, least: number, separator: RegExp): string[] => {
  const t = wide(text);
  const pieces = splitHard(t, separator);
  const lone = pieces.length === 1;
  const out = pieces.flatMap((p) => (p === '' ? [''] : joinGroups(p, whole, least)));
  // Separated by single spaces, a missing number leaves two of them, or one in front.
  if (lone && out.length < names) {
    const places = t.split(/[ \u3000]/);
    if (places.length === names && places.every((p) => p === '' || whole(p) || p.replace(/[^0-9A-Za-z]/g, '').length >= least)) return places;
    if (/^[ \u3000]/.test(t)) for (let i = names - out.length; i > 0; i--) out.unshift('');
  }
  return out.every((p) => p === '') ? [] : out;
};

/** Document numbers of one cell in their places; empty strings where a place is empty, [] for an empty cell. */
export const splitDocuments = (text: string, names: number): string[] => {
  // The plus of 1.1E+17 is no separator.
  const out = splitNumbers(text.replace(/(?<=[0-9])[Ee]\+(?=[0-9]{2}(?![0-9]))/g, 'E'), names, looksLikeDocument, 9, /[、,;/|\t&+\\][ \u3000]*\n?|\n/);
  // Numbers run together without any separator.
  return out.flatMap((p) => {
    const n = documentText(p);
    return n.length === 36 && names >= 2 && /^([0-9]{17}[0-9X]){2}$/.test(n) ? [n.slice(0, 18), n.slice(18)] : [p];
  });
};

/** Phones of one cell in their places, see `splitDocuments`. A landline's hyphen and an extension do not separate. */
export const splitPhones = (text: string, names: number): string[] => {
  const t = wide(text).replace(/^\s*\+/, '＋').replace(/([、,;/|\n\s])\+/g, '$1＋');
  const out = splitNumbers(t.replaceAll('＋', '\u0002'), names, (x) => looksLikePhone(x.replaceAll('\u0002', '+')), 7, /[、,;/|\t&\\][ \u3000]*\n?|\n/).map((p) =>
    p.replaceAll('\u0002', '+'),
  );
  return out.flatMap((p) => {
    const digits = p.replace(/\D/g, '');
    return digits.length === 22 && /^(?:1[3-9][0-9]{9}){2}$/.test(digits) ? [digits.slice(0, 11), digits.slice(11)] : [p];
  });
};
