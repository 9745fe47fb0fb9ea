/** Writes the files that the readers are tested with: xlsx (with merged cells and date styles) and csv in several encodings. */
import { deflateRawSync, crc32 } from 'node:zlib';

export type Value = string | number | boolean | null | { readonly date: number };

export interface XlsxSheet {
  readonly name: string;
  readonly rows: readonly (readonly Value[])[];
  /** [row, column, row, column], 0-based, both ends included. */
  readonly merges?: readonly (readonly [number, number, number, number])[];
  readonly hidden?: boolean;
}

/** A zip of these entries. `claim` writes another size into the directory than the data has. */
export const zip = (entries: Readonly<Record<string, string | Uint8Array>>, options: { claim?: number; encrypted?: boolean } = {}): Buffer => {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const data = Buffer.from(content as Uint8Array);
    const packed = deflateRawSync(data);
    const nameBytes = Buffer.from(name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(crc32(data), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(data.length, 22);
    head.writeUInt16LE(nameBytes.length, 26);
    locals.push(head, nameBytes, packed);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(options.encrypted ? 1 : 0, 8);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(data), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(options.claim ?? data.length, 24);
    entry.writeUInt16LE(nameBytes.length, 28);
    entry.writeUInt32LE(offset, 42);
    central.push(entry, nameBytes);
    offset += 30 + nameBytes.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 8);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
};

const xml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c).replaceAll('\r', '_x000D_');

export const columnName = (index: number): string => (index < 26 ? '' : columnName(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));

const cellXml = (value: Value, row: number, column: number, strings: string[] | null): string => {
  const ref = `${columnName(column)}${row + 1}`;
  if (value === null) return '';
  if (typeof value === 'number') return `<c r="${ref}"><v>${value}</v></c>`;
  if (typeof value === 'boolean') return `<c r="${ref}" t="b"><v>${value ? 1 : 0}</v></c>`;
  if (typeof value === 'object') return `<c r="${ref}" s="1"><v>${value.date}</v></c>`;
  if (strings === null) return `<c r="${ref}" t="inlineStr"><is><t xml:space="preserve">${xml(value)}</t></is></c>`;
  strings.push(value);
  return `<c r="${ref}" t="s"><v>${strings.length - 1}</v></c>`;
};

/** A workbook; `shared` puts text into the shared strings as Excel does, else inline as other programs do. */
export const xlsx = (sheets: readonly XlsxSheet[], shared = true): Buffer => {
  const strings: string[] | null = shared ? [] : null;
  const entries: Record<string, string> = {};
  sheets.forEach((sheet, i) => {
    const rows = sheet.rows
      .map((r, ri) => ({ ri, cells: r.map((v, ci) => cellXml(v, ri, ci, strings)).join('') }))
      .filter((r) => r.cells !== '')
      .map((r) => `<row r="${r.ri + 1}">${r.cells}</row>`)
      .join('');
    const merges = (sheet.merges ?? []).map(([r1, c1, r2, c2]) => `<mergeCell ref="${columnName(c1)}${r1 + 1}:${columnName(c2)}${r2 + 1}"/>`).join('');
    entries[`xl/worksheets/sheet${i + 1}.xml`] =
      `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData>${merges === '' ? '' : `<mergeCells>${merges}</mergeCells>`}</worksheet>`;
  });
  const list = sheets.map((s, i) => `<sheet name="${xml(s.name)}" sheetId="${i + 1}"${s.hidden ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`).join('');
  return zip({
    'xl/workbook.xml': `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>${list}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Type="t" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
    'xl/styles.xml': '<styleSheet><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    ...(strings === null ? {} : { 'xl/sharedStrings.xml': `<sst>${strings.map((s) => `<si><t xml:space="preserve">${xml(s)}</t></si>`).join('')}</sst>` }),
    ...entries,
  });
};

let gbTable: Map<string, number> | null = null;
/** GB18030 bytes: two-byte part by inverting the decoder, four-byte part beyond the basic plane by its formula. */
export const gb18030 = (text: string): Buffer => {
  if (gbTable === null) {
    gbTable = new Map();
    const decoder = new TextDecoder('gb18030');
    for (let a = 0x81; a <= 0xfe; a++)
      for (let b = 0x40; b <= 0xfe; b++) {
        if (b === 0x7f) continue;
        const c = decoder.decode(new Uint8Array([a, b]));
        if ([...c].length === 1 && c !== '\ufffd' && !gbTable.has(c)) gbTable.set(c, a * 256 + b);
      }
  }
  const out: number[] = [];
  for (const c of text) {
    const code = c.codePointAt(0) ?? 0;
    const two = gbTable.get(c);
    if (code < 0x80) out.push(code);
    else if (two !== undefined) out.push(two >> 8, two & 0xff);
    else if (code >= 0x10000) {
      const linear = code - 0x10000 + 189_000;
      out.push(0x81 + Math.floor(linear / 12_600), 0x30 + (Math.floor(linear / 1260) % 10), 0x81 + (Math.floor(linear / 10) % 126), 0x30 + (linear % 10));
    } else throw new Error('not in the two-byte part');
  }
  return Buffer.from(out);
};

const field = (value: Value, separator: string): string => {
  if (value === null) return '';
  const text = typeof value === 'object' ? serialDate(value.date) : String(value);
  return text.includes(separator) || /["\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
const serialDate = (serial: number): string => new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '/');

export const csv = (rows: readonly (readonly Value[])[], separator: string, newline: string): string =>
  rows.map((r) => r.map((v) => field(v, separator)).join(separator)).join(newline) + newline;
