/** Comma-separated text as it comes out of Excel, WPS and sales systems: any usual encoding, separator and quoting. */
import { Refusal } from '#core/refusal.ts';
import type { Cell, Sheet } from '#core/roster/grid.ts';
import type { SheetLimits } from './xlsx.ts';

/** UTF-8 (with or without mark), UTF-16 with mark, else GB18030, of which GBK and GB2312 are parts. */
const decode = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) throw new Refusal('file_unreadable', { why: 'binary' });
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not this one.
    }
  }
  throw new Refusal('file_unreadable', { why: 'encoding' });
};

/** `firstLines`: stop early; a separator is chosen from the beginning of the file. */
const parse = (text: string, separator: string, limits: SheetLimits, firstLines = Infinity): string[][] => {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let cells = 0;
  let quoted = false;
  let fresh = true;
  const endField = (): void => {
    if (++cells > limits.cells) throw new Refusal('file_too_large', { what: 'cells', limit: limits.cells });
    if (row.length < limits.columns) row.push(field);
    field = '';
    fresh = true;
  };
  const endRow = (): void => {
    endField();
    rows.push(row);
    if (rows.length > limits.rows) throw new Refusal('file_too_large', { what: 'rows', limit: limits.rows });
    row = [];
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"') {
        if (text[i + 1] === '"') {
          field += '"';
          i++;
        } else quoted = false;
      } else field += c;
    } else if (c === '"' && (fresh || field === '=')) {
      // ="0603" keeps a leading zero from Excel; the sign is not part of the value.
      field = '';
      quoted = true;
      fresh = false;
    } else if (c === separator) endField();
    else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[i + 1] === '\n') i++;
      endRow();
      if (rows.length >= firstLines) return rows;
    } else {
      field += c;
      fresh = false;
    }
  }
  if (field !== '' || row.length > 0) endRow();
  return rows;
};

/** The separator that cuts most lines into the same number (above one) of fields. */
const chooseSeparator = (text: string, limits: SheetLimits): string => {
  let best = ',';
  let bestScore = 0;
  for (const separator of [',', '\t', ';', '|', '，', '；']) {
    const rows = parse(text, separator, limits, 200).filter((r) => r.length > 1 || r[0] !== '');
    const widths = rows.map((r) => r.length).filter((w) => w > 1);
    const tally = new Map<number, number>();
    for (const w of widths) tally.set(w, (tally.get(w) ?? 0) + 1);
    const [width, lines] = [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0];
    const score = (lines / Math.max(1, rows.length)) * Math.min(width, 10);
    if (score > bestScore) [best, bestScore] = [separator, score];
  }
  return best;
};

const tidy = (field: string): Cell => {
  const value = field.replace(/^[\t'](?=[0-9])/, '');
  return value === '' ? null : value;
};

/** Reads text as one sheet. Throws `Refusal`: file_unreadable, file_too_large. */
export const readCsv = (bytes: Uint8Array, limits: SheetLimits): Sheet[] => {
  let text = decode(bytes).replace(/^\ufeff/, '');
  let skipped = 0;
  let separator: string | null = null;
  const told = /^sep=(.)\r?\n/i.exec(text);
  if (told) {
    separator = told[1] ?? ',';
    text = text.slice(told[0].length);
    skipped = 1;
  }
  const control = /[\u0001-\u0008\u000e-\u001f]/.exec(text.slice(0, 4096));
  if (control) throw new Refusal('file_unreadable', { why: 'binary' });
  const rows = parse(text, separator ?? chooseSeparator(text, limits), limits);
  return [{ name: '', firstRow: 1 + skipped, rows: rows.map((r) => r.map(tidy)) }];
};
