import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DraftFact } from '#core/facts/envelope.ts';
import { openDeskService } from '#electron/desk/open.ts';
import { router } from '#electron/desk/router.ts';
import type { DeskService } from '#electron/desk/service.ts';
import { bring } from '../support/bring.ts';
import { CHEAP, codeOf, type Client } from '../support/fakeDesk.ts';

/** Two desks of one site set fields apart; one of the values is chosen, and both desks end with it. */
const KEEP = { kind: 'keyFile' } as const;
const root = mkdtempSync(join(tmpdir(), 'foyer-contested-'));
interface Desk {
  client: Client;
  service: DeskService;
}
const start = (name: string): Desk => {
  const service = openDeskService({ dir: join(root, name), pinCost: CHEAP });
  return { service, client: createRouterClient(router, { context: { service, session: service.connect() } }) };
};
const HOME = 'a'.repeat(32);
const PERSON = 'b'.repeat(32);
const OTHER = 'c'.repeat(32);
let a: Desk;
let b: Desk;
let staff: { admin: string; clerk: string };

const put = ({ service }: Desk, ...facts: DraftFact[]): void => service.desk.memory.act({ staff: null, decide: () => ({ facts, reply: undefined }) });
const personal = (field: string, value: unknown, retention: 'identity' | 'contact' = 'identity') => [{ person: PERSON, retention, field, value: value as never }];

async function exchange(from: Desk, to: Desk): Promise<void> {
  const { bytes } = from.service.desk.memory.exchange.export(undefined);
  to.service.desk.memory.exchange.import(bytes);
  return Promise.resolve();
}
const meet = async (): Promise<void> => {
  await exchange(a, b);
  await exchange(b, a);
};
const login = (desk: Desk, id: string, pin: string) => desk.client.session.login({ staff: id, pin });
const line = async (desk: Desk, field: string) => (await desk.client.anomaly.list()).find(({ id }) => id.endsWith(`/${field}`))!;
const byDesk = async (desk: Desk, field: string, name: string) => {
  const found = await line(desk, field);
  return { id: found.id, holds: found.facts.find((fact) => fact.desk === name)!.fact };
};

beforeAll(async () => {
  a = start('a');
  await a.client.setup.create({ site: '云栖苑', admin: '周航', pin: '2468', keep: KEEP });
  const [admin] = await a.client.session.clerks();
  await login(a, admin!.id, '2468');
  const clerk = (await a.client.staff.add({ name: '林可', grants: [{ role: 'receptionist' }], pin: '1357' })).staff;
  staff = { admin: admin!.id, clerk };
  put(a,
    { subject: `home/${HOME}`, type: 'home.registered', data: { homeNo: '3-2-1501', address: { building: '3', entrance: '2', room: '1501' }, kind: 'flat' } },
    { subject: `person/${PERSON}`, type: 'person.recorded', data: { kind: 'natural' }, personal: [...personal('name', '张敏'), ...personal('phones', ['13800006120'], 'contact')] },
    { subject: `person/${OTHER}`, type: 'person.recorded', data: { kind: 'natural' }, personal: [{ person: OTHER, retention: 'identity', field: 'name', value: '王磊' }] },
    { subject: `home/${HOME}`, type: 'home.relationBegan', data: { relation: `${PERSON}.owner`, person: PERSON, role: 'owner', from: '2024-01-01' } },
  );
  const invitation = await a.client.exchange.invite({ deskName: '前台2号' });
  b = start('b');
  await b.client.setup.join({ upload: await bring(b.client, Buffer.from(invitation.bytes, 'base64')), code: invitation.code, keep: KEEP });
  await login(b, staff.admin, '2468');
  await meet();

  const apart = (desk: Desk, n: 0 | 1): void => {
    put(desk, { subject: `home/${HOME}`, type: 'home.described', data: { occupancy: (['ownerLives', 'let'] as const)[n] } });
    put(desk, { subject: `home/${HOME}`, type: 'home.noted', data: {}, personal: [{ person: `home:${HOME}`, retention: 'note', field: 'note', value: ['门铃坏', '有狗'][n]! }] });
    put(desk, { subject: `home/${HOME}`, type: 'home.relationEnded', data: { relation: `${PERSON}.owner`, to: ['2026-11-01', '2026-11-20'][n], why: 'resale' } });
    put(desk, { subject: `person/${PERSON}`, type: 'person.corrected', data: { why: 'typo' }, personal: personal('name', ['张敏敏', '章敏'][n]) });
    put(desk, { subject: `person/${PERSON}`, type: 'person.corrected', data: { why: 'newPhone' }, personal: personal('phones', [['13800001111'], ['13800002222']][n], 'contact') });
    put(desk, { subject: 'site/self', type: 'site.configured', data: { settings: { exportLimit: [100, 50][n] } } });
    put(desk, { subject: `staff/${staff.clerk}`, type: 'staff.granted', data: { grants: [[{ role: 'keyOfficer' }], [{ role: 'administrator' }]][n] } });
  };
  apart(a, 0);
  apart(b, 1);
  await meet();
});
afterAll(() => {
  a.service.close();
  b.service.close();
  rmSync(root, { recursive: true, force: true });
});

it('says what each desk said, people hidden as everywhere, and notes the look', async () => {
  const said = async (field: string) => (await line(a, field)).facts.map((fact) => fact.said).sort((x, y) => JSON.stringify(x).localeCompare(JSON.stringify(y)));
  expect(await said('occupancy')).toEqual([{ kind: 'plain', value: 'let' }, { kind: 'plain', value: 'ownerLives' }]);
  expect(await said('note')).toEqual(expect.arrayContaining([{ kind: 'plain', value: '有狗' }, { kind: 'plain', value: '门铃坏' }]));
  expect(await said('exportLimit')).toEqual([{ kind: 'plain', value: 100 }, { kind: 'plain', value: 50 }]);
  expect(await said('phones')).toEqual([{ kind: 'phones', tails: ['1111'] }, { kind: 'phones', tails: ['2222'] }]);
  expect((await said('name')).map((each) => each?.kind === 'person' && [each.person.surname, each.person.name])).toEqual(expect.arrayContaining([['张', null], ['章', null]]));
  expect(await said('relation')).toEqual([expect.objectContaining({ to: '2026-11-01', ended: true, from: '2024-01-01' }), expect.objectContaining({ to: '2026-11-20' })]);
  expect(await said('grants')).toEqual([{ kind: 'grants', grants: [{ role: 'administrator' }] }, { kind: 'grants', grants: [{ role: 'keyOfficer' }] }]);
  const everything = JSON.stringify(await a.client.anomaly.list());
  for (const hidden of ['张敏', '章敏', '13800001111', '13800002222']) expect(everything).not.toContain(hidden);
  expect(a.service.desk.memory.views.looks(10)).toContainEqual(expect.objectContaining({ why: 'anomaly', refs: [`person/${PERSON}`] }));
});

it('lets only those settle who may give, and gives a manager no administrator', async () => {
  const boss = await line(a, 'grants');
  expect(boss.may).toBe(true);
  const manager = (await a.client.staff.add({ name: '吴兰', grants: [{ role: 'manager' }], pin: '9753' })).staff;
  const clerk = (await a.client.staff.add({ name: '马超', grants: [{ role: 'receptionist' }], pin: '8642' })).staff;
  const wanted = await byDesk(a, 'grants', '前台2号');
  await login(a, manager, '9753');
  expect(await codeOf(a.client.anomaly.resolve({ anomaly: wanted.id, answer: 'holds', holds: wanted.holds }))).toBe('role_needed');
  await login(a, clerk, '8642');
  expect((await a.client.anomaly.list()).map(({ id, may }) => [id.split('/').at(-1), may])).toEqual(
    expect.arrayContaining([['occupancy', true], ['note', true], ['relation', true], ['phones', true], ['name', false], ['grants', false], ['exportLimit', false]]),
  );
  for (const field of ['name', 'grants', 'exportLimit']) {
    const each = await byDesk(a, field, '前台2号');
    expect([field, await codeOf(a.client.anomaly.resolve({ anomaly: each.id, answer: 'holds', holds: each.holds }))]).toEqual([field, 'role_needed']);
    expect([field, await codeOf(a.client.anomaly.resolve({ anomaly: each.id, answer: 'asShown' }))]).toEqual([field, 'role_needed']);
  }
  await a.client.session.login({ staff: staff.admin, pin: '2468' });
});

it('sets the field to what holds, ends the contest here and on the other desk, and refuses a second time', async () => {
  const manager = (await a.client.staff.add({ name: '何静', grants: [{ role: 'administrator' }, { role: 'manager' }], pin: '7531' })).staff;
  await login(a, manager, '7531');
  for (const field of ['occupancy', 'note', 'relation', 'name', 'phones', 'exportLimit', 'grants']) {
    const { id, holds } = await byDesk(a, field, '前台2号');
    await a.client.anomaly.resolve({ anomaly: id, answer: 'holds', holds });
    expect([field, await codeOf(a.client.anomaly.resolve({ anomaly: id, answer: 'holds', holds }))]).toEqual([field, 'anomaly_gone']);
  }
  expect(await a.client.anomaly.list()).toEqual([]);
  await exchange(a, b);
  for (const { service, client } of [a, b]) {
    const { views } = service.desk.memory;
    if (service === b.service) await login(b, staff.admin, '2468');
    expect(await client.anomaly.list()).toEqual([]);
    expect(views.home(HOME)).toMatchObject({ occupancy: 'let' });
    expect(views.note(HOME)).toBe('有狗');
    expect(views.relationsOfHome(HOME)).toMatchObject([{ ended: true, to: '2026-11-20', from: '2024-01-01', role: 'owner' }]);
    expect(views.person(PERSON)).toMatchObject({ name: '章敏', phones: ['13800002222'] });
    expect((await client.site.get()).exportLimit).toBe(50);
    expect(views.staff().find(({ id }) => id === staff.clerk)?.grants).toEqual([{ role: 'administrator' }]);
  }
});
