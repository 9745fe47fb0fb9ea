import { readings, surnameLength } from './pinyin.ts';
import { roomSpellings } from './room.ts';
import { hasHan, isHan, normaliseText, squeezeName, squeezePhone, squeezeTag } from './text.ts';

/**
 * What a searchable thing is found by. A token is two letters (the group it belongs to, what it is) and the text:
 * "pn张三", "hr3-2-1501". Saying what it is makes the place in the ranking a property of the query instead of something
 * computed over all that matched; saying the group keeps homes from crowding out people.
 *
 * Names give one token for each tail (张三丰: 三丰, 丰) rather than single characters and pairs: a beginning of a tail *is*
 * a substring, so order needs no second check, and a name of n characters costs n tokens instead of 2n − 1.
 * Phones give themselves and their mirror image: beginnings of the mirror are the last digits, whatever their number.
 * Digits from the middle of a phone are not found: nobody says them, and they would cost eight tokens a number.
 */

export type SearchGroup = 'home' | 'person' | 'doorKey' | 'card' | 'case';

export interface SearchDoc {
  /** What was found, e.g. "home/<id>" or "person/<id>". */
  ref: string;
  group: SearchGroup;
  names?: readonly string[];
  phones?: readonly string[];
  /** Spellings of a home number, as its address gives them; one full spelling ("3-2-1501") is enough. */
  rooms?: readonly string[];
  /** Key tags, card UIDs, case numbers. */
  tags?: readonly string[];
  /** Higher comes first among equals (a home used lately); rounded to an integer, 0 by default. */
  weight?: number;
}

/** In the order in which results are shown. */
export const GROUPS: readonly SearchGroup[] = ['home', 'person', 'doorKey', 'card', 'case'];
export const GROUP_LETTER: Readonly<Record<SearchGroup, string>> = { home: 'h', person: 'p', doorKey: 'k', card: 'c', case: 'e' };

/** Goes up whenever a thing would be given other tokens than before: an index made by an older version has to be rebuilt. */
export const TOKENS_VERSION = 1;

/** What a token is. The letters are in the stored index. */
export const KIND = {
  room: 'r', roomInside: 'v', name: 'n', nameTail: 's', pinyin: 'y', surnamePinyin: 'x', givenPinyin: 'w', initials: 'i', phone: 'p', phoneMirror: 'q', tag: 'g',
} as const;
export type TokenKind = (typeof KIND)[keyof typeof KIND];

/** Lengths at which long texts are cut, in characters: company names are long, and nobody types more than this of them. */
export const CUT = { nameTail: 8, name: 24, pinyin: 24, initials: 12, room: 24, digits: 20, tag: 24 } as const;

/** Cuts by code points: half of an astral character is no character. */
export const cutTo = (text: string, length: number): string => (text.length <= length ? text : [...text].slice(0, length).join(''));

export const mirror = (digits: string): string => [...digits].reverse().join('');

type Add = (kind: TokenKind, text: string) => void;

function addLetters(add: Add, syllables: readonly string[], surname: number): void {
  add(KIND.pinyin, cutTo(syllables.join(''), CUT.pinyin));
  add(KIND.initials, cutTo(syllables.map((syllable) => syllable[0] ?? '').join(''), CUT.initials));
  if (surname === 0 || syllables.length <= surname) return;
  const family = syllables.slice(0, surname).join('');
  const given = syllables.slice(surname);
  add(KIND.surnamePinyin, family);
  add(KIND.givenPinyin, given.join(''));
  // zhangsf: the surname spelled out, the rest as initials; with one given character the whole spelling covers it.
  if (given.length > 1) add(KIND.pinyin, family + given.map((syllable) => syllable[0] ?? '').join(''));
}

const NAME_DOT = /[·•・‧]/u;

function addName(add: Add, name: string): void {
  const whole = squeezeName(name);
  if (whole === '') return;
  add(KIND.name, cutTo(whole, CUT.name));
  const parts = normaliseText(name.split(NAME_DOT).join(' ')).split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
  if (hasHan(whole)) {
    const glyphs = [...whole];
    for (let at = 1; at < glyphs.length; at++) add(KIND.nameTail, glyphs.slice(at, at + CUT.nameTail).join(''));
    // A dotted name (阿依古丽·买买提) or a long one has no Chinese surname in front, nor has a name mixed with letters. A mere
    // space means nothing: rosters align 王 磊 with 王晓磊.
    const han = glyphs.filter(isHan);
    const spoken = han.length <= 4 && han.length === glyphs.length && !NAME_DOT.test(name);
    for (const syllables of readings(han, spoken)) addLetters(add, syllables, spoken ? surnameLength(han) : 0);
    for (const part of spoken ? [] : parts.slice(1)) {
      for (const syllables of readings([...part].filter(isHan), false).slice(0, 1)) addLetters(add, syllables, 0);
    }
  } else {
    add(KIND.pinyin, cutTo(whole, CUT.pinyin));
    if (parts.length > 1) add(KIND.pinyin, cutTo([...parts].reverse().join(''), CUT.pinyin));
    if (parts.length > 1) add(KIND.initials, cutTo(parts.map((part) => [...part][0] ?? '').join(''), CUT.initials));
  }
  for (const part of parts) if (/^[a-z]/.test(part)) add(KIND.pinyin, cutTo(part, CUT.pinyin));
}

function addTag(add: Add, tag: string): void {
  const whole = squeezeTag(tag);
  if (whole === '') return;
  add(KIND.tag, cutTo(whole, CUT.tag));
  // K-0237 is called 237 at the counter, J-2026-018 is called 018. A card UID has no number in it, though it ends in digits.
  const [, digits, series] = /^[a-z]+[ -]?(\d+)(?:-(\d{3,}))?$/.exec(normaliseText(tag)) ?? [];
  if (digits === undefined) return;
  add(KIND.tag, cutTo(series ?? digits, CUT.tag));
  if (series === undefined) add(KIND.tag, cutTo(digits.replace(/^0+(?=\d)/, ''), CUT.tag));
}

/** Index tokens of a thing, sorted and without repetition: equal things have equal lists, whatever order their fields came in. */
export function tokensOf(doc: SearchDoc): string[] {
  const group = GROUP_LETTER[doc.group];
  // The bare letter says "there is something of this group", so that empty groups need not be asked.
  const found = new Set<string>([group]);
  const add: Add = (kind, text) => { if (text !== '') found.add(group + kind + text); };
  for (const name of doc.names ?? []) addName(add, name);
  for (const phone of doc.phones ?? []) {
    const digits = squeezePhone(phone);
    // Two or three digits are a slip of the pen, and would be found by everything.
    if (digits.length < 5) continue;
    add(KIND.phone, digits.slice(0, CUT.digits));
    add(KIND.phoneMirror, mirror(digits.slice(-CUT.digits)));
  }
  const { own, inner } = roomSpellings(doc.rooms ?? []);
  for (const room of own) add(KIND.room, cutTo(room, CUT.room));
  for (const room of inner) add(KIND.roomInside, cutTo(room, CUT.room));
  for (const tag of doc.tags ?? []) addTag(add, tag);
  return [...found].sort();
}
