import { cpSync, mkdirSync } from 'node:fs';
import { join as path } from 'node:path';
import { canonical } from '#core/facts/canonical.ts';
import type { DraftFact, FactId } from '#core/facts/envelope.ts';
import { countsIn } from '#core/replica/standing.ts';
import type { StoredFact } from '#core/replica/store.ts';
import { MIGRATIONS, type Desk } from '#db/desk.ts';
import { join } from '#db/exchange/join.ts';
import { sha256 } from '#db/log/seal.ts';
import { stateHash } from '#db/log/rebuild.ts';
import { PROJECTION_TABLES } from '#db/projections/schema.ts';
import { restoreFrom, unlockVault } from '#db/vault/index.ts';
import { newDesk, PASSPHRASE, reopen } from '#tests/support/desk.ts';
import type { Bundle, Replica } from '#tests/support/replica.ts';

/** A desk on encrypted files, whole: vault, log, projections, search, sealed bundles. What the memory replica stands for. */
const CHEAP = { memory: 64, passes: 1 };

const viewTables = [...PROJECTION_TABLES, 'batch'] as const;

/** Every projection row, the search index's documents and what is erased. */
export function viewOf(desk: Desk): Record<string, unknown> {
  const rows = viewTables.map((table) => [table, (desk.db.prepare(`SELECT * FROM ${table}`).all() as object[]).map((row) => JSON.stringify(row)).sort()]);
  const docs = desk.db.prepare('SELECT ref, weight, tokens FROM search_doc ORDER BY ref').all();
  return { ...Object.fromEntries(rows), docs, tombstones: desk.log.secrets.tombstones() };
}
export const viewHashOf = (desk: Desk): string => sha256(canonical(viewOf(desk)));

export class FileReplica implements Replica {
  readonly name: string;
  readonly #folder: string;
  #dir: string;
  #desk: Desk;
  #clock: { ms: number };
  #backup: string | null = null;
  #copies = 0;

  constructor(name: string, folder: string, dir: string, desk: Desk, clock: { ms: number }) {
    this.name = name;
    this.#folder = folder;
    this.#dir = dir;
    this.#desk = desk;
    this.#clock = clock;
  }

  static async found(folder: string): Promise<FileReplica> {
    const clock = { ms: 1_790_000_000_000 };
    const { desk, dir } = await newDesk({ dir: path(folder, 'd0'), now: () => clock.ms });
    return new FileReplica('d0', folder, dir, desk, clock);
  }

  writer = () => this.#desk.writer;

  act(drafts: readonly DraftFact[]): FactId[] {
    return this.#newFacts(() => this.#desk.act({ staff: null, decide: () => ({ facts: [...drafts], reply: null }) }));
  }

  actMany(acts: readonly (readonly DraftFact[])[], crashAt?: number): FactId[] {
    return this.#newFacts(() => {
      for (const { done } of this.#desk.actSteps({ staff: null, acts, reply: null })) if (done - 1 === crashAt) throw new Error('called off');
    });
  }

  #newFacts(work: () => void): FactId[] {
    const { store } = this.#desk.log;
    const { writer } = this.#desk;
    const from = this.headSeq(writer);
    work();
    return Array.from({ length: this.headSeq(writer) - from }, (_, i) => store.at(writer, from + i + 1)!);
  }

  vector = () => this.#desk.exchange.vector();

  export(vector?: Uint8Array | object): Bundle {
    const { bytes } = this.#desk.exchange.export(vector as Uint8Array | undefined);
    return { body: bytes, writers: [] };
  }

  import(bundle: Bundle): void {
    this.#desk.exchange.import(bundle.body as Uint8Array);
  }

  async #open(): Promise<void> {
    this.#desk = await reopen(this.#dir, () => this.#clock.ms);
  }

  async restart(): Promise<void> {
    this.#desk.close();
    await this.#open();
  }

  async clone(name: string): Promise<Replica> {
    // Closed first: on POSIX a copy made by this process would drop the locks of the open file.
    this.#desk.close();
    const dir = path(this.#folder, `${name}-${this.#copies++}`.replaceAll("'", '_'));
    cpSync(this.#dir, dir, { recursive: true });
    await this.#open();
    const clock = { ms: this.#clock.ms };
    const made = new FileReplica(name, path(this.#folder, `of-${this.#copies}-${name}`.replaceAll("'", '_')), dir, await reopen(dir, () => clock.ms), clock);
    mkdirSync(made.#folder);
    return made;
  }

  backup(): void {
    this.#backup = path(this.#folder, `${this.name}-${this.#copies++}.backup`.replaceAll("'", '_'));
    this.#desk.backup(this.#backup);
  }

  async restore(): Promise<void> {
    if (this.#backup === null) return;
    this.#desk.close();
    restoreFrom(this.#backup, this.#dir, await unlockVault(this.#dir, { kind: 'passphrase', passphrase: PASSPHRASE }), { migrations: MIGRATIONS });
    await this.#open();
  }

  async invite(name: string): Promise<Replica> {
    const { bytes, code } = this.#desk.exchange.invite(name, null);
    const clock = { ms: this.#clock.ms };
    const dir = path(this.#folder, `${name}-${this.#copies++}`);
    const { desk } = await join({ dir, bytes, code, wraps: [{ kind: 'passphrase', passphrase: PASSPHRASE, cost: CHEAP }], now: () => clock.ms });
    const folder = path(this.#folder, `of-${name}-${this.#copies}`);
    mkdirSync(folder);
    return new FileReplica(name, folder, dir, desk, clock);
  }

  retire(writer: string, lastSeq: number): void {
    this.#desk.exchange.retire(writer, lastSeq, null);
  }

  adopt(writer: string, facts: readonly FactId[]): void {
    this.#desk.exchange.adopt(writer, facts, null);
  }

  destroyPerson(person: string): string[] {
    const ids = this.#desk.log.secrets.ofPerson(person).map((s) => s.id);
    this.#desk.destroySecrets(ids);
    return ids;
  }

  tombstones = () => this.#desk.log.secrets.tombstones();
  secrets = () => [...this.#desk.log.secrets.all()].map((s) => s.id);

  setClock(ms: number): void {
    this.#clock.ms = ms;
  }

  ids = () => new Set(this.#desk.db.prepare<[], string>('SELECT lower(hex(id)) FROM fact').pluck().all());

  facts(): StoredFact[] {
    return [...this.ids()].map((id) => this.#desk.log.store.get(id)!);
  }

  headSeq = (writer: string) => Math.max(0, ...this.#desk.log.store.streamsOf(writer).map((s) => s.head.seq));
  heldOf = (writer: string) => {
    const { store } = this.#desk.log;
    return this.facts().filter((s) => s.fact.writer === writer && s.depth > 0 && !countsIn(store, s)).map((s) => s.fact.id);
  };
  writers = () => [...this.#desk.log.store.trust().keys()].sort();
  subjects = () => this.#desk.db.prepare<[], string>("SELECT ref FROM subject WHERE state <> '' ORDER BY ref").pluck().all();
  heads = () => (JSON.parse(this.vector().toString()) as { heads: object }).heads;
  state = (ref: string) => this.#desk.log.store.subject(ref)?.state;
  opened = (fact: FactId, index: number) => this.#desk.log.open({ fact, index });
  anomalies = () =>
    (this.#desk.db.prepare('SELECT id, facts, open FROM anomaly ORDER BY id').all() as { id: string; facts: string; open: number }[]).map((row) => ({
      id: row.id, facts: JSON.parse(row.facts) as FactId[], open: row.open === 1,
    }));
  waiting = () => this.#desk.log.store.counts().waiting;
  hash = () => stateHash(this.#desk.log);
  view = () => viewOf(this.#desk);
  viewHash = () => viewHashOf(this.#desk);
  rebuild = () => this.#desk.rebuild();
  problems = async () => (await this.#desk.verify()).problems.map((problem) => canonical(problem));
  close = () => this.#desk.close();
}
