/**
 * An xlsx workbook as sheets of values. Kept: the sheet's own row numbers, text as typed (leading spaces too), merged cells
 * (a building written once for its forty rows), dates as ISO strings. Formulas give their stored values; hidden sheets stay out.
 *
 * Read here and not by read-excel-file, because that loses merged cells and the rows' own numbers and has no limits.
 */
import { Refusal } from '#core/refusal.ts';
import { fromSerial, type Cell, type Sheet } from '#core/roster/grid.ts';
import { attribute, walkXml } from './xml.ts';
import { openZip, type Zip } from './zip.ts';

export interface SheetLimits {
  readonly rows: number;
  readonly cells: number;
  readonly columns: number;
  readonly inflated: number;
}

const text = (zip: Zip, name: string): string | undefined => {
  const bytes = zip.read(name);
  if (bytes === undefined) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
};

/** Excel writes control characters as _x000D_. */
const unescapeCell = (value: string): string =>
  value.includes('_x') ? value.replace(/_x([0-9A-Fa-f]{4})_/g, (_, h: string) => String.fromCharCode(Number.parseInt(h, 16))) : value;

const sharedStrings = (xml: string | undefined): string[] => {
  const out: string[] = [];
  if (xml === undefined) return out;
  let current = '';
  let inText = false;
  let phonetic = 0;
  walkXml(xml, {
    open(name, _, selfClosing) {
      if (name === 'si') current = '';
      else if (name === 'rPh' && !selfClosing) phonetic++;
      else if (name === 't') inText = !selfClosing;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh' && phonetic > 0) phonetic--;
      else if (name === 'si') out.push(unescapeCell(current));
    },
    text(value) {
      if (inText && phonetic === 0) current += value;
    },
  });
  return out;
};

/** Built-in formats that show a date, the East Asian ones (27–36, 50–58) included. */
const isBuiltInDate = (id: number): boolean => (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 54) || id === 57 || id === 58;
const isDateFormat = (code: string): boolean => /[yd]|m(?![:s])/i.test(code.replace(/\[[^\]]*\]|"[^"]*"|\\.|_.|\*./g, '').replace(/general|G\/通用格式/gi, '').replace(/h+:?m+(:?s+)?|AM\/PM/gi, ''));

/** Per style index, whether it shows a date. */
const dateStyles = (xml: string | undefined): boolean[] => {
  const out: boolean[] = [];
  if (xml === undefined) return out;
  const custom = new Map<number, boolean>();
  let inCellXfs = false;
  walkXml(xml, {
    open(name, attributes) {
      if (name === 'numFmt') custom.set(Number(attribute(attributes, 'numFmtId')), isDateFormat(attribute(attributes, 'formatCode') ?? ''));
      else if (name === 'cellXfs') inCellXfs = true;
      else if (name === 'xf' && inCellXfs) {
        const id = Number(attribute(attributes, 'numFmtId') ?? 0);
        out.push(custom.get(id) ?? isBuiltInDate(id));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellXfs = false;
    },
  });
  return out;
};

/** C12 → [11, 2]: row and column, 0-based. */
const position = (ref: string): [number, number] | null => {
  const m = /^\$?([A-Z]{1,3})\$?([0-9]{1,7})$/.exec(ref);
  if (!m) return null;
  let column = 0;
  for (const c of m[1] ?? '') column = column * 26 + c.charCodeAt(0) - 64;
  return [Number(m[2]) - 1, column - 1];
};

interface Context {
  readonly strings: readonly string[];
  readonly dates: readonly boolean[];
  readonly date1904: boolean;
  readonly limits: SheetLimits;
}

const cellValue = (type: string, style: number, value: string, context: Context): Cell => {
  if (type === 's') return context.strings[Number(value)] ?? null;
  if (type === 'str' || type === 'inlineStr') return value === '' ? null : unescapeCell(value);
  if (value === '') return null;
  if (type === 'b') return value === '1';
  if (type === 'e') return null;
  if (type === 'd') return value.slice(0, 10);
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  const serial = Math.floor(number) + (context.date1904 ? 1462 : 0);
  if (context.dates[style] === true && serial >= 1 && serial < 200_000) return fromSerial(serial);
  return number;
};

const readRows = (xml: string, context: Context): Cell[][] => {
  const { limits } = context;
  const rows: Cell[][] = [];
  const merges: string[] = [];
  let row = -1;
  let column = -1;
  let cells = 0;
  let type = 'n';
  let style = 0;
  let value = '';
  let taking = false;
  let phonetic = 0;
  walkXml(xml, {
    open(name, attributes, selfClosing) {
      if (name === 'row') {
        const r = attribute(attributes, 'r');
        row = r === undefined ? row + 1 : Number(r) - 1;
        if (!Number.isInteger(row) || row < 0 || row > 1_048_575) throw new Refusal('file_unreadable', { why: 'row' });
        column = -1;
      } else if (name === 'c') {
        const at = position(attribute(attributes, 'r') ?? '');
        column = at === null ? column + 1 : at[1];
        if (at !== null) row = at[0];
        type = attribute(attributes, 't') ?? 'n';
        style = Number(attribute(attributes, 's') ?? 0);
        value = '';
      } else if (name === 'v' || name === 't') taking = !selfClosing && phonetic === 0;
      else if (name === 'rPh' && !selfClosing) phonetic++;
      else if (name === 'mergeCell') {
        const ref = attribute(attributes, 'ref');
        if (ref !== undefined) merges.push(ref);
      }
    },
    close(name) {
      if (name === 'v' || name === 't') taking = false;
      else if (name === 'rPh' && phonetic > 0) phonetic--;
      else if (name === 'c') {
        const cell = cellValue(type, style, value, context);
        if (cell === null || row < 0 || column >= limits.columns) return;
        if (row >= limits.rows) throw new Refusal('file_too_large', { what: 'rows', limit: limits.rows });
        if (++cells > limits.cells) throw new Refusal('file_too_large', { what: 'cells', limit: limits.cells });
        while (rows.length <= row) rows.push([]);
        const line = rows[row];
        if (line === undefined) return;
        while (line.length < column) line.push(null);
        line[column] = cell;
      }
    },
    text(part) {
      if (taking) value += part;
    },
  });
  for (const ref of merges) fillMerge(rows, ref);
  return rows;
};

/**
 * A cell merged over several rows speaks for each of them. Sideways only the first column is filled: a name drawn across two
 * columns is still one name, not a document number.
 */
const fillMerge = (rows: Cell[][], ref: string): void => {
  const [from, to] = ref.split(':').map(position);
  if (!from || !to || to[0] <= from[0]) return;
  const value = rows[from[0]]?.[from[1]];
  if (value === undefined || value === null) return;
  for (let r = from[0] + 1; r <= Math.min(to[0], rows.length - 1); r++) {
    const line = rows[r];
    if (line === undefined) continue;
    while (line.length <= from[1]) line.push(null);
    line[from[1]] ??= value;
  }
};

interface SheetRef {
  readonly name: string;
  readonly id: string | undefined;
  readonly hidden: boolean;
}

/** Reads a workbook. Throws `Refusal`: file_unreadable, file_too_large, file_password. */
export const readXlsx = (bytes: Uint8Array, limits: SheetLimits): Sheet[] => {
  const zip = openZip(bytes, { entry: limits.inflated, total: limits.inflated * 2, entries: 5_000 });
  const workbook = text(zip, 'xl/workbook.xml');
  if (workbook === undefined) throw new Refusal('file_unreadable', { why: zip.names.includes('xl/workbook.bin') ? 'xlsb' : 'no_workbook' });
  const refs: SheetRef[] = [];
  let date1904 = false;
  walkXml(workbook, {
    open(name, attributes) {
      if (name === 'sheet') refs.push({ name: attribute(attributes, 'name') ?? '', id: /(?:^|\s)\w+:id\s*=\s*["']([^"']*)/.exec(attributes)?.[1], hidden: /idden/.test(attribute(attributes, 'state') ?? '') });
      else if (name === 'workbookPr') date1904 = /^(?:1|true)$/.test(attribute(attributes, 'date1904') ?? '');
    },
  });
  const targets = new Map<string, string>();
  walkXml(text(zip, 'xl/_rels/workbook.xml.rels') ?? '', {
    open(name, attributes) {
      if (name !== 'Relationship') return;
      const target = attribute(attributes, 'Target') ?? '';
      targets.set(attribute(attributes, 'Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`.replace(/[^/]+\/\.\.\//g, ''));
    },
  });
  const context: Context = { strings: sharedStrings(text(zip, 'xl/sharedStrings.xml')), dates: dateStyles(text(zip, 'xl/styles.xml')), date1904, limits };
  const visible = refs.some((r) => !r.hidden) ? refs.filter((r) => !r.hidden) : refs;
  const sheets: Sheet[] = [];
  for (const ref of visible) {
    const target = targets.get(ref.id ?? '') ?? `xl/worksheets/sheet${refs.indexOf(ref) + 1}.xml`;
    if (!/worksheets\//.test(target)) continue;
    const xml = text(zip, target);
    if (xml !== undefined) sheets.push({ name: ref.name, firstRow: 1, rows: readRows(xml, context) });
  }
  if (sheets.length === 0) throw new Refusal('file_unreadable', { why: 'no_sheet' });
  return sheets;
};
