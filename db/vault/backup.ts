import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, copyFileSync, existsSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal } from '#core/refusal.ts';
import { partName, syncDir, syncFile } from './files.ts';
import type { KeysFile } from './keysFile.ts';
import { keysText, parseKeys } from './keysFile.ts';
import { connect, diagnose } from './open.ts';
import { CONTENT, PAGE, sealPlainPage } from './pages.ts';
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
 * Tail: the keys text, zeros, and as the last 48 bytes `FOYERKEY`, the text's length (8 bytes) and its SHA-256, cut into pages
 * that bear a page's seal but are not encrypted: so the standard tools' check of all seals (`cipher_integrity_check`) passes.
 */
const TAIL_MAGIC = Buffer.from('FOYERKEY');
const TAIL_END = 48;
const TAIL_PAGES_LIMIT = 64;

const tailPages = (textBytes: number): number => Math.ceil((textBytes + TAIL_END) / CONTENT);

/** @param after pages of the database before the tail */
const tailOf = (keys: KeysFile, dbSecret: Uint8Array, salt: Uint8Array, after: number): Buffer => {
  const text = Buffer.from(keysText({ ...keys, wraps: keys.wraps.filter((wrap) => wrap.kind === 'recoveryCode') }));
  const pages = tailPages(text.length);
  const content = Buffer.alloc(pages * CONTENT);
  text.copy(content);
  const end = content.length - TAIL_END;
  TAIL_MAGIC.copy(content, end);
  content.writeBigUInt64BE(BigInt(text.length), end + 8);
  createHash('sha256').update(text).digest().copy(content, end + 16);
  return Buffer.concat(
    Array.from({ length: pages }, (_, i) => sealPlainPage(dbSecret, salt, after + i + 1, content.subarray(i * CONTENT, (i + 1) * CONTENT))),
  );
};

const readAt = (file: string, from: number, length: number): Buffer => {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(handle, bytes, 0, length, from));
  } finally {
    closeSync(handle);
  }
};

/** The keys that a backup carries. Refuses `db_missing`, `backup_keys_missing` (a file cut short), `keys_damaged`, `keys_from_future`. */
export const keysOfBackup = (file: string): { keys: KeysFile; dbBytes: number } => {
  if (!existsSync(file)) throw new Refusal('db_missing');
  const size = statSync(file).size;
  const last = size % PAGE === 0 && size > 0 ? readAt(file, size - PAGE, PAGE).subarray(0, CONTENT) : Buffer.alloc(0);
  const mark = last.subarray(-TAIL_END);
  if (!mark.subarray(0, 8).equals(TAIL_MAGIC)) throw new Refusal('backup_keys_missing');
  const length = Number(mark.readBigUInt64BE(8));
  const pages = tailPages(length);
  if (pages > TAIL_PAGES_LIMIT || pages * PAGE > size) throw new Refusal('keys_damaged');
  const raw = readAt(file, size - pages * PAGE, pages * PAGE);
  const content = Buffer.concat(Array.from({ length: pages }, (_, i) => raw.subarray(i * PAGE, i * PAGE + CONTENT)));
  const text = content.subarray(0, length);
  if (!createHash('sha256').update(text).digest().equals(mark.subarray(16))) throw new Refusal('keys_damaged');
  const keys = parseKeys(text.toString('utf8'));
  if (typeof keys === 'string') throw new Refusal(keys === 'from_future' ? 'keys_from_future' : 'keys_damaged');
  return { keys, dbBytes: size - pages * PAGE };
};

/**
 * Checks a backup as a restore would rely on it: SQLite's quick check, which reads and unseals every page in use, and the
 * caller's fingerprint where one is given. Refuses as `diagnose` does, `db_damaged`, or `backup_differs`.
 */
export const verifyBackup = (file: string, dbSecret: Uint8Array, expect?: { fingerprint: Fingerprint; value: string }, nativeBinding?: string): void => {
  refusing(dirname(file), () => {
    diagnose(file, dbSecret);
    const db = connect(file, dbSecret, { readonly: true, cache: 16384, ...(nativeBinding === undefined ? {} : { nativeBinding }) });
    try {
      if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new Refusal('db_damaged');
      if (expect && expect.fingerprint(db) !== expect.value) throw new Refusal('backup_differs');
    } finally {
      db.close();
    }
  });
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
  writeBackup(db, file, options);
};

const writeBackup = (db: Db, file: string, options: BackupOptions): void => {
  const part = partName(file);
  const clean = (): void => removeDatabase(part);
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
      appendFileSync(part, tailOf(options.keys, options.dbSecret, readAt(part, 0, 16), statSync(part).size / PAGE));
      syncFile(part);
      renameSync(part, file);
      syncDir(dirname(file));
    } catch (error) {
      clean();
      throw error;
    }
  });
};

/** A database file that counts for nothing, with whatever SQLite left beside it. */
export const removeDatabase = (file: string): void => {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
};

/**
 * Replaces a backup by one to which `work` was done. What `work` deleted is not in the new file at all: VACUUM INTO writes it
 * afresh. Killed at any moment, the old backup or the new one is there.
 */
export const rewriteBackup = (file: string, work: (db: Db) => void, options: BackupOptions): void => {
  verifyBackup(file, options.dbSecret, undefined, options.nativeBinding);
  const copy = partName(`${file}.old`);
  refusing(dirname(file), () => {
    removeDatabase(copy);
    try {
      copyFileSync(file, copy);
      dropTail(copy, keysOfBackup(file).dbBytes);
      const db = connect(copy, options.dbSecret, { cache: 16384, ...(options.nativeBinding === undefined ? {} : { nativeBinding: options.nativeBinding }) });
      try {
        work(db);
        writeBackup(db, file, options);
      } finally {
        db.close();
      }
    } finally {
      removeDatabase(copy);
    }
  });
};

const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:-(\d+))?\.foyer$/;

/**
 * A name that says when and nothing else. A second backup within one second is numbered above every one that is there, not
 * into a gap: it would pass for an older one and be rotated away.
 */
export const backupName = (dir: string, now: Date): string => {
  const stamp = `${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const [newest] = listBackups(dir).filter((backup) => backup.name.startsWith(stamp));
  return join(dir, newest ? `${stamp}-${numberOf(newest.name) + 1}.foyer` : `${stamp}.foyer`);
};

const numberOf = (name: string): number => Number(NAME.exec(name)?.[7] ?? 1);

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
    .sort((a, b) => b.at.getTime() - a.at.getTime() || numberOf(b.name) - numberOf(a.name));
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
