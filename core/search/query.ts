import { digitsForNumerals, lettersForKinds, roomSegments, SEPARATOR } from './room.ts';
import { CUT, cutTo, KIND, mirror } from './tokens.ts';
import type { TokenKind } from './tokens.ts';
import { hasHan, isHan, normaliseText, squeezeName, squeezeTag } from './text.ts';

/**
 * What the clerk typed → which tokens answer it, best first. A query is cut into terms (张三 1501 → a name and a room); all
 * of them must match one thing. Each term has alternatives in order of rank: 1501 is a room before it is a phone's tail.
 * Nothing typed is ever an error; what cannot mean anything gives no term.
 */

export type Matched = 'name' | 'pinyin' | 'initials' | 'phone' | 'room' | 'tag';

export interface Alternative {
  kind: TokenKind;
  text: string;
  /** Matches tokens that begin with the text; otherwise only the very token. */
  prefix: boolean;
  score: number;
  matched: Matched;
}

/** Alternatives of one term, best first. Never empty. */
export type Term = readonly Alternative[];

export interface QueryPlan {
  /** Ways to read the whole text, likeliest first; every term of a way must match. Empty: nothing to look for. */
  ways: readonly (readonly Term[])[];
  /** Full names that the text may contain, as `squeezeName` spells them. */
  names: readonly string[];
}

/** Places in the ranking; only the order matters. Exact room > full name > beginning of a name > pinyin > initials > phone tail. */
const SCORE = {
  roomExact: 1000, tagExact: 950, nameExact: 900, phoneExact: 880, nameStart: 800, roomInside: 790, roomStart: 780, pinyinExact: 760, nameInside: 740,
  initialsExact: 720, surnameExact: 700, pinyinStart: 680, initialsStart: 660, givenStart: 640, phoneTail: 600, phoneStart: 560, tagStart: 520,
} as const;

/**
 * How much of a phone finds it. The last four digits, which every hit shows anyway, and the network's three at the start; or
 * so much that whoever types it has the number before them. Nothing between: finding by five digits, then six, would tell a
 * hidden number digit by digit, in forty tries. (Residents say four; landlines have seven or eight.)
 */
const TAIL = 4;
const NETWORK = 3;
const KNOWN = 7;
const MOST_TERMS = 5;

const alternative = (matched: Matched, score: number, kind: TokenKind, text: string, prefix: boolean): Alternative => ({ kind, text, prefix, score, matched });

function roomTerm(segments: readonly string[], open: boolean): Alternative[] {
  const text = cutTo(segments.join('-'), CUT.room);
  // "3栋" is the beginning of 3-…, but not of 31-…
  if (open) return [alternative('room', SCORE.roomStart, KIND.room, `${text}-`, true)];
  const found = [alternative('room', SCORE.roomExact, KIND.room, text, false)];
  const last = segments[segments.length - 1] ?? '';
  const bare = last.replace(/^0+(?=.)/, '');
  if (bare !== last) found.push(alternative('room', SCORE.roomExact, KIND.room, cutTo([...segments.slice(0, -1), bare].join('-'), CUT.room), false));
  if (segments.length === 2) found.push(alternative('room', SCORE.roomInside, KIND.roomInside, cutTo([segments[0], bare].join('-'), CUT.room), false));
  found.push(alternative('room', SCORE.roomStart, KIND.room, text, true));
  return found;
}

const tailTerm = (digits: string): Alternative => alternative('phone', SCORE.phoneTail, KIND.phoneMirror, mirror(digits.slice(-CUT.digits)), true);

function digitTerm(digits: string): Alternative[] {
  const found: Alternative[] = digits.length <= 8 ? roomTerm([digits], false) : [];
  const phone = /^(?:00)?86(?=1\d{3,10}$)/.test(digits) && digits.length > 11 ? digits.replace(/^(?:00)?86/, '') : digits;
  if (phone.length >= 11) found.push(alternative('phone', SCORE.phoneExact, KIND.phone, phone.slice(0, CUT.digits), false));
  found.push(alternative('tag', SCORE.tagExact, KIND.tag, cutTo(digits, CUT.tag), false));
  if (phone.length === TAIL || phone.length >= KNOWN) found.push(tailTerm(phone));
  if (phone.length <= NETWORK || phone.length >= KNOWN) found.push(alternative('phone', SCORE.phoneStart, KIND.phone, phone.slice(0, CUT.digits), true));
  found.push(alternative('tag', SCORE.tagStart, KIND.tag, cutTo(digits, CUT.tag), true));
  return found;
}

function letterTerm(letters: string): Alternative[] {
  const text = cutTo(letters, CUT.pinyin);
  const initials = letters.length <= CUT.initials;
  const found = [
    alternative('name', SCORE.nameExact, KIND.name, cutTo(letters, CUT.name), false),
    alternative('pinyin', SCORE.pinyinExact, KIND.pinyin, text, false),
  ];
  if (initials) found.push(alternative('initials', SCORE.initialsExact, KIND.initials, letters, false));
  found.push(alternative('pinyin', SCORE.surnameExact, KIND.surnamePinyin, text, false), alternative('pinyin', SCORE.pinyinStart, KIND.pinyin, text, true));
  if (initials) found.push(alternative('initials', SCORE.initialsStart, KIND.initials, letters, true));
  found.push(alternative('pinyin', SCORE.givenStart, KIND.givenPinyin, text, true), alternative('tag', SCORE.tagStart, KIND.tag, text, true));
  return found;
}

const nameTerm = (name: string): Alternative[] => [
  alternative('name', SCORE.nameExact, KIND.name, cutTo(name, CUT.name), false),
  alternative('name', SCORE.nameStart, KIND.name, cutTo(name, CUT.name), true),
  alternative('name', SCORE.nameInside, KIND.nameTail, cutTo(name, CUT.nameTail), true),
];

function codeTerm(code: string): Alternative[] {
  const tag = cutTo(squeezeTag(code), CUT.tag);
  const { segments, open } = roomSegments(code);
  if (open && segments.length > 0) return roomTerm(segments, open);
  return [
    ...(segments.length > 0 ? roomTerm(segments, open) : []),
    alternative('tag', SCORE.tagExact, KIND.tag, tag, false),
    alternative('tag', SCORE.tagStart, KIND.tag, tag, true),
  ].sort((a, b) => b.score - a.score);
}

// A run that may be a home number or a tag: 3, 3-2-1501, 3栋2单元1501室, a座1501, k-0237. Letters and digits that touch stay
// together: zs15 is a tag nobody has, not "a Zhang San in some room 15".
const RUN = new RegExp(
  `(?:[a-z]*\\d[a-z\\d]*|[a-z]+(?=号楼|单元|栋|幢|座|区|期|#|-[spk]?\\d))(?:${SEPARATOR}+[a-z]*\\d[a-z\\d]*)*(?:${SEPARATOR}+)?(?:室|号|房)?`, 'gu');
const TAIL_WORDS = /(?:手机|电话)?(?:尾号|后[三四五六七八]位|末[三四五六七八]位)(?:是|为)?\s*(\d{3,8})/gu;

/** One stretch without spaces → its terms. */
function termsOf(stretch: string): Term[] {
  const terms: Term[] = [];
  const words = (text: string): void => {
    for (const [word] of text.matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+?(?=\p{Script=Han}|[^\p{L}\p{N}]|$)/gu)) {
      terms.push(hasHan(word) ? nameTerm(word) : /^[a-z]+$/.test(word) ? letterTerm(word) : nameTerm(word));
    }
  };
  let from = 0;
  for (const run of stretch.matchAll(RUN)) {
    words(stretch.slice(from, run.index));
    from = run.index + run[0].length;
    terms.push(/^\d+$/.test(run[0]) ? digitTerm(run[0]) : codeTerm(run[0]));
  }
  words(stretch.slice(from));
  return terms;
}

/** Reads what was typed. Never throws; hostile or empty text gives a plan without ways. */
export function planQuery(text: string): QueryPlan {
  const plain = normaliseText(text).replace(/\+/g, ' ').trim();
  if (plain === '') return { ways: [], names: [] };
  const ways: Term[][] = [];
  const tails: Term[] = [];
  const rest = plain.replace(TAIL_WORDS, (_, digits: string) => { tails.push([tailTerm(digits.length < KNOWN ? digits.slice(-TAIL) : digits)]); return ' '; }).trim();
  const stretches = lettersForKinds(digitsForNumerals(rest)).split(' ').filter((stretch) => stretch !== '');
  const apart = [...stretches.flatMap(termsOf), ...tails].slice(0, MOST_TERMS);
  const squeezed = squeezeName(rest);

  if (stretches.length > 1 && tails.length === 0) {
    // Spaces of an input method or of habit: "zhang san", "张 三", "138 0000 6120", "3 2 1501" are each one thing.
    if (stretches.every((stretch) => /^\d+$/.test(stretch))) {
      ways.push([[...roomTerm(stretches.map((part, at) => (at < stretches.length - 1 ? part.replace(/^0+(?=\d)/, '') : part)), false), ...digitTerm(squeezed)]
        .sort((a, b) => b.score - a.score)]);
    } else if (/^[a-z]+$/.test(squeezed)) ways.push([letterTerm(squeezed)]);
    else if (isHan(squeezed)) ways.push([nameTerm(squeezed)]);
    // 04:A1:B2:C3, as some readers and card lists write a UID.
    else if (/^[a-z\d]{8,}$/.test(squeezed)) ways.push([codeTerm(squeezed)]);
  } else if (tails.length === 0 && isHan(rest) && apart.length > 0 && rest !== stretches[0]) {
    // 张三栋 may be the name it looks like.
    ways.push([nameTerm(rest)]);
  } else if (tails.length === 0 && /^1\d{2}-?\d{4}-?\d{4}$|^0\d{2,3}-\d{7,8}$/.test(rest) && rest.includes('-')) ways.push([digitTerm(squeezed)]);
  if (apart.length > 0) ways.push(apart);
  const names = new Set<string>([squeezed]);
  for (const each of ways.flat(2)) if (each.kind === KIND.name && !each.prefix) names.add(each.text);
  return { ways, names: [...names].filter((name) => name !== '') };
}

/** Whether the text contains this full name, so that the clerk already knows it. A longer name in the text does not tell a shorter one. */
export function queryTellsName(plan: QueryPlan, name: string): boolean {
  const whole = squeezeName(name);
  return [...whole].length > 1 && plan.names.includes(whole);
}
