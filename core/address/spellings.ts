/**
 * Every way people say or type a home, for the search index: the counter hears 三栋二单元一五零一, 31501, 3-1501 and 1501.
 */
import { homeAddress, type HomeAddress, type HomeKind } from './home.ts';

const NUMERALS = '零一二三四五六七八九';
const byPlace = (digits: string): string => [...digits].map((d) => NUMERALS[Number(d)] ?? d).join('');
const spoken = (part: string): string => {
  if (!/^[0-9]{1,2}$/.test(part)) return /^[0-9]+$/.test(part) ? byPlace(part) : part;
  const n = Number(part);
  if (n < 10) return NUMERALS[n] ?? part;
  return `${n < 20 ? '' : NUMERALS[Math.floor(n / 10)]}十${n % 10 === 0 ? '' : NUMERALS[n % 10]}`;
};

const KIND_WORD: Readonly<Record<HomeKind, readonly string[]>> = {
  flat: [''], office: [''], shop: ['商铺', 'S'], parkingSpace: ['车位', 'P'], storageRoom: ['储藏室', 'K'],
};

/**
 * Spellings of one home, upper-case, half-width, without spaces, the canonical number first, no duplicates. Compare with a
 * query that went through `compact` (text.ts). Shorter ones (3-1501, 1501) may belong to several homes: rank them lower.
 */
export const homeSpellings = (address: HomeAddress): string[] => {
  const { building: b, entrance: e, room, kind } = homeAddress(address);
  const found = new Set<string>();
  // S, P, K first: their joined form is the canonical number and must lead.
  for (const word of [...KIND_WORD[kind]].reverse()) {
    const r = `${word}${room}`;
    if (b === '') {
      found.add(r).add(`${word}-${room}`);
      continue;
    }
    if (e === null) {
      found.add(`${b}-${r}`).add(`${b}${r}`);
      for (const mark of ['栋', '幢', '座', '#', '号楼']) found.add(`${b}${mark}${r}`);
      found.add(`${b}#-${r}`).add(`${spoken(b)}栋${word}${spoken(room)}`);
    } else {
      found.add(`${b}-${e}-${r}`).add(`${b}${e}${r}`);
      for (const mark of ['栋', '幢', '座', '#', '号楼']) found.add(`${b}${mark}${e}单元${r}`);
      found.add(`${b}#-${e}-${r}`).add(`${b}-${r}`).add(`${b}${r}`).add(`${b}栋${r}`).add(`${b}#${r}`);
      found.add(`${e}-${r}`).add(`${e}单元${r}`).add(`${spoken(b)}栋${spoken(e)}单元${word}${spoken(room)}`);
    }
    found.add(r);
    if (/^[0-9]{3}$/.test(room)) found.add(b === '' ? `${word}0${room}` : e === null ? `${b}-${word}0${room}` : `${b}-${e}-${word}0${room}`);
  }
  found.delete('');
  return [...found];
};
