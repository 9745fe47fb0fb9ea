import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * The SQLCipher 4 file format, read without SQLite. Source: the format's public description (zetetic.net, "SQLCipher
 * Design"), checked against files of this project's driver.
 *
 * Why read it ourselves: SQLite answers "not a database" to a wrong key and to a damaged first page alike, and its
 * structure check, once one page has failed, calls every further page unreadable. Each page carries its own seal, so asking the pages one
 * by one tells exactly which are damaged, without touching the file.
 *
 * A page is 4096 bytes: ciphertext · IV (16) · HMAC-SHA512 (64) over ciphertext, IV and page number. The first 16 bytes of
 * the file are the salt, in place of SQLite's magic.
 */
export const PAGE = 4096;
const SALT = 16;
const IV = 16;
const SEAL = 64;

/** The page over byte 2^30, where SQLite keeps its locks: never written, never sealed. */
const LOCK_PAGE = 2 ** 30 / PAGE + 1;

/** Bytes of a page before its IV and seal. */
export const CONTENT = PAGE - SEAL - IV;

const sealSecretOf = (dbSecret: Uint8Array, salt: Uint8Array): Buffer =>
  pbkdf2Sync(dbSecret, Buffer.from(salt.map((byte) => byte ^ 0x3a)), 2, 32, 'sha512');

const pageSeal = (sealSecret: Uint8Array, page: number, covered: Uint8Array): Buffer => {
  const number = Buffer.alloc(4);
  number.writeUInt32LE(page);
  return createHmac('sha512', sealSecret).update(covered).update(number).digest();
};

/** Puts a page's seal on content that is not encrypted: what a backup carries after its database. */
export const sealPlainPage = (dbSecret: Uint8Array, salt: Uint8Array, page: number, content: Uint8Array): Buffer => {
  const bytes = Buffer.alloc(PAGE);
  bytes.set(content.subarray(0, CONTENT));
  pageSeal(sealSecretOf(dbSecret, salt), page, bytes.subarray(0, PAGE - SEAL)).copy(bytes, PAGE - SEAL);
  return bytes;
};

export interface PageReader {
  /** Whole pages in the file now; a torn last one does not count. */
  pages(): number;
  bytes(): number;
  readonly salt: Buffer;
  /** True when the page's seal fits the secret. */
  good(page: number): boolean;
  /** Pages that the header on page 1 claims, or null when page 1 is damaged. */
  claimedPages(): number | null;
  read(from: number, length: number): Buffer;
  close(): void;
}

/** Opens a file for inspection only. `salt` stands in for the file's own when its first bytes are suspect. */
export const readPages = (file: string, dbSecret: Uint8Array, salt?: Uint8Array): PageReader => {
  const handle = openSync(file, 'r');
  const bytes = (): number => fstatSync(handle).size;
  const read = (from: number, length: number): Buffer => {
    const target = Buffer.alloc(Math.max(0, Math.min(length, bytes() - from)));
    const got = target.length === 0 ? 0 : readSync(handle, target, 0, target.length, from);
    return target.subarray(0, got);
  };
  const ownSalt = salt ? Buffer.from(salt) : read(0, SALT);
  const sealSecret = sealSecretOf(dbSecret, ownSalt);
  const pageOf = (page: number): Buffer => read((page - 1) * PAGE, PAGE);
  const fits = (page: number, content: Buffer): boolean => {
    if (page === LOCK_PAGE) return true;
    if (content.length < PAGE) return false;
    const covered = content.subarray(page === 1 ? SALT : 0, PAGE - SEAL);
    return timingSafeEqual(pageSeal(sealSecret, page, covered), content.subarray(PAGE - SEAL));
  };
  return {
    pages: () => Math.floor(bytes() / PAGE),
    bytes,
    salt: ownSalt,
    read,
    good: (page) => fits(page, pageOf(page)),
    claimedPages: () => {
      const first = pageOf(1);
      if (!fits(1, first)) return null;
      const opener = createDecipheriv('aes-256-cbc', dbSecret, first.subarray(PAGE - SEAL - IV, PAGE - SEAL)).setAutoPadding(false);
      const plain = Buffer.concat([opener.update(first.subarray(SALT, PAGE - SEAL - IV)), opener.final()]);
      return plain.readUInt32BE(28 - SALT);
    },
    close: () => closeSync(handle),
  };
};

/** The pages whose seal is broken among the first `upTo`, at most `limit` of them. Reads the file once, in order. */
export const damagedPages = (reader: PageReader, upTo: number, limit: number): number[] => {
  const damaged: number[] = [];
  for (let page = 1; page <= upTo && damaged.length < limit; page += 1) if (!reader.good(page)) damaged.push(page);
  return damaged;
};

/** What the write-ahead log holds: the pages in it and the database's size in pages after its last whole commit. */
export interface WalContent {
  readonly pages: ReadonlySet<number>;
  readonly claimedPages: number | null;
}

/**
 * Reads the frame headers of a `-wal` file (sqlite.org/fileformat2, "The Write-Ahead Log"). A page in it outweighs the same
 * page of the main file, which a crash in a checkpoint may rightly have left torn. Frames of an older round (other salts) and
 * everything after the last commit do not count. The sums of the frames are left to SQLite.
 */
export const readWal = (file: string): WalContent => {
  const empty: WalContent = { pages: new Set(), claimedPages: null };
  if (!existsSync(file)) return empty;
  const handle = openSync(file, 'r');
  try {
    const header = Buffer.alloc(32);
    if (readSync(handle, header, 0, 32, 0) < 32) return empty;
    const size = header.readUInt32BE(8);
    if (size < 512 || size > 65536) return empty;
    const frame = Buffer.alloc(24);
    const pages = new Set<number>();
    let pending: number[] = [];
    let claimedPages: number | null = null;
    for (let at = 32; readSync(handle, frame, 0, 24, at) === 24; at += 24 + size) {
      if (!frame.subarray(8, 16).equals(header.subarray(16, 24))) break;
      if (at + 24 + size > fstatSync(handle).size) break;
      pending.push(frame.readUInt32BE(0));
      const commit = frame.readUInt32BE(4);
      if (commit === 0) continue;
      for (const page of pending) pages.add(page);
      pending = [];
      claimedPages = commit;
    }
    return { pages, claimedPages };
  } finally {
    closeSync(handle);
  }
};
