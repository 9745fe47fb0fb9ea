import { createHash } from 'node:crypto';
import { canonical } from '#core/facts/canonical.ts';
import { kindOf, type DraftFact, type FactId, type PersonalValue, type SealedEntry } from '#core/facts/envelope.ts';
import type { Held } from '#core/facts/register.ts';
import { certificateText, retirementText, type Certificate } from '#core/facts/trust.ts';
import { append, type Signing } from '#core/replica/append.ts';
import { commandsFor, headsOf, type Vector } from '#core/replica/plan.ts';
import { receive, retire } from '#core/replica/receive.ts';
import { countsIn, refold, refoldTrusted } from '#core/replica/standing.ts';
import type { CarriedCommand } from '#core/replica/store.ts';
import { deskTime } from '#db/log/clock.ts';
import { createMemoryStore, type MemoryStore } from '#tests/support/memoryStore.ts';
import type { Bundle, Replica } from '#tests/support/replica.ts';

/**
 * A desk on plain maps. Hashes are real, since ids decide ties; signatures are a fast stand-in that only their owner can make
 * here. All of it comes from the simulation's seed, so a run can be repeated to the last id.
 */

/** What is broken on purpose, to see that the property fails. */
export interface Mutant {
  readonly name: string;
  store?(store: MemoryStore): MemoryStore;
  /** Which commands of a bundle get in. */
  accept?(store: MemoryStore, command: CarriedCommand): boolean;
  lateSecretsWin?: boolean;
  hash?(text: string): string;
}

export const SITE = '5'.repeat(32);

export const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const signature = (secret: string, text: string): string => createHash('sha512').update(`${secret}\n${text}`).digest('base64');

/** What all desks of one simulated site share: numbers from the seed, and who owns which signer. */
export class World {
  readonly random: () => number;
  readonly mutant: Mutant | undefined;
  readonly #signers = new Map<string, string>();
  #made = 0;
  readonly root: { public: string; private: string };

  constructor(random: () => number, mutant?: Mutant) {
    this.random = random;
    this.mutant = mutant;
    this.root = this.signer();
  }

  uuid(): string {
    const hex = sha(`${this.random()} ${this.#made++}`);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  signer(): { public: string; private: string } {
    const secret = this.uuid();
    const open = createHash('sha256').update(secret).digest('base64');
    this.#signers.set(open, secret);
    return { public: open, private: secret };
  }

  readonly verify = (signer: string, text: string, made: string): boolean => {
    const secret = this.#signers.get(signer);
    return secret !== undefined && signature(secret, text) === made;
  };
}

interface Identity {
  writer: string;
  signer: { public: string; private: string };
  root: boolean;
}
interface Secret {
  person: string;
  retention: string;
}
interface Carried {
  from: Vector;
  commands: CarriedCommand[];
  secrets: [string, Secret][];
}
interface Disk {
  store: MemoryStore;
  own: Identity;
  secrets: Map<string, Secret>;
  tombstones: Set<string>;
}

const copyDisk = (d: Disk): Disk => ({ store: d.store.copy(), own: { ...d.own }, secrets: new Map(d.secrets), tombstones: new Set(d.tombstones) });

export class MemoryReplica implements Replica {
  readonly name: string;
  readonly #world: World;
  #disk: Disk;
  #store: MemoryStore;
  #backup: Disk | null = null;
  #clock = 1_790_000_000_000;

  constructor(world: World, name: string, disk: Disk) {
    this.#world = world;
    this.name = name;
    this.#disk = disk;
    this.#store = this.#wrapped();
  }

  static found(world: World, name: string): MemoryReplica {
    const own: Identity = { writer: world.uuid(), signer: world.signer(), root: true };
    const made = new MemoryReplica(world, name, { store: createMemoryStore(), own, secrets: new Map(), tombstones: new Set() });
    const certificate = made.#certify(own, true);
    made.#store.transaction(() => {
      made.#store.putTrust(own.writer, { certificate, retired: null });
      const settings = { name: '青禾花园' };
      made.#write([made.#enrolment(certificate, 'founded'), { subject: 'site/self', type: 'site.founded', data: { root: world.root.public, demo: false, settings } }]);
    });
    return made;
  }

  #wrapped(): MemoryStore {
    return this.#world.mutant?.store?.(this.#disk.store) ?? this.#disk.store;
  }

  #certify(identity: Identity, byRoot: boolean): Certificate {
    const { root } = this.#world;
    const head = this.#store.stream(this.#disk.own.writer)?.head ?? { seq: 0, id: null };
    const unsigned = {
      site: SITE, writer: identity.writer, signer: identity.signer.public, box: identity.signer.public,
      issuer: byRoot ? ('root' as const) : this.#disk.own.writer, after: byRoot ? null : head,
    };
    return { ...unsigned, signature: signature(byRoot ? root.private : this.#disk.own.signer.private, certificateText(unsigned)) };
  }

  #enrolment = (certificate: Certificate, began: string): DraftFact => ({
    subject: `writer/${certificate.writer}`, type: 'writer.enrolled', data: { certificate, deskName: this.name, began },
  });

  #signing(): Signing {
    return {
      factId: sha,
      verify: this.#world.verify,
      sign: (text) => signature(this.#disk.own.signer.private, text),
      seal: (value) => this.#seal(value),
    };
  }

  #seal(value: PersonalValue): SealedEntry {
    const { secrets } = this.#disk;
    let secret = [...secrets].find(([, s]) => s.person === value.person && s.retention === value.retention)?.[0];
    if (secret === undefined) {
      secret = sha(this.#world.uuid()).slice(0, 32);
      secrets.set(secret, { person: value.person, retention: value.retention });
    }
    const box = Buffer.from(JSON.stringify(value.value)).toString('base64');
    return { person: value.person, secret, retention: value.retention, field: value.field, box };
  }

  #write(drafts: readonly DraftFact[], batch?: { id: string; n: number; of?: number }) {
    const head = {
      site: SITE, writer: this.#disk.own.writer, command: this.#world.uuid(), batch,
      at: deskTime(this.#clock), staff: null, basis: {}, app: 'test',
    };
    return append(this.#store, this.#signing(), head, drafts);
  }

  writer = () => this.#disk.own.writer;

  act(drafts: readonly DraftFact[]): FactId[] {
    return this.#store.transaction(() => this.#write(drafts).map((fact) => fact.id));
  }

  actMany(acts: readonly (readonly DraftFact[])[], crashAt?: number): FactId[] {
    const secrets = new Map(this.#disk.secrets);
    try {
      return this.#store.transaction(() => {
        const id = this.#world.uuid();
        return acts.flatMap((drafts, index) => {
          if (index === crashAt) throw new Error('crashed');
          const of = index === acts.length - 1 ? { of: acts.length } : {};
          return this.#write(drafts, { id, n: index + 1, ...of }).map((fact) => fact.id);
        });
      });
    } catch (error) {
      this.#disk.secrets = secrets;
      throw error;
    }
  }

  vector(): Vector {
    const { own, tombstones } = this.#disk;
    return { foyer: 'vector', v: 1, site: SITE, writer: own.writer, heads: headsOf(this.#store.streams()), tombstones: [...tombstones].sort() };
  }

  export(vector?: object): Bundle {
    const theirs = vector as Vector | undefined;
    if (theirs) this.#destroy(theirs.tombstones);
    const commands = [...commandsFor(this.#store, theirs?.heads ?? [])];
    return bundleOf({ from: this.vector(), commands, secrets: [...this.#disk.secrets] });
  }

  import(bundle: Bundle): void {
    this.#take(bundle.body as Carried);
  }

  crashIn(bundle: Bundle, after: number): void {
    const body = bundle.body as Carried;
    this.#take(body, after);
  }

  #take({ from, commands, secrets }: Carried, crashAfter = Number.POSITIVE_INFINITY): void {
    const { mutant } = this.#world;
    const store = this.#store;
    const source = function* () {
      for (const [index, command] of commands.entries()) {
        if (index >= crashAfter) throw new Error('crashed');
        if (mutant?.accept?.(store, command) !== false) yield command;
      }
      if (crashAfter !== Number.POSITIVE_INFINITY) throw new Error('crashed');
    };
    const own = this.#disk.own.writer;
    const report = store.transaction(() =>
      receive({ site: SITE, root: this.#world.root.public, store, crypt: { factId: sha, verify: this.#world.verify } }, source()),
    );
    this.#destroy(from.tombstones);
    for (const [id, secret] of secrets) {
      if (mutant?.lateSecretsWin || !this.#disk.tombstones.has(id)) this.#disk.secrets.set(id, secret);
    }
    if (report.forked.has(own) || report.wrote.has(own)) this.#rotate('forked');
  }

  #destroy(ids: readonly string[]): void {
    for (const id of ids) {
      this.#disk.tombstones.add(id);
      this.#disk.secrets.delete(id);
    }
  }

  #rotate(began: string): void {
    const { own } = this.#disk;
    const next: Identity = { ...own, writer: this.#world.uuid(), signer: this.#world.signer() };
    const certificate = this.#certify(next, own.root);
    this.#store.transaction(() => {
      this.#disk.own = next;
      this.#store.putTrust(next.writer, { certificate, retired: null });
      this.#write([this.#enrolment(certificate, began)]);
    });
  }

  async restart(): Promise<void> {
    if (this.#store.stream(this.#disk.own.writer)?.closed) this.#rotate('forked');
  }

  async clone(name: string): Promise<Replica> {
    return new MemoryReplica(this.#world, name, copyDisk(this.#disk));
  }

  backup(): void {
    this.#backup = copyDisk(this.#disk);
  }

  async restore(): Promise<void> {
    if (!this.#backup) return;
    const { tombstones } = this.#disk;
    this.#disk = copyDisk(this.#backup);
    this.#store = this.#wrapped();
    // Tombstones stand outside the database too, so that a restore cannot bring back what was destroyed.
    this.#destroy([...tombstones]);
    this.#rotate('restored');
  }

  async invite(name: string): Promise<Replica> {
    const own: Identity = { writer: this.#world.uuid(), signer: this.#world.signer(), root: false };
    const certificate = this.#certify(own, true);
    this.#store.transaction(() => {
      this.#write([{ subject: `writer/${own.writer}`, type: 'writer.invited', ignorable: true, data: { deskName: name, certificate } }]);
      this.#store.putTrust(own.writer, { certificate, retired: null });
    });
    const made = new MemoryReplica(this.#world, name, { store: createMemoryStore(), own, secrets: new Map(), tombstones: new Set() });
    made.import(this.export());
    made.#store.transaction(() => {
      made.#store.putTrust(own.writer, { certificate, retired: null });
      made.#write([made.#enrolment(certificate, 'joined')]);
    });
    return made;
  }

  retire(writer: string, lastSeq: number): void {
    const store = this.#store;
    store.transaction(() => {
      const last = { seq: lastSeq, id: lastSeq === 0 ? null : (store.at(writer, lastSeq) ?? null) };
      const unsigned = { site: SITE, writer, last };
      const retirement = { ...unsigned, signature: signature(this.#world.root.private, retirementText(unsigned)) };
      retire(store, writer, last);
      this.#write([{ subject: `writer/${writer}`, type: 'writer.retired', data: { retirement } }]);
      refoldTrusted(store, [writer]);
    });
  }

  adopt(writer: string, facts: readonly FactId[]): void {
    this.#store.transaction(() => {
      this.#write([{ subject: `writer/${writer}`, type: 'writer.adopted', data: { facts: [...facts] } }]);
      refoldTrusted(this.#store, [writer]);
    });
  }

  destroyPerson(person: string): string[] {
    const ids = [...this.#disk.secrets].filter(([, s]) => s.person === person).map(([id]) => id);
    this.#destroy(ids);
    return ids;
  }

  tombstones = () => [...this.#disk.tombstones];
  secrets = () => [...this.#disk.secrets.keys()];

  setClock(ms: number): void {
    this.#clock = ms;
  }

  ids = () => new Set(this.#store.facts().map(({ fact }) => fact.id));
  facts = () => this.#store.facts();
  headSeq = (writer: string) => Math.max(0, ...this.#store.streamsOf(writer).map((s) => s.head.seq));
  heldOf = (writer: string) =>
    this.#store.facts().filter((s) => s.fact.writer === writer && s.depth > 0 && !countsIn(this.#store, s)).map((s) => s.fact.id);
  writers = () => [...this.#store.trust().keys()].sort();
  subjects = () => this.#store.subjects().filter((ref) => this.#store.subject(ref)).sort();
  heads = () => this.vector().heads;
  state = (ref: string) => this.#store.subject(ref)?.state;

  opened(fact: FactId, index: number): unknown {
    const entry = this.#store.get(fact)!.fact.sealed[index]!;
    if (this.#disk.secrets.has(entry.secret)) return { value: JSON.parse(Buffer.from(entry.box, 'base64').toString()) };
    return this.#disk.tombstones.has(entry.secret) ? 'erased' : 'notHere';
  }

  /** Registers that hold several values: what the projections of a real desk would look into. */
  anomalies() {
    const found: { id: string; facts: FactId[]; open: boolean }[] = [];
    for (const ref of this.subjects()) {
      const visit = (value: unknown, path: string): void => {
        if (isRegister(value)) {
          const values = new Set(value.map((held) => canonical(this.#plain(held.value))));
          const id = `contested/${ref.replace('/', '~')}/${path}`;
          const covered = (this.#store.subject(`anomaly/${id}`)?.state as { covered?: string[] } | undefined)?.covered ?? [];
          const facts = value.map((held) => held.by).sort();
          if (values.size > 1) found.push({ id, facts, open: facts.some((fact) => !covered.includes(fact)) });
        } else if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
          for (const [name, inner] of Object.entries(value)) visit(inner, path === '' ? name : `${path}.${name}`);
        }
      };
      // What somebody answered to an anomaly may itself be contested; the trade shows that with the anomaly, not as one.
      if (kindOf(ref) !== 'anomaly') visit(this.state(ref), '');
    }
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #plain(value: unknown): unknown {
    const ref = value as { fact?: unknown; index?: unknown } | null;
    return typeof ref?.fact === 'string' && typeof ref.index === 'number' ? this.opened(ref.fact, ref.index) : value;
  }

  waiting = () => this.#store.waiting();

  hash(): string {
    const text = this.subjects().map((ref) => `${ref} ${canonical([this.#store.subject(ref)!.state, this.#store.subject(ref)!.heads, this.#store.subject(ref)!.count])}`).join('\n');
    return this.#world.mutant?.hash?.(text) ?? sha(text);
  }

  view(): Record<string, unknown> {
    const shown = this.#store.facts().flatMap(({ fact }) => fact.sealed.map((_, i) => `${fact.id} ${i} ${canonical(this.opened(fact.id, i))}`)).sort();
    return { anomalies: this.anomalies(), shown, batches: this.#store.batches(), tombstones: [...this.#disk.tombstones].sort() };
  }

  viewHash = () => sha(canonical(this.view()));

  rebuild(): void {
    this.#store.transaction(() => {
      for (const ref of this.subjects()) refold(this.#store, ref);
    });
  }

  problems = async (): Promise<string[]> => [];
  close(): void {}
}

const isRegister = (value: unknown): value is Held<unknown>[] =>
  Array.isArray(value) && value.length > 0 && value.every((v) => v !== null && typeof v === 'object' && 'by' in v && 'value' in v);

const writersOf = (commands: readonly CarriedCommand[]): string[] => [
  ...new Set(commands.map((c) => (JSON.parse(c.facts[0]!) as { writer: string }).writer)),
];

function bundleOf(body: Carried): Bundle {
  return {
    body,
    writers: writersOf(body.commands),
    without: (writer) => bundleOf({ ...body, commands: body.commands.filter((c) => (JSON.parse(c.facts[0]!) as { writer: string }).writer !== writer) }),
  };
}
