import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { appliedMigrations, createVault, deskState, listBackups, openDesk, restoreFrom, setWrap, unlockVault, verifyBackup } from '#db/vault/index.ts';
import { keysOfBackup } from '#db/vault/backup.ts';
import { seeded, startChild } from '#tests/support/children.ts';
import { addFacts, CHEAP, countFacts, countProjections, flip, FIRST, type Made, makeDesk, refusalOfAsync, reopen, tempDir } from '#tests/support/vault.ts';

const SCRIPT = new URL('vaultChild.ts', import.meta.url);
const SEED = Number(process.env['FOYER_SEED'] ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env['FOYER_CRASH_ROUNDS'] ?? 12);
console.log(`crash seed: FOYER_SEED=${SEED}`);

/** Lets the child begin, then kills it after a random while of at most `within` ms. Returns what it had acknowledged. */
const killedRound = async (mode: string, made: Pick<Made, 'dir' | 'recoveryCode'>, random: () => number, within: number): Promise<string[]> => {
  const child = startChild(SCRIPT, [mode, made.dir, made.recoveryCode]);
  await child.until(() => true);
  await sleep(random() * within);
  await child.kill();
  return child.lines;
};

it('kill -9 in commits and checkpoints loses nothing acknowledged, and the log equals its projection', async () => {
  const random = seeded(SEED);
  const made = await makeDesk(join(tempDir(), 'desk'), 5);
  for (let round = 0; round < ROUNDS; round += 1) {
    const lines = await killedRound('commit', made, random, 150);
    const acknowledged = Number(lines.at(-1) ?? 0);
    expect(acknowledged, `seed ${SEED} round ${round}`).toBeGreaterThan(0);
    const desk = reopen(made);
    const facts = countFacts(desk.db);
    expect(facts).toBeGreaterThanOrEqual(acknowledged);
    expect(facts % 5).toBe(0);
    expect(countProjections(desk.db)).toBe(facts);
    expect(desk.highWater?.seq ?? 0).toBeLessThanOrEqual(facts);
    expect(desk.verify()).toMatchObject({ ok: true });
    desk.close();
  }
});

it('kill -9 in a migration leaves the old schema or the new one', async () => {
  const random = seeded(SEED + 1);
  const met = new Set<number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const made = await makeDesk(join(tempDir(), 'desk'), 2500);
    const lines = await killedRound('migrate', made, random, 280);
    // Whatever it is, this program must be able to open it: the newer one's schema stands for a program that knows it.
    const desk = openDesk(made.dir, made.secrets, { migrations: [FIRST, { id: 20, name: 'heavy', up: (db) => db.exec('ALTER TABLE fact ADD COLUMN heavy TEXT') }] });
    const before = desk.migrated.length === 0 ? 20 : 10;
    met.add(before);
    if (lines.some((line) => line.startsWith('migrated'))) expect(before).toBe(20);
    const columns = (desk.db.pragma('table_info(fact)') as { name: string }[]).map((column) => column.name);
    expect(columns).toContain('heavy');
    const index = desk.db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'fact_heavy'").get();
    expect(index !== undefined, `seed ${SEED + 1} round ${round}`).toBe(before === 20);
    expect(appliedMigrations(desk.db).map((row) => row.id)).toEqual([10, 20]);
    expect(countFacts(desk.db)).toBe(2500);
    expect(desk.verify().ok).toBe(true);
    for (const backup of listBackups(desk.paths.backups)) verifyBackup(backup.file, made.secrets.dbSecret);
    desk.close();
  }
  console.log(`schemas met after the kill: ${[...met].join(', ')}`);
});

it('kill -9 in a backup leaves only whole backups', async () => {
  const random = seeded(SEED + 2);
  const made = await makeDesk(join(tempDir(), 'desk'), 2500);
  for (let round = 0; round < ROUNDS; round += 1) {
    const lines = await killedRound('backup', made, random, 200);
    const desk = reopen(made);
    const backups = listBackups(desk.paths.backups);
    for (const backup of backups) {
      verifyBackup(backup.file, made.secrets.dbSecret);
      expect(keysOfBackup(backup.file).keys.vault).toBe(made.secrets.vault);
    }
    const acknowledged = lines.slice(1);
    if (acknowledged.length > 0) expect(backups.length, `seed ${SEED + 2} round ${round}`).toBeGreaterThan(0);
    expect(desk.verify().ok).toBe(true);
    desk.close();
  }
});

it('kill -9 in a restore ends in a whole desk, or in one that says so and restores again', async () => {
  const random = seeded(SEED + 3);
  const made = await makeDesk(join(tempDir(), 'desk'), 400);
  const first = reopen(made);
  const backup = first.backup();
  first.close();
  for (let round = 0; round < ROUNDS; round += 1) {
    const lines = await killedRound('restore', made, random, 100);
    const found = deskState(made.dir);
    expect([{ state: 'enrolled' }, { state: 'problem', code: 'db_missing' }], `seed ${SEED + 3} round ${round}`).toContainEqual(found);
    if (found.state === 'problem') restoreFrom(backup, made.dir, made.secrets, { migrations: [FIRST] });
    const desk = reopen(made);
    expect(countFacts(desk.db)).toBe(400);
    if (lines.includes('restored') || found.state === 'problem') expect(desk.restored).toBe(basename(backup));
    expect(desk.verify().ok).toBe(true);
    desk.close();
  }
});

it('kill -9 in a change of passphrase leaves the old one or the new one, and always the recovery code', async () => {
  const random = seeded(SEED + 4);
  const made = await makeDesk(join(tempDir(), 'desk'), 5);
  await setWrap(made.dir, { kind: 'recoveryCode', code: made.recoveryCode }, { kind: 'passphrase', passphrase: 'p1', cost: CHEAP });
  for (let round = 0; round < ROUNDS; round += 1) {
    await killedRound('keys', made, random, 60);
    await unlockVault(made.dir, { kind: 'recoveryCode', code: made.recoveryCode });
    const answers = await Promise.all(['p0', 'p1'].map((passphrase) => refusalOfAsync(() => unlockVault(made.dir, { kind: 'passphrase', passphrase }))));
    expect(answers.toSorted(), `seed ${SEED + 4} round ${round}`).toEqual(['nothing was refused', 'passphrase_wrong']);
    reopen(made).close();
  }
});

it('kill -9 in a first run leaves a desk that was acknowledged, or a folder where it may begin again', async () => {
  const random = seeded(SEED + 5);
  for (let round = 0; round < ROUNDS; round += 1) {
    const dir = join(tempDir(), 'desk');
    const lines = await killedRound('create', { dir, recoveryCode: '' }, random, 60);
    const found = deskState(dir);
    if (lines.length > 1) expect(found, `seed ${SEED + 5} round ${round}`).toEqual({ state: 'enrolled' });
    if (found.state === 'enrolled') {
      if (lines.length < 2) continue;
      const desk = openDesk(dir, await unlockVault(dir, { kind: 'recoveryCode', code: lines[1] ?? '' }), { migrations: [FIRST] });
      expect(countFacts(desk.db)).toBe(5);
      desk.close();
      continue;
    }
    expect(['empty', 'unfinished']).toContain(found.state);
    const { secrets } = await createVault(dir, { wraps: [] });
    const desk = openDesk(dir, secrets, { migrations: [FIRST], create: true });
    addFacts(desk.db, 7);
    desk.finishEnrolment();
    expect(countFacts(desk.db)).toBe(7);
    desk.close();
  }
});

it('a write-ahead log cut anywhere or damaged gives whole commands, the earlier ones first', async () => {
  const random = seeded(SEED + 6);
  const made = await makeDesk(join(tempDir(), 'desk'), 5);
  const desk = reopen(made);
  desk.db.pragma('wal_autocheckpoint = 0');
  for (let i = 0; i < 30; i += 1) addFacts(desk.db, 5);
  const base = tempDir();
  for (const name of ['foyer.db', 'foyer.db-wal', 'keys.json', 'marker.json']) copyFileSync(join(made.dir, name), join(base, name));
  desk.close();
  const size = statSync(join(base, 'foyer.db-wal')).size;
  for (let round = 0; round < 40; round += 1) {
    const dir = join(base, `r${round}`);
    mkdirSync(dir);
    for (const name of ['foyer.db', 'foyer.db-wal', 'keys.json', 'marker.json']) copyFileSync(join(base, name), join(dir, name));
    const at = Math.floor(random() * size);
    if (round % 2 === 0) truncateSync(join(dir, 'foyer.db-wal'), at);
    else flip(join(dir, 'foyer.db-wal'), at);
    const cut = reopen({ ...made, dir });
    const facts = countFacts(cut.db);
    expect(facts % 5, `seed ${SEED + 6} round ${round}`).toBe(0);
    expect(facts).toBeGreaterThanOrEqual(5);
    expect(facts).toBeLessThanOrEqual(155);
    expect(countProjections(cut.db)).toBe(facts);
    expect(cut.verify().ok).toBe(true);
    cut.close();
  }
});

const hasLimits = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;
if (!hasLimits) console.log('file-size limit: not run: no prlimit on this machine');
it.skipIf(!hasLimits)('a file-size limit is a full disk: refused, nothing lost, and the same process goes on when it is lifted', async () => {
  for (const extra of [40, 200, 700]) {
    const made = await makeDesk(join(tempDir(), 'desk'), 50);
    const limit = Math.ceil(readFileSync(join(made.dir, 'foyer.db')).length / 1024) + extra;
    // SIGXFSZ is ignored as a full disk sends none; the soft limit can be lifted from outside.
    const child = startChild(SCRIPT, ['fill', made.dir, made.recoveryCode], ['bash', '-c', `trap '' XFSZ; ulimit -S -f ${limit}; exec "$@"`, 'limited']);
    await child.until(() => true);
    const [answer, facts, inTransaction] = (child.lines[0] ?? '').split(' ');
    expect([answer, inTransaction]).toEqual(['disk_full', 'false']);
    expect(spawnSync('prlimit', ['--pid', String(child.process.pid), '--fsize=unlimited']).status).toBe(0);
    expect(await child.ended()).toBe(0);
    expect(child.lines[1]).toBe(`ok ${Number(facts) + 40}`);
    const desk = reopen(made);
    expect(countFacts(desk.db)).toBe(Number(facts) + 40);
    expect(countProjections(desk.db)).toBe(Number(facts) + 40);
    expect(desk.verify().ok).toBe(true);
    desk.close();
  }
});
