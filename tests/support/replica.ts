import type { DraftFact, FactId } from '#core/facts/envelope.ts';
import type { StoredFact } from '#core/replica/store.ts';

/**
 * One desk of a simulated site, whatever its memory is. Everything that a simulation may do to a desk goes through this, so
 * the same histories run on plain maps and on encrypted files.
 */
export interface Replica {
  /** For messages only; stays while the writer changes. */
  readonly name: string;
  writer(): string;
  /** One command; the ids of its facts, which are acknowledged from now on. */
  act(drafts: readonly DraftFact[]): FactId[];
  /** Many commands of one batch, all or none. With `crashAt` the process dies before that command's end. */
  actMany(acts: readonly (readonly DraftFact[])[], crashAt?: number): FactId[];
  /** `vector` of the peer, or nothing for everything. */
  vector(): Uint8Array | object;
  export(vector?: Uint8Array | object): Bundle;
  /** @throws Refusal; then nothing changed */
  import(bundle: Bundle): void;
  /** The process dies in the middle of taking the bundle in: nothing of it may remain. */
  crashIn?(bundle: Bundle, after: number): void;
  /** Dies and starts again. */
  restart(): Promise<void>;
  /** A copy of the disk: two desks that take themselves for one writer. */
  clone(name: string): Promise<Replica>;
  backup(): void;
  /** Back to the last backup, as a restore of production does it. */
  restore(): Promise<void>;
  /** A second desk by invitation. Only where the root is. */
  invite(name: string): Promise<Replica>;
  retire(writer: string, lastSeq: number): void;
  adopt(writer: string, facts: readonly FactId[]): void;
  /** Which secrets were destroyed. */
  destroyPerson(person: string): string[];
  secrets(): string[];
  tombstones(): string[];
  /** A clock gone mad. */
  setClock(ms: number): void;

  ids(): Set<FactId>;
  facts(): StoredFact[];
  /** Facts of `writer` that do not count now. */
  headSeq(writer: string): number;
  heldOf(writer: string): FactId[];
  writers(): string[];
  subjects(): string[];
  heads(): object;
  state(ref: string): unknown;
  /** The value of a sealed field, or why there is none. */
  opened(fact: FactId, index: number): unknown;
  anomalies(): { id: string; facts: FactId[]; open: boolean }[];
  waiting(): number;
  hash(): string;
  /** The parts of what `viewHash` hashes, for telling where two desks differ. */
  view(): Record<string, unknown>;
  /** One hash over everything that a person may see: projections, anomalies, what is erased. */
  viewHash(): string;
  /** Folds everything again from the log. */
  rebuild(): void;
  problems(): Promise<string[]>;
  close(): void;
}

/** A bundle in flight. `without` gives one that lacks the commands of a writer, where the kind of replica can make such. */
export interface Bundle {
  readonly body: unknown;
  readonly writers: readonly string[];
  without?(writer: string): Bundle;
}
