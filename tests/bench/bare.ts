import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MIGRATIONS } from '#db/desk.ts';
import { unlockVault, vaultPaths, type Db } from '#db/vault/index.ts';
import { connect, openDatabase } from '#db/vault/open.ts';
import { PASSPHRASE } from '#tests/support/desk.ts';

/** The secret of a desk made for the bench: what a bare connection needs. */
export const secretOf = async (dir: string): Promise<Uint8Array> => (await unlockVault(dir, { kind: 'passphrase', passphrase: PASSPHRASE })).dbSecret;

/** The encrypted file of a closed desk, opened with nothing above it. */
export const bareDb = async (dir: string): Promise<Db> => connect(vaultPaths(dir).db, await secretOf(dir));

/** An empty encrypted file with the desk's own tables, indexes and triggers. */
export function emptyDb(): { db: Db; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  const db = openDatabase(join(folder, 'bare.db'), Buffer.alloc(32, 7), { create: true });
  for (const migration of MIGRATIONS) migration.up(db);
  return {
    db,
    remove() {
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const PAGE = 5000;

/**
 * Copies tables of `from` row by row with one prepared INSERT each, in one transaction. Returns the milliseconds that the
 * inserts and the commit took; what reading the rows takes is not in it.
 */
export function insertAll(from: Db, to: Db, tables: readonly { read: string; insert: string }[]): number {
  let spent = 0;
  const timed = (work: () => void): void => {
    const start = performance.now();
    work();
    spent += performance.now() - start;
  };
  timed(() => to.exec('BEGIN IMMEDIATE'));
  for (const { read, insert } of tables) {
    const put = to.prepare(insert);
    const write = (rows: unknown[][]): void => timed(() => {
      for (const row of rows) put.run(...row);
    });
    let page: unknown[][] = [];
    for (const row of from.prepare<[], unknown[]>(read).raw().iterate()) {
      page.push(row);
      if (page.length < PAGE) continue;
      write(page);
      page = [];
    }
    write(page);
  }
  timed(() => to.exec('COMMIT'));
  return spent;
}

/** Reading and inserting whole rows of a table under its own column names. */
export function wholeTable(db: Db, table: string): { read: string; insert: string } {
  const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
  return {
    read: `SELECT ${columns.join(', ')} FROM ${table}`,
    insert: `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  };
}
