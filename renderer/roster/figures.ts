import type { RosterPreview } from '#core/contract/roster.ts';
import type { Cell, Filter } from './wizard.ts';

/** Figures and orders that the check page shows, from what the desk has read. */
type Problem = RosterPreview['rejected'][number];

const rowsOf = (problems: readonly Problem[]): number => new Set(problems.map((problem) => problem.row)).size;

export type Counts = Readonly<Record<Filter, number>>;

/** Rows, not reasons: a row with two problems is one row to look at. */
export function countsOf(preview: RosterPreview): Counts {
  const rejected = rowsOf(preview.rejected);
  return {
    all: preview.counts.rows,
    imported: preview.counts.rows - preview.counts.skipped - rejected,
    flagged: rowsOf(preview.flagged),
    rejected,
    skipped: preview.counts.skipped,
    changed: preview.changed.length,
    questions: preview.questions.length,
    gone: preview.gone.length,
  };
}

/** The next row with a problem below the cursor, from the top again after the last; null when there is none. */
export function nextProblem(preview: RosterPreview, filter: Filter, from: Cell | null): Cell | null {
  const wanted = filter === 'rejected' ? preview.rejected : filter === 'flagged' ? preview.flagged : [...preview.rejected, ...preview.flagged];
  const first = new Map<number, number | null>();
  for (const problem of wanted) if (!first.has(problem.row)) first.set(problem.row, problem.column ?? columnOfReason(preview, problem.reason));
  const rows = [...first.keys()].sort((a, b) => a - b);
  const row = rows.find((each) => each > (from?.row ?? 0)) ?? rows[0];
  if (row === undefined) return null;
  return { row, column: first.get(row) ?? from?.column ?? 0 };
}

/** Where the clerk would put it right: the reader names the row, the reason names the field. */
function columnOfReason(preview: RosterPreview, reason: string): number | null {
  const fields = reason.startsWith('id_') ? ['document'] : reason.startsWith('phone_') ? ['phone'] : /^(?:name|owner|pairing)_/.test(reason) ? ['name'] : /^(?:room|home|building)_/.test(reason) ? ['room', 'home', 'building'] : [];
  for (const field of fields) {
    const found = preview.columns.find((column) => column.field === field);
    if (found) return found.column;
  }
  return null;
}

/** Whether importing would do anything at all. */
export function addsAnything(preview: RosterPreview, accept: readonly string[], answers: Readonly<Record<string, string>>): boolean {
  const { addedHomes, addedPeople, addedLinks } = preview.counts;
  return addedHomes + addedPeople + addedLinks > 0 || changesChosen(accept, answers) > 0;
}
/** Ticks and answers that will change something. */
export const changesChosen = (accept: readonly string[], answers: Readonly<Record<string, string>>): number =>
  accept.length + Object.values(answers).filter((answer) => answer !== LEAVE).length;
/** The answer that changes nothing. */
const LEAVE = 'leave';

/** A later version of something that is here already: then the comparison is what matters. */
export const isLaterVersion = (preview: RosterPreview): boolean => preview.counts.unchanged > 0 || preview.changed.length > 0 || preview.questions.length > 0 || preview.gone.length > 0;

/**
 * Where a sheet row stands in a filtered list whose rows ascend. Lists leave rows out, so the place is searched for; the
 * first guess is right for a whole sheet.
 */
export async function placeOfRow(rowAt: (index: number) => Promise<number | undefined>, total: number, row: number): Promise<number> {
  let low = 0;
  let high = total - 1;
  let guess = Math.min(Math.max(row - 1, 0), high);
  while (low <= high) {
    const found = await rowAt(guess);
    if (found === undefined) return Math.max(guess - 1, 0);
    if (found === row) return guess;
    if (found < row) low = guess + 1;
    else high = guess - 1;
    // Rows differ by at least one, so the place is never further away than the numbers are.
    const straight = guess + (row - found);
    guess = straight >= low && straight <= high && Math.abs(row - found) < 8 ? straight : Math.floor((low + high) / 2);
  }
  return Math.max(Math.min(low, total - 1), 0);
}
