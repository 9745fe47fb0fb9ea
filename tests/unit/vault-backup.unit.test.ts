import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Db } from '#db/vault/index.ts';
import { deskState, listBackups, openDesk, reissueRecoveryCode, restoreFrom, restoreKeys, restoreToNew, rotateBackups, unlockVault, verifyBackup, verifyFile } from '#db/vault/index.ts';
import { keysOfBackup } from '#db/vault/backup.ts';
import {
  addFacts, cheapPassphrase, countFacts, countProjections, filesUnder, fingerprint, FIRST, flip, makeDesk, PASSPHRASE, refusalOf, refusalOfAsync, reopen, tempDir,
} from '#tests/support/vault.ts';

const restoring = { migrations: [FIRST] };

describe('a backup', () => {
  it('is one verified file that carries the recovery wrap and no other', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'));
    const desk = reopen(made);
    const file = join(tempDir(), 'stick.foyer');
    expect(desk.backup(file)).toBe(file);
    expect(refusalOf(() => desk.backup(file))).toBe('backup_exists');
    expect(refusalOf(() => desk.backup(join(tempDir(), 'no', 'such.foyer')))).toBe('folder_missing');
    desk.close();
    expect(readdirSync(join(file, '..'))).toEqual([basename(file)]);
    const { keys, dbBytes } = keysOfBackup(file);
    expect(keys.wraps.map((wrap) => wrap.kind)).toEqual(['recoveryCode']);
    expect(statSync(file).size - dbBytes).toBe(4096);
    verifyBackup(file, made.secrets.dbSecret, { fingerprint, value: '300' });
    expect(refusalOf(() => verifyBackup(file, made.secrets.dbSecret, { fingerprint, value: '299' }))).toBe('backup_differs');
    expect(verifyFile(file, made.secrets.dbSecret).ok).toBe(true);
    flip(file, 4096 * 4 + 50);
    expect(refusalOf(() => verifyBackup(file, made.secrets.dbSecret))).toBe('db_damaged');
    expect(verifyFile(file, made.secrets.dbSecret)).toMatchObject({ ok: false, damagedPages: [5] });
  });

  it('is never made of a state that differs from the database', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'));
    let calls = 0;
    const desk = reopen(made, { fingerprint: () => `${(calls += 1)}` });
    expect(refusalOf(() => desk.backup())).toBe('backup_differs');
    expect(readdirSync(join(made.dir, 'backups'))).toEqual([]);
    desk.close();
  });
});

describe('rewriting backups', () => {
  it('reaches every backup, keeps the rest of it, gives it the present keys, and names what it could not', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 40);
    const desk = reopen(made);
    const files = [desk.backup(), desk.backup()];
    const spoiled = desk.backup();
    flip(spoiled, 4096 * 5);
    const code = await reissueRecoveryCode(made.dir, { kind: 'passphrase', passphrase: PASSPHRASE });
    const erase = (db: Db): void => {
      db.exec('DELETE FROM projection WHERE seq = 7; DELETE FROM fact WHERE seq = 7');
    };
    expect(desk.rewriteBackups(erase)).toEqual({ failed: [basename(spoiled)] });
    desk.close();
    expect(readdirSync(desk.paths.backups).toSorted()).toEqual([...files, spoiled].map((file) => basename(file)).toSorted());
    for (const file of files) {
      verifyBackup(file, made.secrets.dbSecret, { fingerprint: (db) => `${countFacts(db)} ${countProjections(db)}`, value: '39 39' });
      if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
      const dir = join(tempDir(), 'new');
      expect(await refusalOfAsync(() => restoreToNew(file, dir, { kind: 'recoveryCode', code: made.recoveryCode }, [], restoring))).toBe('recovery_code_wrong');
      await restoreToNew(file, dir, { kind: 'recoveryCode', code }, [], restoring);
      expect(deskState(dir)).toEqual({ state: 'enrolled' });
    }
  });
});

describe('rotation', () => {
  it('keeps three of today, one of each other day, ten in all, and never prefers a clock gone mad', () => {
    const dir = tempDir();
    const now = new Date(2026, 10, 21, 18, 0, 0);
    const make = (at: Date): string => {
      const name = `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z.foyer`;
      writeFileSync(join(dir, name), '');
      return name;
    };
    const today = [9, 10, 11, 12, 13].map((hour) => make(new Date(2026, 10, 21, hour)));
    const days = Array.from({ length: 12 }, (_, i) => [8, 17].map((hour) => make(new Date(2026, 10, 20 - i, hour))));
    const future = make(new Date(2036, 0, 1, 12));
    writeFileSync(join(dir, 'holiday.jpg'), '');
    writeFileSync(join(dir, '.20261121T000000Z.foyer.part'), '');
    const kept = new Set([...today.slice(2), ...days.slice(0, 7).map((pair) => pair[1] ?? '')]);
    const removed = rotateBackups(dir, now);
    expect(new Set(listBackups(dir).map((backup) => backup.name))).toEqual(kept);
    expect(removed).toContain(future);
    expect(existsSync(join(dir, 'holiday.jpg'))).toBe(true);
    expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(rotateBackups(dir, now)).toEqual([]);
  });

  it('happens with each backup into the folder, and leaves the newest', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 3);
    const desk = reopen(made);
    const at = new Date(2026, 10, 21, 12, 0, 0);
    const files = Array.from({ length: 5 }, () => desk.backup(undefined, at));
    desk.close();
    expect(new Set(files).size).toBe(5);
    expect(listBackups(desk.paths.backups).map((backup) => backup.file)).toEqual(expect.arrayContaining([files[4]]));
    expect(listBackups(desk.paths.backups)).toHaveLength(3);
  });
});

describe('restore', () => {
  it('brings the backup in, keeps the present file, flags the marker, and heals every kind of damage', async () => {
    const damages: readonly ((db: string) => void)[] = [
      () => {},
      (db) => rmSync(db),
      (db) => truncateSync(db, 0),
      (db) => truncateSync(db, 10_000),
      (db) => flip(db, 2000),
      (db) => flip(db, 4096 * 6 + 7),
    ];
    for (const damage of damages) {
      const made = await makeDesk(join(tempDir(), 'desk'), 40);
      const desk = reopen(made);
      const backup = desk.backup();
      addFacts(desk.db, 10);
      desk.noteHighWater({ writer: 'w', seq: 50, id: 'x' });
      expect(refusalOf(() => restoreFrom(backup, made.dir, made.secrets, restoring))).toBe('desk_open_elsewhere');
      desk.close();
      damage(desk.paths.db);
      const present = existsSync(desk.paths.db) ? readFileSync(desk.paths.db) : null;
      const secrets = await unlockVault(made.dir, { kind: 'passphrase', passphrase: PASSPHRASE });
      restoreFrom(backup, made.dir, secrets, restoring);
      if (present) expect([...filesUnder(desk.paths.aside).values()].some((bytes) => bytes.equals(present))).toBe(true);
      const back = reopen(made);
      expect(countFacts(back.db)).toBe(40);
      expect(back.restored).toBe(basename(backup));
      expect(back.highWater).toEqual({ writer: 'w', seq: 50, id: 'x' });
      expect(back.verify().ok).toBe(true);
      back.writerRotated();
      expect(back.restored).toBeNull();
      back.close();
      const later = reopen(made);
      expect(later.restored).toBeNull();
      later.close();
    }
  });

  it('never replays the log of the file that it replaced', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 40);
    const desk = reopen(made);
    const backup = desk.backup();
    desk.db.pragma('wal_autocheckpoint = 0');
    addFacts(desk.db, 10);
    const log = readFileSync(`${desk.paths.db}-wal`);
    const db = readFileSync(desk.paths.db);
    desk.close();
    writeFileSync(desk.paths.db, db);
    writeFileSync(`${desk.paths.db}-wal`, log);
    restoreFrom(backup, made.dir, made.secrets, restoring);
    const back = reopen(made);
    expect(countFacts(back.db)).toBe(40);
    expect(back.verify().ok).toBe(true);
    back.close();
    expect([...filesUnder(desk.paths.aside).values()].some((bytes) => bytes.equals(log))).toBe(true);
  });

  it('refuses what it cannot vouch for, and then has moved nothing', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 40);
    const other = await makeDesk(join(tempDir(), 'desk'), 3);
    const stick = tempDir();
    const desk = reopen(made);
    const good = desk.backup(join(stick, 'good.foyer'));
    desk.close();
    const foreign = reopen(other);
    foreign.backup(join(stick, 'foreign.foyer'));
    foreign.close();
    const later = { id: 20, name: 'later', up: () => {} };
    const newer = openDesk(made.dir, made.secrets, { migrations: [FIRST, later] });
    newer.backup(join(stick, 'newer.foyer'));
    newer.close();
    const spoiled = (name: string, spoil: (file: string) => void): string => {
      const file = join(stick, name);
      copyFileSync(good, file);
      spoil(file);
      return file;
    };
    const before = filesUnder(made.dir);
    const refused = (file: string, migrations = [FIRST, later]): string => refusalOf(() => restoreFrom(file, made.dir, made.secrets, { migrations }));
    expect(refused(join(stick, 'foreign.foyer'))).toBe('backup_of_another_desk');
    expect(refused(join(stick, 'newer.foyer'), [FIRST])).toBe('db_from_future');
    expect(refused(join(stick, 'none.foyer'))).toBe('db_missing');
    expect(refused(spoiled('flipped', (file) => flip(file, 4096 * 5)))).toBe('db_damaged');
    expect(refused(spoiled('cut', (file) => truncateSync(file, 4096 * 6)))).toBe('db_truncated');
    expect(refused(spoiled('empty', (file) => truncateSync(file, 0)))).toBe('db_emptied');
    expect(filesUnder(made.dir)).toEqual(before);
    expect(refusalOf(() => restoreFrom(good, tempDir(), made.secrets, restoring))).toBe('desk_empty');
  });

  it('takes a bare database file too, when the secret fits', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 40);
    const copy = join(tempDir(), 'copied-by-hand.db');
    copyFileSync(join(made.dir, 'foyer.db'), copy);
    restoreFrom(copy, made.dir, made.secrets, restoring);
    const desk = reopen(made);
    expect(countFacts(desk.db)).toBe(40);
    addFacts(desk.db, 3);
    for (const suffix of ['', '-wal']) copyFileSync(`${desk.paths.db}${suffix}`, `${copy}${suffix}`);
    desk.close();
    restoreFrom(copy, made.dir, made.secrets, restoring);
    const back = reopen(made);
    expect(countFacts(back.db)).toBe(43);
    back.close();
    expect(readdirSync(made.dir).filter((name) => name.includes('.part') || name.includes('-wal'))).toEqual([]);
  });

  it('gives a desk its keys back from a backup and the recovery code, and keeps the newer database', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 40);
    const other = await makeDesk(join(tempDir(), 'desk'), 3);
    const desk = reopen(made);
    const file = desk.backup(join(tempDir(), 'stick.foyer'));
    addFacts(desk.db, 5);
    desk.close();
    const unlocker = { kind: 'recoveryCode', code: made.recoveryCode } as const;
    expect(await refusalOfAsync(() => restoreKeys(file, made.dir, unlocker, []))).toBe('keys_present');
    const copies = [desk.paths.keys, desk.paths.keysCopy];
    const spoils: readonly ((copy: string) => void)[] = [
      (copy) => rmSync(copy),
      (copy) => truncateSync(copy, 40),
      (copy) => copyFileSync(join(other.dir, 'keys.json'), copy),
    ];
    for (const spoil of spoils) {
      for (const copy of copies) spoil(copy);
      expect(deskState(made.dir).state).toBe('problem');
      await restoreKeys(file, made.dir, unlocker, [cheapPassphrase]);
      const back = openDesk(made.dir, await unlockVault(made.dir, { kind: 'passphrase', passphrase: PASSPHRASE }), { migrations: [FIRST] });
      expect(countFacts(back.db)).toBe(45);
      expect(back.restored).toBeNull();
      back.close();
      await unlockVault(made.dir, unlocker);
    }
    for (const copy of copies) rmSync(copy);
    copyFileSync(join(other.dir, 'foyer.db'), desk.paths.db);
    expect(await refusalOfAsync(() => restoreKeys(file, made.dir, unlocker, []))).toBe('db_wrong_secret');
    expect(existsSync(desk.paths.keys)).toBe(false);
  });

  it('makes a desk on a new machine from the file and the recovery code alone', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 40);
    const desk = reopen(made);
    const file = desk.backup(join(tempDir(), 'stick.foyer'));
    desk.close();
    rmSync(made.dir, { recursive: true });
    const dir = join(tempDir(), 'new');
    mkdirSync(dir);
    const wrong = '00000-'.repeat(7).slice(0, -1);
    expect(['recovery_code_wrong', 'recovery_code_mistyped']).toContain(await refusalOfAsync(() => restoreToNew(file, dir, { kind: 'recoveryCode', code: wrong }, [], restoring)));
    expect(deskState(dir)).toEqual({ state: 'empty' });
    const moved = await restoreToNew(file, dir, { kind: 'recoveryCode', code: made.recoveryCode.toLowerCase() }, [cheapPassphrase], restoring);
    expect(moved.recoveryCode).toBe(made.recoveryCode);
    const secrets = await unlockVault(dir, { kind: 'passphrase', passphrase: PASSPHRASE });
    expect(Buffer.from(secrets.siteSecret).equals(Buffer.from(made.secrets.siteSecret))).toBe(true);
    const back = openDesk(dir, secrets, { migrations: [FIRST] });
    expect(countFacts(back.db)).toBe(40);
    expect(back.restored).toBe('stick.foyer');
    back.close();
    expect(await refusalOfAsync(() => restoreToNew(file, dir, { kind: 'recoveryCode', code: made.recoveryCode }, [], restoring))).toBe('desk_exists');
    await unlockVault(dir, { kind: 'recoveryCode', code: made.recoveryCode });
  });
});
