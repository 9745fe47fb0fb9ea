import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join as path } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DraftFact } from '#core/facts/envelope.ts';
import { epochText, retirementText } from '#core/facts/trust.ts';
import type { CarriedCommand } from '#core/replica/store.ts';
import type { Desk } from '#db/desk.ts';
import { epochs, latest } from '#db/exchange/epoch.ts';
import { FILE_LIMIT, writeFrames } from '#db/exchange/frames.ts';
import { join } from '#db/exchange/join.ts';
import { certify, enrolment, newIdentity } from '#db/log/own.ts';
import { stateHash } from '#db/log/rebuild.ts';
import { newSigner, sha256, signWith } from '#db/log/seal.ts';
import { unlockVault } from '#db/vault/index.ts';
import { newDesk, newFolder, PASSPHRASE, reopen } from '#tests/support/desk.ts';
import { viewHashOf } from '#tests/support/fileReplica.ts';
import { bundle, signed, texts } from '#tests/support/forge.ts';
import { refusalOf } from '#tests/support/vault.ts';

// One honest desk (a) and one that breaks the rules with everything a member has: its signer and the site's secrets (b).
const wraps = [{ kind: 'passphrase', passphrase: PASSPHRASE, cost: { memory: 64, passes: 1 } } as const];
let a: Desk;
let b: Desk;
let aDir: string;
let siteSecret: Uint8Array;
let before: string;

const joined = async (inviter: Desk): Promise<{ desk: Desk; dir: string }> => {
  const { bytes, code } = inviter.exchange.invite('前台', null);
  const dir = path(newFolder(), 'desk');
  return { ...(await join({ dir, bytes, code, wraps })), dir };
};
const home = (desk: Desk, room: string): DraftFact => ({
  subject: `home/${desk.read.homeId(room)}`, type: 'home.registered', data: { homeNo: room, address: { building: '3', entrance: null, room }, kind: 'flat' },
});
const put = (desk: Desk, ...facts: DraftFact[]) => desk.act({ staff: null, decide: () => ({ facts, reply: null }) });
const send = (from: Desk, to: Desk) => to.exchange.import(from.exchange.export(to.exchange.vector()).bytes);
const all = (desk: Desk): string => JSON.stringify([stateHash(desk.log), viewHashOf(desk), desk.log.store.counts(), JSON.parse(desk.exchange.vector().toString())]);
const tell = (commands: readonly CarriedCommand[], more?: Parameters<typeof bundle>[3]) => refusalOf(() => a.exchange.import(bundle(b, siteSecret, commands, more)));

beforeAll(async () => {
  ({ desk: a, dir: aDir } = await newDesk());
  ({ desk: b } = await joined(a));
  put(a, home(a, '3-101'));
  send(b, a);
  send(a, b);
  siteSecret = (await unlockVault(aDir, { kind: 'passphrase', passphrase: PASSPHRASE })).siteSecret;
});
afterAll(() => {
  a.close();
  b.close();
});
beforeEach(() => {
  before = all(a);
});

/** The refusal that a bundle with these commands ends in; the desk must then be as it was, to the last row. */
const refused = (commands: readonly CarriedCommand[], more?: Parameters<typeof bundle>[3]): string => {
  const code = tell(commands, more);
  expect(all(a), 'a refused bundle changed the desk').toBe(before);
  return code;
};
const one = (body: Parameters<typeof texts>[1][number]) => [signed(b, texts(b, [body]).texts)];

it('refuses a fact of another site', () => {
  expect(refused(one({ site: '0'.repeat(32) }))).toBe('site_mismatch');
  expect(refused([], { head: { site: '0'.repeat(32) } })).toBe('site_mismatch');
});

it('refuses a signature by another signer, one over another command, and an altered fact under a good one', () => {
  const { texts: facts } = texts(b, [{}]);
  expect(refused([signed(b, facts, newSigner().private)])).toBe('bad_signature');
  expect(refused([{ facts, signature: signed(b, texts(b, [{ data: { layout: '两室' } }]).texts).signature }])).toBe('bad_signature');
  expect(refused([{ facts: [facts[0]!.replace('一室', '两室')], signature: signed(b, facts).signature }])).toBe('bad_signature');
  expect(refused([{ facts, signature: '' }])).toBe('bad_signature');
});

it('refuses a writer without a certificate, with a forged one, and an enrolment of somebody else', () => {
  const stranger = newIdentity();
  const first = (certificate: unknown, subject = `writer/${stranger.writer}`) =>
    texts(b, [{ writer: stranger.writer, subject, type: 'writer.enrolled', data: { certificate, deskName: 'x', began: 'joined' } as never }], { seq: 0, id: null }).texts;
  const forged = certify(b.site, stranger, { name: 'root', private: newSigner().private });
  const byOld = certify(b.site, stranger, { name: b.writer, private: newSigner().private, at: { seq: 1, id: null } });
  for (const certificate of [forged, byOld, { ...forged, site: '0'.repeat(32) }]) {
    expect(refused([signed(b, first(certificate), stranger.signer.private)])).toBe('bad_signature');
  }
  expect(refused([signed(b, first({}), stranger.signer.private)])).toBe('unknown_writer');
  const mine = certify(b.site, stranger, { name: b.writer, private: b.log.own().signer.private, at: b.log.store.stream(b.writer)!.head });
  // Vouched for by b, but the first word stands on somebody else's subject.
  expect(refused([signed(b, first(mine, `writer/${a.writer}`), stranger.signer.private)])).toBe('bad_fact');
  // b speaks for a, in a later word of its own.
  const certificate = a.log.store.trust().get(a.writer)!.certificate;
  expect(refused(one({ subject: `writer/${a.writer}`, type: 'writer.enrolled', data: { certificate, deskName: '冒名', began: 'joined' } }))).toBe('bad_fact');
  // Somebody else's certificate under one's own name.
  expect(refused([signed(b, first(certificate), stranger.signer.private)])).toBe('bad_signature');
  const unheard = certify(b.site, stranger, { name: randomUUID(), private: newSigner().private, at: { seq: 1, id: null } });
  expect(refused([signed(b, first(unheard), stranger.signer.private)])).toBe('gap');
});

it('refuses a forged retirement and a forged epoch', () => {
  const unsigned = { site: b.site, writer: a.writer, last: { seq: 0, id: null } };
  const retirement = { ...unsigned, signature: signWith(b.log.own().signer.private)(retirementText(unsigned)) };
  expect(refused(one({ subject: `writer/${a.writer}`, type: 'writer.retired', data: { retirement } }))).toBe('bad_signature');
  expect(refused(one({ subject: `writer/${a.writer}`, type: 'writer.retired', data: {} }))).toBe('bad_signature');
  const notice = { site: b.site, n: 9, id: 'f'.repeat(16), wraps: {} };
  const forged = { ...notice, signature: signWith(b.log.own().signer.private)(epochText(notice)) };
  expect(refused([], { head: { notice: forged } })).toBe('bad_signature');
  expect(refused([], { head: { epoch: 'f'.repeat(16) } })).toBe('epoch_changed');
});

it('refuses broken chains: a gap, a seq twice, a wrong predecessor, a command of two commands, half a command', () => {
  const { texts: three } = texts(b, [{}, {}, {}]);
  const head = b.log.store.stream(b.writer)!.head;
  expect(refused([signed(b, texts(b, [{}], { seq: head.seq + 4, id: sha256('lost') }).texts)])).toBe('gap');
  expect(refused([signed(b, [three[0]!, three[2]!])])).toBe('bad_fact');
  expect(refused([signed(b, [three[1]!, three[0]!])])).toBe('bad_fact');
  expect(refused(one({ prev: null }))).toBe('bad_fact');
  expect(refused([signed(b, [three[0]!, texts(b, [{}], { seq: head.seq + 1, id: sha256(three[0]!) }).texts[0]!])])).toBe('bad_fact');
  // A command split between bundles: the half that comes has no signature of its own.
  const whole = signed(b, three);
  expect(refused([{ facts: three.slice(0, 2), signature: whole.signature }])).toBe('bad_signature');
  expect(refused([{ facts: three.slice(2), signature: whole.signature }])).toBe('gap');
  // One good command before a bad one leaves no trace either.
  expect(refused([whole, { facts: texts(b, [{}], { seq: head.seq + 3, id: sha256(three[2]!) }).texts, signature: 'x' }])).toBe('bad_signature');
});

it('refuses what is too large: facts, commands, pages, files', () => {
  const big = texts(b, [{ data: { layout: 'x'.repeat(140_000) } }]).texts;
  expect(refused([signed(b, big)])).toBe('bad_fact');
  expect(refused([signed(b, texts(b, Array.from({ length: 200 }, () => ({ data: { layout: 'x'.repeat(9000) } }))).texts)])).toBe('command_too_large');
  expect(refused([signed(b, texts(b, Array.from({ length: 201 }, () => ({}))).texts)])).toBe('file_damaged');
  expect(refused([{ facts: [], signature: '' }])).toBe('command_too_large');
  // A page that unfolds to far more than any page holds.
  expect(refused([], { page: { bomb: 'x'.repeat(40 * 1024 * 1024) } })).toBe('file_damaged');
  expect(refusalOf(() => a.exchange.import(Buffer.alloc(FILE_LIMIT + 1)))).toBe('file_too_large');
  const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
  expect(refused([{ facts: [texts(b, [{}]).texts[0]!.replace('"一室"', deep)], signature: 'x' }])).toBe('bad_fact');
});

it('refuses texts that are not canonical, so that a fact cannot have two ids', () => {
  const [text = ''] = texts(b, [{}]).texts;
  const spoilt = [
    text.replace('{', '{ '),
    text.replace('"v":1', '"v":1.0'),
    text.replace('"一室"', '"\\u4e00室"'),
    text.replace('"layout":"一室"', '"layout":"三室","layout":"一室"'),
    text.replace('"一室"', '"\\ud83d"'),
    text.replace('"data":{"layout":"一室"}', '"data":{"b":1,"a":2}'),
    text.replace('"v":1', '"v":1,"w":0'),
    text.slice(0, -1),
    'null',
    '',
  ];
  for (const bad of spoilt) expect(refused([signed(b, [bad])]), bad.slice(0, 60)).toBe('bad_fact');
});

it('folds a member called __proto__ now as it will when it is read again', async () => {
  const { desk: c } = await joined(a);
  const [text = ''] = texts(b, [{ subject: 'home/proto' }]).texts;
  const nasty = text.replace('"data":{"layout":"一室"}', '"data":{"__proto__":{"layout":"三室"},"area":70}');
  c.exchange.import(bundle(b, siteSecret, [signed(b, [nasty])]));
  const now = JSON.stringify(c.read.state('home/proto'));
  c.rebuild();
  expect(JSON.stringify(c.read.state('home/proto'))).toBe(now);
  expect((await c.verify()).problems).toEqual([]);
  c.close();
});

it('refuses files that are altered, cut, reordered or of another kind', () => {
  const good = bundle(b, siteSecret, [signed(b, texts(b, [{}]).texts)]);
  for (let round = 0; round < 60; round++) {
    const bad = Buffer.from(good);
    const at = Math.floor((bad.length * round) / 60);
    bad[at] = bad[at]! ^ (1 << (round % 8));
    expect(['file_damaged', 'not_ours', 'site_mismatch', 'epoch_changed', 'upgrade_required'], `byte ${at}`).toContain(refusalOf(() => a.exchange.import(bad)));
    expect(all(a)).toBe(before);
    expect(['file_damaged', 'not_ours']).toContain(refusalOf(() => a.exchange.import(good.subarray(0, at))));
  }
  const epoch = latest(epochs(b.db, siteSecret));
  const newer = writeFrames({ foyer: 'bundle', v: 2, site: b.site, epoch: epoch.id }, epoch.secret, [{}]);
  expect(refusalOf(() => a.exchange.import(newer))).toBe('upgrade_required');
  expect(refusalOf(() => a.exchange.import(writeFrames({ foyer: 'bundle', v: 1, site: b.site, epoch: epoch.id }, randomBytes(32), [{}])))).toBe('file_damaged');
  expect(refusalOf(() => a.exchange.export(Buffer.from('{"foyer":"vector","v":1}')))).toBe('file_damaged');
  expect(refusalOf(() => a.exchange.export(Buffer.from('{"foyer":"vector","v":7}')))).toBe('upgrade_required');
  expect(all(a)).toBe(before);
});

it('takes a bundle twice without a change, and a command id that was used before as one more command', async () => {
  const { desk: c } = await joined(a);
  const [text = ''] = texts(b, [{ subject: 'home/x1' }]).texts;
  const command = signed(b, [text]);
  const file = bundle(b, siteSecret, [command]);
  expect(c.exchange.import(file).facts).toBe(1);
  const once = all(c);
  expect(c.exchange.import(file)).toMatchObject({ facts: 0, already: 1 });
  expect(all(c)).toBe(once);
  const head = b.log.store.stream(b.writer)!.head;
  const replayed = (JSON.parse(text) as { command: string }).command;
  const again = texts(b, [{ command: replayed, subject: 'home/x1', data: { layout: '三室' } }], { seq: head.seq + 1, id: sha256(text) }).texts;
  expect(c.exchange.import(bundle(b, siteSecret, [signed(b, again)])).facts).toBe(1);
  expect((await c.verify()).problems).toEqual([]);
  c.close();
});

it('keeps a fact whose parents are withheld waiting, and takes parents of a foreign subject as order only', async () => {
  const { desk: c } = await joined(a);
  const { desk: d } = await joined(a);
  const foreign = texts(b, [{ subject: 'home/f1' }, { subject: 'home/f2', data: { layout: '三室' } }]);
  const [first = '', second = ''] = foreign.texts;
  const withParent = second.replace('"parents":[]', `"parents":["${foreign.ids[0]}"]`);
  const lost = texts(b, [{ subject: 'home/f3', parents: [sha256('nobody has it')] }], { seq: JSON.parse(second).seq, id: sha256(withParent) }).texts;
  const file = bundle(b, siteSecret, [signed(b, [first, withParent]), signed(b, lost)]);
  for (const desk of [c, d]) {
    expect(desk.exchange.import(file)).toMatchObject({ facts: 3, waiting: 1 });
    expect(desk.read.state<{ layout: { value: string }[] } & { unreadable: [] }>('home/f2').layout[0]?.value).toBe('三室');
    expect(desk.log.store.subject('home/f3')).toBeUndefined();
    desk.rebuild();
    expect((await desk.verify()).problems).toEqual([]);
  }
  send(c, d);
  send(d, c);
  expect(stateHash(c.log)).toBe(stateHash(d.log));
  c.close();
  d.close();
});

it('keeps every branch of a log that was written three times, and of a branch that split again, in whatever order they come', async () => {
  const { desk: x, dir } = await newDesk();
  put(x, home(x, '3-1'));
  x.close();
  const copies: Desk[] = [];
  const copy = async (from: string): Promise<{ desk: Desk; dir: string }> => {
    const to = path(newFolder(), 'copy');
    cpSync(from, to, { recursive: true });
    const desk = await reopen(to);
    copies.push(desk);
    return { desk, dir: to };
  };
  const source = await reopen(dir);
  const { desk: far } = await joined(source);
  const { desk: near } = await joined(source);
  source.close();
  // Trunk, then three branches; the third goes on and splits again before anybody hears of it.
  const firstCopy = await copy(dir);
  const two = await copy(dir);
  const three = await copy(dir);
  put(firstCopy.desk, home(firstCopy.desk, '3-11'));
  put(two.desk, home(two.desk, '3-12'));
  put(three.desk, home(three.desk, '3-13'));
  three.desk.close();
  const four = await copy(three.dir);
  const five = await copy(three.dir);
  put(four.desk, home(four.desk, '3-14'));
  put(five.desk, home(five.desk, '3-15'));
  const branches = [four.desk, five.desk, firstCopy.desk, two.desk];
  const files = branches.map((desk) => desk.exchange.export().bytes);
  // The deeper split first on one side, the trunk's split first on the other.
  for (const n of [0, 1, 2, 3]) far.exchange.import(files[n]!);
  for (const n of [3, 0, 2, 1]) near.exchange.import(files[n]!);
  send(far, near);
  send(near, far);
  expect(stateHash(far.log)).toBe(stateHash(near.log));
  expect(far.views.counts()['homes']).toBe(6);
  expect(JSON.parse(far.exchange.vector().toString()).heads.filter((h: { writer: string }) => h.writer === copies[0]!.writer)).toHaveLength(6);
  // An empty desk can take it all in from the one that met the deeper split first.
  const nobody = JSON.stringify({ ...JSON.parse(far.exchange.vector().toString()), heads: [] });
  const fresh = far.exchange.export(Buffer.from(nobody)).bytes;
  const { desk: third } = await joined(copies.find((desk) => desk.db.open)!);
  third.exchange.import(fresh);
  for (const desk of [far, near, third]) expect((await desk.verify()).problems).toEqual([]);
  for (const desk of [far, near, third, ...copies.filter((c) => c.db.open)]) desk.close();
});

it('stores and holds what a retired writer and its late successor say, and gives neither the new epoch', async () => {
  const { desk: root } = await newDesk();
  const { desk: lost } = await joined(root);
  const { desk: other } = await joined(root);
  send(lost, root);
  send(other, root);
  send(root, other);
  const end = root.log.store.stream(lost.writer)!.head.seq;
  put(lost, home(lost, '3-7'));
  const successor = newIdentity();
  const certificate = certify(lost.site, successor, { name: lost.writer, private: lost.log.own().signer.private, at: lost.log.store.stream(lost.writer)!.head });
  const draft = enrolment(certificate, '前台', 'restored');
  const secret = lost.folder.secrets.siteSecret;
  const first = texts(lost, [{ writer: successor.writer, subject: draft.subject, type: draft.type, data: draft.data as never }], { seq: 0, id: null });
  const second = texts(lost, [{ writer: successor.writer, subject: 'home/late' }], { seq: 1, id: first.ids[0]! });
  const stolen = bundle(lost, secret, [signed(lost, first.texts, successor.signer.private), signed(lost, second.texts, successor.signer.private)]);
  root.exchange.import(lost.exchange.export().bytes);
  root.exchange.import(stolen);
  expect(root.views.counts()['homes']).toBe(1);
  root.exchange.retire(lost.writer, end, null);
  expect(root.views.counts()['homes']).toBe(0);
  expect(root.log.store.subject('home/late')?.state.unreadable).toEqual([]);
  expect(JSON.stringify(root.read.state('home/late'))).not.toContain('一室');
  const notice = latest(epochs(root.db, secret)).notice!;
  expect(Object.keys(notice.wraps).sort()).toEqual([root.writer, other.writer].sort());
  expect(refusalOf(() => send(root, lost))).toBe('retired');
  send(root, other);
  expect(stateHash(root.log)).toBe(stateHash(other.log));
  for (const desk of [root, lost, other]) {
    expect((await desk.verify()).problems).toEqual([]);
    desk.close();
  }
});

it('lets a desk that got a new writer meanwhile follow into the epoch that somebody else\u2019s retirement began', async () => {
  const { desk: root } = await newDesk();
  const { desk: lost } = await joined(root);
  const { desk: second, dir } = await joined(root);
  send(second, root);
  second.close();
  const clone = path(newFolder(), 'clone');
  cpSync(dir, clone, { recursive: true });
  const [left, right] = [await reopen(dir), await reopen(clone)];
  put(left, home(left, '3-1'));
  const was = right.writer;
  send(left, right);
  expect(right.writer, 'facts of its own writer that it never wrote: this copy is a clone').not.toBe(was);
  root.exchange.retire(lost.writer, 0, null);
  send(root, right);
  send(root, left);
  send(left, root);
  send(right, root);
  send(root, left);
  send(root, right);
  expect(new Set([root, left, right].map((desk) => stateHash(desk.log))).size).toBe(1);
  for (const desk of [root, lost, left, right]) desk.close();
});

it('stands whole after all of this', async () => {
  for (const desk of [a, b]) expect((await desk.verify()).problems).toEqual([]);
});
