import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeskMemory } from '#electron/desk/deskMemory.ts';
import { openDeskService } from '#electron/desk/open.ts';
import { router } from '#electron/desk/router.ts';
import type { DeskService } from '#electron/desk/service.ts';
import { bring } from '../support/bring.ts';
import { CHEAP, codeOf, type Client } from '../support/fakeDesk.ts';

/** Joining a site and bringing backups in, through the contract, on real folders. */
const KEEP = { kind: 'keyFile' } as const;
let root: string;
let running: DeskService[];

function start(name: string): { client: Client; service: DeskService; dir: string } {
  const dir = join(root, name);
  const service = openDeskService({ dir, pinCost: CHEAP });
  running.push(service);
  return { service, dir, client: createRouterClient(router, { context: { service, session: service.connect() } }) };
}

async function site() {
  const desk = start('first');
  const { recoveryCode } = await desk.client.setup.create({ site: '云栖苑', admin: '周航', pin: '2468', keep: KEEP });
  const [admin] = await desk.client.session.clerks();
  await desk.client.session.login({ staff: admin!.id, pin: '2468' });
  return { ...desk, recoveryCode, admin: admin!.id };
}

/** What stands in a folder besides the desk's own notes and its lock. */
const left = (dir: string): string[] => (existsSync(dir) ? readdirSync(dir).filter((name) => name !== 'logs' && name !== 'lock') : []);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'foyer-join-'));
  running = [];
});
afterEach(() => {
  for (const service of running) service.close();
  rmSync(root, { recursive: true, force: true });
});

describe('joining', () => {
  it('brings a desk into its site, with its clerks and their PINs', async () => {
    const first = await site();
    const { staff } = await first.client.staff.add({ name: '林可', grants: [{ role: 'receptionist' }], pin: '1357' });
    const invitation = await first.client.exchange.invite({ deskName: '交付笔记本2' });
    const second = start('second');
    const upload = await bring(second.client, Buffer.from(invitation.bytes, 'base64'), 1000);
    const joined = await second.client.setup.join({ upload, code: invitation.code.toLowerCase().replaceAll('-', ' '), keep: KEEP });
    expect(joined).toMatchObject({ site: '云栖苑', desk: '交付笔记本2' });
    expect(joined.recoveryCode).not.toBe(first.recoveryCode);
    expect(await second.client.setup.phase()).toMatchObject({ phase: 'open', site: '云栖苑' });
    expect((await second.client.session.clerks()).map(({ name }) => name).sort()).toEqual(['周航', '林可'].sort());
    expect(await second.client.session.login({ staff, pin: '1357' })).toMatchObject({ clerk: { name: '林可' } });
    expect(left(second.dir)).not.toContain('incoming');
  });

  it('leaves nothing behind when it is refused, and works the next time', async () => {
    const first = await site();
    const invitation = await first.client.exchange.invite({ deskName: '前台2号' });
    const other = await first.client.exchange.invite({ deskName: '前台3号' });
    const good = Buffer.from(invitation.bytes, 'base64');
    const damaged = Buffer.from(good);
    damaged[good.length - 20]! ^= 1;
    const newer = Buffer.from(good.toString('latin1').replace('"v":1', '"v":9'), 'latin1');
    const slip = `${invitation.code.slice(0, 16)}${invitation.code[16] === '7' ? '8' : '7'}${invitation.code.slice(17)}`;
    const second = start('second');
    const attempt = async (bytes: Uint8Array, code: string) => second.client.setup.join({ upload: await bring(second.client, bytes), code, keep: KEEP });
    for (const [bytes, code, refusal] of [
      [good, slip, 'recovery_code_mistyped'],
      [good, other.code, 'file_damaged'],
      [damaged, invitation.code, 'file_damaged'],
      [newer, invitation.code, 'upgrade_required'],
      [Buffer.from('not an invitation'), invitation.code, 'not_ours'],
    ] as const) {
      expect([refusal, await codeOf(attempt(bytes, code))]).toEqual([refusal, refusal]);
      expect([refusal, left(second.dir)]).toEqual([refusal, []]);
      expect(await second.client.setup.phase()).toMatchObject({ phase: 'empty' });
    }
    expect(await attempt(good, invitation.code)).toMatchObject({ desk: '前台2号' });
  });

  it('takes parts only in order, and gives a file to none but who brought it', async () => {
    const { client, dir } = start('second');
    const upload = randomUUID();
    expect(await codeOf(client.setup.bring({ upload, at: 5, bytes: 'AAAA' }))).toBe('upload_gone');
    await client.setup.bring({ upload, at: 0, bytes: 'AAAA' });
    expect(await client.setup.bring({ upload, at: 3, bytes: 'AAAA' })).toEqual({ bytes: 6 });
    expect(await codeOf(client.setup.bring({ upload, at: 3, bytes: 'AAAA' }))).toBe('upload_gone');
    expect(await codeOf(client.setup.join({ upload: randomUUID(), code: 'x', keep: KEEP }))).toBe('upload_gone');
    running[0]!.close();
    expect(left(dir)).toEqual([]);
  });
});

describe('restoring', () => {
  /** A closed desk with one backup, and one more clerk who came after it. */
  async function closedDesk() {
    const first = await site();
    const { name } = await first.client.desk.backupNow();
    await first.client.staff.add({ name: '林可', grants: [{ role: 'receptionist' }], pin: '1357' });
    const { writer } = first.service.desk.memory;
    first.service.close();
    return { dir: first.dir, recoveryCode: first.recoveryCode, backup: name, file: join(first.dir, 'backups', name), writer };
  }
  const names = async (client: Client) => (await client.session.clerks()).map((clerk) => clerk.name);

  it('makes a desk of a backup and its recovery code in an empty folder, or leaves it empty', async () => {
    const before = await closedDesk();
    const desk = start('new');
    expect(await desk.client.setup.rescue()).toEqual({ mode: 'new', ways: ['recoveryCode'], osKeystore: false, backups: [] });
    const attempt = async (bytes: Uint8Array, code: string) =>
      desk.client.setup.restore({ from: { kind: 'upload', upload: await bring(desk.client, bytes) }, how: { kind: 'recoveryCode', code }, keep: KEEP });
    const bytes = readFileSync(before.file);
    const damaged = Buffer.from(bytes);
    damaged[5000]! ^= 1;
    expect(await codeOf(attempt(damaged, before.recoveryCode))).toBe('db_damaged');
    expect(await codeOf(attempt(Buffer.from('no backup at all'), before.recoveryCode))).toBe('backup_keys_missing');
    expect(await codeOf(attempt(bytes, '7K3QM'))).toBe('recovery_code_mistyped');
    expect(left(desk.dir)).toEqual([]);
    expect(await attempt(bytes, before.recoveryCode)).toMatchObject({ phase: 'open', site: '云栖苑' });
    expect(await names(desk.client)).toEqual(['周航']);
    expect(desk.service.desk.memory.writer).not.toBe(before.writer);
    expect(left(desk.dir)).not.toContain('incoming');
  });

  it('leaves the folder empty also where the refusal comes after its keys were written', async () => {
    const first = await site();
    (first.service.desk.memory as DeskMemory).desk.db.pragma('user_version = 9990');
    const { name } = await first.client.desk.backupNow();
    const desk = start('new');
    const upload = await bring(desk.client, readFileSync(join(first.dir, 'backups', name)));
    const restored = desk.client.setup.restore({ from: { kind: 'upload', upload }, how: { kind: 'recoveryCode', code: first.recoveryCode }, keep: KEEP });
    expect(await codeOf(restored)).toBe('db_from_future');
    expect(left(desk.dir)).toEqual([]);
  });

  it('brings a listed backup in over an emptied database and keeps what was there', async () => {
    const before = await closedDesk();
    truncateSync(join(before.dir, 'foyer.db'), 0);
    const { client, service } = start('first');
    expect(await client.setup.phase()).toMatchObject({ phase: 'trouble', code: 'db_emptied', backups: 1 });
    const rescue = await client.setup.rescue();
    expect(rescue).toMatchObject({ mode: 'over', ways: ['keyFile', 'recoveryCode'], backups: [{ name: before.backup }] });
    expect(await codeOf(client.setup.restore({ from: { kind: 'listed', name: '../keys.json' }, how: KEEP }))).toBe('backup_gone');
    expect(await client.setup.restore({ from: { kind: 'listed', name: before.backup }, how: KEEP })).toMatchObject({ phase: 'open' });
    expect(await names(client)).toEqual(['周航']);
    expect(service.desk.memory.writer).not.toBe(before.writer);
    expect(readdirSync(join(before.dir, 'aside'))).toHaveLength(1);
    expect(existsSync(before.file)).toBe(true);
  });

  it('gives a desk that lost only its keys nothing but its keys', async () => {
    const before = await closedDesk();
    for (const name of ['keys.json', 'keys.json.2']) rmSync(join(before.dir, name));
    const { client } = start('first');
    expect(await client.setup.rescue()).toMatchObject({ mode: 'keys', ways: ['recoveryCode'] });
    const from = { kind: 'listed', name: before.backup } as const;
    expect(await codeOf(client.setup.restore({ from, how: { kind: 'recoveryCode', code: before.recoveryCode } }))).toBe('keep_needed');
    await client.setup.restore({ from, how: { kind: 'recoveryCode', code: before.recoveryCode }, keep: KEEP });
    expect((await names(client)).sort()).toEqual(['周航', '林可'].sort());
  });

  it('gives a desk that lost everything but its backups both', async () => {
    const before = await closedDesk();
    for (const name of ['keys.json', 'keys.json.2', 'foyer.db']) rmSync(join(before.dir, name));
    writeFileSync(join(before.dir, 'marker.json'), 'torn');
    const { client } = start('first');
    expect(await client.setup.rescue()).toMatchObject({ mode: 'whole' });
    const restored = await client.setup.restore({ from: { kind: 'listed', name: before.backup }, how: { kind: 'recoveryCode', code: before.recoveryCode }, keep: KEEP });
    expect(restored).toMatchObject({ phase: 'open' });
    expect(await names(client)).toEqual(['周航']);
  });
});
