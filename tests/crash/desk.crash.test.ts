import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import type { DraftFact } from '#core/facts/envelope.ts';
import { decideDraw, seriesNumber, type SeriesState } from '#core/subjects/small.ts';
import { MIGRATIONS, openDesk, type Desk } from '#db/desk.ts';
import { stateHash } from '#db/log/rebuild.ts';
import { connect } from '#db/vault/open.ts';
import { listBackups, restoreFrom, unlockVault, verifyBackup } from '#db/vault/index.ts';
import { newDesk, PASSPHRASE, reopen } from '#tests/support/desk.ts';
import { viewHashOf } from '#tests/support/fileReplica.ts';
import { seeded, startChild } from '#tests/support/children.ts';
import { refusalOf } from '#tests/support/vault.ts';

const SCRIPT = new URL('deskChild.ts', import.meta.url);
const SEED = Number(process.env['FOYER_SEED'] ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env['FOYER_CRASH_ROUNDS'] ?? 14);
console.log(`desk crash seed: FOYER_SEED=${SEED}`);

const folders: string[] = [];
const folder = (): string => {
  folders.push(mkdtempSync(join(tmpdir(), 'foyer-crash-')));
  return folders.at(-1)!;
};
afterEach(() => {
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const secretsOf = (dir: string) => unlockVault(dir, { kind: 'passphrase', passphrase: PASSPHRASE });
/** Waits for up to `most` acknowledgements (a slow machine must not make the test empty), then a random while, then kills. */
const killed = async (mode: string, dir: string, random: () => number, most: number): Promise<string[]> => {
  const child = startChild(SCRIPT, [mode, dir, PASSPHRASE]);
  const after = Math.floor(random() * (most + 1));
  await child.until(() => child.lines.length > after);
  await sleep(random() * 40);
  await child.kill();
  return child.lines.slice(1);
};

/** The log whole, every command complete, states and projections what the log says: and saying the same when made anew. */
async function whole(desk: Desk, at: string): Promise<void> {
  expect((await desk.verify()).problems, at).toEqual([]);
  const cut = desk.db.prepare('SELECT count(*) FROM fact f WHERE signature IS NULL AND NOT EXISTS (SELECT 1 FROM fact g WHERE g.stream = f.stream AND g.seq > f.seq)').pluck().get();
  expect(cut, `half a command, ${at}`).toBe(0);
  expect(desk.db.prepare('SELECT count(*) FROM home').pluck().get(), at).toBe(desk.db.prepare('SELECT count(*) FROM person').pluck().get());
  const before = [stateHash(desk.log), viewHashOf(desk)];
  desk.rebuild();
  expect([stateHash(desk.log), viewHashOf(desk)], at).toEqual(before);
}

const present = (desk: Desk, lines: readonly string[], at: string): void => {
  for (const line of lines) {
    const id = line.split(' ').at(-1) ?? '';
    if (id.length === 64) expect(desk.log.store.get(id), `acknowledged and lost: ${line}, ${at}`).toBeDefined();
  }
};

it.each([
  ['act', 40, 5],
  ['import', 2, 6],
  ['backup', 5, 7],
  ['rebuild', 5, 8],
] as const)('kill -9 in %s loses nothing acknowledged and leaves nothing half', async (mode, most, salt) => {
  const random = seeded(SEED + salt);
  const dir = join(folder(), 'desk');
  (await newDesk({ dir })).desk.close();
  let acknowledged = 0;
  const all: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const at = `seed ${SEED} ${mode} round ${round}`;
    const lines = await killed(mode, dir, random, most);
    all.push(...lines);
    acknowledged += lines.length;
    const desk = await reopen(dir);
    present(desk, all, at);
    if (mode === 'import') {
      const partial = desk.db.prepare('SELECT count(*) FROM batch WHERE total IS NULL OR seen <> total').pluck().get();
      expect(partial, `half a batch, ${at}`).toBe(0);
    }
    const { dbSecret } = desk.folder.secrets;
    if (mode === 'backup') for (const backup of listBackups(desk.folder.paths.backups)) verifyBackup(backup.file, dbSecret);
    await whole(desk, at);
    desk.close();
  }
  console.log(`${mode}: ${ROUNDS} kills, ${acknowledged} acknowledgements`);
  expect(acknowledged).toBeGreaterThan(0);
});

const home = (room: string): DraftFact[] => [
  { subject: `home/${room}`, type: 'home.registered', data: { homeNo: room, address: { building: '3', entrance: null, room }, kind: 'flat' } },
  { subject: `person/${room}`, type: 'person.recorded', data: { kind: 'natural' }, personal: [{ person: room, retention: 'identity', field: 'name', value: '欧阳赟' }] },
];
const put = (desk: Desk, ...facts: DraftFact[]) => desk.act({ staff: null, decide: () => ({ facts, reply: null }) });
const look = (desk: Desk): string => [stateHash(desk.log), viewHashOf(desk), JSON.stringify(desk.stats())].join();

it('a full database at every page: refused as disk_full, nothing half, and it goes on when there is room', async () => {
  const { desk } = await newDesk({ dir: join(folder(), 'desk') });
  put(desk, ...home('r0'));
  let refused = 0;
  let acted = 0;
  for (let step = 0; step < 40; step++) {
    const pages = desk.db.pragma('page_count', { simple: true }) as number;
    desk.db.pragma(`max_page_count = ${pages + (step % 3)}`);
    const before = look(desk);
    const code = refusalOf(() => {
      for (let i = 0; i < 4; i++) {
        desk.actMany({ staff: null, acts: Array.from({ length: 3 }, (_, k) => home(`r${step}-${i}-${k}`)), reply: null });
        acted++;
      }
    });
    if (code === 'disk_full') refused++;
    else expect(code).toBe('nothing was refused');
    desk.db.pragma('max_page_count = 1073741823');
    if (acted === 0) expect(look(desk)).toBe(before);
    acted = 0;
    put(desk, ...home(`s${step}`));
  }
  console.log(`max_page_count: ${refused} of 40 refused`);
  expect(refused).toBeGreaterThan(5);
  await whole(desk, 'after a full disk');
  desk.close();
});

const hasLimits = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;
it.skipIf(!hasLimits)('a limit on file size: refused as disk_full, and the same process goes on when it is lifted', async () => {
  for (const extra of [60, 400]) {
    const dir = join(folder(), 'desk');
    const { desk } = await newDesk({ dir });
    desk.close();
    const limit = Math.ceil(statSync(join(dir, 'foyer.db')).size / 1024) + extra;
    const child = startChild(SCRIPT, ['fill', dir, PASSPHRASE], ['bash', '-c', `trap '' XFSZ; ulimit -S -f ${limit}; exec "$@"`, 'limited']);
    await child.until((line) => / (true|false)$/.test(line));
    const [answer, facts, inTransaction] = (child.lines[1] ?? '').split(' ');
    expect([answer, inTransaction]).toEqual(['disk_full', 'false']);
    expect(spawnSync('prlimit', ['--pid', String(child.process.pid), '--fsize=unlimited']).status).toBe(0);
    expect(await child.ended()).toBe(0);
    const again = await reopen(dir);
    present(again, child.lines, 'ulimit');
    expect(again.stats()['facts']).toBe(Number(facts) + 4);
    await whole(again, 'ulimit');
    again.close();
  }
});

it('a restored backup writes under a new name, doubles nothing and uses no number again', async () => {
  const dir = join(folder(), 'desk');
  const { desk } = await newDesk({ dir });
  const draw = (d: Desk): string => {
    const state = d.read.state<SeriesState>(`series/${d.writer}/A/2026`);
    put(d, decideDraw(d.writer, 'A', '2026', state, 'loan'));
    return `${d.writer} ${seriesNumber(d.writer, 'A', '2026', d.read.state<SeriesState>(`series/${d.writer}/A/2026`).last)}`;
  };
  const numbers = [draw(desk), draw(desk)];
  put(desk, ...home('r1'));
  const backup = desk.backup();
  numbers.push(draw(desk));
  put(desk, ...home('r2'));
  const lost = desk.exchange.export().bytes;
  const writer = desk.writer;
  desk.close();
  restoreFrom(backup, dir, await secretsOf(dir), { migrations: MIGRATIONS });
  const restored = await reopen(dir);
  expect(restored.writer).not.toBe(writer);
  numbers.push(draw(restored), draw(restored));
  expect(new Set(numbers).size).toBe(numbers.length);
  put(restored, ...home('r3'));
  const own = restored.writer;
  // What was written after the backup comes back from wherever it had gone.
  restored.exchange.import(lost);
  expect(restored.writer).toBe(own);
  expect(restored.views.counts()['homes']).toBe(3);
  expect(restored.exchange.import(lost).facts).toBe(0);
  await whole(restored, 'restored');
  restored.close();
  const again = await reopen(dir);
  expect(again.writer).toBe(own);
  again.close();
});

it('verify names a flipped byte, an altered fact and an altered projection row', async () => {
  const dir = join(folder(), 'desk');
  const { desk } = await newDesk({ dir });
  for (let i = 0; i < 60; i++) put(desk, ...home(`r${i}`));
  const { dbSecret } = desk.folder.secrets;
  desk.close();
  const kept = join(dir, '..', 'kept.db');
  copyFileSync(join(dir, 'foyer.db'), kept);
  const problems = async (): Promise<string[]> => {
    const opened = await reopen(dir);
    const found = (await opened.verify()).problems.map((p) => [p.code, p.params['table'] ?? p.params['seq'] ?? p.params['first'] ?? ''].join(' '));
    opened.close();
    copyFileSync(kept, join(dir, 'foyer.db'));
    return found;
  };
  const altered = async (...statements: string[]): Promise<string[]> => {
    const db = connect(join(dir, 'foyer.db'), dbSecret);
    for (const statement of statements) db.exec(statement);
    db.close();
    return problems();
  };
  expect(await problems()).toEqual([]);
  const pages = readFileSync(kept).length / 4096;
  for (const page of [Math.floor(pages / 2), pages - 1]) {
    const handle = openSync(join(dir, 'foyer.db'), 'r+');
    const byte = Buffer.alloc(1);
    readSync(handle, byte, 0, 1, page * 4096 + 1000);
    writeSync(handle, Buffer.from([byte[0]! ^ 1]), 0, 1, page * 4096 + 1000);
    closeSync(handle);
    // Where SQLite meets the page while opening, opening is refused by name; otherwise verify tells the page.
    const answer = await problems().catch((error: { code: string }) => {
      copyFileSync(kept, join(dir, 'foyer.db'));
      return [error.code];
    });
    expect([[`page_damaged ${page + 1}`], ['db_damaged']], `page ${page + 1}`).toContainEqual(answer);
  }
  const alter = "DROP TRIGGER fact_never_changes; UPDATE fact SET body = replace(body, '\"room\":\"r7\"', '\"room\":\"r8\"')";
  const triggerAgain = `CREATE TRIGGER fact_never_changes BEFORE UPDATE OF id, seq, subject, signature, body ON fact\nBEGIN SELECT raise(ABORT, 'facts never change'); END`;
  expect((await altered(alter, triggerAgain)).map((p) => p.split(' ')[0])).toContain('fact_altered');
  expect((await altered('DROP TRIGGER fact_never_changes')).map((p) => p.split(' ')[0])).toContain('schema_altered');
  expect((await altered("DROP TRIGGER fact_never_changes; UPDATE fact SET body = 'x' || body WHERE n = 5", triggerAgain)).map((p) => p.split(' ')[0])).toContain('fact_altered');
  expect(await altered("UPDATE home SET room = 'r70' WHERE id = 'r7'")).toEqual(['projection_differs home']);
  expect(await altered("DELETE FROM person WHERE id = 'r7'")).toEqual(['projection_differs person']);
  expect(await altered("INSERT INTO person_link VALUES ('r1', 'r2')")).toEqual(['projection_differs person_link']);
  expect((await altered("UPDATE subject SET state = replace(state, '\"r7\"', '\"r8\"') WHERE ref = 'home/r7'")).map((p) => p.split(' ')[0])).toContain('state_differs');
  expect((await altered("UPDATE subject SET state = 'x' WHERE ref = 'home/r7'")).map((p) => p.split(' ')[0])).toContain('state_differs');
  expect((await altered('DROP TRIGGER fact_never_goes; DELETE FROM fact WHERE n = 9')).map((p) => p.split(' ')[0])).toContain('fact_altered');
});

it('opens after a kill while an older file is migrated or folded anew', async () => {
  const random = seeded(SEED + 9);
  const dir = join(folder(), 'desk');
  const { desk } = await newDesk({ dir });
  desk.actMany({ staff: null, acts: Array.from({ length: 300 }, (_, i) => home(`m${i}`)), reply: null });
  const before = [stateHash(desk.log), viewHashOf(desk)];
  const { dbSecret } = desk.folder.secrets;
  desk.close();
  for (let round = 0; round < Math.min(6, ROUNDS); round++) {
    // As a file of an older program's folds looks: opening it folds everything again.
    const db = connect(join(dir, 'foyer.db'), dbSecret);
    db.exec("UPDATE own SET value = '1' WHERE name = 'fold'; UPDATE subject SET state = '{\"unreadable\":[]}' WHERE ref LIKE 'home/%'; DELETE FROM home");
    db.close();
    const child = startChild(SCRIPT, ['act', dir, PASSPHRASE]);
    await sleep(100 + random() * 400);
    await child.kill();
    const opened = await reopen(dir);
    expect((await opened.verify()).problems, `seed ${SEED} round ${round}`).toEqual([]);
    present(opened, child.lines, `fold round ${round}`);
    if (child.lines.length === 0) expect([stateHash(opened.log), viewHashOf(opened)]).toEqual(before);
    opened.close();
    if (child.lines.length > 0) break;
  }
  const again = openDesk({ dir, secrets: await secretsOf(dir) });
  await whole(again, 'folded anew');
  again.close();
});
