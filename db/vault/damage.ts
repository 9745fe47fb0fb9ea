import { connect } from './open.ts';
import type { PageReader } from './pages.ts';
import { damagedPages, readPages, readWal } from './pages.ts';
import type { DamageReport, Db } from './types.ts';

/** Enough to see what happened; a file with more damaged pages is answered by a backup, not by a list. */
const LIMIT = 1000;

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';
const isDamage = (error: unknown): boolean =>
  ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_IOERR'].some((code) => codeOf(error).startsWith(code));

type Walk = <T>(work: (db: Db) => T) => T | 'damaged';

/** One failed reading must not end the report: each step answers "damaged" for itself, also when nothing opens at all. */
const withConnection = <T>(open: () => Db, work: (walk: Walk) => T): T => {
  const attempt = <R>(step: () => R): R | 'damaged' => {
    try {
      return step();
    } catch (error) {
      if (isDamage(error)) return 'damaged';
      throw error;
    }
  };
  const db = attempt(open);
  try {
    return work((step) => (db === 'damaged' ? db : attempt(() => step(db))));
  } finally {
    if (db !== 'damaged') db.close();
  }
};

/**
 * The tables and indexes that damaged pages belong to. `dbstat` walks one tree page by page without decoding rows; a tree that
 * cannot be walked to its end is damaged, and so is one that owns a damaged page which the walk had no need to read.
 */
const ownersOf = (damaged: ReadonlySet<number>, walk: Walk): string[] => {
  const trees = walk((db) => db.prepare<[], string>('SELECT name FROM sqlite_schema WHERE rootpage > 0 ORDER BY name').pluck().all());
  if (trees === 'damaged') return ['(schema)'];
  const owners: string[] = [];
  const claimed = new Set<number>();
  let allWalked = true;
  for (const name of ['sqlite_schema', ...trees]) {
    const pages = walk((db) => db.prepare<[string], number>('SELECT pageno FROM dbstat WHERE name = ?').pluck().all(name));
    if (pages === 'damaged') allWalked = false;
    else for (const page of pages) claimed.add(page);
    if (pages === 'damaged' || pages.some((page) => damaged.has(page))) owners.push(name === 'sqlite_schema' ? '(schema)' : name);
  }
  if (allWalked && [...damaged].some((page) => !claimed.has(page))) owners.push('(unused)');
  return owners;
};

/** SQLite's own check of structure and references. Only on sound pages: on others it repeats the first error for all. */
const structureFindings = (walk: Walk): string[] => {
  const findings: string[] = [];
  const structure = walk((db) => db.pragma('integrity_check(1)', { simple: true }));
  if (structure !== 'ok') findings.push('structure');
  const references = walk((db) => db.pragma('foreign_key_check') as unknown[]);
  if (references === 'damaged' || references.length > 0) findings.push('foreign_keys');
  return findings;
};

/**
 * Reads every page of a database and says what is wrong. Never changes anything.
 * @param reader the raw file. Pages that the write-ahead log holds are judged there by SQLite, not here.
 * @param open makes a read-only connection to the same file
 */
export const damageReport = (reader: PageReader, walFile: string, open: () => Db): DamageReport => {
  const inWal = readWal(walFile).pages;
  const claimed = reader.claimedPages() ?? reader.pages();
  // Bytes after the last claimed page are no part of the database (a backup carries its keys there).
  const pages = Math.max(1, claimed);
  const damaged = damagedPages(reader, pages, LIMIT).filter((page) => !inWal.has(page));
  return withConnection(open, (walk) => {
    const damagedTables = damaged.length > 0 ? ownersOf(new Set(damaged), walk) : [];
    const findings = damaged.length > 0 ? [] : structureFindings(walk);
    return { ok: damaged.length === 0 && findings.length === 0, pages, damagedPages: damaged, damagedTables, findings };
  });
};

/** The report on a file that this process does not have open (a backup, a file set aside). Refuses as `diagnose` does not:
 * whatever can be read is reported. */
export const verifyFile = (file: string, dbSecret: Uint8Array, nativeBinding?: string): DamageReport => {
  const reader = readPages(file, dbSecret);
  try {
    const options = { readonly: true, cache: 16384, ...(nativeBinding === undefined ? {} : { nativeBinding }) };
    return damageReport(reader, `${file}-wal`, () => connect(file, dbSecret, options));
  } finally {
    reader.close();
  }
};
