/** Draws the rows of a generated roster, with titles, blank rows, totals and notes, and says what a right reading holds. */
import type { Choice, Column, Record } from './rosterColumns.ts';
import { homeNo } from './rosterTruth.ts';
import type { Value } from './writeFiles.ts';

export interface TruePerson {
  readonly name: string;
  readonly number: string | null;
  readonly phones: readonly string[];
}

export interface Expected {
  readonly rejected: string[];
  readonly flagged: string[];
  readonly homes: Map<string, TruePerson[]>;
}

export const recordsOf = (choice: Choice): Record[] => {
  const { random, community: c, owners } = choice;
  const out: Record[] = [];
  for (const home of c.homes) {
    // A row without owners and without a number would be an empty row.
    const broken = home.owners.length > 0 && random.chance(0.03);
    if ((owners === 'rows' || owners === 'mergedRows') && home.owners.length > 1 && !broken)
      home.owners.forEach((o, i) => out.push({ home, broken, owners: [o], first: i === 0 }));
    else out.push({ home, broken, owners: home.owners, first: true });
  }
  return out;
};

export interface Drawn {
  readonly rows: Value[][];
  readonly merges: [number, number, number, number][];
  /** Row numbers (1-based) of the records. */
  readonly at: number[];
}

/** Draws one sheet: titles, header in one or two rows, records with noise between them, totals and notes below. */
export const draw = (choice: Choice, columns: readonly Column[], records: readonly Record[], title: string): Drawn => {
  const { random, style, owners } = choice;
  const rows: Value[][] = [];
  const merges: [number, number, number, number][] = [];
  const at: number[] = [];
  for (let i = random.pick([0, 0, 1, 2, 3]); i > 0; i--)
    rows.push(random.chance(0.2) ? [] : [random.pick([title, '制表:销售部    日期:2026年10月18日', '以下信息仅供交付使用', '单位:平方米、元'])]);
  if (random.chance(0.2)) {
    const columnCount = columns.length;
    rows.push([title]);
    if (columnCount > 1) merges.push([rows.length - 1, 0, rows.length - 1, columnCount - 1]);
  }
  const grouped = columns.some((c) => c.top !== '');
  const header = columns.map((c) => c.header);
  if (grouped || random.chance(0.12)) {
    const tops = columns.map((c, i) => (c.top !== '' ? c.top : grouped ? '' : i % 3 === 0 ? '' : ''));
    if (grouped) {
      const line = tops.map((t, i) => (t === '' ? (columns[i]?.header ?? '') : t === tops[i - 1] ? null : t));
      rows.push(line);
      rows.push(columns.map((c) => (c.top === '' ? null : c.header)));
    } else {
      rows.push(columns.map((_, i) => (i === 0 ? '房屋及业主信息' : i === Math.ceil(columns.length / 2) ? '其他信息' : null)));
      rows.push(header);
    }
  } else rows.push(header);
  const repeat = random.chance(0.15);
  const blanks = random.chance(0.4);
  let before: Record | null = null;
  const starts = new Map<number, number>();
  records.forEach((record, i) => {
    if (blanks && random.chance(0.02) && owners !== 'mergedRows' && style !== 'merged') rows.push([]);
    if (repeat && i > 0 && i % 25 === 0 && record.first && style !== 'merged') rows.push(header);
    if (style === 'sections' && (before === null || before.home.building !== record.home.building || before.home.entrance !== record.home.entrance))
      rows.push([`${record.home.building}栋${record.home.entrance === null ? '' : `${record.home.entrance}单元`}`]);
    const line: Value[] = columns.map((c, ci) => {
      const value = c.value(record, i);
      const hides =
        (c.merge === 'building' && before !== null && before.home.building === record.home.building) ||
        (c.merge === 'entrance' && before !== null && before.home.building === record.home.building && before.home.entrance === record.home.entrance) ||
        (owners === 'mergedRows' && !record.first && c.merge === 'home');
      if (!hides) starts.set(ci, rows.length);
      else if (style === 'merged' || (owners === 'mergedRows' && c.merge === 'home')) {
        const start = starts.get(ci) ?? rows.length;
        const known = merges.findIndex((m) => m[0] === start && m[1] === ci);
        if (known >= 0) merges[known] = [start, ci, rows.length, ci];
        else merges.push([start, ci, rows.length, ci]);
      }
      return hides ? null : value;
    });
    rows.push(line);
    at.push(rows.length);
    before = record;
  });
  if (random.chance(0.4)) {
    const total: Value[] = columns.map(() => null);
    total[0] = random.pick(['合计', '总计', '合 计', '小计']);
    total[Math.min(3, columns.length - 1)] = records.length;
    rows.push(total);
  }
  if (random.chance(0.3)) rows.push([], [random.pick(['备注:以上信息以合同为准', '说明:本表一式两份。', '制表人:李四    审核人:王五', '注:未售房源不在此列'])]);
  return { rows, merges, at };
};

export const expectations = (records: readonly Record[], at: readonly number[], sheet: number, out: Expected): void => {
  records.forEach((record, i) => {
    const row = `${sheet}:${at[i]}`;
    if (record.broken) {
      out.rejected.push(`${row} room_missing`);
      return;
    }
    for (const flag of new Set(record.owners.map((o) => o.flag))) if (flag !== null) out.flagged.push(`${row} ${flag}`);
    const no = homeNo(record.home);
    const list = out.homes.get(no) ?? [];
    for (const o of record.owners) list.push({ name: o.name, number: o.number, phones: o.phone === null ? [] : [o.phone] });
    out.homes.set(no, list);
  });
};
