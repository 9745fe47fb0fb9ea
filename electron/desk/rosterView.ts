import type { RosterPreview } from '#core/contract/roster.ts';
import type { ColumnChoice, ColumnMapping } from '#core/roster/columns.ts';
import type { KnownPerson, Question, RosterPlan } from '#core/roster/diff.ts';
import { cellText, type Cell, type Sheet } from '#core/roster/grid.ts';
import { readRoster, type RosterReading } from '#core/roster/read.ts';
import { surnameOf } from '#core/identity/name.ts';
import type { ColumnRole } from '#core/roster/roles.ts';
import { ANSWERS } from '#db/roster/answers.ts';
import type { RosterImport } from '#db/roster/commit.ts';
import type { Upload } from './uploads.ts';

/** What the import screen is shown of a roster: the reader's codes, the sheet as it stands, the comparison with what is known. */

const ROLES: readonly ColumnRole[] = [
  'ignored', 'home', 'building', 'entrance', 'floor', 'room', 'kind', 'community', 'name', 'relation', 'documentKind', 'document', 'phone', 'share', 'area',
  'innerArea', 'layout', 'status', 'note', 'contractNo', 'deliveredOn',
];
const OF_PEOPLE: readonly ColumnRole[] = ['name', 'documentKind', 'document', 'phone', 'share'];
/** Owners of one row that may have columns of their own. */
const MOST_OWNERS = 4;

/** A column as the screen names it: `name` of the first owner, `name2` of the second. */
const fieldOf = ({ role, owner }: Pick<ColumnMapping, 'role' | 'owner'>): string => (owner > 0 ? `${role}${owner + 1}` : role);

function choiceOf(column: string, field: string): ColumnChoice[] {
  const [, name = '', place = ''] = /^([A-Za-z]+?)([2-9])?$/.exec(field) ?? [];
  const role = ROLES.find((known) => known === (name === 'ignore' ? 'ignored' : name));
  if (role === undefined || !/^\d{1,3}$/.test(column)) return [];
  return [{ column: Number(column), role, ...(place === '' ? {} : { owner: Number(place) - 1 }) }];
}

export function readUpload(upload: Upload): RosterReading {
  const { sheet, headerRow, mapping, edits } = upload;
  return (upload.reading ??= readRoster(upload.sheets, {
    ...(sheet === undefined ? {} : { sheets: [sheet] }),
    ...(headerRow === undefined ? {} : { headerRow }),
    mapping: Object.entries(mapping).flatMap(([column, field]) => choiceOf(column, field)),
    edits,
  }));
}

const mainOf = (reading: RosterReading): number => reading.tables[0]?.sheet ?? 0;

/** The cells as they count: with the clerk's corrections. */
function cellsOf(upload: Upload, sheet: Sheet, index: number): (row: number) => Cell[] {
  const edits = new Map<number, { column: number; value: Cell }[]>();
  for (const { row, column, value } of upload.edits.filter((edit) => (edit.sheet ?? index) === index)) edits.set(row, [...(edits.get(row) ?? []), { column, value }]);
  return (row) => {
    const cells = [...(sheet.rows[row - sheet.firstRow] ?? [])];
    for (const { column, value } of edits.get(row) ?? []) {
      while (cells.length <= column) cells.push(null);
      cells[column] = value;
    }
    return cells;
  };
}

function samplesOf(sheet: Sheet | undefined, headerRow: number | null, column: number): string[] {
  const from = headerRow === null || !sheet ? 0 : headerRow - sheet.firstRow + 1;
  const found = new Set<string>();
  for (const row of sheet?.rows.slice(from, from + 200) ?? []) {
    const text = cellText(row[column]);
    if (text !== '') found.add(text.slice(0, 60));
    if (found.size >= 3) break;
  }
  return [...found];
}

/** How the values that the desk holds may be shown to this clerk beside those of the file. */
export interface Showing {
  /** Supervisors and administrators compare whole values; each look is a fact. Others see them as at a counter. */
  readonly whole: boolean;
}

const tail = (text: string): string => `…${text.slice(-4)}`;

function nameShown(known: KnownPerson, { whole }: Showing): string {
  return whole || known.name === '' ? known.name : `${surnameOf(known.name)}**`;
}

function questionLine(question: Question, showing: Showing): RosterPreview['questions'][number] {
  const { id, home, row, kind, from, to } = question;
  const ofDocument = kind === 'document_changed';
  const before = from?.document?.number;
  return {
    id, home, row, kind,
    from: from === null ? null : ofDocument && before !== undefined ? (showing.whole ? before : tail(before)) : nameShown(from, showing),
    to: to === null ? null : ofDocument ? (to.document?.number ?? to.name) : to.name,
    answers: [...ANSWERS[kind]],
  };
}

function changeLine(change: RosterPlan['changed'][number], showing: Showing): RosterPreview['changed'][number] {
  const { id, home, row, field, from, to } = change;
  const personal = field === 'phone' || field === 'document';
  const before = from === null ? null : String(from);
  const shown = before === null || !personal || showing.whole ? before : before.split('、').map(tail).join('、');
  return { id, home, row, field, from: shown, to: String(to) };
}

/** The people of the desk (not of the file) whose values a preview shows. */
export function peopleShown({ plan }: RosterImport): string[] {
  const asked = plan.questions.flatMap(({ from }) => (from ? [from.personId] : []));
  const changed = plan.changed.flatMap(({ personId, from }) => (personId !== undefined && from !== null ? [personId] : []));
  // A question may be about a person whom this very file adds; its "id" is then not one of the desk.
  return [...new Set([...asked, ...changed])].filter((id) => /^[A-Za-z0-9_-]{1,80}$/.test(id));
}

export function previewOf(id: string, upload: Upload, input: RosterImport, showing: Showing): RosterPreview {
  const { reading, plan, again } = input;
  const main = reading.tables[0];
  const sheet = upload.sheets[mainOf(reading)];
  const chosen = new Set(Object.keys(upload.mapping));
  const problem = ({ row, reason }: { row: number; reason: string }) => ({ row, reason, column: null });
  return {
    upload: id,
    sheets: upload.sheets.map(({ name, rows }) => ({ name, rows: rows.length })),
    sheet: mainOf(reading),
    headerRow: main?.headerRow ?? null,
    fields: [...ROLES, ...Array.from({ length: MOST_OWNERS - 1 }, (_, n) => OF_PEOPLE.map((role) => `${role}${n + 2}`)).flat()],
    columns: (main?.columns ?? []).map((column) => ({
      column: column.column,
      header: column.header,
      field: fieldOf(column),
      certainty: chosen.has(String(column.column)) ? ('chosen' as const) : column.certainty,
      samples: samplesOf(sheet, main?.headerRow ?? null, column.column),
    })),
    counts: {
      rows: reading.tables.filter(({ used }) => used).reduce((sum, { dataRows }) => sum + dataRows, 0),
      ...reading.counts,
      skipped: Object.values(reading.skipped).reduce((sum, n) => sum + n, 0),
      addedHomes: plan.added.homes.length,
      addedPeople: plan.added.people.length,
      addedLinks: plan.added.links.length,
      unchanged: plan.unchanged.length,
      gone: plan.gone.length,
    },
    rejected: reading.rejected.map(problem),
    flagged: reading.flagged.map(problem),
    changed: plan.changed.map((change) => changeLine(change, showing)),
    questions: plan.questions.map((question) => questionLine(question, showing)),
    gone: [...plan.gone],
    again,
  };
}

type Status = 'imported' | 'flagged' | 'rejected' | 'skipped' | 'header';
export interface RowLine {
  readonly row: number;
  readonly cells: Cell[];
  readonly status: Status;
  readonly reasons: string[];
  readonly reading: string | null;
}

/** The rows of the main sheet with what became of each. */
export function rowsOf(upload: Upload, reading: RosterReading, filter: string, offset: number, limit: number): { total: number; rows: RowLine[] } {
  const index = mainOf(reading);
  const sheet = upload.sheets[index];
  if (!sheet) return { total: 0, rows: [] };
  const cells = cellsOf(upload, sheet, index);
  const headerRow = reading.tables[0]?.headerRow ?? null;
  const here = <R extends { sheet: number; row: number; reason: string }>(list: readonly R[]): Map<number, string[]> => {
    const byRow = new Map<number, string[]>();
    for (const { sheet: of, row, reason } of list) if (of === index) byRow.set(row, [...(byRow.get(row) ?? []), reason]);
    return byRow;
  };
  const rejected = here(reading.rejected);
  const flagged = here(reading.flagged);
  const hints = here(reading.hints);
  const homes = new Map(reading.rows.filter((row) => row.sheet === index).flatMap((home) => home.rows.map((row) => [row, home] as const)));

  const statusOf = (row: number): Status => {
    if (headerRow !== null && row <= headerRow) return 'header';
    if (rejected.has(row)) return 'rejected';
    if (flagged.has(row)) return 'flagged';
    return homes.has(row) ? 'imported' : 'skipped';
  };
  const all = sheet.rows.map((_, at) => sheet.firstRow + at).map((row) => ({ row, status: statusOf(row) }));
  // A flagged row goes in as well: "imported" is what the import will hold, "flagged" the part of it to be checked.
  const wanted = all.filter(({ status }) => filter === 'all' || status === filter || (filter === 'imported' && status === 'flagged'));
  const rows = wanted.slice(offset, offset + limit).map(({ row, status }): RowLine => {
    const home = homes.get(row);
    const owners = home?.owners.map(({ name }) => name).filter((name) => name !== '').join('、') ?? '';
    const reasons = [...(rejected.get(row) ?? []), ...(flagged.get(row) ?? []), ...(hints.get(row) ?? [])];
    return { row, status, cells: cells(row), reasons, reading: home ? [home.homeNo, owners].filter((text) => text !== '').join(' · ') : null };
  });
  return { total: wanted.length, rows };
}
