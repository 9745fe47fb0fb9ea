import { join } from 'node:path';
import { isContractProcedure } from '@orpc/contract';
import { expect, test } from '@playwright/test';
import readExcelFile from 'read-excel-file/node';
import type { ProcedureMeta } from '#core/contract/base.ts';
import { contract } from '#core/contract/index.ts';
import { cli } from '#tests/support/cliDesk.ts';
import { type Started, startElectron } from '#tests/support/electronApp.ts';

/**
 * A script that got into the page holds the port and a clerk's session. It may get what that clerk may get, and each of its
 * looks is on record; it must get nothing else. Here it is a receptionist at a desk with a whole roster.
 */
const PASSPHRASE = 'one passphrase of a test';
const file = join(import.meta.dirname, '..', 'fixtures', 'rosters', 'roster-developer.xlsx');

const desk = cli(PASSPHRASE);

type Answer = { code?: string; data?: { code?: string } } & Record<string, unknown>;
let foyer: Started;
let receptionist: string;
let supervisor: string;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  foyer = await startElectron({ page: 'blank' }, [], (data) => {
    desk('4321', 'init', '--site', '云杉花园', '--admin', '王管理', '--pin', '4321', '--data', data);
    desk('4321', 'import', 'roster', file, '--as', '王管理', '--data', data);
    const add = (name: string, role: string, pin: string): string =>
      (desk('4321', 'call', 'staff.add', JSON.stringify({ name, grants: [{ role }], pin }), '--as', '王管理', '--data', data) as { staff: string }).staff;
    receptionist = add('前台甲', 'receptionist', '1111');
    supervisor = add('主管乙', 'supervisor', '2222');
  });
  await connect();
});
test.afterAll(() => foyer.stop());

const connect = async (): Promise<void> => {
  await foyer.page.evaluate('told.length = 0, foyer.connect()');
  await foyer.page.waitForFunction(() => (globalThis as unknown as { told: unknown[] }).told.includes('foyer:port'));
};
const ask = (path: string, input?: unknown): Promise<Answer> => foyer.page.evaluate(`ask('/${path.replaceAll('.', '/')}', ${JSON.stringify(input)})`);
const codeOf = (answer: Answer | null | undefined): string | undefined => (answer?.code === 'REFUSED' ? answer.data?.code : answer?.code);

const procedures = (node: unknown = contract, path: string[] = []): { name: string; meta: ProcedureMeta }[] => {
  if (isContractProcedure(node)) return [{ name: path.join('.'), meta: node['~orpc'].meta as ProcedureMeta }];
  return Object.entries(node as Record<string, unknown>).flatMap(([name, next]) => procedures(next, [...path, name]));
};

/** Every secret value of the roster: names of natural persons of at least two characters, phones, document numbers. */
const secretsOfRoster = async (): Promise<{ names: Set<string>; numbers: Set<string> }> => {
  const [sheet] = await readExcelFile(file);
  const names = new Set<string>();
  const numbers = new Set<string>();
  for (const row of sheet?.data.slice(3) ?? []) {
    for (const name of String(row[7] ?? '').split(/[、,，;；/\s]+/)) if (/^\p{Script=Han}{2,4}$/u.test(name)) names.add(name);
    for (const cell of [row[9], row[10]]) for (const number of String(cell ?? '').match(/\d{11,17}[\dX]?/g) ?? []) numbers.add(number);
  }
  return { names, numbers };
};

test('before anybody logs in, nobody is shown', async () => {
  for (const { name, meta } of procedures()) if (meta.needs !== 'nothing') expect(codeOf(await ask(name)), name).toBe('desk_not_open');
  expect(await ask('setup.unlock', { kind: 'passphrase', passphrase: PASSPHRASE })).toMatchObject({ phase: 'open' });
  for (const { name, meta } of procedures()) if (meta.needs === 'session') expect(codeOf(await ask(name)), name).toBe('session_needed');
});

test('logged in, it gets what the clerk gets, masked, and every look is on record', async () => {
  expect(codeOf(await ask('session.login', { staff: receptionist, pin: '1111' }))).toBeUndefined();
  await foyer.page.evaluate('heard.length = 0');

  // It takes what it can: every search of one character, homes by the page, each person behind them.
  for (const text of ['王', '李', '张', '陈', '刘', '邹', 'w', 'z', 'l', '1', '13', '138', '1-1', '3303', '330106', '%', '*', '"', "' OR 1=1 --"]) await ask('search.find', { text, limit: 50 });
  const buildings = (await ask('home.buildings')) as unknown as { building: string }[];
  expect(buildings.length).toBeGreaterThan(1);
  const people = new Set<string>();
  const { homes } = (await ask('home.list', { building: buildings[0]?.building, limit: 500 })) as unknown as { homes: { id: string; owners: { id: string }[] }[] };
  expect(homes.length).toBeGreaterThan(10);
  for (const home of homes.slice(0, 40)) {
    await ask('home.get', { home: home.id });
    for (const owner of home.owners) people.add(owner.id);
  }
  for (const person of [...people].slice(0, 40)) await ask('person.get', { person });

  const heard = (await foyer.page.evaluate<string[]>('heard')).join('\n');
  const { names, numbers } = await secretsOfRoster();
  expect([names.size > 500, numbers.size > 1_000]).toEqual([true, true]);
  expect([...numbers].filter((number) => heard.includes(number))).toEqual([]);
  expect([...names].filter((name) => heard.includes(`"${name}"`))).toEqual([]);

  // Whoever was shown stands in the record of looks, under the clerk whose session was used.
  const shown = new Set([...heard.matchAll(/"(?:person|first)":\{"id":"([^"]+)"/g), ...heard.matchAll(/"owners":\[\{"id":"([^"]+)"/g)].map((match) => match[1]));
  expect(shown.size).toBeGreaterThan(40);
  await ask('session.logout');
  await ask('session.login', { staff: supervisor, pin: '2222' });
  const looks = (await ask('looks.list', { limit: 500 })) as unknown as { staff: string | null; refs: string[] }[];
  const noted = new Set(looks.filter(({ staff }) => staff === receptionist).flatMap(({ refs }) => refs));
  expect([...shown].filter((person) => !noted.has(`person/${person}`))).toEqual([]);
  await ask('session.logout');
});

test('it gets no other right by asking otherwise', async () => {
  await ask('session.login', { staff: receptionist, pin: '1111' });
  for (const { name, meta } of procedures()) {
    if (meta.roles === undefined || meta.roles.includes('receptionist')) continue;
    expect(codeOf(await ask(name, { staff: supervisor, role: 'administrator' })), name).toBe('role_needed');
  }
  // Claims in the frame itself change nothing.
  const claimed = await foyer.page.evaluate(
    `new Promise((resolve) => { const hear = ({ data }) => { const { i, p } = JSON.parse(data); if (i !== 'claim') return; port.removeEventListener('message', hear); resolve(p.b?.json?.data?.code); };
      port.addEventListener('message', hear);
      port.postMessage(JSON.stringify({ i: 'claim', staff: '${supervisor}', session: { staff: '${supervisor}' }, p: { u: '/looks/list', m: 'GET', h: { 'x-staff': '${supervisor}', authorization: '${supervisor}' }, b: { json: {}, meta: [], staff: '${supervisor}' } } })); })`,
  );
  expect(claimed).toBe('role_needed');
  expect(codeOf(await ask('session.login', { staff: supervisor, pin: '0000' }))).toBeDefined();
});

test('another port is another session, with nobody in it', async () => {
  await ask('session.login', { staff: receptionist, pin: '1111' });
  await connect();
  expect(codeOf(await ask('search.find', { text: '王' }))).toBe('session_needed');
});
