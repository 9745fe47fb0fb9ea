import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentIdentity } from '#core/identity/document.ts';
import { NOTHING_KNOWN, planRoster, type KnownHome, type KnownOwner, type KnownPerson, type KnownRoster, type RosterPlan } from '#core/roster/diff.ts';
import type { Cell } from '#core/roster/grid.ts';
import { readRoster, type RosterRow } from '#core/roster/read.ts';
import { readSheets } from '#db/roster/sheets.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/rosters/${name}`, import.meta.url));
const rowsOf = (name: string): readonly RosterRow[] => readRoster(readSheets(fixture(name), name)).rows;
const HEAD: Cell[] = ['房号', '业主姓名', '证件号码', '联系电话', '面积', '备注', '状态'];
const rows = (...lines: Cell[][]): readonly RosterRow[] => readRoster([{ name: 's', firstRow: 1, rows: [HEAD, ...lines] }]).rows;

/** A desk that has taken in the additions of a plan and nothing else. */
const learn = (plan: RosterPlan): KnownRoster => {
  const people = new Map<string, KnownPerson>(plan.added.people.map((p) => [p.key, { personId: p.key, name: p.name, document: p.document, phones: p.phones }]));
  const homes = new Map<string, KnownHome & { owners: KnownOwner[] }>();
  for (const { homeNo, row } of plan.added.homes) {
    const { area, innerArea, layout, note, contractNo, deliveredOn, sold } = row;
    const fields = Object.fromEntries(Object.entries({ area, innerArea, layout, note, contractNo, deliveredOn }).filter(([, v]) => v !== undefined));
    homes.set(homeNo, { homeNo, sold, owners: [], ...fields });
  }
  for (const link of plan.added.links) {
    const person = people.get('key' in link.person ? link.person.key : link.person.personId);
    if (person) homes.get(link.homeNo)?.owners.push(person);
  }
  const byNumber = new Map([...people.values()].flatMap((p) => (p.document === null ? [] : [[documentIdentity(p.document), p] as const])));
  return { home: (no) => homes.get(no), person: (number) => byNumber.get(number), rosterHomes: () => homes.keys() };
};
const summary = (plan: RosterPlan): unknown => ({
  homes: plan.added.homes.length,
  people: plan.added.people.length,
  links: plan.added.links.length,
  changed: plan.changed.map((c) => `${c.home} ${c.field} ${c.from} → ${c.to}`),
  questions: plan.questions.map((q) => `${q.home} ${q.kind}`),
  gone: plan.gone,
});
const nothing = { homes: 0, people: 0, links: 0, changed: [], questions: [], gone: [] };

const A = '11010519491231002X';
const B = '420106199309175689';
const C = '510104198212270190';
const v1 = rows(['1-1-101', '张三', A, '13800000001', 90, null, null], ['1-1-102', '张三、李四', `${A}/${B}`, '13800000001/13800000002', 90, null, null], ['1-1-103', '王五', null, '13800000003', 90, null, null], ['1-1-104', null, null, null, 90, null, '未售']);
const known = learn(planRoster(v1, NOTHING_KNOWN));
const after = (...lines: Cell[][]): RosterPlan => planRoster(rows(...lines), known);
const one = (...line: Cell[]): unknown => ({ ...(summary(after(line)) as object), gone: undefined });

describe('the second version of the sample', () => {
  const plan1 = planRoster(rowsOf('roster-developer.xlsx'), NOTHING_KNOWN);
  const desk = learn(plan1);
  it('adds everything once', () => {
    expect(plan1.added.homes).toHaveLength(1191);
    expect(plan1.added.links).toHaveLength(1445);
    expect([plan1.changed, plan1.questions, plan1.gone]).toEqual([[], [], []]);
    const again = planRoster(rowsOf('roster-developer.xlsx'), desk);
    expect(summary(again)).toEqual(nothing);
    expect(again.unchanged).toHaveLength(1191);
  });
  it('becomes exactly the differences that were made', () => {
    const want = JSON.parse(fixture('roster-developer-v2.expected.json').toString()) as Record<string, string[]>;
    const plan = planRoster(rowsOf('roster-developer-v2.xlsx'), desk);
    const homes = (list: readonly { home: string }[]): string[] => list.map((x) => x.home).sort();
    const sorted = (key: string): string[] => [...(want[key] ?? [])].sort();
    expect(homes(plan.changed.filter((c) => c.field === 'phone'))).toEqual(sorted('phone_changed'));
    expect(homes(plan.changed.filter((c) => c.field === 'note'))).toEqual(sorted('note_added'));
    expect(plan.changed).toHaveLength(sorted('phone_changed').length + sorted('note_added').length);
    expect(homes(plan.questions.filter((q) => q.kind === 'owner_renamed'))).toEqual(sorted('name_changed_same_document'));
    expect(homes(plan.questions.filter((q) => q.kind === 'owner_replaced'))).toEqual(sorted('owner_replaced'));
    expect(plan.questions).toHaveLength(sorted('name_changed_same_document').length + sorted('owner_replaced').length);
    expect([...plan.newlySold].sort()).toEqual(sorted('newly_sold'));
    expect([...plan.gone].sort()).toEqual(sorted('gone_from_roster'));
    expect(plan.added.homes).toEqual([]);
    expect(plan.added.links.map((l) => l.homeNo).sort()).toEqual(sorted('newly_sold'));
  });
});

describe('people', () => {
  it('are one by number across rows, and of their home only without one', () => {
    const plan = planRoster(v1, NOTHING_KNOWN);
    expect(plan.added.people.map((p) => p.name)).toEqual(['张三', '李四', '王五']);
    expect(plan.added.links).toHaveLength(4);
    expect(planRoster(rows(['1-1-101', '王五', null, null, 1, null, null], ['1-1-102', '王五', null, null, 1, null, null]), NOTHING_KNOWN).added.people).toHaveLength(2);
  });
  it('already on the desk are linked, not added again', () => {
    const plan = after(['1-1-201', '李四', B, '13800000002', 90, null, null]);
    expect(plan.added).toMatchObject({ people: [], links: [{ homeNo: '1-1-201', person: { personId: `document:${B}` } }] });
  });
  it('keep an old number and its successor together', () => {
    const old = learn(planRoster(rows(['1-1-101', '张三', '110105491231002', '13800000001', 90, null, null]), NOTHING_KNOWN));
    const plan = planRoster(rows(['1-1-101', '张三', A, '13800000001', 90, null, null]), old);
    expect(plan.questions).toEqual([]);
    expect(plan.changed.map((c) => c.field)).toEqual(['document']);
  });
});

describe('differences', () => {
  it.each<[string, Cell[], string[], string[]]>([
    ['nothing', ['1-1-101', '张三', A, '13800000001', 90, null, null], [], []],
    ['another phone', ['1-1-103', '王五', null, '13900000009', 90, null, null], ['1-1-103 phone 13800000003 → 13900000009'], []],
    ['a further phone', ['1-1-103', '王五', null, '13800000003,13900000009', 90, null, null], ['1-1-103 phone null → 13900000009'], []],
    ['no phone any more', ['1-1-103', '王五', null, null, 90, null, null], [], []],
    ['another area and a note', ['1-1-103', '王五', null, '13800000003', 91.5, '代办', null], ['1-1-103 area 90 → 91.5', '1-1-103 note null → 代办'], []],
    ['a number at last', ['1-1-103', '王五', C, '13800000003', 90, null, null], [`1-1-103 document null → ${C}`], []],
    ['a number no more', ['1-1-101', '张三', null, '13800000001', 90, null, null], [], []],
    ['another name, same number', ['1-1-101', '张叁', A, '13800000001', 90, null, null], [], ['1-1-101 owner_renamed']],
    ['another name, same phone, no number', ['1-1-103', '王伍', null, '13800000003', 90, null, null], [], ['1-1-103 owner_renamed']],
    ['another person', ['1-1-101', '赵六', C, '13800000009', 90, null, null], [], ['1-1-101 owner_replaced']],
    ['the same name, another number', ['1-1-101', '张三', C, '13800000001', 90, null, null], [], ['1-1-101 document_changed']],
    ['one owner more', ['1-1-101', '张三、赵六', `${A}/${C}`, '13800000001/13800000009', 90, null, null], [], ['1-1-101 owner_added']],
    ['one owner less', ['1-1-102', '李四', B, '13800000002', 90, null, null], [], ['1-1-102 owner_absent']],
    ['sold no longer', ['1-1-101', null, null, null, 90, null, '未售'], [], ['1-1-101 owner_withdrawn']],
    ['owners in another order', ['1-1-102', '李四、张三', `${B}/${A}`, '13800000002/13800000001', 90, null, null], [], []],
  ])('%s', (_, line, changed, questions) => expect(one(...line)).toMatchObject({ homes: 0, people: 0, links: 0, changed, questions }));

  it('adds the owners of a home that was unsold', () => {
    const plan = after(['1-1-104', '赵六', C, '13800000009', 90, null, null]);
    expect(plan.newlySold).toEqual(['1-1-104']);
    expect(summary(plan)).toMatchObject({ people: 1, links: 1, changed: [], questions: [] });
  });
  it('ends nothing because a row is gone', () => expect(after(['1-1-101', '张三', A, '13800000001', 90, null, null]).gone).toEqual(['1-1-102', '1-1-103', '1-1-104']));
  it('does not drop a phone that another row of the person still has', () => {
    const plan = after(['1-1-101', '张三', A, '13900000009', 90, null, null], ['1-1-102', '张三、李四', `${A}/${B}`, '13800000001/13800000002', 90, null, null]);
    expect(plan.changed.map((c) => c.phones)).toEqual([{ drop: [], add: ['13900000009'] }]);
    expect(after(['1-1-101', '张三', A, '13900000009', 90, null, null]).changed[0]?.phones).toEqual({ drop: ['13800000001'], add: ['13900000009'] });
  });
  it('asks once about a person renamed in two homes', () => {
    const plan = after(['1-1-101', '张叁', A, '13800000001', 90, null, null], ['1-1-102', '张叁、李四', `${A}/${B}`, '13800000001/13800000002', 90, null, null]);
    expect(plan.questions.map((q) => q.homes)).toEqual([['1-1-101', '1-1-102']]);
  });
  it('does not ask about an owner who was entered at the counter', () => {
    const home: KnownHome = { homeNo: '1-1-101', sold: true, area: 90, owners: [{ personId: 'a', name: '张三', document: { kind: 'idCard', number: A }, phones: ['13800000001'] }, { personId: 'b', name: '赵六', document: null, phones: [], fromRoster: false }] };
    const plan = planRoster(rows(['1-1-101', '张三', A, '13800000001', 90, null, null]), { ...NOTHING_KNOWN, home: () => home });
    expect(plan.questions).toEqual([]);
  });
  it('gives the same ids for the same question', () => {
    const ids = (): string[] => after(['1-1-101', '赵六', C, '1', 90, 'x', null]).questions.map((q) => q.id);
    expect(ids()).toEqual(ids());
  });
});
