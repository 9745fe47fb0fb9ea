/** A file that somebody sent, as sheets of cells; or a typed refusal that says what the clerk can do about it. */
import { Refusal } from '#core/refusal.ts';
import type { Sheet } from '#core/roster/grid.ts';
import { readCsv } from './csv.ts';
import { readXlsx, type SheetLimits } from './xlsx.ts';

/** Far above any community (the largest known have some ten thousand homes), far below what would stop the desk. */
export const ROSTER_LIMITS = { file: 50_000_000, rows: 200_000, cells: 4_000_000, columns: 500, inflated: 200_000_000 } as const;

const startsWith = (bytes: Uint8Array, ...head: number[]): boolean => head.every((b, i) => bytes[i] === b);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

/**
 * An OLE container is either a workbook with a password (the encrypted package inside) or one of Excel 97–2003 (.xls, WPS .et).
 */
const refuseOle = (bytes: Uint8Array, fileName: string): never => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.includes(utf16('EncryptedPackage'))) throw new Refusal('file_password');
  if (buffer.includes(utf16('Workbook')) || buffer.includes(utf16('Book'))) throw new Refusal('file_old_excel');
  throw new Refusal(/\.xlsx$/i.test(fileName) ? 'file_password' : 'file_old_excel');
};

/**
 * Reads a roster file by what it *is*; the name is a hint only where the bytes leave it open. Throws `Refusal`:
 * `file_empty`, `file_too_large` (what, limit), `file_password`, `file_old_excel`, `file_unreadable` (why). No refusal carries
 * the file's name or contents.
 */
export const readSheets = (bytes: Uint8Array, fileName: string, limits: SheetLimits & { readonly file: number } = ROSTER_LIMITS): Sheet[] => {
  if (bytes.length === 0) throw new Refusal('file_empty');
  if (bytes.length > limits.file) throw new Refusal('file_too_large', { what: 'file', limit: limits.file });
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) refuseOle(bytes, fileName);
  try {
    if (startsWith(bytes, 0x50, 0x4b)) return readXlsx(bytes, limits);
    if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46) || startsWith(bytes, 0x3c) || startsWith(bytes, 0xff, 0xd8) || startsWith(bytes, 0x89, 0x50))
      throw new Refusal('file_unreadable', { why: 'format' });
    return readCsv(bytes, limits);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('file_unreadable', { why: 'damaged' });
  }
};
