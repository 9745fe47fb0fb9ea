import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createVault, deskState, inTransaction, openDesk, unlockVault, verifyFile } from '#db/vault/index.ts';
import {
  addFacts, cheapPassphrase, countFacts, filesUnder, FIRST, flip, makeDesk, refusalOf, refusalOfAsync, reopen, tempDir,
} from '#tests/support/vault.ts';

const PAGE = 4096;
const freshDesk = (facts = 300) => makeDesk(join(tempDir(), 'desk'), facts);

describe('a folder without a desk', () => {
  it('is the only thing that reads as a first run', async () => {
    const dir = join(tempDir(), 'desk');
    expect(deskState(dir)).toEqual({ state: 'empty' });
    mkdirSync(dir);
    writeFileSync(join(dir, 'notes.txt'), 'not ours');
    expect(deskState(dir)).toEqual({ state: 'empty' });
    const made = await makeDesk(dir);
    expect(deskState(dir)).toEqual({ state: 'enrolled' });
    expect(await refusalOfAsync(() => createVault(dir, { wraps: [] }))).toBe('desk_exists');
    expect(refusalOf(() => openDesk(dir, made.secrets, { migrations: [FIRST], create: true }))).toBe('desk_exists');
  });

  it('may begin again after an unfinished first run, whose files are set aside', async () => {
    const dir = join(tempDir(), 'desk');
    const { secrets } = await createVault(dir, { wraps: [cheapPassphrase] });
    const desk = openDesk(dir, secrets, { migrations: [FIRST], create: true });
    addFacts(desk.db, 3);
    desk.close();
    const left = readFileSync(join(dir, 'foyer.db'));
    expect(deskState(dir)).toEqual({ state: 'unfinished' });
    expect(refusalOf(() => openDesk(dir, secrets, { migrations: [FIRST] }))).toBe('desk_unfinished');
    const made = await makeDesk(dir, 5);
    expect([...filesUnder(join(dir, 'aside')).values()].some((bytes) => bytes.equals(left))).toBe(true);
    const again = reopen(made);
    expect(countFacts(again.db)).toBe(5);
    again.close();
  });
});

describe('a damaged desk', () => {
  interface Case {
    readonly what: string;
    readonly code: string;
    readonly damage: (db: string, dir: string) => unknown;
    /** Told by deskState too, from the files alone. The others need the secret. */
    readonly seenAtOnce: boolean;
  }
  const outside = ['keys.json', 'keys.json.2', 'marker.json', 'highwater'];
  const cases: readonly Case[] = [
    { what: 'the file missing', code: 'db_missing', damage: (db) => rmSync(db), seenAtOnce: true },
    { what: 'the file and its marker missing', code: 'db_missing', damage: (db, dir) => [db, join(dir, 'marker.json')].forEach((file) => rmSync(file)), seenAtOnce: true },
    { what: 'nothing left but the database', code: 'keys_missing', damage: (_, dir) => outside.forEach((name) => rmSync(join(dir, name))), seenAtOnce: true },
    {
      what: 'nothing left but a backup',
      code: 'db_missing',
      damage: (db, dir) => {
        writeFileSync(join(dir, 'backups', '20260101T000000Z.foyer'), 'x');
        for (const name of outside) rmSync(join(dir, name));
        rmSync(db);
      },
      seenAtOnce: true,
    },
    { what: 'the file emptied', code: 'db_emptied', damage: (db) => truncateSync(db, 0), seenAtOnce: true },
    {
      what: 'the file and its keys emptied',
      code: 'db_emptied',
      damage: (db, dir) => [db, join(dir, 'keys.json'), join(dir, 'keys.json.2')].forEach((file) => truncateSync(file, 0)),
      seenAtOnce: true,
    },
    { what: 'the tail cut off', code: 'db_truncated', damage: (db) => truncateSync(db, statSync(db).size - 3 * PAGE), seenAtOnce: false },
    { what: 'the last page torn', code: 'db_truncated', damage: (db) => truncateSync(db, statSync(db).size - 100), seenAtOnce: false },
    { what: 'less than a page left', code: 'db_truncated', damage: (db) => truncateSync(db, 700), seenAtOnce: false },
    { what: 'a bit flipped in page 1', code: 'db_damaged', damage: (db) => flip(db, 2000), seenAtOnce: false },
    { what: 'a bit flipped in its salt', code: 'db_damaged', damage: (db) => flip(db, 3), seenAtOnce: false },
    {
      what: 'another desk’s database in its place',
      code: 'db_wrong_secret',
      damage: async (db) => copyFileSync(join((await freshDesk()).dir, 'foyer.db'), db),
      seenAtOnce: false,
    },
    {
      what: 'a plain SQLite file in its place',
      code: 'db_not_encrypted',
      damage: (db) => {
        rmSync(db);
        const plain = new Database(db);
        plain.exec('CREATE TABLE fact (seq INTEGER PRIMARY KEY)');
        plain.close();
      },
      seenAtOnce: false,
    },
  ];

  it.each(cases)('with $what answers $code to every way in, and no file changes', async ({ code, damage, seenAtOnce }) => {
    const made = await freshDesk();
    await damage(join(made.dir, 'foyer.db'), made.dir);
    const before = filesUnder(made.dir);
    expect(refusalOf(() => reopen(made))).toBe(code);
    expect(deskState(made.dir)).toEqual(seenAtOnce ? { state: 'problem', code } : { state: 'enrolled' });
    const beginning = seenAtOnce ? code : 'desk_exists';
    expect(refusalOf(() => openDesk(made.dir, made.secrets, { migrations: [FIRST], create: true }))).toBe(beginning);
    expect(await refusalOfAsync(() => createVault(made.dir, { wraps: [] }))).toBe(beginning);
    expect(filesUnder(made.dir)).toEqual(before);
  });

  it('with another secret', async () => {
    const made = await freshDesk();
    const before = filesUnder(made.dir);
    const dbSecret = Buffer.alloc(32, 7);
    expect(refusalOf(() => openDesk(made.dir, { ...made.secrets, dbSecret }, { migrations: [FIRST] }))).toBe('db_wrong_secret');
    expect(filesUnder(made.dir)).toEqual(before);
  });

  it('with an encrypted file of another program in its place', async () => {
    const made = await freshDesk();
    const db = join(made.dir, 'foyer.db');
    rmSync(db);
    const foreign = new Database(db);
    foreign.pragma("cipher = 'sqlcipher'");
    foreign.pragma('legacy = 4');
    foreign.pragma(`key = "x'${Buffer.from(made.secrets.dbSecret).toString('hex')}'"`);
    foreign.exec('CREATE TABLE fact (seq INTEGER PRIMARY KEY)');
    foreign.close();
    expect(refusalOf(() => reopen(made))).toBe('db_not_ours');
  });

  it('opens again where only the marker was lost, and writes it again', async () => {
    const made = await freshDesk();
    for (const spoil of [() => rmSync(join(made.dir, 'marker.json')), () => truncateSync(join(made.dir, 'marker.json'), 5)]) {
      spoil();
      expect(deskState(made.dir)).toEqual({ state: 'enrolled' });
      reopen(made).close();
      expect(readFileSync(join(made.dir, 'marker.json'), 'utf8')).toContain('enrolled');
    }
  });

  it('with a bit flipped in the middle opens, refuses at the damaged page, and the report names page and table', async () => {
    const made = await freshDesk(2000);
    const db = join(made.dir, 'foyer.db');
    const look = reopen(made);
    const page = (name: string, kind: string): number =>
      look.db.prepare<[string, string], number>('SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY pageno DESC LIMIT 1').pluck().get(name, kind) ?? 0;
    const targets = [
      { name: 'fact', page: page('fact', 'leaf') },
      { name: 'fact', page: page('fact', 'overflow') },
      { name: 'projection', page: page('projection', 'leaf') },
      { name: 'projection_person', page: page('projection_person', 'leaf') },
    ];
    look.close();
    for (const target of targets) {
      flip(db, (target.page - 1) * PAGE + 1234);
      const desk = reopen(made);
      expect(desk.verify()).toMatchObject({ ok: false, damagedPages: [target.page], damagedTables: [target.name] });
      if (target.name === 'fact') {
        expect(refusalOf(() => inTransaction(desk.db, () => desk.db.prepare('SELECT sum(length(body)), group_concat(hex(body)) FROM fact').get()))).toBe('db_damaged');
        expect(refusalOf(() => desk.backup())).toBe('db_damaged');
        expect(filesUnder(join(made.dir, 'backups')).size).toBe(0);
      }
      desk.close();
      flip(db, (target.page - 1) * PAGE + 1234);
    }
    const healed = reopen(made);
    expect(healed.verify()).toMatchObject({ ok: true, damagedPages: [], damagedTables: [], findings: [] });
    healed.close();
    // Two at once: the first must not spread to every table, nor hide the second.
    for (const target of [targets[0], targets[3]]) flip(db, ((target?.page ?? 0) - 1) * PAGE + 9);
    expect(verifyFile(db, made.secrets.dbSecret).damagedTables).toEqual(['fact', 'projection_person']);
  });

  it('reports what it can of a file that cannot be opened', async () => {
    const made = await freshDesk();
    const db = join(made.dir, 'foyer.db');
    flip(db, 2000);
    expect(verifyFile(db, made.secrets.dbSecret)).toMatchObject({ ok: false, damagedPages: [1], damagedTables: ['(schema)'] });
  });

  it('leaves a page torn in the file to SQLite while the write-ahead log still holds it', async () => {
    const made = await freshDesk();
    const desk = reopen(made);
    addFacts(desk.db, 50);
    const copy = join(tempDir(), 'copy');
    mkdirSync(copy);
    for (const name of ['foyer.db', 'foyer.db-wal', 'keys.json', 'marker.json']) copyFileSync(join(made.dir, name), join(copy, name));
    desk.close();
    flip(join(copy, 'foyer.db'), 2000);
    const mended = reopen({ ...made, dir: copy });
    expect(countFacts(mended.db)).toBe(350);
    expect(mended.verify().ok).toBe(true);
    mended.close();
  });
});

describe('from the future', () => {
  it('is refused and left as it is', async () => {
    const made = await freshDesk();
    const later = { id: 20, name: 'later', up: () => {} };
    openDesk(made.dir, made.secrets, { migrations: [FIRST, later] }).close();
    const before = filesUnder(made.dir);
    expect(refusalOf(() => reopen(made))).toBe('db_from_future');
    expect(filesUnder(made.dir)).toEqual(before);
  });
});

describe('the lock', () => {
  it('keeps a second first run out while the first is being made', async () => {
    const dir = join(tempDir(), 'desk');
    const { secrets } = await createVault(dir, { wraps: [] });
    const desk = openDesk(dir, secrets, { migrations: [FIRST], create: true });
    expect(await refusalOfAsync(() => createVault(dir, { wraps: [] }))).toBe('desk_open_elsewhere');
    desk.finishEnrolment();
    desk.close();
  });


  it('lets one opening in and goes with it', async () => {
    const made = await freshDesk(1);
    const desk = reopen(made);
    expect(refusalOf(() => reopen(made))).toBe('desk_open_elsewhere');
    desk.close();
    reopen(made).close();
  });
});

describe('the high-water mark', () => {
  it('survives, and a torn slot falls back to the one before', async () => {
    const made = await freshDesk(1);
    const desk = reopen(made);
    expect(desk.highWater).toBeNull();
    for (let seq = 1; seq <= 5; seq += 1) desk.noteHighWater({ writer: 'w1', seq, id: `e${seq}` });
    desk.close();
    const file = join(made.dir, 'highwater');
    const whole = reopen(made);
    expect(whole.highWater).toEqual({ writer: 'w1', seq: 5, id: 'e5' });
    whole.close();
    flip(file, 512 + 30); // the fifth mark lies in the second slot
    const torn = reopen(made);
    expect(torn.highWater).toEqual({ writer: 'w1', seq: 4, id: 'e4' });
    torn.close();
    writeFileSync(file, 'rubbish');
    const none = reopen(made);
    expect(none.highWater).toBeNull();
    none.close();
    appendFileSync(file, '');
    expect(existsSync(file)).toBe(true);
  });
});

describe('privacy of the files', () => {
  it('keeps every file from other accounts, and no name in the clear in any of them, log and backups included', async () => {
    const made = await freshDesk(10);
    const desk = reopen(made);
    addFacts(desk.db, 400, '张建国');
    desk.db.prepare('SELECT person FROM fact ORDER BY body DESC, person').all();
    const open = filesUnder(made.dir);
    expect(open.get('foyer.db-wal')?.length ?? 0).toBeGreaterThan(0);
    desk.backup();
    desk.checkpoint();
    const after = filesUnder(made.dir);
    if (process.platform !== 'win32') {
      expect(statSync(made.dir).mode & 0o077).toBe(0);
      for (const name of after.keys()) expect(statSync(join(made.dir, name)).mode & 0o077, name).toBe(0);
    }
    desk.close();
    for (const files of [open, after, filesUnder(made.dir)]) {
      for (const [name, bytes] of files) {
        for (const text of ['张建国', '欧阳测试', 'CREATE TABLE', 'projection_person', 'SQLite format 3']) {
          if (name === 'lock') continue;
          expect(bytes.includes(text), `${text} in ${name}`).toBe(false);
          expect(bytes.includes(Buffer.from(text, 'utf16le')), `${text} in ${name}`).toBe(false);
        }
      }
    }
    await unlockVault(made.dir, { kind: 'recoveryCode', code: made.recoveryCode });
  });
});
