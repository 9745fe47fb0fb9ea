import { closeSync, existsSync, openSync, readSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Refusal } from '#core/refusal.ts';
import { driver } from './driver.ts';
import { PAGE, readPages, readWal } from './pages.ts';
import { refusing } from './sqliteRefusal.ts';
import type { Db } from './types.ts';

/** "Foyr": told apart from any other program's SQLCipher file. */
export const APPLICATION_ID = 0x466f7972;

const PLAIN_HEADER = Buffer.from('SQLite format 3\0');

export interface OpenOptions {
  /** Make the file. Only a first run and a restore say so; everything else must find one. */
  readonly create?: boolean;
  readonly readonly?: boolean;
  /** Page cache in KiB. */
  readonly cache?: number;
  /** The salt that the marker remembers, to tell damage in the file's first bytes from another desk's file. */
  readonly salt?: string;
  readonly nativeBinding?: string;
}

/** The cipher is the bottleneck of a cold page (about 3× plain SQLite), so decrypted pages are kept: 64 MB holds a whole desk. */
const CACHE_KIB = 64 * 1024;

/**
 * Judges a database file before SQLite touches it; changes nothing. Refuses `db_missing`, `db_emptied`, `db_not_encrypted`,
 * `db_truncated {pages, claimed}`, `db_damaged {page}`, `db_wrong_secret`. Returns normally when SQLite may open it.
 */
export const diagnose = (file: string, dbSecret: Uint8Array, salt?: string): void => {
  if (!existsSync(file)) throw new Refusal('db_missing');
  const reader = readPages(file, dbSecret);
  try {
    if (reader.bytes() === 0) throw new Refusal('db_emptied');
    if (reader.read(0, 16).equals(PLAIN_HEADER)) throw new Refusal('db_not_encrypted');
    const wal = readWal(`${file}-wal`);
    const pages = reader.pages();
    const claimed = wal.claimedPages ?? reader.claimedPages();
    if (claimed !== null) {
      for (let page = pages + 1; page <= claimed; page += 1) {
        if (!wal.pages.has(page)) throw new Refusal('db_truncated', { pages, claimed });
      }
    }
    if (reader.good(1)) return;
    // Page 1 does not fit. If any other page fits the secret, the secret is right and page 1 is damaged. A checkpoint that
    // was cut off may leave page 1 torn while the write-ahead log still holds it: then SQLite mends it on opening.
    const samples = samplePages(pages);
    if (samples.some((page) => reader.good(page))) {
      if (wal.pages.has(1)) return;
      throw new Refusal('db_damaged', { page: 1 });
    }
    if (reader.bytes() < PAGE) throw new Refusal('db_truncated', { pages: 0, claimed: 1 });
    if (salt !== undefined && salt !== reader.salt.toString('hex')) {
      const other = readPages(file, dbSecret, Buffer.from(salt, 'hex'));
      try {
        if ([1, ...samples].some((page) => other.good(page))) throw new Refusal('db_damaged', { page: 1 });
      } finally {
        other.close();
      }
    }
    throw new Refusal('db_wrong_secret');
  } finally {
    reader.close();
  }
};

/** Pages 2–9 and eight more spread over the file: enough that a few damaged ones cannot make a right secret look wrong. */
const samplePages = (pages: number): number[] => {
  const spread = Array.from({ length: 8 }, (_, i) => Math.floor(((i + 1) * pages) / 8));
  return [...new Set([2, 3, 4, 5, 6, 7, 8, 9, ...spread])].filter((page) => page > 1 && page <= pages);
};

const setUp = (db: Db, dbSecret: Uint8Array, options: OpenOptions): void => {
  db.pragma("cipher = 'sqlcipher'");
  db.pragma('legacy = 4'); // SQLCipher 4's own format, so that its standard tools open the file.
  db.pragma(`key = "x'${Buffer.from(dbSecret).toString('hex')}'"`);
  if (db.pragma('cipher', { simple: true }) !== 'sqlcipher') throw new Refusal('cipher_not_active');
  // Sorting and temporary tables spill to disk without the cipher: never.
  db.pragma('temp_store = MEMORY');
  db.pragma('trusted_schema = OFF');
  db.pragma('foreign_keys = ON');
  db.pragma('secure_delete = ON');
  db.pragma('busy_timeout = 5000');
  db.pragma(`cache_size = -${options.cache ?? CACHE_KIB}`);
  if (options.readonly) return;
  if (options.create) db.pragma(`application_id = ${APPLICATION_ID}`);
  const mode = db.pragma('journal_mode = WAL', { simple: true });
  if (mode !== 'wal') throw new Refusal('db_no_wal');
  db.pragma('synchronous = FULL'); // An acknowledged act survives a power cut; NORMAL would lose the last ones.
  db.pragma('journal_size_limit = 16777216'); // One large import must not leave its log on the disk for ever.
};

/** A keyed connection to a file that was judged before. For a second connection beside an open one; see `openDatabase`. */
export const connect = (file: string, dbSecret: Uint8Array, options: OpenOptions = {}): Db => {
  const db = driver(file, {
    fileMustExist: !options.create,
    readonly: options.readonly ?? false,
    timeout: 5000,
    ...(options.nativeBinding === undefined ? {} : { nativeBinding: options.nativeBinding }),
  });
  try {
    setUp(db, dbSecret, options);
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw new Refusal('db_not_ours');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/**
 * Opens the encrypted database. Every way in which it can be unfit has its own refusal (see `diagnose`; also `db_not_ours`),
 * and none of them creates or changes a file.
 *
 * It reads the file's bytes before SQLite does and never while this process has it open: on POSIX, closing any handle of a
 * file drops the locks that SQLite holds on it. So it must not be called twice for one file in one process.
 */
export const openDatabase = (file: string, dbSecret: Uint8Array, options: OpenOptions = {}): Db => {
  if (dbSecret.length !== 32) throw new TypeError('a database secret is 32 bytes');
  return refusing(dirname(file), () => {
    if (options.create) {
      if (existsSync(file)) throw new Refusal('db_exists');
      // SQLite would let every account of the machine read a new file; -wal and -shm take over the mode of the database.
      writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
      connect(file, dbSecret, options).close();
      // Believe the bytes, not the driver: a build without the cipher ignores the pragmas and writes in the clear. The
      // diagnosis below sees that in the file just made, before there is anything personal to write.
    }
    diagnose(file, dbSecret, options.salt);
    return connect(file, dbSecret, { ...options, create: false });
  });
};

/** The salt of a database file, hex, for the marker. */
export const saltOf = (file: string): string => {
  const handle = openSync(file, 'r');
  try {
    const salt = Buffer.alloc(16);
    readSync(handle, salt, 0, 16, 0);
    return salt.toString('hex');
  } finally {
    closeSync(handle);
  }
};
