import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { citizenCheck } from '#core/identity/document.ts';
import type { Grant } from '#core/subjects/staff.ts';
import type { DeskMemory } from '#electron/desk/deskMemory.ts';
import { openDeskService } from '#electron/desk/open.ts';
import { router } from '#electron/desk/router.ts';
import type { DeskService } from '#electron/desk/service.ts';
import { CHEAP, codeOf, type Client } from '../support/fakeDesk.ts';

/** Roster import as a screen does it: over the contract, on a real encrypted desk. */
const csv = (lines: string[]): string => Buffer.from(lines.join('\n')).toString('base64');
/** A region code that is issued to nobody, and the right check digit. */
const person = (born: string): string => `330100${born}001${citizenCheck(`330100${born}001`)}`;
const HEADER = '楼栋,单元,房号,业主姓名,身份证号,联系电话';
const FIRST = csv([HEADER, `3,2,1501,张敏,${person('19860412')},13800006120`, `3,2,1502,李强,${person('19790101')},13900001111`, '3,2,1503,未售,,', '3,,,王磊,,13700002222']);
const LATER = csv([HEADER, `3,2,1501,张敏,${person('19860412')},13800009999`, `3,2,1502,孙桂兰,${person('19480101')},13600003333`, `3,2,1504,陆喆,${person('19900101')},13500004444`]);

let dir: string;
let service: DeskService;
let boss: Client;

function connect(): Client {
  return createRouterClient(router, { context: { service, session: service.connect() } });
}

async function clerk(grants: Grant[]): Promise<Client> {
  const { staff } = await boss.staff.add({ name: '林可', grants, pin: '1357' });
  const client = connect();
  await client.session.login({ staff, pin: '1357' });
  return client;
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of stream) found.push(value);
  return found;
}

const commit = async (client: Client, upload: string, over: { command?: string; accept?: string[]; answers?: Record<string, string> } = {}) =>
  all(await client.roster.commit({ upload, command: randomUUID(), accept: [], answers: {}, ...over }));

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'foyer-roster-'));
  service = openDeskService({ dir, pinCost: CHEAP });
  boss = connect();
  await boss.setup.create({ site: '青禾花园', admin: '周航', pin: '2468', keep: { kind: 'keyFile' } });
  const [admin] = await boss.session.clerks();
  await boss.session.login({ staff: admin?.id ?? '', pin: '2468' });
});
afterEach(() => {
  service.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('a first roster', () => {
  it('is previewed, shown row by row, and written only by commit', async () => {
    const client = await clerk([{ role: 'receptionist' }]);
    const preview = await client.roster.open({ fileName: 'a.csv', bytes: FIRST });
    expect(preview.counts).toMatchObject({ homes: 3, unsold: 1, links: 2, addedHomes: 3, addedPeople: 2, addedLinks: 2 });
    expect(preview.rejected).toEqual([{ row: 5, reason: 'room_missing', column: null }]);
    expect(preview.columns.map(({ field }) => field)).toEqual(['building', 'entrance', 'room', 'name', 'document', 'phone']);
    expect(preview.columns[3]?.samples).toEqual(['张敏', '李强', '未售']);
    const { rows, total } = await client.roster.rows({ upload: preview.upload, offset: 0, limit: 50 });
    expect([total, rows.map(({ row, status }) => `${row} ${status}`)]).toEqual([5, ['1 header', '2 imported', '3 imported', '4 imported', '5 rejected']]);
    expect(rows[1]?.reading).toBe('3-2-1501 · 张敏');
    expect((await client.roster.rows({ upload: preview.upload, filter: 'rejected', offset: 0, limit: 50 })).rows.map(({ reasons }) => reasons)).toEqual([['room_missing']]);
    expect(await client.home.buildings()).toEqual([]);

    const steps = await commit(client, preview.upload);
    expect(steps.at(-1)).toMatchObject({ finished: true, report: { addedHomes: 3, addedPeople: 2, addedLinks: 2 } });
    expect(await client.home.buildings()).toEqual([{ building: '3', homes: 3, unsold: 1, people: 2, below: false }]);
    expect(await client.roster.open({ fileName: 'b.csv', bytes: FIRST })).toMatchObject({ again: true, counts: { addedHomes: 0, unchanged: 3 } });
  });

  it('follows the clerk: a corrected cell, a column left out', async () => {
    const { upload } = await boss.roster.open({ fileName: 'a.csv', bytes: FIRST });
    const read = await boss.roster.read({ upload, edits: [{ row: 5, column: 1, value: '2' }, { row: 5, column: 2, value: '1601' }] });
    expect([read.counts.homes, read.rejected]).toEqual([4, []]);
    const without = await boss.roster.read({ upload, mapping: { 5: 'ignored' } });
    expect(without.columns[5]).toMatchObject({ field: 'ignored', certainty: 'chosen' });
    expect(without.counts.homes).toBe(4);
    expect(await codeOf(boss.roster.read({ upload, sheet: 7 }))).toBe('sheet_unknown');
    expect((await boss.roster.rows({ upload, filter: 'flagged', offset: 0, limit: 50 })).rows).toMatchObject([{ row: 5, reasons: ['id_missing'], reading: '3-2-1601 · 王磊' }]);
  });

  it('leaves no trace when it is called off', async () => {
    const { desk } = service.desk.memory as DeskMemory;
    const before = desk.stats();
    const { upload } = await boss.roster.open({ fileName: 'a.csv', bytes: FIRST });
    const stream = await boss.roster.commit({ upload, command: randomUUID(), accept: [], answers: {} });
    const iterator = stream[Symbol.asyncIterator]();
    expect(await iterator.next()).toMatchObject({ value: { finished: false } });
    await iterator.return?.();
    expect(desk.stats()).toEqual(before);
    expect((await commit(boss, upload)).at(-1)).toMatchObject({ finished: true, report: { addedHomes: 3 } });
    expect((await desk.verify()).problems).toEqual([]);
  });

  it('answers a repeated commit as it answered first', async () => {
    const { upload } = await boss.roster.open({ fileName: 'a.csv', bytes: FIRST });
    const command = randomUUID();
    const first = await commit(boss, upload, { command });
    const facts = service.desk.memory.stats()['facts'];
    expect((await commit(boss, upload, { command })).at(-1)?.report).toEqual(first.at(-1)?.report);
    expect(service.desk.memory.stats()['facts']).toBe(facts);
  });

  it('belongs to the connection that brought it', async () => {
    const { upload } = await boss.roster.open({ fileName: 'a.csv', bytes: FIRST });
    const other = await clerk([{ role: 'receptionist' }]);
    expect(await codeOf(other.roster.rows({ upload, offset: 0, limit: 10 }))).toBe('upload_gone');
    await boss.roster.cancel({ upload });
    expect(await codeOf(boss.roster.rows({ upload, offset: 0, limit: 10 }))).toBe('upload_gone');
    expect(await codeOf(boss.roster.open({ fileName: 'x.csv', bytes: Buffer.from('%PDF-1.4').toString('base64') }))).toBe('file_unreadable');
  });
});

describe('a later roster', () => {
  beforeEach(async () => {
    const { upload } = await boss.roster.open({ fileName: 'a.csv', bytes: FIRST });
    await commit(boss, upload);
  });

  it('changes only what was ticked and answered', async () => {
    const preview = await boss.roster.open({ fileName: 'b.csv', bytes: LATER });
    expect(preview.changed).toEqual([expect.objectContaining({ home: '3-2-1501', field: 'phone', from: '13800006120', to: '13800009999' })]);
    expect(preview.questions).toEqual([expect.objectContaining({ home: '3-2-1502', kind: 'owner_replaced', from: '李强', to: '孙桂兰' })]);
    expect(preview.gone).toEqual(['3-2-1503']);
    const report = (await commit(boss, preview.upload)).at(-1)?.report;
    expect(report).toMatchObject({ addedHomes: 1, changed: 0 });
    const again = await boss.roster.open({ fileName: 'b.csv', bytes: LATER });
    const ids = { accept: again.changed.map(({ id }) => id), answers: { [again.questions[0]?.id ?? '']: 'resale' } };
    expect((await commit(boss, again.upload, ids)).at(-1)?.report).toMatchObject({ addedHomes: 0, changed: 2 });
    const last = await boss.roster.open({ fileName: 'b.csv', bytes: LATER });
    expect([last.changed, last.questions]).toEqual([[], []]);
  });

  it('does not give away what the desk holds to who may not see it, and every comparison is looked at', async () => {
    const client = await clerk([{ role: 'receptionist' }]);
    const preview = await client.roster.open({ fileName: 'b.csv', bytes: LATER });
    expect(preview.changed[0]).toMatchObject({ from: '…6120', to: '13800009999' });
    expect(preview.questions[0]).toMatchObject({ from: '李**', to: '孙桂兰' });
    expect(JSON.stringify(preview)).not.toMatch(/李强|13800006120|13900001111/);
    const looks = service.desk.memory.views.looks(5);
    expect(looks[0]).toMatchObject({ why: 'roster', grade: 'masked' });
    expect(looks[0]?.refs).toHaveLength(2);
    await boss.roster.open({ fileName: 'b.csv', bytes: LATER });
    expect(service.desk.memory.views.looks(1)[0]).toMatchObject({ why: 'roster', grade: 'full' });
  });
});
