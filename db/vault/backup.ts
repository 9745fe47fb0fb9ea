import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, existsSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal } from '#core/refusal.ts';
import { partName, syncDir, syncFile } from './files.ts';
import type { KeysFile } from './keysFile.ts';
import { keysText, parseKeys } from './keysFile.ts';
import { connect, diagnose } from './open.ts';
import { damagedPages, PAGE, readPages } from './pages.ts';
import { refusing } from './sqliteRefusal.ts';
import type { BackupFile, Db, Fingerprint } from './types.ts';

/**
 * A backup is one file: the whole database as VACUUM INTO writes it (a SQLCipher file as any other), and after its last page
 * a tail with the keys file, so that one file and the printed recovery code open it on any machine. SQLite and SQLCipher's
 * tools read as many pages as page 1 claims and never look at the tail.
 *
 * The tail carries only the wrap of the recovery code. The passphrase's wrap stays at home: a lost stick must not let a
 * stranger guess passphrases at leisure.
 *
 * Tail: the keys text, zeros up to whole pages; its last 48 bytes are `FOYERKEY`, the text's length (8 bytes), its SHA-256.
 */
const TAIL_MAGIC = Buffer.from('FOYERKEY');
const TAIL_END = 48;

const tailOf = (keys: KeysFile): Buffer => {
  const text = Buffer.from(keysText({ ...keys, wraps: keys.wraps.filter((wrap) => wrap.kind === 'recoveryCode') }));
  const tail = Buffer.alloc(Math.ceil((text.length + TAIL_END) / PAGE) * PAGE);
  text.copy(tail);
  const end = tail.length - TAIL_END;
  TAIL_MAGIC.copy(tail, end);
  tail.writeBigUInt64BE(BigInt(text.length), end + 8);
  createHash('sha256').update(text).digest().copy(tail, end + 16);
  return tail;
};

const readEnd = (file: string, length: number): Buffer => {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(length);
    const got = readSync(handle, bytes, 0, length, statSync(file).size - length);
    return bytes.subarray(0, got);
  } finally {
    closeSync(handle);
  }
};

/** The keys that a backup carries. Refuses `db_missing`, `backup_keys_missing` (a file cut short), `keys_damaged`, `keys_from_future`. */
export const keysOfBackup = (file: string): { keys: KeysFile; dbBytes: number } => {
  if (!existsSync(file)) throw new Refusal('db_missing');
  const size = statSync(file).size;
  const bytes = readEnd(file, Math.min(size, 64 * PAGE));
  const end = bytes.length - TAIL_END;
  if (end < 0 || !bytes.subarray(end, end + 8).equals(TAIL_MAGIC)) throw new Refusal('backup_keys_missing');
  const length = Number(bytes.readBigUInt64BE(end + 8));
  const tail = Math.ceil((length + TAIL_END) / PAGE) * PAGE;
  if (tail > bytes.length) throw new Refusal('keys_damaged');
  const text = bytes.subarray(bytes.length - tail, bytes.length - tail + length);
  if (!createHash('sha256').update(text).digest().equals(bytes.subarray(end + 16))) throw new Refusal('keys_damaged');
  const keys = parseKeys(text.toString('utf8'));
  if (typeof keys === 'string') throw new Refusal(keys === 'from_future' ? 'keys_from_future' : 'keys_damaged');
  return { keys, dbBytes: size - tail };
};

/**
 * Checks a backup as a restore would rely on it: every page's seal, SQLite's quick check, and the caller's fingerprint where
 * one is given. Refuses as `diagnose` does, `db_damaged {pages}`, or `backup_differs`.
 */
export const verifyBackup = (file: string, dbSecret: Uint8Array, expect?: { fingerprint: Fingerprint; value: string }, nativeBinding?: string): void => {
  diagnose(file, dbSecret);
  const reader = readPages(file, dbSecret);
  try {
    const damaged = damagedPages(reader, reader.claimedPages() ?? reader.pages(), 1000);
    if (damaged.length > 0) throw new Refusal('db_damaged', { pages: damaged.length, page: damaged[0] ?? 1 });
  } finally {
    reader.close();
  }
  const db = connect(file, dbSecret, { readonly: true, cache: 2048, ...(nativeBinding === undefined ? {} : { nativeBinding }) });
  try {
    if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new Refusal('db_damaged');
    if (expect && expect.fingerprint(db) !== expect.value) throw new Refusal('backup_differs');
  } finally {
    db.close();
  }
};

export interface BackupOptions {
  readonly dbSecret: Uint8Array;
  readonly keys: KeysFile;
  readonly fingerprint?: Fingerprint | undefined;
  readonly nativeBinding?: string | undefined;
}

/**
 * Copies an open database to `file`. The copy gets its name only after it was written, reopened, checked and flushed; a
 * process killed before leaves a `.part` file that counts for nothing. Refuses `backup_exists`: a backup is never overwritten.
 */
export const backupTo = (db: Db, file: string, options: BackupOptions): void => {
  if (existsSync(file)) throw new Refusal('backup_exists');
  if (!existsSync(dirname(file))) throw new Refusal('folder_missing');
  const part = partName(file);
  const clean = (): void => {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${part}${suffix}`, { force: true });
  };
  clean();
  refusing(dirname(file), () => {
    try {
      const value = options.fingerprint?.(db);
      // VACUUM INTO keeps cipher, secret and salt, and reads one consistent state; `backup()` refuses encrypted files.
      // The empty file comes first for its mode: SQLite would let every account of the machine read the copy.
      writeFileSync(part, '', { flag: 'wx', mode: 0o600 });
      db.prepare('VACUUM INTO ?').run(part);
      const expect = options.fingerprint && value !== undefined ? { fingerprint: options.fingerprint, value } : undefined;
      verifyBackup(part, options.dbSecret, expect, options.nativeBinding);
      appendFileSync(part, tailOf(options.keys));
      syncFile(part);
      renameSync(part, file);
      syncDir(dirname(file));
    } catch (error) {
      clean();
      throw error;
    }
  });
};

const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:-\d+)?\.foyer$/;

/** A name that says when and nothing else, free in `dir`. */
export const backupName = (dir: string, now: Date): string => {
  const stamp = `${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  for (let n = 1; ; n += 1) {
    const file = join(dir, n === 1 ? `${stamp}.foyer` : `${stamp}-${n}.foyer`);
    if (!existsSync(file)) return file;
  }
};

/** The backups in a folder, newest first. Half-written and foreign files are not among them. */
export const listBackups = (dir: string): BackupFile[] => {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .flatMap((name): BackupFile[] => {
      const part = NAME.exec(name);
      if (!part) return [];
      const [year, month, day, hour, minute, second] = part.slice(1, 7).map(Number) as [number, number, number, number, number, number];
      const file = join(dir, name);
      return [{ file, name, at: new Date(Date.UTC(year, month - 1, day, hour, minute, second)), bytes: statSync(file).size }];
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime() || (a.name < b.name ? 1 : -1));
};

/** The calendar day at this machine: "today" is what the counter calls today. */
const dayOf = (at: Date): string => `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;

/**
 * Keeps the three newest of today, the newest of each other day, ten in all; removes the rest and returns their names.
 * Backups dated in the future come last: they were named while the clock was wrong and must not push out the real ones.
 */
export const rotateBackups = (dir: string, now: Date, today = 3, total = 10): string[] => {
  const all = listBackups(dir);
  const past = all.filter((backup) => backup.at <= now);
  const future = all.filter((backup) => backup.at > now);
  const perDay = new Map<string, number>();
  let kept = 0;
  const removed: string[] = [];
  for (const backup of [...past, ...future]) {
    const day = dayOf(backup.at);
    const count = perDay.get(day) ?? 0;
    const allowed = day === dayOf(now) ? today : 1;
    if (count < allowed && kept < total) {
      perDay.set(day, count + 1);
      kept += 1;
      continue;
    }
    rmSync(backup.file, { force: true });
    removed.push(backup.name);
  }
  // A copy that was cut off holds nothing that the database does not.
  for (const name of existsSync(dir) ? readdirSync(dir) : []) if (/^\..*\.part/.test(name)) rmSync(join(dir, name), { force: true });
  return removed;
};

/** Cuts the tail off a copy of a backup, so that it can serve as a database. */
export const dropTail = (copy: string, dbBytes: number): void => truncateSync(copy, dbBytes);
