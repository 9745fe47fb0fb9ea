import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readRoster } from '#core/roster/read.ts';
import { importActs, planAgainst, type ImportChoice } from '#db/roster/commit.ts';
import { readSheets } from '#db/roster/sheets.ts';
import { stateHash } from '#db/log/rebuild.ts';
import type { Desk } from '#db/desk.ts';
import { join } from '#db/exchange/join.ts';
import { newDesk, newFolder, PASSPHRASE } from '#tests/support/desk.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/rosters/${name}`, import.meta.url));
const V1 = 'roster-developer.xlsx';
const V2 = 'roster-developer-v2.xlsx';
const expectedOf = (name: string) => JSON.parse(fixture(name.replace('.xlsx', '.expected.json')).toString()) as Record<string, never>;
const NONE: ImportChoice = { accept: new Set(), answers: {} };

const plan = (desk: Desk, name: string) => {
  const bytes = fixture(name);
  return planAgainst(desk, readRoster(readSheets(bytes, name)), bytes);
};
const take = (desk: Desk, name: string, choice: (p: ReturnType<typeof plan>) => ImportChoice = () => NONE) => {
  const input = plan(desk, name);
  return { input, report: desk.actMany(importActs(desk, input, choice(input), null)) };
};

it.each([V1, 'roster-sales-export.xlsx'])('takes in %s as it should be, and nothing the second time', async (name) => {
  const { desk } = await newDesk();
  const expected = expectedOf(name) as unknown as { homes: number; unsold: number; links: number };
  const { report } = take(desk, name);
  expect(report).toMatchObject({ addedHomes: expected.homes, addedLinks: expected.links, changed: 0 });
  expect(desk.views.counts()).toMatchObject({ homes: expected.homes, unsold: expected.unsold, links: expected.links });
  expect(report.number).toMatch(/^\d{4}-IMP[0-9A-F]{4}-0001$/);
  const facts = desk.stats()['facts'];
  const again = take(desk, name);
  expect(again.input.again).toBe(true);
  expect(again.report).toMatchObject({ number: '', addedHomes: 0, addedPeople: 0, addedLinks: 0 });
  expect(desk.stats()['facts']).toBe(facts);
  expect((await desk.verify()).problems).toEqual([]);
  desk.close();
});

it('makes a diff of a later version: nothing but additions until ticked and answered', async () => {
  const { desk } = await newDesk();
  const first = take(desk, V1).report;
  const expected = expectedOf(V2) as unknown as Record<string, string[]>;
  const { input, report } = take(desk, V2);
  const of = (field: string) => input.plan.changed.filter((c) => c.field === field).map((c) => c.home).sort();
  const asked = (kind: string) => input.plan.questions.filter((q) => q.kind === kind).map((q) => q.home).sort();
  expect(of('phone')).toEqual([...expected['phone_changed']!].sort());
  expect(of('note')).toEqual([...expected['note_added']!].sort());
  expect(asked('owner_renamed')).toEqual([...expected['name_changed_same_document']!].sort());
  expect(asked('owner_replaced')).toEqual([...expected['owner_replaced']!].sort());
  expect([...input.plan.newlySold].sort()).toEqual([...expected['newly_sold']!].sort());
  expect([...input.plan.gone].sort()).toEqual([...expected['gone_from_roster']!].sort());
  expect(report).toMatchObject({ addedHomes: 0, changed: 0 });
  expect(desk.views.counts()['homes']).toBe(first.addedHomes);

  const taken = take(desk, V2, (p) => ({
    accept: new Set(p.plan.changed.map((c) => c.id)),
    answers: Object.fromEntries(p.plan.questions.map((q) => [q.id, q.kind === 'owner_replaced' ? 'resale' : 'renamed'])),
  }));
  expect(taken.report.changed).toBe(input.plan.changed.length + input.plan.questions.length);
  const rest = plan(desk, V2).plan;
  expect(rest.changed).toEqual([]);
  expect(rest.questions).toEqual([]);
  const resold = desk.views.relationsOfHome(desk.read.homeId(expected['owner_replaced']![0]!));
  expect(resold.filter((r) => r.ended).map((r) => r.why)).toEqual(['resale']);
  expect(resold.filter((r) => !r.ended)).toHaveLength(1);
  expect((await desk.verify()).problems).toEqual([]);
  desk.close();
});

it('leaves no trace of an import that is called off half-way, and records nothing else meanwhile', async () => {
  const { desk } = await newDesk();
  const before = stateHash(desk.log);
  const steps = desk.actSteps(importActs(desk, plan(desk, V1), NONE, null));
  for (let i = 0; i < 5; i++) steps.next();
  expect(() => desk.act({ staff: null, decide: () => ({ facts: [], reply: null }) })).toThrow('import_running');
  steps.return(undefined as never);
  expect(stateHash(desk.log)).toBe(before);
  expect(desk.views.counts()['homes']).toBe(0);
  expect(desk.search.count()).toBe(0);
  take(desk, V1);
  expect((await desk.verify()).problems).toEqual([]);
  desk.close();
});

it('makes one set of homes and people of the same roster imported on two laptops apart, and no anomaly', async () => {
  const { desk: a } = await newDesk();
  const { bytes, code } = a.exchange.invite('交付笔记本2', null);
  const { desk: b } = await join({ dir: `${newFolder()}/b`, bytes, code, wraps: [{ kind: 'passphrase', passphrase: PASSPHRASE, cost: { memory: 64, passes: 1 } }] });
  take(a, V1);
  take(b, V1);
  const alone = a.views.counts();
  b.exchange.import(a.exchange.export(b.exchange.vector()).bytes);
  a.exchange.import(b.exchange.export(a.exchange.vector()).bytes);
  expect(a.views.counts()).toEqual(alone);
  expect(b.views.counts()).toEqual(alone);
  expect(alone['anomalies']).toBe(0);
  expect(stateHash(a.log)).toBe(stateHash(b.log));
  for (const desk of [a, b]) {
    expect((await desk.verify()).problems).toEqual([]);
    expect(desk.log.store.partialBatches()).toBe(0);
    desk.close();
  }
});
