import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { citizenCheck } from '#core/identity/document.ts';
import type { DeskMemory } from '#electron/desk/deskMemory.ts';
import { openDeskService } from '#electron/desk/open.ts';
import { router } from '#electron/desk/router.ts';
import type { DeskService } from '#electron/desk/service.ts';
import { grouped } from '#renderer/home/grouped.ts';
import { CHEAP, codeOf, type Client } from '../support/fakeDesk.ts';

/** What an import was not sure of, and what the history of a home says, over the contract on a real encrypted desk. */
const right = (born: string): string => `330100${born}001${citizenCheck(`330100${born}001`)}`;
const wrong = (born: string): string => right(born).replace(/.$/, (last) => (last === '5' ? '6' : '5'));
const ROSTER = [
  '楼栋,单元,房号,业主姓名,身份证号,联系电话,建筑面积',
  `3,2,1501,张敏,${wrong('19860412')},13800006120,118.32`,
  `3,2,301,李强,${right('19790101')},1390000,89`,
  `3,2,1502,孙桂兰,${right('19480101')},13600003333,89`,
].join('\n');

let dir: string;
let service: DeskService;
let client: Client;
const desk = () => (service.desk.memory as DeskMemory).desk;
const looks = () => service.desk.memory.views.looks(50);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'foyer-check-'));
  service = openDeskService({ dir, pinCost: CHEAP });
  client = createRouterClient(router, { context: { service, session: service.connect() } });
  await client.setup.create({ site: '青禾花园', admin: '周航', pin: '2468', keep: { kind: 'keyFile' } });
  const [admin] = await client.session.clerks();
  await client.session.login({ staff: admin?.id ?? '', pin: '2468' });
  const { upload } = await client.roster.open({ fileName: 'a.csv', bytes: Buffer.from(ROSTER).toString('base64') });
  for await (const _ of await client.roster.commit({ upload, command: randomUUID(), accept: [], answers: {} }));
});
afterEach(() => {
  service.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('people to be checked', () => {
  it('are counted and listed by home number, hidden, with the reason, and the look is noted', async () => {
    expect((await client.desk.strip()).toCheck).toBe(2);
    const { total, people } = await client.person.toCheck({});
    expect(total).toBe(2);
    expect(people.map(({ homes, person, checks }) => [homes[0]?.homeNo, homes[0]?.role, person.surname, person.name, checks])).toEqual([
      ['3-2-301', 'owner', '李', null, ['phone_invalid']],
      ['3-2-1501', 'owner', '张', null, ['id_checksum']],
    ]);
    const [seen] = looks();
    expect(seen).toMatchObject({ grade: 'masked', why: 'list' });
    expect([...(seen?.refs ?? [])].sort()).toEqual(people.map(({ person }) => `person/${person.id}`).sort());
    expect((await client.person.toCheck({ offset: 1, limit: 1 })).people.map(({ person }) => person.surname)).toEqual(['张']);
  });

  it('are done one by one, once, as a fact of the person', async () => {
    const [first] = (await client.person.toCheck({})).people;
    const person = first?.person.id ?? '';
    await client.person.checked({ person, checks: ['phone_invalid'] });
    expect((await client.desk.strip()).toCheck).toBe(1);
    expect((await client.person.get({ person })).checks).toEqual([]);
    expect(desk().views.history(`person/${person}`, 1)).toMatchObject([{ type: 'person.corrected' }]);
    expect(await codeOf(client.person.checked({ person, checks: ['phone_invalid'] }))).toBe('nothing_to_change');
    expect(await codeOf(client.person.checked({ person: 'nobody', checks: ['phone_invalid'] }))).toBe('person_unknown');
    desk().rebuild();
    expect((await client.desk.strip()).toCheck).toBe(1);
  });

  it('leave the list when they are erased', async () => {
    const [first] = (await client.person.toCheck({})).people;
    const { log } = desk();
    desk().destroySecrets(log.secrets.ofPerson(first?.person.id ?? '').map(({ id }) => id));
    expect(await client.person.toCheck({})).toMatchObject({ total: 1, people: [{ checks: ['id_checksum'] }] });
  });
});

describe('the history of a home', () => {
  it('says whom a line is about and as what, which fields were set, and which import wrote it', async () => {
    const home = desk().read.homeId('3-2-1501');
    const { history } = await client.home.get({ home });
    expect(history.map(({ type }) => type).sort()).toEqual(['home.described', 'home.listed', 'home.registered', 'home.relationBegan']);
    const lines = Object.fromEntries(history.map((line) => [line.type, line]));
    expect(lines['home.relationBegan']).toMatchObject({ role: 'owner', person: { surname: '张', name: null } });
    expect(lines['home.described']?.fields.sort()).toEqual(['area', 'deliveryState']);
    expect(history.every(({ roster }) => /^\d{4}-IMP[0-9A-F]{4}-0001$/.test(roster ?? ''))).toBe(true);
    expect(grouped(history)).toHaveLength(1);
  });

  it('tells an end by its person and role, and an act of its own from the import', async () => {
    const home = desk().read.homeId('3-2-1501');
    const [relation] = desk().views.relationsOfHome(home);
    desk().act({
      staff: null,
      decide: () => ({
        facts: [
          { subject: `home/${home}`, type: 'home.relationEnded', data: { relation: relation?.id, to: '2026-11-20', why: 'resale' } },
          { subject: `home/${home}`, type: 'home.described', data: { occupancy: 'shut' } },
        ],
        reply: undefined,
      }),
    });
    const { history } = await client.home.get({ home });
    expect(history.slice(0, 2)).toMatchObject([{ type: 'home.described', fields: ['occupancy'], roster: null }, { type: 'home.relationEnded', role: 'owner', person: { surname: '张' } }]);
    expect(grouped(history).map((group) => group.length)).toEqual([2, 4]);
  });

  it('survives a fact that names nobody', async () => {
    const home = desk().read.homeId('3-2-1501');
    desk().act({ staff: null, decide: () => ({ facts: [{ subject: `home/${home}`, type: 'home.relationEnded', data: { relation: '?', to: null, why: 'x' } }], reply: undefined }) });
    expect((await client.home.get({ home })).history[0]).toMatchObject({ person: null, role: null });
  });
});
