/** The rows of one sheet below its header: which are homes, which are noise, and what each says. */
import type { AddressHabits } from '#core/address/compose.ts';
import { canonicalHomeNo, type HomeAddress, type HomeKind } from '#core/address/home.ts';
import { homeKindOf, readHomeText } from '#core/address/read.ts';
import { plain } from '#core/address/text.ts';
import type { ColumnMapping } from './columns.ts';
import { saysSold, saysUnsold, saysWithdrawn } from './contents.ts';
import { cellDate, cellText, type Cell, type Sheet } from './grid.ts';
import { columnHabits, composeRow, isAddressColumn, readRowHome, readSection, type RowHome, type Section } from './homes.ts';
import { headerText } from './roles.ts';
import { readOwners, type RosterOwner } from './owners.ts';
import type { FlagReason, HintReason, RejectReason } from './read.ts';

export type SkipReason = 'blank' | 'total' | 'header' | 'note' | 'section';

interface HomeFields {
  area?: number;
  innerArea?: number;
  layout?: string;
  note?: string;
  contractNo?: string;
  deliveredOn?: string;
}

export interface TableRow {
  readonly row: number;
  readonly homeNo: string | null;
  readonly address: HomeAddress | null;
  readonly rejected: RejectReason | null;
  /** The row is about somebody who is no owner (租户, 子女). */
  readonly other: boolean;
  readonly sold: boolean;
  readonly owners: readonly RosterOwner[];
  readonly fields: HomeFields;
  readonly flags: readonly FlagReason[];
  readonly hints: readonly HintReason[];
}

const TOTAL = /^(?:合计|总计|小计|共计|总数|累计|汇总|本页合计|合\s*计|总\s*计|小\s*计|TOTAL|SUBTOTAL|SUM)[:：]?/i;
/** 同上 and the ditto marks mean the cell above. */
const DITTO = /^(?:同上|同左|上同|〃|″|''|")$/;
const NOTE = /^(?:注[:：]|备注[:：]|说明|填表|制表|审核|复核|编制|经办|负责人|签字|签名|盖章|打印|导出|截止|以上|共\s*[0-9]+|第\s*[0-9]+\s*页|页码|单位[:：]|日期[:：]|联系人[:：])/;
/** Relations that are no ownership. 本人, 业主, 户主, 共有人 and 产权人 are. */
const OTHERS = /配偶|妻|夫|子$|女$|儿|父|母|亲|家属|家人|家庭成员|租|住户|使用|同住|保姆|朋友|紧急|代理|代办|委托|经办|员工|访客|其他/;
const isOther = (text: string): boolean => OTHERS.test(text) && !/业主|本人|户主|产权|所有|共有/.test(text);
const PERSONAL = new Set(['name', 'relation', 'document', 'documentKind', 'phone', 'share']);

const isSkippable = (
  row: readonly Cell[],
  columns: readonly ColumnMapping[],
  headerTexts: readonly string[],
): SkipReason | null => {
  const texts = row.map((c) => cellText(c)).filter((t) => t !== '');
  if (texts.length === 0) return 'blank';
  if (TOTAL.test(texts[0] ?? '') || (TOTAL.test(texts[1] ?? '') && /^[0-9]*$/.test(texts[0] ?? ''))) return 'total';
  // The example row of a template is nobody's home.
  if (/^[([【]?(?:示例|样例|填写示例|例如|例[:.])/.test(texts[0] ?? '')) return 'note';
  const equal = row.filter((c, i) => cellText(c) !== '' && headerText(cellText(c)) === headerTexts[i]).length;
  if (equal >= 2 && equal * 2 > texts.length) return 'header';
  const told = columns.filter((c) => c.role !== 'ignored' && c.role !== 'community' && cellText(row[c.column]) !== '');
  // Serial numbers, a community's name or formulas filled down beyond the last home.
  if (told.length === 0) return texts.length === 1 && Number.isNaN(Number(texts[0])) ? 'note' : 'blank';
  const personal = told.filter((c) => PERSONAL.has(c.role) && c.role !== 'name');
  if (personal.length === 0 && texts.some((t) => NOTE.test(t)) && !told.some((c) => (c.role === 'room' || c.role === 'home') && /[0-9]/.test(cellText(row[c.column])) && !NOTE.test(cellText(row[c.column])))) return 'note';
  const single = new Set(texts).size === 1 ? (texts[0] ?? '') : null;
  // A sentence drawn across the table; a single short cell may be a home without owner, or one whose home is missing.
  if (single !== null && ([...single].length > 20 || /[。:;]/.test(single))) {
    const cell = told.find((c) => c.role === 'home' || c.role === 'room');
    const home = cell === undefined ? null : readHomeText(cellText(row[cell.column]), 'home');
    if (home === null || home.room === null || home.building === null) return 'note';
  }
  return null;
};

const number = (text: string): number | null => {
  const m = /^(?:约|≈)?\s*([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)\s*(?:㎡|m2|M2|m²|平方米|平米|平|方)?$/.exec(text);
  const n = m ? Number((m[1] ?? '').replaceAll(',', '')) : Number.NaN;
  return Number.isFinite(n) && n > 0 && n < 1_000_000 ? Math.round(n * 10_000) / 10_000 : null;
};

const readFields = (row: readonly Cell[], columns: readonly ColumnMapping[]): { fields: HomeFields; hints: HintReason[]; unsold: boolean; sold: boolean; withdrawn: boolean } => {
  const fields: HomeFields = {};
  const hints: HintReason[] = [];
  const notes: string[] = [];
  let unsold = false;
  let sold = false;
  let withdrawn = false;
  for (const { column, role } of columns) {
    const cell = row[column] ?? null;
    const text = cellText(cell);
    if (text === '') continue;
    if (role === 'area' || role === 'innerArea') {
      const value = number(text);
      if (value === null) {
        if (!/^[-/无0.]+$/.test(text)) hints.push('area_unreadable');
      } else fields[role] = value;
    } else if (role === 'layout') fields.layout = text;
    else if (role === 'contractNo') fields.contractNo = text;
    else if (role === 'deliveredOn') {
      const date = cellDate(cell);
      if (date !== null) fields.deliveredOn = date;
    } else if (role === 'status') {
      if (saysUnsold(text)) unsold = true;
      else if (saysWithdrawn(text)) withdrawn = true;
      else if (saysSold(text)) sold = true;
    } else if (role === 'note') {
      if (saysUnsold(text)) unsold = true;
      else notes.push(plain(String(cell)));
    }
  }
  if (notes.length > 0) fields.note = notes.join('；');
  return { fields, hints, unsold, sold, withdrawn };
};

/**
 * A column of merged cells that a program exported without their merging: the value stands in the first row of its block only.
 * Only then may an empty cell take the value above it; elsewhere an empty 楼栋 is an error of that row.
 */
const isBlockwise = (values: readonly string[]): boolean => {
  const filled = values.filter((v) => v !== '').length;
  const blocks = values.filter((v, i) => v !== '' && v !== values[i - 1]).length;
  return values[0] !== '' && filled > 0 && filled <= values.length * 0.5 && blocks === filled;
};

interface Line {
  readonly row: number;
  cells: Cell[];
}

const fillDown = (lines: Line[], columns: readonly ColumnMapping[]): void => {
  const order = ['building', 'entrance'] as const;
  for (const role of order) {
    const column = columns.find((c) => c.role === role)?.column;
    if (column === undefined) continue;
    if (!isBlockwise(lines.map((l) => cellText(l.cells[column])))) continue;
    const building = columns.find((c) => c.role === 'building')?.column;
    let value: Cell = null;
    let block = '';
    for (const line of lines) {
      const at = building === undefined ? '' : cellText(line.cells[building]);
      const own = line.cells[column] ?? null;
      if (cellText(own) !== '') value = own;
      else if (role === 'entrance' && at !== block) value = null;
      block = at;
      line.cells[column] = value;
    }
  }
};

/**
 * A row with nothing but a person, under a row with a home: the second owner of merged cells. Only where other columns that
 * every home fills (序号, 面积, 合同) are empty as well; else the row is a home whose number is missing, and is rejected.
 */
const continues = (line: Line, before: Line | undefined, columns: readonly ColumnMapping[], full: ReadonlySet<number>): boolean => {
  if (before === undefined || line.row !== before.row + 1 || full.size === 0) return false;
  const home = columns.filter(isAddressColumn);
  if (home.some((c) => cellText(line.cells[c.column]) !== '') || ![...full].every((c) => cellText(line.cells[c]) === '')) return false;
  return columns.some((c) => (c.role === 'name' || c.role === 'document') && cellText(line.cells[c.column]) !== '');
};

/** What sheet name and title rows say: a sheet per building, a sheet of shops. */
const around = (sheet: Sheet, headerAt: number): { section: Section; kind: HomeKind | null } => {
  const titles = [sheet.name, ...sheet.rows.slice(0, Math.max(0, headerAt)).map((r) => cellText(r.find((c) => cellText(c) !== '')))];
  let section: Section = { building: null, entrance: null };
  for (const title of titles) {
    const found = readSection(title);
    if (found !== null && section.building === null && found.building !== null) section = found;
  }
  const kind = /^(?:商铺|商业|车位|车库|储藏|办公|写字楼|住宅)/.test(plain(sheet.name)) ? homeKindOf(sheet.name) : null;
  return { section, kind };
};

interface TableReading {
  readonly rows: readonly TableRow[];
  readonly skipped: Readonly<Record<SkipReason, number>>;
}

/** Reads the rows below a header (`words`: its cells, to know it again further down). `prefix` decides whether community and phase are part of a building's name. */
export const readTable = (sheet: Sheet, headerAt: number, columns: readonly ColumnMapping[], words: readonly string[], prefix?: 'keep' | 'drop'): TableReading => {
  const skipped: Record<SkipReason, number> = { blank: 0, total: 0, header: 0, note: 0, section: 0 };
  const given = around(sheet, headerAt);
  const hasBuilding = columns.some((c) => c.role === 'building');
  const lines: (Line & { section: Section })[] = [];
  let section = given.section;
  if (!columns.some((c) => c.role === 'home' || c.role === 'room')) return { rows: [], skipped };
  for (let r = headerAt + 1; r < sheet.rows.length; r++) {
    const cells = [...(sheet.rows[r] ?? [])];
    const texts = new Set(cells.map((c) => cellText(c)).filter((t) => t !== ''));
    const heading = texts.size === 1 ? readSection([...texts][0] ?? '') : null;
    if (heading !== null && (!hasBuilding || heading.entrance !== null || cells.filter((c) => cellText(c) !== '').length === 1)) {
      section = heading.building !== null ? heading : { building: section.building, entrance: heading.entrance };
      skipped.section++;
      continue;
    }
    const above = lines.at(-1)?.cells;
    if (above !== undefined) cells.forEach((c, i) => (DITTO.test(cellText(c)) ? (cells[i] = above[i] ?? null) : undefined));
    const skip = isSkippable(cells, columns, words);
    if (skip === null) lines.push({ row: r + sheet.firstRow, cells, section });
    else skipped[skip]++;
  }
  const body = lines;
  fillDown(body, columns);
  const witnesses = columns.filter((c) => !isAddressColumn(c) && !PERSONAL.has(c.role) && c.role !== 'note' && c.role !== 'status');
  const full = new Set(
    witnesses.filter((c) => body.filter((l) => cellText(l.cells[c.column]) !== '').length >= body.length * 0.6).map((c) => c.column),
  );
  const address = columns.filter((c) => isAddressColumn(c) || c.role === 'kind' || c.role === 'community');
  const personal = columns.filter((c) => PERSONAL.has(c.role));

  let anchor: Line | undefined;
  const homes: RowHome[] = body.map((line, i) => {
    const before = body[i - 1];
    if (continues(line, before, columns, full) && anchor !== undefined && before !== undefined) {
      for (const c of columns) if (isAddressColumn(c) || c.role === 'kind' || c.role === 'community') line.cells[c.column] = anchor.cells[c.column] ?? null;
    } else anchor = line;
    return readRowHome(line.cells, address);
  });
  const habits = settlePrefix(homes, body, { ...columnHabits(homes), ...(given.kind === null ? {} : { kind: given.kind }) }, prefix);
  const rows = body.map((line, i) => readLine(line, homes[i] ?? readRowHome(line.cells, address), line.section, habits, columns, personal));
  return { rows, skipped };
};

/**
 * Prefixes (青禾花园, 二期, 东区) count when the file has several. Of a single one beside rows without any, a phase or zone counts
 * (东区3栋 is not 3栋) and a community's name does not (somebody stopped typing it).
 */
const settlePrefix = (homes: readonly RowHome[], lines: readonly { section: Section }[], habits: AddressHabits, wanted?: 'keep' | 'drop'): AddressHabits => {
  if (wanted !== undefined) return { ...habits, keepPrefix: wanted === 'keep' };
  const prefixes = new Set<string>();
  homes.forEach((home, i) => {
    const composed = composeRow(home, lines[i]?.section ?? { building: null, entrance: null }, habits);
    if (!('address' in composed)) return;
    prefixes.add(composed.prefix);
  });
  const named = [...prefixes].filter((p) => p !== '');
  const zone = named.length === 1 && prefixes.has('') && /[东西南北中A-Z0-9一二三四五六七八九十][区期]$|组团$|^[东西南北]/.test(named[0] ?? '');
  return { ...habits, keepPrefix: named.length > 1 || zone };
};

const readLine = (
  line: Line,
  home: RowHome,
  section: Section,
  habits: AddressHabits,
  columns: readonly ColumnMapping[],
  personal: readonly ColumnMapping[],
): TableRow => {
  const { fields, hints, unsold, sold, withdrawn } = readFields(line.cells, columns);
  const composed = composeRow(home, section, habits);
  const nothing = { row: line.row, other: false, homeNo: null, address: null, sold: false, owners: [], fields, flags: [], hints: [] };
  if (home.date) return { ...nothing, rejected: 'home_is_date' };
  if ('problem' in composed) return { ...nothing, rejected: home.blank ? 'room_missing' : composed.problem };
  const relation = columns.find((c) => c.role === 'relation' && isOther(cellText(line.cells[c.column])));
  if (relation !== undefined) {
    // A list of everybody who lives there: the home counts, its tenant or child is no owner.
    const address = { homeNo: canonicalHomeNo(composed.address), address: composed.address };
    return { ...nothing, ...address, rejected: null, sold: true, hints: ['not_an_owner'], other: true };
  }
  const reading = readOwners(line.cells, personal);
  const flags: FlagReason[] = [];
  const more: HintReason[] = [...hints];
  let owners = reading.owners;
  const named = owners.some((o) => o.name !== '');
  const isUnsold = reading.unsold || withdrawn || (unsold && !named);
  if (isUnsold && owners.length > 0) {
    // 未售 with the sales office's phone beside it, or 已退房 with the former owner.
    more.push('owner_under_unsold');
    owners = [];
  }
  if (unsold && named) more.push('unsold_with_owner');
  if (!isUnsold) flags.push(...reading.flags);
  more.push(...reading.hints);
  if (sold && owners.length === 0 && !isUnsold) flags.push('owner_missing');
  return {
    row: line.row,
    other: false,
    homeNo: canonicalHomeNo(composed.address),
    address: composed.address,
    rejected: null,
    sold: owners.length > 0 || (sold && !isUnsold),
    owners,
    fields,
    flags,
    hints: more,
  };
};
