import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The command line as a program sees it: standard output, exit code, and nothing else. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'electron', 'cli', 'main.ts');

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The one JSON document; throws when there is none, or more than one. */
  json<T = Record<string, unknown>>(): T;
}

function start(args: string[], env: Record<string, string>): ChildProcess {
  const { FOYER_PASSPHRASE: _1, FOYER_PIN: _2, FOYER_KEY_FILE: _3, ...rest } = process.env;
  return spawn(process.execPath, [main, ...args], { env: { ...rest, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function foyer(args: string[], env: Record<string, string> = {}): Promise<Said> {
  const child = start(args, env);
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err, json: <T>() => JSON.parse(out) as T };
}

let dir: string;
let data: string;
let recoveryCode: string;
const at = (name: string): string => join(dir, name);
const on = (...args: string[]): string[] => [...args, '--data', data, '--json'];
const errorOf = (said: Said): string => (said.json<{ error: { code: string; message: string } }>().error).code;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'foyer-cli-'));
  data = at('data');
  const said = await foyer(on('init', '--site', '青禾花园', '--admin', '周航', '--pin', '2468', '--key-file'));
  if (said.code !== 0) throw new Error(said.out);
  recoveryCode = said.json<{ recoveryCode: string }>().recoveryCode;
  writeFileSync(at('roster.csv'), '房号,业主,身份证号,电话\n3-2-1501,张敏,,13800006120\n3-2-1502,未售,,\n,王磊,,13700002222\n');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('init', () => {
  it('never covers a desk, and needs something that protects the data', async () => {
    const again = await foyer(on('init', '--site', 'x', '--admin', 'x', '--pin', '2468', '--key-file'));
    expect([again.code, errorOf(again)]).toEqual([1, 'desk_exists']);
    const fresh = (name: string): string[] => ['init', '--site', 'x', '--admin', 'x', '--pin', '2468', '--data', at(name), '--json'];
    const bare = await foyer(fresh('bare'));
    expect([bare.code, errorOf(bare)]).toEqual([1, 'keep_needed']);
    if (process.platform !== 'win32') expect(statSync(join(data, 'desk.key')).mode & 0o077).toBe(0);
    expect(errorOf(await foyer(fresh('short'), { FOYER_PASSPHRASE: 'short' }))).toBe('call_malformed');
    expect((await foyer(fresh('phrase'), { FOYER_PASSPHRASE: 'correct horse' })).code).toBe(0);
    const stats = ['stats', '--data', at('phrase'), '--json'];
    expect((await foyer(stats, { FOYER_PASSPHRASE: 'correct horse' })).json()).toMatchObject({ staff: 1 });
    expect(errorOf(await foyer(stats, { FOYER_PASSPHRASE: 'wrong horse' }))).toBe('passphrase_wrong');
    expect(errorOf(await foyer(stats))).toBe('passphrase_needed');
  });
});

describe('a failure', () => {
  it('is one JSON document with a code and words, and an exit code that is not 0', async () => {
    for (const [args, env, exit, code] of [
      [on('nonsense'), {}, 2, 'usage'],
      [on('stats', '--unknown'), {}, 2, 'usage'],
      [on('init', '--site', 'x'), {}, 2, 'usage'],
      [on('call', 'staff.list'), {}, 1, 'session_needed'],
      [on('call', 'staff.list', '--as', '周航'), {}, 1, 'pin_needed'],
      [on('call', '__proto__.x'), {}, 1, 'procedure_unknown'],
      [on('import', 'roster', at('not-there.xlsx')), {}, 1, 'file_missing'],
      [on('recover'), {}, 1, 'recovery_code_needed'],
    ] as const) {
      const said = await foyer([...args], env);
      expect([args[0], said.code, errorOf(said)]).toEqual([args[0], exit, code]);
      expect(said.json<{ error: { message: string } }>().error.message).toMatch(/^\S.+\.$/s);
      expect(said.err).toBe('');
    }
    const plain = await foyer(['stats', '--data', at('nothing')]);
    expect([plain.code, plain.out]).toEqual([1, '']);
    expect(plain.err).toContain('no desk');
  });
});

describe('call', () => {
  it('logs in for real and answers with the contract', async () => {
    const said = await foyer(on('call', 'desk.stats', '--as', '周航'), { FOYER_PIN: '2468' });
    expect(said.json()).toMatchObject({ staff: 1 });
    const wrong = await foyer(on('call', 'desk.stats', '--as', '周航'), { FOYER_PIN: '1111' });
    expect([wrong.code, errorOf(wrong)]).toEqual([1, 'pin_wrong']);
    const reveal = await foyer(on('call', 'person.reveal', '{"person":"x","fields":["name"],"why":"test"}', '--as', '周航'), { FOYER_PIN: '2468' });
    expect(errorOf(reveal)).toBe('role_needed');
  });
});

describe('a roster', () => {
  it('goes in once, with the figures of the contract', async () => {
    const dry = await foyer(on('import', 'roster', at('roster.csv'), '--dry-run'));
    const first = await foyer(on('import', 'roster', at('roster.csv')));
    expect(dry.json()).toEqual(first.json());
    expect(first.json()).toMatchObject({
      homes: 2, unsold: 1, links: 1, rejected: [{ row: 4, reason: 'room_missing' }], flagged: [{ row: 2, reason: 'id_missing' }],
      added: { homes: 2, people: 1, links: 1 }, changed: [], questions: [], gone: 0, unchanged: 0,
    });
    const again = await foyer(on('import', 'roster', at('roster.csv')));
    expect(again.json()).toMatchObject({ added: { homes: 0, people: 0, links: 0 }, unchanged: 2 });
    const found = await foyer(on('search', '张敏'));
    expect(found.json()).toMatchObject({ hits: expect.arrayContaining([expect.objectContaining({ group: 'person' })]) as unknown });
    const hidden = await foyer(on('search', '31501'));
    expect(hidden.out).toContain('3-2-1501');
    expect(hidden.out).not.toContain('张敏');
  });
});

describe('care and exchange', () => {
  it('backs up, restores under a new writer, verifies, rebuilds', async () => {
    expect((await foyer(on('backup', at('copy.foyer')))).code).toBe(0);
    expect(errorOf(await foyer(on('backup', at('copy.foyer'))))).toBe('backup_exists');
    const before = (await foyer(on('call', 'desk.desks', '--as', '周航'), { FOYER_PIN: '2468' })).json<{ writer: string }[]>().map(({ writer }) => writer);
    const restored = (await foyer(on('restore', at('copy.foyer')))).json<{ writer: string }>();
    expect(before).not.toContain(restored.writer);
    expect((await foyer(on('rebuild'))).code).toBe(0);
    expect((await foyer(on('verify'))).json()).toMatchObject({ ok: true, problems: [] });
    const elsewhere = await foyer(['restore', at('copy.foyer'), '--key-file', '--data', at('elsewhere'), '--json'], { FOYER_RECOVERY_CODE: recoveryCode });
    expect(elsewhere.code).toBe(0);
  });

  it('mends a desk that a key file opens without asking for a passphrase it never had', async () => {
    const lost = (name: string, ...gone: string[]): string[] => {
      cpSync(data, at(name), { recursive: true });
      for (const file of gone) rmSync(join(at(name), file));
      return ['restore', at('mending.foyer'), '--data', at(name), '--json'];
    };
    await foyer(on('backup', at('mending.foyer')));
    expect((await foyer(lost('no-database', 'foyer.db'))).code).toBe(0);
    const keyless = lost('no-keys', 'keys.json', 'keys.json.2');
    expect(errorOf(await foyer(keyless))).toBe('recovery_code_needed');
    const before = (await foyer(on('stats'))).json<{ facts: number }>().facts;
    const mended = await foyer([...keyless, '--key-file'], { FOYER_RECOVERY_CODE: recoveryCode });
    expect(mended.json()).toMatchObject({ facts: before });
    expect((await foyer(['verify', '--data', at('no-keys'), '--json'])).json()).toMatchObject({ ok: true });
    // What opened the backup opens the desk: the restore must not end in a question for a passphrase.
    const phrase = ['--data', at('phrase-only'), '--json'];
    const code = (await foyer(['init', '--site', 'x', '--admin', 'x', '--pin', '2468', ...phrase], { FOYER_PASSPHRASE: 'correct horse' })).json<{ recoveryCode: string }>().recoveryCode;
    await foyer(['backup', at('phrase.foyer'), ...phrase], { FOYER_PASSPHRASE: 'correct horse' });
    expect((await foyer(['restore', at('phrase.foyer'), ...phrase], { FOYER_RECOVERY_CODE: code })).code).toBe(0);
    const weak = { FOYER_RECOVERY_CODE: code, FOYER_PASSPHRASE: 'short' };
    expect(errorOf(await foyer(['restore', at('phrase.foyer'), '--data', at('weak'), '--json'], weak))).toBe('keep_needed');
  });

  it('names the page in which a byte was flipped, also where that keeps the desk from opening', async () => {
    cpSync(data, at('flipped'), { recursive: true });
    const file = join(at('flipped'), 'foyer.db');
    const bytes = readFileSync(file);
    for (const page of [2, 3, 5, Math.floor(bytes.length / 4096)]) {
      const bad = Buffer.from(bytes);
      bad[(page - 1) * 4096 + 100]! ^= 1;
      writeFileSync(file, bad);
      const said = await foyer(['verify', '--data', at('flipped'), '--json']);
      expect(said.code).toBe(1);
      expect(said.json<{ problems: unknown[] }>().problems).toContainEqual({ code: 'page_damaged', params: expect.objectContaining({ pages: 1, first: page }) });
    }
  });

  it('recovers the raw key from the printed code', async () => {
    const said = await foyer(on('recover'), { FOYER_RECOVERY_CODE: recoveryCode.toLowerCase() });
    expect(said.json<{ rawKey: string }>().rawKey).toMatch(/^[0-9a-f]{64}$/);
  });

  it('invites a second desk, which joins, and brings it what it lacks', async () => {
    const { code } = (await foyer(on('invite', at('invitation'), '--desk', '交付笔记本1'))).json<{ code: string }>();
    const second = ['--key-file', '--data', at('second'), '--json'];
    expect(errorOf(await foyer(['join', at('invitation'), ...second]))).toBe('join_code_needed');
    expect((await foyer(['join', at('invitation'), ...second], { FOYER_JOIN_CODE: code })).code).toBe(0);
    writeFileSync(at('more.csv'), '房号,业主,电话\n4-1-101,陆喆,13500004444\n');
    await foyer(on('import', 'roster', at('more.csv')));
    expect((await foyer(['vector', at('second.vector'), ...second])).code).toBe(0);
    const sent = (await foyer(on('bundle', 'export', at('bundle'), '--for', at('second.vector')))).json<{ facts: number }>();
    expect(sent.facts).toBeGreaterThan(3);
    expect((await foyer(['bundle', 'import', at('bundle'), ...second])).json()).toMatchObject({ facts: sent.facts, waiting: 0 });
    expect((await foyer(['bundle', 'import', at('bundle'), ...second])).json()).toMatchObject({ facts: 0 });
    expect((await foyer(['search', '4-1-101', ...second])).out).toContain('4-1-101');
  });
});

describe('serve', () => {
  it('prints one address, keeps the desk to itself, and ends in order', async () => {
    const child = start(on('serve', '--no-open'), {});
    const [line] = (await once(child.stdout!.setEncoding('utf8'), 'data')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    const entry = await fetch(url, { redirect: 'manual' });
    expect(entry.status).toBe(303);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(403);
    const busy = await foyer(on('stats'));
    expect([busy.code, errorOf(busy)]).toEqual([1, 'desk_open_elsewhere']);
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect((await foyer(on('stats'))).code).toBe(0);
  });
});

it('leaves no word of a person in the desk\'s own notes', () => {
  const logs = readdirSync(join(data, 'logs')).map((name) => readFileSync(join(data, 'logs', name), 'utf8')).join('');
  expect(logs).toContain('"procedure":"session.login"');
  expect(logs).not.toMatch(/张敏|周航|13800006120|2468|correct horse/);
});
