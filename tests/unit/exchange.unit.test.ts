import { expect, it } from 'vitest';
import { join as path } from 'node:path';
import type { DraftFact } from '#core/facts/envelope.ts';
import { stateHash } from '#db/log/rebuild.ts';
import { MIGRATIONS, type Desk } from '#db/desk.ts';
import { join } from '#db/exchange/join.ts';
import { pinRows, takePins } from '#db/exchange/keyring.ts';
import { restoreFrom, unlockVault } from '#db/vault/index.ts';
import { newDesk, newFolder, PASSPHRASE, reopen } from '#tests/support/desk.ts';
import { cpSync } from 'node:fs';

const wraps = [{ kind: 'passphrase', passphrase: PASSPHRASE, cost: { memory: 64, passes: 1 } } as const];

const home = (desk: Desk, homeNo: string): DraftFact => ({
  subject: `home/${desk.read.homeId(homeNo)}`,
  type: 'home.registered',
  data: { homeNo, address: { building: '3', entrance: null, room: homeNo }, kind: 'flat' },
});
const described = (desk: Desk, homeNo: string, layout: string): DraftFact => ({
  subject: `home/${desk.read.homeId(homeNo)}`,
  type: 'home.described',
  data: { layout },
});
const put = (desk: Desk, ...facts: DraftFact[]) => desk.act({ staff: null, decide: () => ({ facts, reply: null }) });
const send = (from: Desk, to: Desk) => to.exchange.import(from.exchange.export(to.exchange.vector()).bytes);
const joined = async (inviter: Desk, name = '前台2号') => {
  const { bytes, code } = inviter.exchange.invite(name, null);
  const dir = path(newFolder(), 'second');
  return { ...(await join({ dir, bytes, code, wraps })), dir };
};

it('joins a second desk, exchanges both ways, and both hold the same', async () => {
  const { desk: a } = await newDesk();
  put(a, home(a, '3-101'), { subject: 'person/p1', type: 'person.recorded', data: { kind: 'natural' }, personal: [{ person: 'p1', retention: 'identity', field: 'name', value: '欧阳赟' }] });
  const { desk: b } = await joined(a);
  expect(b.views.person('p1')?.name).toBe('欧阳赟');
  put(b, home(b, '3-102'));
  put(a, home(a, '3-103'));
  send(b, a);
  send(a, b);
  expect(stateHash(a.log)).toBe(stateHash(b.log));
  expect(a.views.counts()['homes']).toBe(3);
  expect(b.exchange.pending().facts).toBe(0);
  const again = a.exchange.import(b.exchange.export().bytes);
  expect(again.facts).toBe(0);
  for (const desk of [a, b]) {
    expect((await desk.verify()).problems).toEqual([]);
    desk.close();
  }
});

it('makes an anomaly of two values set apart, and one resolution closes it everywhere', async () => {
  const { desk: a } = await newDesk();
  put(a, home(a, '3-101'));
  const { desk: b } = await joined(a);
  put(a, described(a, '3-101', '三室'));
  put(b, described(b, '3-101', '两室'));
  send(a, b);
  send(b, a);
  expect(a.views.anomalies()).toEqual(b.views.anomalies());
  const [found] = a.views.anomalies();
  expect(found).toMatchObject({ rule: 'contested', open: true });
  put(a, { subject: `anomaly/${found!.id}`, type: 'anomaly.resolved', data: { covers: found!.facts, answer: '三室' } });
  expect(a.views.anomalies()).toEqual([]);
  send(a, b);
  expect(b.views.anomalies()).toEqual([]);
  a.rebuild();
  expect(a.views.anomalies()).toEqual([]);
  a.close();
  b.close();
});

it('keeps both branches of a cloned disk that exchanged on both sides, and gives both copies new writers', async () => {
  const { desk: a, dir } = await newDesk();
  put(a, home(a, '3-101'));
  const { desk: b } = await joined(a);
  a.close();
  const copy = path(newFolder(), 'clone');
  cpSync(dir, copy, { recursive: true });
  const one = await reopen(dir);
  const two = await reopen(copy);
  expect(one.writer).toBe(two.writer);
  put(one, home(one, '3-201'));
  put(two, home(two, '3-202'));
  send(one, b);
  const seen = send(two, b);
  expect(seen.facts).toBeGreaterThan(0);
  expect(b.views.counts()['homes']).toBe(3);
  send(b, one);
  send(b, two);
  expect(one.writer).not.toBe(two.writer);
  put(one, home(one, '3-301'));
  put(two, home(two, '3-302'));
  for (let round = 0; round < 2; round++) for (const [x, y] of [[one, b], [two, b], [b, one], [b, two]] as const) send(x, y);
  const hashes = [one, two, b].map((desk) => stateHash(desk.log));
  expect(new Set(hashes).size).toBe(1);
  for (const desk of [one, two, b]) {
    expect(desk.views.counts()['homes']).toBe(5);
    expect((await desk.verify()).problems).toEqual([]);
    desk.close();
  }
});

it('stores but does not fold what a retired desk wrote later, until it is adopted', async () => {
  const { desk: a } = await newDesk();
  const { desk: b } = await joined(a);
  const { desk: c } = await joined(a, '前台3号');
  put(b, home(b, '3-101'));
  send(b, a);
  const trusted = a.log.store.stream(b.writer)!.head.seq;
  put(b, home(b, '3-102'));
  const late = b.log.store.stream(b.writer)!.head.id!;
  const stolen = b.exchange.export().bytes;
  a.exchange.retire(b.writer, trusted, null);
  send(a, c);
  a.exchange.import(stolen);
  expect(a.views.counts()['homes']).toBe(1);
  expect(a.views.held()).toBe(1);
  send(a, c);
  expect(c.views.counts()['homes']).toBe(1);
  expect(() => send(a, b)).toThrow('retired');
  a.exchange.adopt(b.writer, [late], null);
  expect(a.views.counts()['homes']).toBe(2);
  send(a, c);
  expect(c.views.counts()['homes']).toBe(2);
  send(c, a);
  expect(stateHash(a.log)).toBe(stateHash(c.log));
  for (const desk of [a, b, c]) desk.close();
});

it('refuses altered, truncated, foreign and garbage bundles and stays as it was', async () => {
  const { desk: a } = await newDesk();
  const { desk: b } = await joined(a);
  const { desk: stranger } = await newDesk();
  put(b, home(b, '3-101'));
  const good = b.exchange.export(a.exchange.vector()).bytes;
  const before = stateHash(a.log);
  const tries: [string, Buffer][] = [
    ['file_damaged', Buffer.concat([good.subarray(0, -40), Buffer.alloc(40)])],
    ['file_damaged', good.subarray(0, -7)],
    ['site_mismatch', stranger.exchange.export().bytes],
    ['not_ours', Buffer.from('hello')],
  ];
  for (const [code, bytes] of tries) {
    expect(() => a.exchange.import(bytes)).toThrow(code);
    expect(stateHash(a.log)).toBe(before);
  }
  a.exchange.import(good);
  expect(stateHash(a.log)).not.toBe(before);
  for (const desk of [a, b, stranger]) desk.close();
});

it('reads a person whose secrets were destroyed as erased, here and after exchange, also where a backup knew them', async () => {
  const { desk: a } = await newDesk();
  put(a, { subject: 'person/p1', type: 'person.recorded', data: { kind: 'natural' }, personal: [{ person: 'p1', retention: 'identity', field: 'name', value: '欧阳赟' }] });
  const { desk: b } = await joined(a);
  a.destroySecrets(a.log.secrets.ofPerson('p1').map((s) => s.id));
  expect(a.views.person('p1')).toMatchObject({ name: null, missing: 'erased' });
  expect(a.search.query('欧阳')).toEqual([]);
  send(b, a);
  expect(a.views.person('p1')?.missing).toBe('erased');
  send(a, b);
  expect(b.views.person('p1')).toMatchObject({ name: null, missing: 'erased' });
  expect((await a.verify()).problems).toEqual([]);
  a.close();
  b.close();
});

it('destroys nobody and changes no PIN on the word of a retired desk, or of a vector that nobody sealed', async () => {
  const { desk: a } = await newDesk();
  put(a, { subject: 'person/p1', type: 'person.recorded', data: { kind: 'natural' }, personal: [{ person: 'p1', retention: 'identity', field: 'name', value: '欧阳赟' }] });
  const { desk: lost } = await joined(a);
  const { desk: c } = await joined(a, '前台3号');
  const ids = a.log.secrets.ofPerson('p1').map(({ id }) => id);
  const forged = { ...(JSON.parse(a.exchange.vector().toString()) as object), tombstones: ids };
  a.exchange.export(Buffer.from(JSON.stringify(forged)));
  expect(a.views.person('p1')?.name).toBe('欧阳赟');

  takePins(a.db, [{ staff: 's', verifier: 'known', version: 1, at: '' }]);
  takePins(lost.db, [{ staff: 's', verifier: 'another', version: 9, at: '' }]);
  lost.destroySecrets(ids);
  a.exchange.retire(lost.writer, 1, null);
  a.exchange.export(lost.exchange.vector());
  a.exchange.import(lost.exchange.export().bytes);
  expect(a.views.person('p1')?.name).toBe('欧阳赟');
  expect(pinRows(a.db)).toMatchObject([{ verifier: 'known' }]);

  // A desk in good standing that has not heard of the new epoch yet is believed as soon as it has.
  c.destroySecrets(ids);
  a.exchange.import(c.exchange.export().bytes);
  expect(a.views.person('p1')?.name).toBe('欧阳赟');
  send(a, c);
  send(c, a);
  expect(a.views.person('p1')?.missing).toBe('erased');
  for (const desk of [a, lost, c]) desk.close();
});

it('trusts no successor that a retired desk makes of itself out of an old backup', async () => {
  const { desk: a } = await newDesk();
  const { desk: lost, dir } = await joined(a);
  const { desk: c } = await joined(a, '前台3号');
  const backup = lost.backup();
  put(lost, home(lost, '3-101'));
  send(lost, a);
  const { held } = a.exchange.retire(lost.writer, a.log.store.stream(lost.writer)!.head.seq, null);
  expect(held).toBe(0);
  lost.close();
  restoreFrom(backup, dir, await unlockVault(dir, { kind: 'passphrase', passphrase: PASSPHRASE }), { migrations: MIGRATIONS });
  const risen = await reopen(dir);
  put(risen, home(risen, '9-999'));
  a.exchange.import(risen.exchange.export().bytes);
  expect(a.views.counts()['homes']).toBe(1);
  expect(a.views.held()).toBe(2);
  // The same in whatever order it is heard of.
  c.exchange.import(risen.exchange.export().bytes);
  send(a, c);
  send(c, a);
  expect(c.views.counts()['homes']).toBe(1);
  expect(stateHash(a.log)).toBe(stateHash(c.log));
  const late = risen.log.store.stream(risen.writer)!.head.id!;
  a.exchange.adopt(risen.writer, [late], null);
  expect(a.views.counts()['homes']).toBe(2);
  expect(a.views.held()).toBe(1);
  for (const desk of [a, c, risen]) {
    expect((await desk.verify()).problems).toEqual([]);
    desk.close();
  }
});

it('goes on trusting a successor that was known when its predecessor was retired', async () => {
  const { desk: a } = await newDesk();
  const { desk: b, dir } = await joined(a);
  const backup = b.backup();
  const old = b.writer;
  send(b, a);
  b.close();
  restoreFrom(backup, dir, await unlockVault(dir, { kind: 'passphrase', passphrase: PASSPHRASE }), { migrations: MIGRATIONS });
  const next = await reopen(dir);
  send(next, a);
  a.exchange.retire(old, a.log.store.stream(old)!.head.seq, null);
  put(next, home(next, '3-101'));
  send(next, a);
  expect(a.views.counts()['homes']).toBe(1);
  send(a, next);
  for (const desk of [a, next]) desk.close();
});

it('ends the writers that a restored desk had before together with the newest one', async () => {
  const { desk: a } = await newDesk();
  const { desk: b, dir } = await joined(a);
  const backup = b.backup();
  put(b, home(b, '3-101'));
  send(b, a);
  b.close();
  const secrets = await unlockVault(dir, { kind: 'passphrase', passphrase: PASSPHRASE });
  const restored = async () => {
    restoreFrom(backup, dir, secrets, { migrations: MIGRATIONS });
    return reopen(dir);
  };
  const second = await restored();
  send(second, a);
  const newest = second.writer;
  second.close();
  a.exchange.retire(newest, a.log.store.stream(newest)!.head.seq, null);
  // The thief restores the same backup once more: the first writer in it vouches for a third one.
  const third = await restored();
  put(third, home(third, '3-666'));
  a.exchange.import(third.exchange.export().bytes);
  expect(a.views.counts()['homes']).toBe(1);
  expect(() => send(a, third)).toThrow('retired');
  expect((await a.verify()).problems).toEqual([]);
  for (const desk of [a, third]) desk.close();
});
