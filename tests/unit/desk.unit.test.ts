import { expect, it } from 'vitest';
import { join as path } from 'node:path';
import type { DraftFact } from '#core/facts/envelope.ts';
import type { HomeState } from '#core/subjects/home.ts';
import { newDesk, newFolder, reopen } from '#tests/support/desk.ts';

const home = (id: string, homeNo: string): DraftFact => ({
  subject: `home/${id}`,
  type: 'home.registered',
  data: { homeNo, address: { building: '3', entrance: '2', room: '1501' }, kind: 'flat' },
});
const person = (id: string, name: string, phone: string): DraftFact => ({
  subject: `person/${id}`,
  type: 'person.recorded',
  data: { kind: 'natural' },
  personal: [
    { person: id, retention: 'identity', field: 'name', value: name },
    { person: id, retention: 'contact', field: 'phones', value: [phone] },
  ],
});

it('keeps a home and its owner, finds both, and says the same after reopening and rebuilding', async () => {
  const { desk, dir } = await newDesk();
  const id = desk.read.homeId('3-2-1501');
  desk.act({
    staff: null,
    decide: () => ({
      facts: [
        home(id, '3-2-1501'),
        person('p1', '张三', '19900006120'),
        { subject: `home/${id}`, type: 'home.relationBegan', data: { relation: 'r1', person: 'p1', role: 'owner', from: null } },
      ],
      reply: null,
    }),
  });
  const look = (d: typeof desk) => ({
    home: d.views.home(id),
    person: d.views.person('p1'),
    relations: d.views.relationsOfHome(id),
    hits: ['张三', 'zs', '6120', '31501'].map((text) => d.search.query(text).map((hit) => hit.ref)),
  });
  const before = look(desk);
  expect(before.home?.no).toBe('3-2-1501');
  expect(before.person).toMatchObject({ name: '张三', phones: ['19900006120'] });
  expect(before.relations).toHaveLength(1);
  const both = [`home/${id}`, 'person/p1'];
  expect(before.hits).toEqual([both, both, both, [`home/${id}`]]);
  expect(await desk.verify()).toMatchObject({ ok: true, problems: [] });
  desk.close();

  const again = await reopen(dir);
  expect(look(again)).toEqual(before);
  again.rebuild();
  expect(look(again)).toEqual(before);
  expect((await again.verify()).problems).toEqual([]);
  again.close();
});

it('answers a repeated command as it answered first, and writes nothing', async () => {
  const { desk } = await newDesk();
  const command = '5f4d9f4e-7a53-4f3a-9b0a-0f6f8f1f2a3b';
  let decided = 0;
  const act = () => desk.act({ command, staff: null, decide: () => ({ facts: [home('h1', 'A-1')], reply: { n: ++decided } }) });
  expect(act()).toEqual({ n: 1 });
  const facts = desk.stats()['facts'];
  expect(act()).toEqual({ n: 1 });
  expect(desk.stats()['facts']).toBe(facts);
  desk.close();
});

it('leaves nothing behind when deciding or writing fails', async () => {
  const { desk } = await newDesk();
  const before = desk.stats();
  expect(() => desk.act({ staff: null, decide: () => ({ facts: [home('h1', 'A-1'), { ...home('h2', 'A-2'), type: 'no good type' }], reply: null }) })).toThrow('fact_malformed');
  expect(desk.stats()).toEqual(before);
  desk.act({ staff: null, decide: () => ({ facts: [home('h1', 'A-1')], reply: null }) });
  expect(desk.read.state<HomeState>('home/h1').homeNo).toBe('A-1');
  expect((await desk.verify()).ok).toBe(true);
  desk.close();
});

it('lets a first run be tried again when it failed half-way', async () => {
  const dir = path(newFolder(), 'desk');
  const full = (): number => {
    throw new Error('the disk is full');
  };
  await expect(newDesk({ dir, now: full })).rejects.toThrow('full');
  const { desk } = await newDesk({ dir });
  expect((await desk.verify()).problems).toEqual([]);
  desk.close();
});
