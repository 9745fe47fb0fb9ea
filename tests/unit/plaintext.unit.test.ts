import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join as path } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { DraftFact } from '#core/facts/envelope.ts';
import { MIGRATIONS, type Desk } from '#db/desk.ts';
import { join } from '#db/exchange/join.ts';
import { restoreFrom, unlockVault } from '#db/vault/index.ts';
import { newDesk, newFolder, PASSPHRASE, reopen } from '#tests/support/desk.ts';

// Whoever copies the folder, a stick with a bundle, or what the program printed learns nothing about anybody.

const NAME = '欧阳静澜赟';
const PHONE = '19900476120';
const DOCUMENT = '11010519491231002X';
const NOTE = '门铃坏了请打电话给邻居';
const LATIN = 'Zebedee Quixworth';
const WORDS = [NAME, '静澜赟', PHONE, PHONE.slice(-8), DOCUMENT, DOCUMENT.slice(0, 14), NOTE, LATIN, LATIN.toLowerCase(), 'quixworth', '钱小敏某'];

const forms = (word: string): Buffer[] => [
  Buffer.from(word, 'utf8'),
  Buffer.from(word, 'utf16le'),
  Buffer.from(word, 'utf16le').swap16(),
  Buffer.from(JSON.stringify(word).slice(1, -1).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)),
  // Inside base64 a word stands in one of three ways; its middle part shows each.
  ...[0, 1, 2].map((shift) => Buffer.from(Buffer.concat([Buffer.alloc(shift), Buffer.from(word)]).toString('base64').slice(4, -4))),
].filter((bytes) => bytes.length >= 6);

const found = (bytes: Buffer, where: string): string[] =>
  WORDS.flatMap((word, n) => forms(word).flatMap((form, kind) => (bytes.includes(form) ? [`${where}: word ${n}, form ${kind}`] : [])));

const inFolder = (dir: string): string[] =>
  readdirSync(dir, { recursive: true }).map(String).flatMap((name) => {
    const file = path(dir, name);
    return [...found(Buffer.from(name), `name ${name}`), ...(statSync(file).isFile() ? found(readFileSync(file), name) : [])];
  });

const person = (id: string, name: string): DraftFact => ({
  subject: `person/${id}`, type: 'person.recorded', data: { kind: 'natural' },
  personal: [
    { person: id, retention: 'identity', field: 'name', value: name },
    { person: id, retention: 'contact', field: 'phones', value: [PHONE] },
    { person: id, retention: 'identity', field: 'document', value: { kind: 'id', number: DOCUMENT } },
  ],
});
const visit = (desk: Desk, n: number): DraftFact[] => {
  const id = desk.read.personIdOf(`row ${n}`);
  const home = desk.read.homeId(`3-${n}`);
  return [
    { subject: `home/${home}`, type: 'home.registered', data: { homeNo: `3-${n}`, address: { building: '3', entrance: null, room: `${n}` }, kind: 'flat' } },
    person(id, n % 2 ? NAME : LATIN),
    { subject: `home/${home}`, type: 'home.relationBegan', data: { relation: 'r1', person: id, role: 'owner', from: null } },
    { subject: `home/${home}`, type: 'home.noted', data: {}, personal: [{ person: `home:${home}`, retention: 'note', field: 'note', value: NOTE }] },
  ];
};

it('finds what it looks for where it is in the clear', () => {
  for (const word of WORDS) {
    for (const bytes of [Buffer.from(`x${word}y`), Buffer.from(`x${word}y`, 'utf16le'), Buffer.from(Buffer.from(`ab${word}cd`).toString('base64'))]) {
      expect(found(bytes, 'here').length).toBeGreaterThan(0);
    }
  }
});

it('leaves no name, phone, document or note in any file, bundle, vector or line that it prints', async () => {
  let printed = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      printed += chunk.toString();
      done();
    },
  });
  const loud = new Console({ stdout: sink, stderr: sink });
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) vi.spyOn(console, name).mockImplementation((...args: unknown[]) => loud[name](...args));
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((printed += String(chunk)), true));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((printed += String(chunk)), true));
  const refusals: string[] = [];
  const trying = (work: () => unknown): void => {
    try {
      work();
    } catch (error) {
      const { message, stack = '', params } = error as Error & { params?: object };
      refusals.push(message, stack, JSON.stringify(params ?? {}));
    }
  };
  const files: [string, Buffer][] = [];
  const { desk: a, dir } = await newDesk();
  let leaks: string[];
  try {
    const watch = (): string[] => inFolder(dir);
    a.actMany({ staff: null, acts: Array.from({ length: 60 }, (_, n) => visit(a, n)), reply: null });
    a.act({ staff: null, decide: () => ({ facts: [{ subject: 'staff/s1', type: 'staff.added', data: { grants: [] }, personal: [{ person: 'staff:s1', retention: 'staff', field: 'name', value: '钱小敏某' }] }], reply: { ok: true } }) });
    leaks = watch();
    for (const text of ['欧阳', 'oyjly', PHONE.slice(-4), LATIN, DOCUMENT]) a.search.query(text);
    expect(a.search.query('静澜').length).toBeGreaterThan(0);
    // Half a large act, then an error: what was spilled on the way must be sealed too.
    trying(() => {
      const acts = Array.from({ length: 200 }, (_, n) => visit(a, 500 + n));
      for (const { done } of a.actSteps({ staff: null, acts, reply: null })) if (done === 190) throw new Error('called off');
    });
    trying(() => a.act({ staff: null, decide: () => ({ facts: [person('x', NAME), { ...person('y', LATIN), type: NAME }], reply: null }) }));
    trying(() => a.act({ staff: null, decide: () => ({ facts: [{ ...person('z', NAME), data: { kind: 'natural', strange: 1n } }], reply: null }) }));
    a.backup();
    a.rebuild();
    await a.verify();
    leaks.push(...watch());
    const { bytes, code } = a.exchange.invite('前台2号', null);
    const wraps = [{ kind: 'passphrase', passphrase: PASSPHRASE, cost: { memory: 64, passes: 1 } } as const];
    const second = path(newFolder(), 'second');
    const { desk: b } = await join({ dir: second, bytes, code, wraps });
    files.push(['invitation', bytes], ['bundle', b.exchange.export().bytes], ['vector', b.exchange.vector()]);
    leaks.push(...inFolder(second));
    const gone = a.read.personIdOf('row 1');
    a.destroySecrets(a.log.secrets.ofPerson(gone).map((s) => s.id));
    leaks.push(...watch());
    trying(() => a.exchange.import(Buffer.from(NAME)));
    b.close();
    a.close();
    restoreFrom(path(dir, 'backups', readdirSync(path(dir, 'backups'))[0]!), dir, await unlockVault(dir, { kind: 'passphrase', passphrase: PASSPHRASE }), { migrations: MIGRATIONS });
    const again = await reopen(dir);
    expect(again.views.person(gone)).toMatchObject({ name: null, missing: 'erased' });
    leaks.push(...watch());
    again.close();
    leaks.push(...watch());
  } finally {
    out.mockRestore();
    err.mockRestore();
    vi.restoreAllMocks();
  }
  for (const [name, bytes] of files) leaks.push(...found(bytes, name));
  leaks.push(...found(Buffer.from(printed), 'printed'), ...found(Buffer.from(refusals.join('\n')), 'refusals'));
  expect(refusals.length).toBeGreaterThan(6);
  expect(leaks).toEqual([]);
});
