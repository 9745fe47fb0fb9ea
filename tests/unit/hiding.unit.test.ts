import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PersonRow } from '#electron/desk/memory.ts';
import { documentTail, shownPerson } from '#electron/desk/shown.ts';
import { codeOf, fakeDesk, type Client, type FakeDesk } from '../support/fakeDesk.ts';

const person = (over: Partial<PersonRow> = {}): PersonRow => ({
  id: 'p1', kind: 'natural', name: '张敏', phones: ['13800006120'], document: { kind: 'idCard', number: '330100199003072928' }, checks: [], unreadable: null, ...over,
});

describe('a person as shown', () => {
  it('is spoken as a clerk speaks: surname, sex, tail', () => {
    expect(shownPerson(person())).toEqual({ id: 'p1', kind: 'natural', surname: '张', surnamePinyin: 'Zhang', sex: 'f', name: null, phoneTail: '6120', unreadable: null });
  });

  it.each([
    ['欧阳娜娜', '欧阳', 'Ouyang'],
    ['单雄信', '单', 'Shan'],
    ['阿依古丽·买买提', '阿依古丽', 'Ayiguli'],
    ['John Smith', 'Smith', 'Smith'],
    ['𠮷田健一', '𠮷', ''],
  ])('%s is called %s', (name, surname, surnamePinyin) => {
    const shown = shownPerson(person({ name, document: null }));
    expect(shown).toMatchObject({ surname, name: null, sex: null });
    if (surnamePinyin !== '') expect(shown.surnamePinyin).toBe(surnamePinyin);
  });

  it('gives the whole name only to who said it', () => {
    expect(shownPerson(person(), true).name).toBe('张敏');
    expect(shownPerson(person(), false).name).toBeNull();
  });

  it('never hides a company, whose name is public', () => {
    expect(shownPerson(person({ kind: 'company', name: '青禾商贸有限公司', document: null }))).toMatchObject({ name: '青禾商贸有限公司', surname: '' });
  });

  it('shows no tail where the tail would be nearly the whole', () => {
    expect(shownPerson(person({ phones: ['61201'] })).phoneTail).toBeNull();
    expect(documentTail(person({ document: { kind: 'passport', number: 'E123' } }))).toBeNull();
    expect(documentTail(person())).toBe('2928');
  });

  it('says why nothing can be read', () => {
    expect(shownPerson(person({ name: null, phones: [], document: null, unreadable: 'erased' }))).toMatchObject({ surname: '', name: null, unreadable: 'erased' });
  });
});

describe('looks', () => {
  let desk: FakeDesk;
  let client: Client;
  let boss: Client;
  const looked = () => desk.vaults.memory.views.looks(1000);

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    desk = await fakeDesk();
    const { rows } = desk.vaults.memory;
    rows.people.push(person(), person({ id: 'p2', name: '张三', phones: ['13911112222'] }));
    rows.homes.push({ id: 'h1', homeNo: '3-2-1501', kind: 'flat', entrance: '2', deliveryState: null, occupancy: null, area: null, layout: null, deliveredOn: null });
    const began = { role: 'owner' as const, from: null, to: null, ended: false, share: null };
    rows.relations.push({ id: 'r1', home: 'h1', person: 'p1', ...began }, { id: 'r2', home: 'h1', person: 'p2', ...began });
    client = (await desk.clerk([{ role: 'receptionist' }])).client;
    boss = (await desk.clerk([{ role: 'supervisor' }])).client;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('hides in every answer what was not said', async () => {
    const answers = [
      await client.search.find({ text: '3-2' }),
      await client.search.find({ text: '6120' }),
      await client.search.find({ text: '张' }),
      await client.home.get({ home: 'h1' }),
      await client.person.get({ person: 'p1' }),
      await client.home.list({ building: '3' }),
    ];
    const text = JSON.stringify(answers);
    for (const secret of ['张敏', '张三', '13800006120', '13911112222', '330100199003072928']) expect(text).not.toContain(secret);
    const { hits } = await client.search.find({ text: '张敏' });
    expect(hits[0]).toMatchObject({ group: 'person', person: { name: '张敏' } });
    expect(JSON.stringify(hits)).not.toContain('13800006120');
  });

  it('are written before a home or a person is shown', async () => {
    const { id } = (await client.session.current()).clerk ?? { id: '' };
    await client.home.get({ home: 'h1' });
    expect(looked()).toEqual([expect.objectContaining({ staff: id, refs: ['home/h1', 'person/p1', 'person/p2'], grade: 'masked', why: 'home' })]);
    desk.vaults.memory.full = true;
    const refused = await client.person.get({ person: 'p2' }).catch((error: unknown) => error);
    expect(JSON.stringify(refused)).not.toMatch(/张|138/);
    desk.vaults.memory.full = false;
    await client.person.get({ person: 'p2' });
    expect(looked()).toHaveLength(2);
  });

  it('are one within a minute, for the same clerk and the same fields', async () => {
    await client.home.get({ home: 'h1' });
    desk.clock.now += 59_000;
    await client.home.get({ home: 'h1' });
    expect(looked()).toHaveLength(1);
    desk.clock.now += 2_000;
    await client.session.touch();
    await client.home.get({ home: 'h1' });
    expect(looked()).toHaveLength(2);
    await boss.home.get({ home: 'h1' });
    expect(looked()).toHaveLength(3);
  });

  it('of keystrokes are gathered and written together', async () => {
    for (const text of ['3', '3-', '3-2', '3-2-', '3-2-1']) await client.search.find({ text });
    expect(looked()).toHaveLength(0);
    vi.advanceTimersByTime(2_000);
    expect(looked()).toEqual([expect.objectContaining({ refs: ['person/p1'], why: 'search', grade: 'masked' })]);
  });

  it('of keystrokes are written at lock, before an act, and before the list of looks is read', async () => {
    await client.search.find({ text: '3-2' });
    await client.session.lock();
    expect(looked()).toHaveLength(1);
    await boss.search.find({ text: '2222' });
    expect((await boss.looks.list({})).length).toBe(2);
    await boss.search.find({ text: '张三' });
    await codeOf(boss.anomaly.resolve({ anomaly: 'none', answer: 'x' }));
    expect(looked()).toHaveLength(3);
    expect(looked()[2]).toMatchObject({ refs: ['person/p2'], fields: expect.arrayContaining(['name']) as unknown });
  });

  it('of keystrokes are not lost to a full disk', async () => {
    await client.search.find({ text: '3-2' });
    desk.vaults.memory.full = true;
    vi.advanceTimersByTime(2_000);
    desk.vaults.memory.full = false;
    expect(looked()).toHaveLength(0);
    vi.advanceTimersByTime(10_000);
    expect(looked()).toHaveLength(1);
  });

  it('at full values are a supervisor\'s, with a reason, and each is a fact', async () => {
    expect(await codeOf(client.person.reveal({ person: 'p1', fields: ['phones'], why: '钥匙授权' }))).toBe('role_needed');
    const shown = await boss.person.reveal({ person: 'p1', fields: ['phones'], why: '钥匙授权' });
    expect(shown).toEqual({ name: null, phones: ['13800006120'], document: null });
    await boss.person.reveal({ person: 'p1', fields: ['phones'], why: '钥匙授权' });
    expect(looked().filter(({ grade }) => grade === 'full')).toHaveLength(2);
    expect(await codeOf(boss.person.reveal({ person: 'p1', fields: ['name'], why: '找张敏' }))).toBe('reason_personal');
    expect(await codeOf(boss.person.reveal({ person: 'p1', fields: ['name'], why: '打13800006120' }))).toBe('reason_personal');
  });

  it('of more people in an hour than the export limit say so', async () => {
    const { rows } = desk.vaults.memory;
    for (let n = 0; n < 250; n += 1) rows.people.push(person({ id: `x${n}` }));
    for (let n = 0; n < 250; n += 1) await client.person.get({ person: `x${n}` });
    expect(looked().filter(({ why }) => why === 'bulk')).toHaveLength(50);
    await boss.person.get({ person: 'x0' });
    expect(looked().at(-1)).toMatchObject({ why: 'person' });
  });

  it('of a long list are split into facts of fifty', async () => {
    const { rows } = desk.vaults.memory;
    for (let n = 0; n < 120; n += 1) {
      rows.people.push(person({ id: `x${n}` }));
      rows.homes.push({ ...rows.homes[0]!, id: `g${n}`, homeNo: `9-1-${n}` });
      rows.relations.push({ ...rows.relations[0]!, id: `s${n}`, home: `g${n}`, person: `x${n}` });
    }
    expect((await client.home.list({ building: '9', limit: 500 })).homes).toHaveLength(120);
    expect(looked().map(({ refs }) => refs.length)).toEqual([50, 50, 20]);
    expect(await codeOf(client.home.list({ building: '9', limit: 501 }))).toBe('call_malformed');
  });
});

it('takes a code, and no words about a person, as the answer to an exception', async () => {
  const { client } = await (await fakeDesk()).clerk([{ role: 'receptionist' }]);
  expect(await codeOf(client.anomaly.resolve({ anomaly: 'none', answer: '业主是张敏 13800006120' }))).toBe('call_malformed');
  expect(await codeOf(client.anomaly.resolve({ anomaly: 'none', answer: 'asShown' }))).toBe('anomaly_gone');
});

it('writes no message of an error anywhere', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-log-'));
  try {
    const desk = await fakeDesk({ logs: dir });
    desk.vaults.memory.rows.people.push(person());
    const { client } = await desk.clerk([{ role: 'supervisor' }]);
    desk.vaults.memory.full = true;
    const error: unknown = await client.person.reveal({ person: 'p1', fields: ['name'], why: '核对' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'REFUSED', data: { code: 'disk_full', params: { incident: expect.stringMatching(/^[0-9a-f]{10}$/) as unknown } } });
    const incidents = readFileSync(join(dir, 'incidents.jsonl'), 'utf8');
    expect(incidents).toContain('SQLITE_FULL');
    expect(incidents).toContain((error as { data: { params: { incident: string } } }).data.params.incident);
    expect(incidents + readFileSync(join(dir, 'audit.jsonl'), 'utf8')).not.toMatch(/张|13800006120|林可|周航|1357|2468/);
    expect(readFileSync(join(dir, 'audit.jsonl'), 'utf8')).toContain('"procedure":"person.reveal","outcome":"disk_full"');
  } finally {
    rmSync(dir, { recursive: true });
  }
});
