/**
 * Joins what the cells of one row say into one home, or says why it cannot be known. A row that contradicts itself is
 * refused rather than read: a wrong home would put someone else's keys and papers behind the door.
 */
import { homeAddress, type HomeAddress, type HomeKind } from './home.ts';
import type { HomeParts } from './read.ts';
import { part } from './text.ts';

export type HomeProblem = 'room_missing' | 'building_missing' | 'home_unreadable' | 'home_contradiction';

/** What the whole column showed; see `columnHabits` in the roster reader. */
export interface AddressHabits {
  /** Three bare parts whose last has two digits: 3-15-01 is building-floor-room instead of building-entrance-room. */
  readonly thirdIsRoomOnFloor?: boolean;
  /** Two bare parts in a room column beside a building column: 2-1501 is entrance-room (else building-room). */
  readonly pairIsEntranceRoom?: boolean;
  /** Two bare parts in a room column, the second a room on its floor: 15-01. */
  readonly pairIsFloorRoom?: boolean;
  /** Said by the sheet's name or its title: every row belongs to this building. */
  readonly building?: string;
  readonly kind?: HomeKind;
  /** Several communities, phases or zones in one file: the prefix is part of the building's name. */
  readonly keepPrefix?: boolean;
}

export type Composed =
  | { readonly address: HomeAddress; readonly prefix: string }
  | { readonly problem: HomeProblem };

const adjust = (parts: HomeParts, known: { building: boolean }, habits: AddressHabits): HomeParts => {
  const bare = parts.bare;
  if (bare === null) return parts;
  const [first = null, second = null, third = null] = bare;
  if (bare.length === 3 && habits.thirdIsRoomOnFloor) return { ...parts, entrance: null, floor: second, room: third };
  if (bare.length !== 2) return parts;
  if (known.building && habits.pairIsFloorRoom) return { ...parts, building: null, floor: first, room: second };
  // 1501-1 is a part of 1501 that has its own door; 1501-1502 is two homes and stays unreadable.
  if (known.building && /^[0-9]{3,4}$/.test(first ?? '')) return /^[0-9A-Z]$/.test(second ?? '') ? { ...parts, building: null, room: `${first}.${second}` } : parts;
  if (known.building && habits.pairIsEntranceRoom) return { ...parts, building: null, entrance: first };
  return parts;
};

/**
 * The home that these cells name together. `kind` is what a kind column says; a word in the number itself counts more.
 * Problems: no room; no building though one is needed; a cell that is no home; cells that contradict each other.
 */
export const composeHome = (cells: readonly (HomeParts | null)[], kind: HomeKind | null, habits: AddressHabits = {}): Composed => {
  if (cells.some((c) => c === null)) return { problem: 'home_unreadable' };
  const given = cells as readonly HomeParts[];
  const own = given.filter((p) => p.bare === null);
  const known = { building: own.some((p) => p.building !== null) };
  const all = given.map((p) => adjust(p, known, habits));
  const pick = (field: 'building' | 'entrance' | 'floor'): string | null | undefined => {
    const values = new Set(all.map((p) => p[field]).filter((v): v is string => v !== null && v !== ''));
    return values.size > 1 ? undefined : ([...values][0] ?? null);
  };
  let building = pick('building');
  const entrance = pick('entrance');
  const floor = pick('floor');
  if (building === undefined || entrance === undefined || floor === undefined) return { problem: 'home_contradiction' };
  building ??= habits.building ?? null;
  // 3-1501-1502 is two homes; no stair has a number of three digits.
  if (entrance !== null && /^[0-9]{3,}$/.test(entrance)) return { problem: 'home_unreadable' };

  const rooms = new Set(all.map((p) => p.room).filter((r): r is string => r !== null && r !== '').map((r) => onFloor(floor, r)));
  if (rooms.size > 1) return { problem: 'home_contradiction' };
  const room = [...rooms][0];
  if (room === undefined || part(room) === '' || /^0+$/.test(room)) return { problem: 'room_missing' };
  const said = all.map((p) => p.kind).find((k) => k !== null) ?? kind ?? habits.kind ?? 'flat';
  const prefixes = [...new Set(all.map((p) => p.prefix).filter((p) => p !== ''))];
  // A column 小区 and the same name in front of the number are one prefix.
  const prefix = prefixes.filter((p) => !prefixes.some((q) => q !== p && q.includes(p))).join('');
  if (said === 'parkingSpace' || said === 'storageRoom') {
    // Down there the floor is a place like a building (B1-P23), never the first digits of the number.
    const place = named(habits.keepPrefix ? prefix : '', `${building ?? ''}${building !== null && floor !== null ? '.' : ''}${floor ?? ''}`);
    const number = [...all.map((p) => p.room)].find((r) => r !== null && r !== '') ?? room;
    return { address: homeAddress({ building: place, entrance, room: number, kind: said }), prefix };
  }
  if (building === null) {
    const address = homeAddress({ building: '', entrance, room, kind: said });
    if (address.kind === 'flat' || address.kind === 'office' || entrance !== null) return { problem: 'building_missing' };
    return { address: { ...address, building: habits.keepPrefix ? prefix : '' }, prefix };
  }
  return { address: homeAddress({ building: habits.keepPrefix ? named(prefix, building) : building, entrance, room, kind: said }), prefix };
};

/** Prefix and building in one name; a dot keeps B and 1 from becoming B1. */
const named = (prefix: string, building: string): string =>
  /[0-9A-Z]$/.test(prefix) && /^[0-9A-Z]/.test(building) ? `${prefix}.${building}` : `${prefix}${building}`;

/** 15 and 01 make 1501; a room of three digits or with letters already names its floor. */
const onFloor = (floor: string | null, room: string): string => {
  if (floor === null || !/^[0-9]{1,2}[A-Z]?$/.test(room)) return part(room);
  const [, digits = '', letter = ''] = /^([0-9]+)([A-Z]?)$/.exec(room) ?? [];
  return `${floor}${digits.padStart(2, '0')}${letter}`;
};
