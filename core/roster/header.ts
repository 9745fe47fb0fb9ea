/**
 * Finds the header wherever it is: below titles and subtitles, in one row or two (merged group names above), or nowhere.
 */
import { cellText, type Cell, type Sheet } from './grid.ts';
import { readSection } from './homes.ts';
import { headerText, readHeader, type ColumnRole } from './roles.ts';

export interface FoundHeader {
  /** Index into `sheet.rows` of the last header row; -1 when the sheet has none. */
  readonly last: number;
  /** Index of the first header row (a group row above), equal to `last` for one row. */
  readonly first: number;
  /** Per column: its own words and the group's words above them. */
  readonly texts: readonly { readonly own: string; readonly top: string }[];
  readonly score: number;
}

const DEPTH = 60;
const width = (sheet: Sheet): number => sheet.rows.reduce((w, r) => Math.max(w, r.length), 0);

/** As it stands in the file (㎡ stays ㎡), line breaks as spaces: the clerk has to find it again. */
const headerWords = (cell: Cell | undefined): string => (typeof cell === 'string' ? cell.replace(/\s+/g, ' ').trim() : cellText(cell));

/** A word of a header, not a value: short text without digits except a closing ordinal or a unit. */
const isHeaderWord = (cell: Cell | undefined): boolean => {
  if (typeof cell !== 'string') return false;
  const t = cellText(cell);
  return t !== '' && [...t].length <= 24 && !/[0-9]{3,}/.test(t);
};

const HOME_ROLES: ReadonlySet<ColumnRole> = new Set(['home', 'building', 'room']);
const PERSON_ROLES: ReadonlySet<ColumnRole> = new Set(['name', 'document', 'phone']);

/** How much a row looks like a header: known words of different roles, less what is plainly data. */
const scoreRow = (row: readonly Cell[], tops: readonly string[]): number => {
  const roles = new Set<ColumnRole>();
  let known = 0;
  let filled = 0;
  for (let c = 0; c < row.length; c++) {
    if (cellText(row[c]) === '') continue;
    filled++;
    if (!isHeaderWord(row[c])) continue;
    const reading = readHeader(cellText(row[c]), tops[c] ?? '');
    if (reading === null) continue;
    known++;
    if (reading.role !== 'ignored') roles.add(reading.role);
  }
  if (known < 2 || known * 2 < filled) return 0;
  let score = roles.size + known * 0.1;
  if ([...roles].some((r) => HOME_ROLES.has(r))) score += 2;
  if ([...roles].some((r) => PERSON_ROLES.has(r))) score += 1;
  return score;
};

/** Group names stand in the first of their merged cells; the others are empty and belong to the same group. */
const spread = (row: readonly Cell[], below: readonly Cell[], columns: number): string[] => {
  const out: string[] = [];
  let current = '';
  for (let c = 0; c < columns; c++) {
    const own = cellText(row[c]);
    if (own !== '') current = own;
    // A column without words below has its own header in this row; it is no group and opens none.
    if (own !== '' && cellText(below[c]) === '') {
      out.push(own);
      current = '';
    } else out.push(current);
  }
  return out;
};

const distinct = (row: readonly Cell[]): number => new Set(row.map((c) => cellText(c)).filter((t) => t !== '')).size;
const filledCells = (row: readonly Cell[]): number => row.filter((c) => cellText(c) !== '').length;

/** A row of group names: several different words, none of them data, not a title drawn across the sheet. */
const isGroupRow = (row: readonly Cell[] | undefined): row is readonly Cell[] =>
  row !== undefined && distinct(row) >= 2 && row.every((c) => cellText(c) === '' || (isHeaderWord(c) && !/[:：]/.test(cellText(c))));

/** The second header row names what a group row left open: header words only, the group row empty or merged elsewhere. */
const isSecondRow = (top: readonly Cell[], row: readonly Cell[] | undefined): boolean => {
  if (row === undefined || filledCells(row) === 0) return false;
  let known = 0;
  let fresh = 0;
  for (let c = 0; c < row.length; c++) {
    const t = cellText(row[c]);
    if (t === '') continue;
    if (!isHeaderWord(row[c])) return false;
    // 1栋1单元 below the header is the first section of the list.
    if (/[0-9]/.test(t.replace(/[0-9]$/, '')) || readSection(t) !== null) return false;
    if (t !== cellText(top[c])) fresh++;
    if (readHeader(t) !== null || readHeader(t, cellText(top[c])) !== null) known++;
  }
  return fresh >= 1 && known * 2 >= filledCells(row) && known >= 1;
};

/** The header of a sheet; `wanted` (an index into rows, or -1 for none) is the clerk's choice and is taken as it is. */
export const findHeader = (sheet: Sheet, wanted?: number): FoundHeader => {
  const columns = width(sheet);
  const none: FoundHeader = { last: -1, first: -1, texts: Array.from({ length: columns }, () => ({ own: '', top: '' })), score: 0 };
  let best = -1;
  let score = 0;
  if (wanted !== undefined) {
    if (wanted < 0 || wanted >= sheet.rows.length) return none;
    best = wanted;
    score = scoreRow(sheet.rows[wanted] ?? [], []);
  } else {
    for (let r = 0; r < Math.min(DEPTH, sheet.rows.length); r++) {
      const row = sheet.rows[r] ?? [];
      const above = sheet.rows[r - 1];
      // Under a group row the columns without a second word have theirs above.
      const s = isGroupRow(above) ? Math.max(scoreRow(row, []), scoreRow(Array.from({ length: columns }, (_, c) => (cellText(row[c]) === '' ? (above[c] ?? null) : (row[c] ?? null))), spread(above, row, columns))) : scoreRow(row, []);
      if (s > score) {
        best = r;
        score = s;
      }
    }
    if (score < 3) return none;
  }
  let first = best;
  let last = best;
  const above = sheet.rows[best - 1];
  const below = sheet.rows[best + 1];
  if (isGroupRow(above) && filledCells(above) <= columns) first = best - 1;
  else if (isSecondRow(sheet.rows[best] ?? [], below)) last = best + 1;
  const lower = sheet.rows[last] ?? [];
  const tops = first === last ? [] : spread(sheet.rows[first] ?? [], lower, columns);
  const texts = Array.from({ length: columns }, (_, c) => {
    const own = headerWords(lower[c]);
    const top = tops[c] ?? '';
    return own === '' ? { own: top, top: '' } : { own, top: top === own ? '' : top };
  });
  return { last, first, texts, score };
};

/**
 * Tables printed side by side (房号 姓名 电话 | 房号 姓名 电话): the column ranges of each, or one range over everything. Read as
 * one table, the second list would make co-owners of the first one's neighbours.
 */
export const findBlocks = (header: FoundHeader): readonly (readonly [from: number, to: number])[] => {
  const own = header.texts.map((t) => headerText(t.own));
  const whole = [[0, own.length - 1]] as const;
  const anchors = own.flatMap((t, c) => {
    const role = readHeader(header.texts[c]?.own ?? '', '')?.role;
    return t !== '' && (role === 'home' || role === 'room') ? [c] : [];
  });
  const same = anchors.filter((c) => own[c] === own[anchors[0] ?? -1]);
  const [a = 0, b] = same;
  if (b === undefined) return whole;
  const period = b - a;
  let start = a;
  while (start > 0 && own[start - 1] === own[start - 1 + period]) start--;
  const blocks = same.map((c) => [c - (a - start), Math.min(own.length - 1, c - (a - start) + period - 1)] as const);
  const alike = blocks.every(([from, to], i) => {
    if (from < 0 || (i > 0 && from !== (blocks[i - 1]?.[1] ?? -2) + 1)) return false;
    for (let c = from; c <= to; c++) if (own[c] !== own[start + c - from]) return false;
    return true;
  });
  return alike && period > 1 ? blocks : whole;
};
