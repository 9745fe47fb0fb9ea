import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Desk } from '#db/desk.ts';
import { join } from '#db/exchange/join.ts';
import { stalePins } from '#db/exchange/stalePins.ts';
import type { DeskMemory } from '#electron/desk/deskMemory.ts';
import { openDeskService } from '#electron/desk/open.ts';
import { router } from '#electron/desk/router.ts';
import type { DeskService } from '#electron/desk/service.ts';
import { newFolder, PASSPHRASE } from '../support/desk.ts';
import { CHEAP, codeOf, type Client } from '../support/fakeDesk.ts';

/** A laptop is stolen: its later records wait to be adopted, and every PIN that it could be asked about is replaced. */
const wraps = [{ kind: 'passphrase', passphrase: PASSPHRASE, cost: { memory: 64, passes: 1 } } as const];

let service: DeskService;
let boss: Client;
let admin: string;
let laptop: Desk;
let other: Desk;
const here = () => (service.desk.memory as DeskMemory).desk;
const connect = (): Client => createRouterClient(router, { context: { service, session: service.connect() } });
const send = (from: Desk, to: Desk) => to.exchange.import(from.exchange.export(to.exchange.vector()).bytes);
const register = (desk: Desk, homeNo: string) =>
  desk.act({
    staff: null,
    decide: () => ({
      facts: [{ subject: `home/${desk.read.homeId(homeNo)}`, type: 'home.registered', data: { homeNo, address: { building: '3', entrance: null, room: homeNo }, kind: 'flat' } }],
      reply: undefined,
    }),
  });
const joined = async (name: string): Promise<Desk> => {
  const { bytes, code } = here().exchange.invite(name, null);
  return (await join({ dir: path(newFolder(), 'desk'), bytes, code, wraps })).desk;
};
const stale = (desk: Desk, staff: string): boolean =>
  stalePins(desk.db)(staff, desk.db.prepare<[string], number>('SELECT version FROM pin WHERE staff = ?').pluck().get(staff) ?? 0);

beforeEach(async () => {
  service = openDeskService({ dir: mkdtempSync(path(tmpdir(), 'foyer-stolen-')), pinCost: CHEAP });
  boss = connect();
  await boss.setup.create({ site: '青禾花园', admin: '周航', pin: '2468', keep: { kind: 'keyFile' } });
  admin = (await boss.session.clerks())[0]?.id ?? '';
  await boss.session.login({ staff: admin, pin: '2468' });
  laptop = await joined('交付笔记本2');
  other = await joined('前台3号');
  send(laptop, here());
});
afterEach(() => {
  service.close();
  laptop.close();
  other.close();
});

async function steal(): Promise<void> {
  const lastSeq = laptop.log.store.stream(laptop.writer)?.head.seq ?? 0;
  register(laptop, '3-101');
  register(laptop, '3-102');
  const late = laptop.exchange.export().bytes;
  await boss.exchange.retire({ writer: laptop.writer, lastSeq });
  here().exchange.import(late);
}

describe('what a retired desk wrote later', () => {
  it('is listed, and counts once somebody vouches for it', async () => {
    expect(await boss.exchange.held()).toEqual({ total: 0, facts: [] });
    await steal();
    const { total, facts } = await boss.exchange.held();
    expect(total).toBe(2);
    expect(facts).toMatchObject([
      { type: 'home.registered', desk: '交付笔记本2', writer: laptop.writer, kind: 'home', label: '' },
      { type: 'home.registered', desk: '交付笔记本2', writer: laptop.writer, kind: 'home', label: '' },
    ]);
    expect((await boss.desk.strip()).held).toBe(2);
    expect(await boss.home.buildings()).toEqual([]);

    const [first, second] = facts.map(({ fact }) => fact) as [string, string];
    await boss.exchange.adopt({ writer: laptop.writer, facts: [first] });
    expect(await boss.home.buildings()).toMatchObject([{ building: '3', homes: 1 }]);
    expect((await boss.desk.strip()).held).toBe(1);
    expect((await boss.exchange.held()).facts.map(({ fact }) => fact)).toEqual([second]);
    expect(await codeOf(boss.exchange.adopt({ writer: laptop.writer, facts: [first] }))).toBe('not_held');
    expect(await codeOf(boss.exchange.adopt({ writer: here().writer, facts: [second] }))).toBe('not_held');
  });

  it('is an administrator\'s or manager\'s to adopt', async () => {
    await steal();
    const { staff } = await boss.staff.add({ name: '王芳', grants: [{ role: 'supervisor' }], pin: '1357' });
    const supervisor = connect();
    await supervisor.session.login({ staff, pin: '1357' });
    const { facts } = await supervisor.exchange.held();
    expect(await codeOf(supervisor.exchange.adopt({ writer: laptop.writer, facts: facts.map(({ fact }) => fact) }))).toBe('role_needed');
  });
});

describe('PINs after it', () => {
  it('open nothing but the way to a new one', async () => {
    await steal();
    const { client } = { client: connect() };
    expect(await client.session.login({ staff: admin, pin: '2468' })).toMatchObject({ mustChangePin: true, locked: false });
    for (const call of [client.home.buildings(), client.desk.strip(), client.staff.list(), client.staff.setGrants({ staff: admin, grants: [] })]) {
      expect(await codeOf(call)).toBe('pin_must_change');
    }
    expect(await client.session.current()).toMatchObject({ mustChangePin: true });
    expect(await codeOf(client.staff.setPin({ staff: admin, pin: '8642' }))).toBe('old_pin_needed');
    expect(await codeOf(client.staff.setPin({ staff: admin, oldPin: '2468', pin: '2468' }))).toBe('pin_same');
    await client.staff.setPin({ staff: admin, oldPin: '2468', pin: '8642' });
    expect(await client.session.current()).toMatchObject({ mustChangePin: false });
    expect(await codeOf(client.home.buildings())).toBe('done');
    expect(await connect().session.login({ staff: admin, pin: '8642' })).toMatchObject({ mustChangePin: false });
  });

  it('of others cannot be set by whoever has to change their own', async () => {
    const { staff } = await boss.staff.add({ name: '王芳', grants: [{ role: 'supervisor' }], pin: '1357' });
    await steal();
    const client = connect();
    await client.session.login({ staff: admin, pin: '2468' });
    expect(await codeOf(client.staff.setPin({ staff, pin: '9999' }))).toBe('pin_must_change');
  });

  it('are stale wherever the news arrives, also on a desk that joins later, and fresh by a new one from anywhere', async () => {
    expect([stale(here(), admin), stale(other, admin)]).toEqual([false, false]);
    await steal();
    expect([stale(here(), admin), stale(other, admin)]).toEqual([true, false]);
    send(here(), other);
    expect(stale(other, admin)).toBe(true);
    const latest = await joined('前台4号');
    expect(stale(latest, admin)).toBe(true);

    const client = connect();
    await client.session.login({ staff: admin, pin: '2468' });
    await client.staff.setPin({ staff: admin, oldPin: '2468', pin: '8642' });
    send(here(), other);
    send(here(), latest);
    expect([here(), other, latest].map((desk) => stale(desk, admin))).toEqual([false, false, false]);
    send(latest, other);
    expect(stale(other, admin)).toBe(false);
    latest.close();
  });
});
