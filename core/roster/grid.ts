/** A spreadsheet as the readers in db/roster hand it over: values only, no styles, row numbers as the person sees them. */
import { plain } from '#core/address/text.ts';

/** A date is an ISO string (`2026-10-18`). Text is not trimmed: a leading separator or space says that a place is empty. */
export type Cell = string | number | boolean | null;

export interface Sheet {
  readonly name: string;
  /** The sheet's own number of `rows[0]`, 1-based, so that "row 216" is the row 216 that the clerk sees in Excel. */
  readonly firstRow: number;
  readonly rows: readonly (readonly Cell[])[];
}

/** A corrected cell. `row` is the sheet's row number, `column` is 0-based, `sheet` the index in the file (default: the main one). */
export interface CellEdit {
  readonly sheet?: number;
  readonly row: number;
  readonly column: number;
  readonly value: Cell;
}

/** What a cell says, trimmed and half-width; numbers as typed (1501, 83.08), without the noise of binary fractions. */
export const cellText = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isInteger(cell) ? String(cell) : Number.isFinite(cell) ? String(Number(cell.toPrecision(15))) : '';
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  return plain(cell);
};

/** 2026-10-18 from an ISO string, 2026/10/18, 2026.10.18, 2026年10月18日, 20261018 or Excel's day number; else null. */
export const cellDate = (cell: Cell | undefined): string | null => {
  if (typeof cell === 'number' && cell > 20_000 && cell < 80_000) return fromSerial(Math.floor(cell));
  const m = /^(\d{4})[-/.年 ]?(\d{1,2})[-/.月 ]?(\d{1,2})日?(?:[T ].*)?$/.exec(cellText(cell));
  if (!m) return null;
  const [y, mo, d] = [Number(m[1]), Number(m[2]), Number(m[3])];
  if (y < 1900 || y > 2200 || mo < 1 || mo > 12 || d < 1 || d > 31) return null;
  return `${m[1]}-${String(mo).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
};

/** Excel's day number (1900 system) as a date; civil-from-days, so that no clock or time zone takes part. */
export const fromSerial = (serial: number): string => {
  const z = serial - 25_569 + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const d = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const m = mp < 10 ? mp + 3 : mp - 9;
  const y = yoe + era * 400 + (m <= 2 ? 1 : 0);
  return `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
};
