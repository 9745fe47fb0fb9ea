import type { DeliveryState, HomeKind, Occupancy } from '../subjects/home.ts';

/** The homes of the demo community: 1,200 to live and trade in, and what belongs to them. */
export interface DemoHome {
  building: string;
  entrance: string | null;
  room: string;
  kind: HomeKind;
  area: number;
  layout: string | null;
  delivery: DeliveryState;
  occupancy: Occupancy | null;
}

/** 1# is said A座; building 6 has no entrances. 1,156 flats. */
const BUILDINGS = [
  { building: 'A', entrances: ['1', '2'], floors: 24, rooms: 4 },
  { building: '2', entrances: ['1', '2'], floors: 26, rooms: 4 },
  { building: '3', entrances: ['1', '2'], floors: 26, rooms: 4 },
  { building: '4', entrances: ['1', '2'], floors: 25, rooms: 4 },
  { building: '5', entrances: ['1', '2'], floors: 24, rooms: 4 },
  { building: '6', entrances: [null], floors: 26, rooms: 6 },
] as const;
const LAYOUTS = [['两室两厅', 89.4], ['三室两厅', 118.32], ['三室两厅', 107.6], ['四室两厅', 138.05]] as const;

type Fate = readonly [DeliveryState, Occupancy | null, number];
const FLATS: readonly Fate[] = [
  ['unsold', null, 31],
  ['deemedDelivered', null, 22],
  ['soldUndelivered', null, 34],
  ['delivered', 'decorating', 92],
  ['delivered', 'ownerLives', 720],
  ['delivered', 'let', 140],
  ['delivered', 'shut', 117],
];
const SHOPS: readonly Fate[] = [
  ['delivered', 'trading', 31],
  ['delivered', 'decorating', 4],
  ['delivered', 'shopClosed', 9],
];

/** Deals the fates out like cards, so that no building is all unsold or all let; `fixed` homes get theirs first. */
function deal(homes: DemoHome[], fates: readonly Fate[], random: () => number, fixed: ReadonlyMap<string, Occupancy>): void {
  const deck = fates.flatMap(([delivery, occupancy, count]) => Array.from({ length: count }, () => ({ delivery, occupancy })));
  for (let i = deck.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [deck[i], deck[j]] = [deck[j]!, deck[i]!];
  }
  const name = (h: DemoHome) => [h.building, h.entrance, h.room].filter((part) => part !== null && part !== '').join('-');
  for (const home of homes.filter((h) => fixed.has(name(h)))) {
    const at = deck.findIndex((fate) => fate.occupancy === fixed.get(name(home)));
    Object.assign(home, ...deck.splice(at, 1));
  }
  for (const home of homes.filter((h) => !fixed.has(name(h)))) Object.assign(home, deck.pop());
}

export function demoHomes(random: () => number, fixed: ReadonlyMap<string, Occupancy>): DemoHome[] {
  const flats: DemoHome[] = [];
  for (const { building, entrances, floors, rooms } of BUILDINGS) {
    for (const entrance of entrances) {
      for (let floor = 1; floor <= floors; floor++) {
        for (let room = 1; room <= rooms; room++) {
          const [layout, area] = LAYOUTS[(room - 1) % LAYOUTS.length]!;
          flats.push({ building, entrance, room: `${floor}0${room}`, kind: 'flat', area, layout, delivery: 'delivered', occupancy: null });
        }
      }
    }
  }
  deal(flats, FLATS, random, fixed);
  const plain = (kind: HomeKind, building: string, count: number, area: (i: number) => number): DemoHome[] =>
    Array.from({ length: count }, (_, i) => ({
      building, entrance: null, room: String(i + 1), kind, area: area(i), layout: null, delivery: 'delivered' as const, occupancy: null,
    }));
  const shops = plain('shop', '', 44, (i) => 42 + (i % 9) * 7.5);
  deal(shops, SHOPS, random, fixed);
  return [...flats, ...shops, ...plain('parkingSpace', 'B1', 420, () => 13.2), ...plain('parkingSpace', 'B2', 200, () => 13.2), ...plain('storageRoom', 'B1', 36, () => 6.5)];
}
