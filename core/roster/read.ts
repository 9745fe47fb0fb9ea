/**
 * Reads a roster: sheets of cells in, homes with their owners out, and every row that is not taken in or needs a look with
 * its reason. Nothing is dropped silently: skipped rows are counted by what they are.
 *
 * Decisions:
 * - A row that names a home is a home, sold or not. A row whose home cannot be known is rejected; the others go in.
 * - Several rows of one home (one a co-owner) are one home with all their owners. If they disagree about the home itself
 *   (another area, another kind) or lie apart, the later row is flagged `home_repeated`.
 * - Further sheets are read along only when they have a header of their own and name none of the homes of the main sheet: a
 *   copy or a sheet of former owners must not add owners. The caller may choose sheets himself.
 */
import { Refusal } from '#core/refusal.ts';
import type { HomeAddress } from '#core/address/home.ts';
import type { HomeProblem } from '#core/address/compose.ts';
import { documentIdentity } from '#core/identity/document.ts';
import { recogniseColumns, type ColumnChoice, type ColumnMapping } from './columns.ts';
import { cellText, type Cell, type CellEdit, type Sheet } from './grid.ts';
import { findBlocks, findHeader } from './header.ts';
import { personKey, uniteOwners, type OwnerFlag, type OwnerHint, type RosterOwner } from './owners.ts';
import { headerText } from './roles.ts';
import { readTable, type SkipReason, type TableRow } from './table.ts';

export type RejectReason = HomeProblem | 'home_is_date';
export type FlagReason = OwnerFlag | 'home_repeated' | 'name_differs' | 'owner_missing';
export type HintReason = OwnerHint | 'area_unreadable' | 'unsold_with_owner' | 'owner_under_unsold' | 'not_an_owner';

export interface RosterRow {
  readonly sheet: number;
  /** The sheet's row number, 1-based; with several rows of one home the first. */
  readonly row: number;
  readonly rows: readonly number[];
  readonly homeNo: string;
  readonly address: HomeAddress;
  readonly sold: boolean;
  readonly owners: readonly RosterOwner[];
  /** Square metres. */
  readonly area?: number;
  readonly innerArea?: number;
  readonly layout?: string;
  readonly note?: string;
  readonly contractNo?: string;
  /** YYYY-MM-DD */
  readonly deliveredOn?: string;
}

export interface RowProblem<Reason extends string> {
  readonly sheet: number;
  readonly row: number;
  readonly reason: Reason;
}

export interface RosterTable {
  readonly sheet: number;
  readonly name: string;
  /** The sheet's own number of the (last) header row; null when it has none. */
  readonly headerRow: number | null;
  readonly columns: readonly ColumnMapping[];
  readonly score: number;
  /** Rows of data below the header, skipped ones included. */
  readonly dataRows: number;
  /** Whether its rows are in the reading. */
  readonly used: boolean;
}

export type RosterProblem = 'home_column_missing' | 'name_column_missing' | 'document_column_missing' | 'header_missing';

export interface RosterReading {
  /** Every sheet of the file, the main one first. */
  readonly tables: readonly RosterTable[];
  /** About the main sheet as a whole; with `home_column_missing` there are no rows until the clerk has chosen columns. */
  readonly problems: readonly RosterProblem[];
  readonly rows: readonly RosterRow[];
  readonly rejected: readonly RowProblem<RejectReason>[];
  readonly flagged: readonly RowProblem<FlagReason>[];
  readonly hints: readonly RowProblem<HintReason>[];
  readonly skipped: Readonly<Record<SkipReason, number>>;
  readonly counts: { readonly homes: number; readonly unsold: number; readonly links: number; readonly people: number };
}

export interface ReadOptions {
  /** Indexes of the sheets to read; the first is the main one, to which `headerRow` and `mapping` apply. */
  readonly sheets?: readonly number[];
  /** The sheet's own row number of the header; null: there is none. */
  readonly headerRow?: number | null;
  readonly mapping?: readonly ColumnChoice[];
  readonly edits?: readonly CellEdit[];
  /** Whether community or phase belong to a building's name; default: only when the file has several. */
  readonly prefix?: 'keep' | 'drop';
}

const LIMIT_CELLS = 4_000_000;

const withEdits = (sheet: Sheet, edits: readonly CellEdit[]): Sheet => {
  if (edits.length === 0) return sheet;
  const rows: Cell[][] = sheet.rows.map((r) => [...r]);
  for (const { row, column, value } of edits) {
    const cells = rows[row - sheet.firstRow];
    if (cells === undefined || column < 0 || column > 1000 || !Number.isInteger(column)) continue;
    while (cells.length <= column) cells.push(null);
    cells[column] = value;
  }
  return { ...sheet, rows };
};

interface Draft {
  table: RosterTable;
  sheet: Sheet;
  headerAt: number;
  words: readonly string[];
  /** The mapping, one part a table where several stand side by side. */
  blocks: readonly (readonly ColumnMapping[])[];
}

/** The sheet with everything outside these columns empty. */
const only = (sheet: Sheet, [from, to]: readonly [number, number]): Sheet => ({ ...sheet, rows: sheet.rows.map((r) => r.map((c, i) => (i >= from && i <= to ? c : null))) });

const draftOf = (sheet: Sheet, index: number, options: ReadOptions | null): Draft => {
  const wanted = options?.headerRow === undefined ? undefined : options.headerRow === null ? -1 : options.headerRow - sheet.firstRow;
  const header = findHeader(sheet, wanted);
  const choices = options?.mapping ?? [];
  const ranges = findBlocks(header);
  const blocks = ranges.map((range) => {
    if (ranges.length === 1) return recogniseColumns(sheet, header, choices);
    const inside = (c: number): boolean => c >= range[0] && c <= range[1];
    const texts = header.texts.map((t, c) => (inside(c) ? t : { own: '', top: '' }));
    return recogniseColumns(only(sheet, range), { ...header, texts }, choices.filter((c) => inside(c.column))).filter((m) => inside(m.column));
  });
  const columns = blocks.length === 1 ? (blocks[0] ?? []) : sideBySide(blocks, header.texts.length);
  const dataRows = sheet.rows.length - header.last - 1;
  const roles = new Set(columns.map((c) => c.role));
  const homes = roles.has('home') || roles.has('room');
  const people = [...(['name', 'document', 'phone'] as const)].filter((r) => roles.has(r)).length;
  const score = homes ? (header.score + people * 3 + 1) * Math.log2(2 + Math.max(0, dataRows)) : 0;
  const headerRow = header.last < 0 ? null : header.last + sheet.firstRow;
  return { table: { sheet: index, name: sheet.name, headerRow, columns, score, dataRows, used: false }, sheet, headerAt: header.last, words: header.texts.map((t) => headerText(t.own)), blocks };
};

/**
 * Reads a roster. Throws `Refusal('roster_empty')` when no sheet has a single value and `Refusal('roster_too_large')`
 * beyond four million cells; anything else that is wrong is in the reading.
 */
export const readRoster = (sheets: readonly Sheet[], options: ReadOptions = {}): RosterReading => {
  const cells = sheets.reduce((sum, s) => sum + s.rows.reduce((n, r) => n + r.length, 0), 0);
  if (cells > LIMIT_CELLS) throw new Refusal('roster_too_large', { cells, limit: LIMIT_CELLS });
  if (!sheets.some((s) => s.rows.some((r) => r.some((c) => cellText(c) !== '')))) throw new Refusal('roster_empty', { sheets: sheets.length });

  const chosen = options.sheets?.filter((i) => sheets[i] !== undefined);
  const rough = sheets.map((s, i) => draftOf(s, i, null));
  const main = chosen?.[0] ?? [...rough].sort((a, b) => b.table.score - a.table.score || a.table.sheet - b.table.sheet)[0]?.table.sheet ?? 0;
  const edits = (i: number): CellEdit[] => (options.edits ?? []).filter((e) => (e.sheet ?? main) === i);
  const drafts = rough.map((d, i) => {
    const own = i === main && (options.headerRow !== undefined || (options.mapping ?? []).length > 0);
    return own || edits(i).length > 0 ? draftOf(withEdits(d.sheet, edits(i)), i, i === main ? options : null) : d;
  });
  drafts.sort((a, b) => Number(b.table.sheet === main) - Number(a.table.sheet === main) || a.table.sheet - b.table.sheet);

  const merge = new Merge();
  const tables: RosterTable[] = [];
  for (const draft of drafts) {
    const isMain = draft.table.sheet === main;
    const wanted = chosen === undefined ? isMain || worthReading(draft) : chosen.includes(draft.table.sheet);
    let used = false;
    if (wanted) {
      const parts = draft.blocks.map((columns) => readTable(draft.sheet, draft.headerAt, columns, draft.words, options.prefix));
      const named = parts.flatMap((p) => p.rows).filter((r) => r.homeNo !== null);
      const strange = !isMain && chosen === undefined && (named.length === 0 || named.some((r) => merge.has(r.homeNo ?? '')));
      used = !strange;
      if (used) for (const part of parts) merge.take(part.rows, draft.table.sheet, part.skipped);
    }
    tables.push({ ...draft.table, used });
  }
  return merge.finish(tables);
};

/** The parts as one mapping for the clerk; a column between them (a gap) is not used. */
const sideBySide = (blocks: readonly (readonly ColumnMapping[])[], width: number): ColumnMapping[] => {
  const known = new Map(blocks.flat().map((m) => [m.column, m]));
  return Array.from({ length: width }, (_, column) => known.get(column) ?? { column, header: '', role: 'ignored', owner: 0, certainty: 'sure' });
};

const worthReading = ({ table }: Draft): boolean => {
  const roles = new Set(table.columns.map((c) => c.role));
  return table.headerRow !== null && (roles.has('home') || roles.has('room')) && (roles.has('name') || roles.has('status')) && table.dataRows > 0;
};

/** Gathers the rows of all sheets into homes. */
class Merge {
  private readonly homes = new Map<string, { row: RosterRow; last: number; other: boolean }>();
  private order = 0;
  private readonly names = new Map<string, string>();
  private readonly rejected: RowProblem<RejectReason>[] = [];
  private readonly flagged: RowProblem<FlagReason>[] = [];
  private readonly hints: RowProblem<HintReason>[] = [];
  private readonly skipped: Record<SkipReason, number> = { blank: 0, total: 0, header: 0, note: 0, section: 0 };

  has(homeNo: string): boolean {
    return this.homes.has(homeNo);
  }

  take(rows: readonly TableRow[], sheet: number, skipped: Readonly<Record<SkipReason, number>>): void {
    for (const reason of Object.keys(skipped) as SkipReason[]) this.skipped[reason] += skipped[reason];
    for (const r of rows) {
      for (const reason of r.hints) this.hints.push({ sheet, row: r.row, reason });
      this.order++;
      if (r.rejected !== null) {
        this.rejected.push({ sheet, row: r.row, reason: r.rejected });
        continue;
      }
      if (r.homeNo === null || r.address === null) continue;
      const flags = new Set<FlagReason>(r.flags);
      for (const owner of r.owners) {
        if (owner.document === null || owner.name === '') continue;
        const number = documentIdentity(owner.document);
        const before = this.names.get(number);
        if (before === undefined) this.names.set(number, owner.name);
        else if (before !== owner.name) flags.add('name_differs');
      }
      const { homeNo, address, fields, sold, owners } = r;
      if (r.other && this.homes.has(homeNo)) {
        const home = this.homes.get(homeNo);
        if (home !== undefined) home.last = this.order;
        continue;
      }
      const same = this.homes.get(homeNo);
      if (same === undefined) this.homes.set(homeNo, { row: { sheet, row: r.row, rows: [r.row], homeNo, address, sold, owners, ...fields }, last: this.order, other: r.other });
      else {
        const clash = same.row.area !== undefined && fields.area !== undefined && same.row.area !== fields.area;
        const apart = this.order > same.last + 1 && !same.other;
        if (clash || same.row.sheet !== sheet || apart || same.row.sold !== sold) flags.add('home_repeated');
        const united = uniteOwners([...same.row.owners, ...owners]);
        this.homes.set(homeNo, { row: { ...fields, ...same.row, rows: [...same.row.rows, r.row], sold: same.row.sold || sold, owners: united }, last: this.order, other: same.other && r.other });
      }
      for (const reason of flags) this.flagged.push({ sheet, row: r.row, reason });
    }
  }

  finish(tables: readonly RosterTable[]): RosterReading {
    const rows = [...this.homes.values()].map((h) => h.row);
    const people = new Set(rows.flatMap((r) => r.owners.map((o, i) => personKey(o, r.homeNo, i))));
    const counts = {
      homes: rows.length,
      unsold: rows.filter((r) => !r.sold).length,
      links: rows.reduce((n, r) => n + r.owners.length, 0),
      people: people.size,
    };
    const roles = new Set(tables[0]?.columns.map((c) => c.role));
    const problems: RosterProblem[] = [];
    if (!roles.has('home') && !roles.has('room')) problems.push('home_column_missing');
    if (!roles.has('name')) problems.push('name_column_missing');
    if (!roles.has('document')) problems.push('document_column_missing');
    if (tables[0]?.headerRow === null) problems.push('header_missing');
    return { tables, problems, rows, rejected: this.rejected, flagged: this.flagged, hints: this.hints, skipped: this.skipped, counts };
  }
}
