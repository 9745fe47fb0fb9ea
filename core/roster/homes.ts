/** The home that a row names: its address columns together, with what the whole column and the sheet around it show. */
import { composeHome, type AddressHabits, type Composed } from '#core/address/compose.ts';
import type { HomeKind } from '#core/address/home.ts';
import { homeKindOf, namesSeveral, readHomeText, type HomeParts } from '#core/address/read.ts';
import type { ColumnMapping } from './columns.ts';
import { cellDate, cellText, type Cell } from './grid.ts';

export interface Section {
  readonly building: string | null;
  readonly entrance: string | null;
}

export interface RowHome {
  /** One entry a filled address cell; null where a cell cannot be read. */
  readonly cells: readonly (HomeParts | null)[];
  readonly kind: HomeKind | null;
  readonly community: string;
  /** Excel turned 3-2-12 into a date; nobody can know which home it was. */
  readonly date: boolean;
  readonly blank: boolean;
}

const ADDRESS = new Set(['home', 'building', 'entrance', 'floor', 'room']);
export const isAddressColumn = (c: ColumnMapping): boolean => ADDRESS.has(c.role);

/** What the address cells of one row say, one by one. */
export const readRowHome = (row: readonly Cell[], columns: readonly ColumnMapping[]): RowHome => {
  const cells: (HomeParts | null)[] = [];
  let kind: HomeKind | null = null;
  let community = '';
  let date = false;
  for (const { column, role, header } of columns) {
    const cell = row[column] ?? null;
    const text = cellText(cell);
    if (text === '') continue;
    if (role === 'kind') kind ??= homeKindOf(text);
    else if (role === 'community') community += text.replace(/\s+/g, '');
    else if (role === 'home' || role === 'room' || role === 'building' || role === 'entrance' || role === 'floor') {
      if ((role === 'home' || role === 'room') && typeof cell === 'string' && /^\d{4}-\d{2}-\d{2}/.test(text) && cellDate(cell) !== null) date = true;
      const parts = (role === 'home' || role === 'room') && namesSeveral(text) ? null : readHomeText(text, role);
      // A header like 车位号 or 商铺号 says what kind of home every number below it is.
      if (parts !== null && parts.kind === null && (role === 'home' || role === 'room')) parts.kind = /车位|车库|储|商铺|铺|门面/.test(header) ? homeKindOf(header) ?? 'shop' : null;
      cells.push(parts);
    }
  }
  return { cells, kind, community, date, blank: cells.length === 0 };
};

/** What a column as a whole reveals about its ambiguous forms (3-15-01, 2-1501). */
export const columnHabits = (rows: readonly RowHome[]): AddressHabits => {
  let triples = 0;
  let shortThird = 0;
  let padded = 0;
  let highSecond = 0;
  let pairs = 0;
  let shortSecond = 0;
  let highFirst = 0;
  let firstIsBuilding = 0;
  let firstIsEntrance = 0;
  for (const { cells } of rows) {
    const building = cells.find((c) => c !== null && c.bare === null && c.building !== null)?.building;
    const entrance = cells.find((c) => c !== null && c.bare === null && c.entrance !== null)?.entrance;
    for (const bare of cells.map((c) => c?.bare ?? null)) {
      if (bare === null) continue;
      if (bare.length === 3) {
        triples++;
        if (/^[0-9]{1,2}$/.test(bare[2] ?? '')) shortThird++;
        if (/^0[0-9]$/.test(bare[2] ?? '')) padded++;
        if (Number(bare[1]) > 6) highSecond++;
      } else if (building !== undefined) {
        pairs++;
        if (/^[0-9]{1,2}$/.test(bare[1] ?? '')) shortSecond++;
        if (Number(bare[0]) > 6) highFirst++;
        if (bare[0] === building) firstIsBuilding++;
        if (entrance !== undefined && bare[0] === entrance) firstIsEntrance++;
      }
    }
  }
  return {
    thirdIsRoomOnFloor: triples > 0 && shortThird === triples && (highSecond > 0 || padded * 2 > triples),
    pairIsFloorRoom: pairs > 0 && shortSecond === pairs && highFirst > 0 && firstIsBuilding < pairs * 0.9,
    pairIsEntranceRoom: pairs > 0 && (firstIsBuilding < pairs * 0.9 || firstIsEntrance > firstIsBuilding),
  };
};

/** Adds what a section row above said (3栋, 一单元), where the row itself says nothing about it. */
export const composeRow = (row: RowHome, section: Section, habits: AddressHabits): Composed => {
  const cells = [...row.cells];
  const known = (field: 'building' | 'entrance'): boolean => cells.some((c) => c !== null && c[field] !== null);
  const building = section.building !== null && !known('building') ? section.building : null;
  const entrance = section.entrance !== null && building !== null && !known('entrance') ? section.entrance : null;
  if (building !== null) cells.push({ prefix: '', building, entrance, floor: null, room: null, kind: null, bare: null });
  if (row.community !== '') cells.unshift({ prefix: row.community, building: null, entrance: null, floor: null, room: null, kind: null, bare: null });
  return composeHome(cells, row.kind, habits);
};

/** A row that only says where the following rows are: 3栋, 3栋2单元, 一单元. */
export const readSection = (text: string): Section | null => {
  const t = text.replace(/\s+/g, '');
  if (t.length > 20 || !/(?:栋|幢|座|#|号楼|单元)/.test(t)) return null;
  const parts = readHomeText(t.replace(/(?:业主)?(?:名册|清单|明细|列表|一览表|信息|房源)+.*$/, ''), 'home');
  if (parts === null || parts.room !== null || (parts.building === null && parts.entrance === null)) return null;
  return { building: parts.building, entrance: parts.entrance };
};
