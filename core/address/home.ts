/**
 * What names a home, and the one written form of it.
 *
 * Canonical form (also the base of the home's id, so it may never change for an existing home):
 *
 *     building-entrance-room   3-2-1501     a flat or an office in a building with entrances (单元)
 *     building-room            A-1501       … in a building without entrances
 *     building-Sroom           3-S101       a shop; `S12` when it belongs to no building
 *     building-Proom           B1-P23       a parking space; the building is the garage level or zone; `P23` without one
 *     building-Kroom           3-K5         a storage room (K: 库); `K5` without a building
 *
 * Shops, parking spaces and storage rooms carry their letter because their numbers repeat those of the flats. An office has
 * none: one door has one number, whatever it is used for. A door number written S101, P23 or K5 *is* a shop, parking space
 * or storage room (`homeAddress` sees to it), so the forms cannot collide: a flat always has a hyphen, its last part never
 * starts with one of these letters and a digit, and no part contains a hyphen.
 */
import { part } from './text.ts';

export type HomeKind = 'flat' | 'shop' | 'office' | 'parkingSpace' | 'storageRoom';

export interface HomeAddress {
  /** `3`, `A`, `S1`; with several communities or phases in one file the prefix too (`2期3`). Empty: belongs to no building. */
  readonly building: string;
  readonly entrance: string | null;
  readonly room: string;
  readonly kind: HomeKind;
}

const LETTER: Readonly<Partial<Record<HomeKind, string>>> = { shop: 'S', parkingSpace: 'P', storageRoom: 'K' };
const KIND_OF_LETTER: Readonly<Record<string, HomeKind>> = { S: 'shop', P: 'parkingSpace', K: 'storageRoom' };

/** Hyphens join parts, so none may stay inside one. */
const clean = (text: string): string => part(text.replace(/[\s-]+/g, ''));

/** An address in its only form: parts without leading zeros, a lettered door number turned into its kind. */
export const homeAddress = (from: HomeAddress): HomeAddress => {
  let room = clean(from.room);
  let kind = from.kind;
  const lettered = /^([SPK])(?=[0-9])/.exec(room);
  const letter = lettered?.[1];
  if (letter !== undefined && (kind === 'flat' || kind === 'office' || LETTER[kind] === letter)) {
    kind = KIND_OF_LETTER[letter] ?? kind;
    room = part(room.slice(1));
  }
  const entrance = from.entrance === null ? '' : clean(from.entrance);
  return { building: clean(from.building), entrance: entrance === '' ? null : entrance, room, kind };
};

/** The canonical home number. Equal for every spelling of one home, different for different homes. */
export const canonicalHomeNo = (address: HomeAddress): string => {
  const { building, entrance, room, kind } = homeAddress(address);
  const last = `${LETTER[kind] ?? ''}${room}`;
  return [...(building === '' ? [] : [building]), ...(entrance === null ? [] : [entrance]), last].join('-');
};
