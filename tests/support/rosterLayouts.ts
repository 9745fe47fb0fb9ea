/**
 * Roster files of every layout we have thought of, with the truth beside them. Seeded: a failing layout is made again from
 * its seed alone. Add a layout here whenever a developer's file is misread.
 */
import { Random } from './random.ts';
import { homeColumns, junk, ownerColumns, SEPARATORS, stateColumns, type Choice, type Column, type HomeStyle, type OwnerStyle, type UnsoldStyle } from './rosterColumns.ts';
import { draw, expectations, recordsOf, type Expected, type TruePerson } from './rosterDraw.ts';
import { oddLayout } from './rosterOddities.ts';
import { community } from './rosterTruth.ts';
import { csv, gb18030, xlsx, type XlsxSheet } from './writeFiles.ts';

export type { TruePerson };

export interface Layout {
  readonly seed: number;
  readonly description: string;
  readonly fileName: string;
  readonly bytes: Buffer;
  /** Home number → owners; an unsold home has none. */
  readonly homes: ReadonlyMap<string, readonly TruePerson[]>;
  /** `sheet:row reason`, rows as the file shows them. */
  readonly rejected: readonly string[];
  readonly flagged: readonly string[];
}

/** The layout of a seed: two of three are tables put together from parts, the third is one of the oddities. */
export const rosterLayout = (seed: number): Layout => (seed % 3 === 0 ? oddLayout(seed) : tableLayout(seed));

const tableLayout = (seed: number): Layout => {
  const random = new Random(seed);
  const asCsv = random.chance(0.35);
  const separator = random.pick(SEPARATORS);
  const nameSeparator = random.chance(0.7) ? separator : random.pick(SEPARATORS.filter((s) => (s.trim() === '' && !s.includes('\n')) === (separator.trim() === '' && !separator.includes('\n'))));
  const bySpace = /^ +$/.test(separator) || /^ +$/.test(nameSeparator);
  const c = community(random, bySpace);
  const styles: HomeStyle[] = ['columns', 'columns', 'columns', 'whole', 'whole', 'whole', 'floor', 'buildingEntrance', 'sections'];
  // 1-201 in building 1 is building-room or entrance-room; only other buildings tell.
  if (c.homes.some((h) => h.entrance !== null && String(h.entrance) !== h.building) || !c.entrances) styles.push('pair');
  if (asCsv) styles.push('blankBelow');
  else styles.push('merged', 'sheets');
  const style = random.pick(styles);
  const ownerStyles: OwnerStyle[] = ['joined', 'joined', 'joined', 'groups', 'rows'];
  if (!asCsv && style !== 'sections') ownerStyles.push('mergedRows');
  let owners = random.pick(ownerStyles);
  if (style === 'merged' && owners === 'mergedRows') owners = 'joined';
  const unsold = random.pick<UnsoldStyle>(['name', 'note', 'status', 'blank', 'dash']);
  const choice: Choice = { random, community: c, style, owners, unsold, separator, nameSeparator };

  const home = homeColumns(choice).map((col): Column => (owners === 'mergedRows' ? { ...col, merge: 'home' } : col));
  const people = ownerColumns(choice);
  const others = [...junk(random, c), ...stateColumns(choice)].map((col): Column => (owners === 'mergedRows' && random.chance(0.5) ? { ...col, merge: 'home' } : col));
  let columns: Column[];
  if (owners === 'groups') {
    columns = [...home, ...people];
    for (const other of others) columns.splice(random.pick([0, home.length, columns.length]), 0, other);
  } else columns = random.chance(0.5) ? [...others.slice(0, 1), ...home, ...people, ...others.slice(1)] : random.shuffle([...home, ...people, ...others]);
  // Sections and blocks lean on the order of the rows only, so the columns may lie anywhere.
  const records = recordsOf(choice);
  const expected: Expected = { rejected: [], flagged: [], homes: new Map() };
  const title = `${c.name}交付业主名册`;
  const sheets: XlsxSheet[] = [];
  if (!asCsv && random.chance(0.2)) sheets.push({ name: '填表说明', rows: [['本表由销售部导出,单位:平方米'], ['一房多名业主时以分隔符分开']] });
  if (style === 'sheets') {
    for (const b of [...new Set(c.homes.map((h) => h.building))]) {
      const own = records.filter((r) => r.home.building === b);
      const drawn = draw(choice, columns, own, title);
      expectations(own, drawn.at, sheets.length, expected);
      sheets.push({ name: `${b}栋`, rows: drawn.rows, merges: drawn.merges });
    }
  } else {
    const drawn = draw(choice, columns, records, title);
    expectations(records, drawn.at, sheets.length, expected);
    sheets.push({ name: random.pick(['业主名册', 'Sheet1', '名单']), rows: drawn.rows, merges: drawn.merges });
  }
  if (!asCsv && random.chance(0.2)) sheets.push({ name: '选项', rows: [['身份证'], ['护照'], ['未售'], ['已售']], hidden: random.chance(0.5) });
  const drawnRows = sheets.at(-1)?.rows ?? [];
  const encode = random.pick<(t: string) => Buffer>([(t) => Buffer.from(t), (t) => Buffer.from(`\ufeff${t}`), gb18030, gb18030]);
  const bytes = asCsv ? encode(csv(drawnRows, random.pick([',', ',', ';', '\t']), random.pick(['\r\n', '\n']))) : xlsx(sheets, random.chance(0.7));
  return {
    seed,
    description: `${asCsv ? 'csv' : 'xlsx'} home=${style} owners=${owners} unsold=${unsold} separator=${JSON.stringify(separator)}/${JSON.stringify(nameSeparator)} columns=${columns.map((x) => `${x.top}${x.header}`).join('|')}`,
    fileName: asCsv ? 'roster.csv' : 'roster.xlsx',
    bytes,
    ...expected,
  };
};
