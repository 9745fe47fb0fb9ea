import { closeSync, existsSync, fstatSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRefusal, Refusal } from '#core/refusal.ts';
import type { Db } from './types.ts';

const codeOf = (error: unknown): string => {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : '';
};

const FULL_CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL']);

/**
 * SQLite says "full" only for ENOSPC; a quota or a file-size limit arrives as a plain write error. One byte written beyond
 * the largest file of the folder asks the system for the true reason.
 */
const isFull = (dir: string): boolean => {
  const probe = join(dir, '.space.part');
  try {
    const largest = readdirSync(dir).reduce((size, name) => {
      const file = join(dir, name);
      return existsSync(file) ? Math.max(size, statSync(file).size) : size;
    }, 0);
    const handle = openSync(probe, 'w', 0o600);
    try {
      writeSync(handle, Buffer.alloc(65_536, 1), 0, 65_536, Math.max(largest, fstatSync(handle).size));
    } finally {
      closeSync(handle);
    }
    return false;
  } catch (error) {
    return FULL_CODES.has(codeOf(error));
  } finally {
    rmSync(probe, { force: true });
  }
};

/**
 * The typed refusal behind an error of SQLite or of the file system, or null when the error is none of theirs (a bug: throw
 * it on). Codes: `disk_full`, `disk_read_failed`, `disk_write_failed`, `db_damaged`, `db_busy`, `db_read_only`,
 * `db_out_of_memory`. The messages of SQLite are dropped: they may quote values.
 * @param dir the data folder, to ask the disk for the reason of a failed write
 */
export const sqliteRefusal = (error: unknown, dir?: string): Refusal | null => {
  if (isRefusal(error)) return error;
  const code = codeOf(error);
  if (FULL_CODES.has(code)) return new Refusal('disk_full');
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return new Refusal('db_damaged');
  if (code === 'SQLITE_IOERR_SHORT_READ') return new Refusal('db_truncated');
  if (code.startsWith('SQLITE_IOERR')) {
    const reading = code.includes('READ') || code.includes('DATA');
    if (reading) return new Refusal('disk_read_failed', { sqlite: code });
    return dir !== undefined && isFull(dir) ? new Refusal('disk_full') : new Refusal('disk_write_failed', { sqlite: code });
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return new Refusal('db_busy');
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return new Refusal('db_read_only');
  if (code.startsWith('SQLITE_CANTOPEN')) return new Refusal('db_cannot_open', { sqlite: code });
  if (code === 'SQLITE_NOMEM') return new Refusal('db_out_of_memory');
  if (code === 'EIO') return new Refusal('disk_read_failed');
  return null;
};

/** Runs `work`, turning errors of storage into refusals. Everything else is thrown as it is. */
export const refusing = <T>(dir: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw sqliteRefusal(error, dir) ?? error;
  }
};

/**
 * One write transaction (BEGIN IMMEDIATE): all or nothing. After any failure the transaction is rolled back, the error comes
 * as a refusal where storage is the cause, and the connection works again once the cause has gone.
 */
export const inTransaction = <T>(db: Db, work: () => T): T => {
  const run = db.transaction(work);
  return refusing(dirname(db.name), () => run.immediate());
};
