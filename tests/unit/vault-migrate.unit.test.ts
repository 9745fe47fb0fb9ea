import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Migration } from '#db/vault/index.ts';
import { appliedMigrations, inTransaction, listBackups, openDesk, schemaAltered, verifyBackup } from '#db/vault/index.ts';
import { addFacts, countFacts, FIRST, makeDesk, refusalOf, reopen, tempDir } from '#tests/support/vault.ts';

const SECOND: Migration = { id: 20, name: 'second', up: (db) => db.exec('CREATE TABLE second (a INTEGER PRIMARY KEY) STRICT') };
const THIRD: Migration = { id: 30, name: 'third', up: (db) => db.exec("ALTER TABLE fact ADD COLUMN third TEXT NOT NULL DEFAULT ''") };

describe('migrations', () => {
  it('take only what is missing, in order, after a verified backup of the old state', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 20);
    const same = reopen(made);
    expect(same.migrated).toEqual([]);
    expect(listBackups(same.paths.backups)).toEqual([]);
    same.close();
    const desk = openDesk(made.dir, made.secrets, { migrations: [FIRST, SECOND, THIRD] });
    expect(desk.migrated).toEqual([20, 30]);
    expect(appliedMigrations(desk.db).map((row) => [row.id, row.name])).toEqual([[10, 'first'], [20, 'second'], [30, 'third']]);
    expect(desk.db.pragma('user_version', { simple: true })).toBe(30);
    expect(schemaAltered(desk.db)).toBe(false);
    const [backup] = listBackups(desk.paths.backups);
    verifyBackup(backup?.file ?? '', made.secrets.dbSecret, { fingerprint: (db) => `${String(db.pragma('user_version', { simple: true }))} ${countFacts(db)}`, value: '10 20' });
    desk.db.exec('DROP TABLE second');
    expect(schemaAltered(desk.db)).toBe(true);
    desk.close();
  });

  it('leave the old state when one of them fails', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 20);
    const failing: Migration = {
      id: 30,
      name: 'third',
      up: (db) => {
        db.exec('DROP TABLE projection');
        throw new Error('no');
      },
    };
    expect(() => openDesk(made.dir, made.secrets, { migrations: [FIRST, SECOND, failing] })).toThrow('no');
    const broken: Migration = { id: 20, name: 'second', up: (db) => db.exec('DELETE FROM fact WHERE seq = 3') };
    expect(() => openDesk(made.dir, made.secrets, { migrations: [FIRST, broken] })).toThrow('FOREIGN KEY');
    const ending: Migration = { id: 20, name: 'second', up: (db) => db.exec('COMMIT') };
    expect(() => openDesk(made.dir, made.secrets, { migrations: [FIRST, ending] })).toThrow('ended the transaction');
    const desk = reopen(made);
    expect(countFacts(desk.db)).toBe(20);
    expect(appliedMigrations(desk.db)).toHaveLength(1);
    desk.close();
  });

  it('check themselves: order, names, and steps slipped in below', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 1);
    const opening = (...migrations: Migration[]) => refusalOf(() => openDesk(made.dir, made.secrets, { migrations }).close());
    expect(opening(FIRST, THIRD, SECOND)).toContain('strictly');
    expect(opening(FIRST, { ...SECOND, id: 10 })).toContain('strictly');
    expect(opening({ ...FIRST, name: 'renamed' })).toBe('db_migrations_differ');
    expect(opening({ ...SECOND, id: 5 }, FIRST)).toBe('db_migrations_differ');
    expect(opening(FIRST, SECOND)).toBe('nothing was refused');
    expect(opening(FIRST)).toBe('db_from_future');
  });
});

describe('a full disk', () => {
  it('refuses at every page count, loses nothing that was committed, and works again when space returns', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 20);
    const desk = reopen(made);
    let facts = 20;
    let refused = 0;
    const pages = desk.db.pragma('page_count', { simple: true }) as number;
    for (let limit = pages; limit < pages + 25; limit += 1) {
      desk.db.pragma(`max_page_count = ${limit}`);
      const code = refusalOf(() => addFacts(desk.db, 60));
      if (code === 'nothing was refused') facts += 60;
      else {
        expect(code).toBe('disk_full');
        refused += 1;
      }
      expect(desk.db.inTransaction).toBe(false);
      expect(countFacts(desk.db)).toBe(facts);
    }
    expect(refused).toBeGreaterThan(10);
    desk.db.pragma('max_page_count = 1000000');
    addFacts(desk.db, 60);
    expect(countFacts(desk.db)).toBe(facts + 60);
    expect(desk.verify().ok).toBe(true);
    desk.close();
  });

  it('tells other storage errors apart and lets bugs through', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 2);
    const desk = reopen(made);
    expect(() => inTransaction(desk.db, () => desk.db.exec('SELECT * FROM nowhere'))).toThrow(/no such table/);
    const failing = (code: string) => refusalOf(() => inTransaction(desk.db, () => { throw Object.assign(new Error('x'), { code }); }));
    expect(failing('ENOSPC')).toBe('disk_full');
    expect(failing('SQLITE_IOERR_WRITE')).toBe('disk_write_failed');
    expect(failing('SQLITE_IOERR_READ')).toBe('disk_read_failed');
    expect(failing('SQLITE_BUSY_SNAPSHOT')).toBe('db_busy');
    expect(failing('SQLITE_READONLY')).toBe('db_read_only');
    expect(failing('SQLITE_CORRUPT_INDEX')).toBe('db_damaged');
    desk.close();
  });
});
