import { normaliseText } from './text.ts';

/**
 * Home numbers as search compares them: segments from large to small, joined by "-": "3栋2单元1501室" → "3-2-1501".
 * What a home *is* gets decided where addresses are read; here only spellings are made comparable.
 */

/** A word that ends a segment (building or entrance). Longest first: 号楼 before 号. */
export const SEPARATOR = '(?:号楼|单元|栋|幢|座|楼|区|期|#|-)';
const SEPARATORS = new RegExp(SEPARATOR, 'g');
const TAIL_WORD = /(?:室|号|房)$/;
const NUMERALS: Readonly<Record<string, number>> = { 〇: 0, 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
// 楼 and 号 alone do not call for a number: 张三楼 is a name before it is a floor.
const SPOKEN = /([〇零一二两三四五六七八九十百]+)(?=号楼|单元|栋|幢|座|室)/gu;
const SPOKEN_END = /((?:号楼|单元|栋|幢|座|#|-|铺|铺位|车位|储藏室|储藏间)[spk]?)([〇零一二两三四五六七八九十百]+)$/u;

/** "十二" → "12", "一百零三" → "103", "一五〇一" → "1501" (rooms are spoken digit by digit). */
export function spokenNumber(words: string): string {
  if (!/[十百]/.test(words)) return [...words].map((word) => NUMERALS[word] ?? '').join('');
  let sum = 0;
  let digit = 0;
  for (const word of words) {
    if (word === '百') { sum += (digit || 1) * 100; digit = 0; }
    else if (word === '十') { sum += (digit || 1) * 10; digit = 0; }
    else digit = NUMERALS[word] ?? 0;
  }
  return String(sum + digit);
}

/** Chinese numerals that stand in a place where a number must be; others may be names and stay. Expects normalised text. */
export const digitsForNumerals = (text: string): string =>
  text.replace(SPOKEN, (words) => spokenNumber(words)).replace(SPOKEN_END, (_, sign: string, words: string) => sign + spokenNumber(words));

/** Words for homes that are no flats → the letter that their numbers carry (S101, P23, K5). Compiled once: every room of an import passes here. */
const KIND_WORDS = ([
  ['s', '商铺|店铺|门面|铺位|铺'], ['p', '地下车位|停车位|车位'], ['k', '储藏室|储藏间|储物间'],
] as const).map(([letter, words]) => ({
  letter,
  before: new RegExp(`(?:${words})[ -]?([a-z]\\d-?)?${letter}?(?=\\d)`, 'gu'),
  behind: new RegExp(`(^|[^a-z\\d])(\\d+)号?(?:${words})(?!\\d)`, 'gu'),
}));

/** Kind words become their letter in front of the number, wherever they were said: 商铺8, 8号商铺 → s8. Expects normalised text. */
export function lettersForKinds(text: string): string {
  let out = text;
  for (const { letter, before, behind } of KIND_WORDS) {
    out = out.replace(before, (_, zone: string | undefined) => (zone ?? '') + letter).replace(behind, `$1${letter}$2`);
  }
  return out;
}

const dropZeros = (segment: string): string => segment.replace(/^0+(?=[\p{L}\p{N}])/u, '');

/**
 * Segments of one room text. Leading zeros of the building and the entrance mean nothing (03-01-0802 is 3-1-0802); those
 * of the room are part of how it is written on the door, so they stay. `open` tells that the text ends in a separator ("3栋").
 */
export function roomSegments(normalised: string): { segments: string[]; open: boolean } {
  const text = lettersForKinds(digitsForNumerals(normalised)).replace(/\s+/g, '-').replace(TAIL_WORD, '');
  const parts = text.replace(SEPARATORS, '-').replace(/-+/g, '-').replace(/^-/, '');
  const open = parts.endsWith('-');
  const segments = parts.split('-').map((part) => part.replace(/[^\p{L}\p{N}]/gu, '')).filter((part) => part !== '');
  return { segments: segments.map((segment, at) => (at === segments.length - 1 && !open ? segment : dropZeros(segment))), open };
}

/**
 * Every comparable spelling under which a home is found, from the spellings that its address gives. The fullest one is taken
 * apart again, so that a bare "3-2-1501" is also found by 3-1501, 1501, 31501 and 321501 (how residents say it).
 * `inner` are those that are right but less so: a place inside some building (2单元1501) never comes before building 2's own 1501.
 */
export function roomSpellings(spellings: readonly string[]): { own: string[]; inner: string[] } {
  const own = new Set<string>();
  let fullest: string[] = [];
  for (const spelling of spellings) {
    const { segments } = roomSegments(normaliseText(spelling));
    if (segments.length === 0) continue;
    own.add(segments.join('-'));
    if (segments.length > fullest.length) fullest = segments;
  }
  const inner = new Set<string>();
  // A phase or zone in front (2期3-2-1501) is mostly left out when people speak.
  for (let segments = fullest; segments.length > 0; segments = segments.slice(1)) {
    const room = segments[segments.length - 1] ?? '';
    const [building] = segments.length > 1 ? segments : [];
    const lasts = new Set([room, dropZeros(room)]);
    // Whoever knows that it is a parking space leaves the P out; a flat of that number comes first all the same.
    if (building !== undefined && /^[spk]\d/.test(room)) inner.add(`${building}-${room.slice(1)}`);
    for (const last of lasts) {
      own.add([...segments.slice(0, -1), last].join('-')).add(segments.slice(0, -1).join('') + last);
      if (building !== undefined) own.add(`${building}-${last}`).add(building + last);
    }
    if (segments.length <= 3) {
      for (const last of lasts) {
        own.add(last);
        if (segments.length === 3) inner.add(`${segments[1]}-${last}`);
      }
      break;
    }
  }
  for (const spelling of inner) own.delete(spelling);
  return { own: [...own], inner: [...inner] };
}
