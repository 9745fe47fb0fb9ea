/** How people write buildings, entrances, rooms, numbers and phones; written apart from the code that reads them. */
import type { Random } from './random.ts';
import { roomOf, type TrueHome } from './rosterTruth.ts';
import type { Value } from './writeFiles.ts';

const CN = '零一二三四五六七八九';
export const full = (text: string): string => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
const byPlace = (digits: string): string => [...digits].map((d) => CN.charAt(Number(d))).join('');
export const chinese = (n: number): string => (n < 10 ? CN.charAt(n) : `${n < 20 ? '' : CN.charAt(Math.floor(n / 10))}十${n % 10 === 0 ? '' : CN.charAt(n % 10)}`);
const isNumber = (b: string): boolean => /^[0-9]+$/.test(b);
const cnBuilding = (b: string): string => (isNumber(b) ? chinese(Number(b)) : b);

type One = (text: string) => Value;

export const BUILDINGS: readonly One[] = [
  (b) => `${b}栋`, (b) => `${b}幢`, (b) => `${b}座`, (b) => `${b}#`, (b) => `${b}号楼`, (b) => (isNumber(b) ? Number(b) : b), (b) => b,
  (b) => (isNumber(b) ? b.padStart(2, '0') : `${b}座`), (b) => `${cnBuilding(b)}栋`, (b) => full(`${b}#`), (b) => `${full(b)}栋`, (b) => `${b} 栋`,
  (b) => `${b}#楼`, (b) => `第${cnBuilding(b)}幢`, (b) => `青禾花园${b}栋`,
];
export const ENTRANCES: readonly One[] = [
  (e) => `${e}单元`, (e) => Number(e), (e) => e, (e) => `${chinese(Number(e))}单元`, (e) => `0${e}`, (e) => `${full(e)}单元`, (e) => `${e}梯`, (e) => `第${chinese(Number(e))}单元`, (e) => `0${e}单元`,
];
export const ROOMS: readonly One[] = [
  (r) => r, (r) => Number(r), (r) => `${r}室`, (r) => `${r}房`, (r) => r.padStart(4, '0'), (r) => full(r), (r) => `${r}号`, (r) => ` ${r} `, (r) => byPlace(r),
];

/** A whole home in one cell, with and without entrance. */
export const WHOLE: readonly ((b: string, e: string | null, h: TrueHome) => string)[] = [
  (b, e, h) => `${b}栋${e === null ? '' : `${e}单元`}${roomOf(h)}`,
  (b, e, h) => [b, ...(e === null ? [] : [e]), roomOf(h)].join('-'),
  (b, e, h) => [`${b}#`, ...(e === null ? [] : [e]), roomOf(h)].join('-'),
  (b, e, h) => `${b}幢${e === null ? '' : `${e}单元`}${roomOf(h)}室`,
  (b, e, h) => full([b, ...(e === null ? [] : [e]), roomOf(h)].join('-')),
  (b, e, h) => [b, ...(e === null ? [] : [e]), roomOf(h)].join('—'),
  (b, e, h) => `${b}号楼${e === null ? '' : `${e}单元`}${roomOf(h)}号`,
  (b, e, h) => `${cnBuilding(b)}栋${e === null ? '' : `${chinese(Number(e))}单元`}${byPlace(roomOf(h))}`,
  (b, e, h) => `青禾花园${b}栋${e === null ? '' : `${e}单元`}${roomOf(h)}室`,
  (b, e, h) => `青禾花园二期${b}#${e === null ? '' : `-${e}`}-${roomOf(h)}`,
  (b, e, h) => [b, ...(e === null ? [] : [e]), roomOf(h)].join('/'),
  (b, e, h) => [`${b}栋`, ...(e === null ? [] : [`${e}单元`]), `${roomOf(h)}室`].join(' '),
  (b, e, h) => `${b}栋${e === null ? '' : `${e}单元`}${h.floor}层${String(h.place).padStart(2, '0')}室`,
  (b, e, h) => `杭州市滨江区江南大道128号云栖里${b}幢${e === null ? '' : `${e}单元`}${roomOf(h)}室`,
  (b, e, h) => [`${b}座`, ...(e === null ? [] : [`${e}单元`]), roomOf(h)].join('-'),
  (b, e, h) => [b, ...(e === null ? [] : [e]), roomOf(h).padStart(4, '0')].join('-'),
  (b, e, h) => `${full(b)}＃${e === null ? '' : `－${full(e)}`}－${full(roomOf(h))}`,
  (b, e, h) => [`${b}栋`, ...(e === null ? [] : [e]), roomOf(h)].join('-'),
  (b, e, h) => (e === null ? `${b}座${roomOf(h)}` : `${b}号${e}单元${roomOf(h)}`),
];

export const writeNumber = (random: Random, number: string, spaces: boolean): string => {
  const roll = random.next();
  if (spaces && /^[0-9X]{18}$/.test(number) && roll < 0.05) return `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`;
  if (roll < 0.1) return full(number);
  if (roll < 0.15) return number.toLowerCase();
  return number;
};

export const writePhone = (random: Random, phone: string, spaces: boolean): string => {
  const roll = random.next();
  const whole = /^1[0-9]{10}$/.test(phone);
  if (whole && spaces && roll < 0.05) return `+86 ${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`;
  if (whole && roll < 0.08) return `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`;
  if (whole && roll < 0.11) return `86${phone}`;
  if (roll < 0.14) return full(phone);
  return phone;
};
