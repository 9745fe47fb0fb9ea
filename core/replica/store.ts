import type { Fact, FactId, SubjectRef } from '../facts/envelope.ts';
import type { BaseState } from '../facts/fold.ts';
import type { Certificate, Retirement } from '../facts/trust.ts';

/**
 * What a replica needs from its memory. The desk gives it encrypted SQLite, the convergence tests a few maps; the rules of
 * appending and receiving facts are written once, above this.
 *
 * Every call below happens inside one transaction that the caller opened: all of a command or none.
 */
export interface FactStore {
  /** The stored fact and where it stands; undefined when it never arrived. */
  get(id: FactId): StoredFact | undefined;
  /** `signature` stands on the last fact of a command and covers the whole of it. */
  add(stored: StoredFact, signature: string | null): void;
  /** A waiting fact found its place. */
  place(id: FactId, depth: number): void;
  /** Every placed fact of a subject, in any order. */
  ofSubject(ref: SubjectRef): Iterable<StoredFact>;

  addWaiting(id: FactId, missing: readonly FactId[]): void;
  /** Facts that wait for `parent`, forgotten by this call. */
  takeWaitingFor(parent: FactId): FactId[];
  isWaiting(id: FactId): boolean;

  stream(name: string): Stream | undefined;
  streams(): Stream[];
  streamsOf(writer: string): Stream[];
  putStream(stream: Stream): void;
  /** The fact at `seq` of exactly this stream. */
  at(stream: string, seq: number): FactId | undefined;
  /** Facts of a stream from `first` on, as carried: text, and the signature where a command ends. */
  carried(stream: string, first: number): Iterable<{ text: string; signature: string | null }>;
  /** From `seq` on, the facts of `from` belong to stream `to`. */
  moveTail(from: string, seq: number, to: string): void;

  subject(ref: SubjectRef): SubjectRow | undefined;
  putSubject(row: SubjectRow): void;
  /** Subjects on which any of these writers ever wrote: what a change of trust may touch. */
  subjectsBy(writers: readonly string[]): Iterable<SubjectRef>;

  trust(): ReadonlyMap<string, TrustRow>;
  putTrust(writer: string, row: TrustRow): void;

  /** A command of a batch arrived; the last one of the batch says how many there are. */
  noteBatch(batch: BatchMark): void;
}

export type BatchMark = NonNullable<Fact['batch']>;

export interface StoredFact {
  readonly fact: Fact;
  /** The canonical text that was hashed: relayed and exported verbatim. */
  readonly text: string;
  readonly stream: string;
  /** Causal depth in its subject; 0 while a parent is missing. */
  readonly depth: number;
}

/**
 * A straight piece of a writer's log. Ordinarily a writer has one, named by its id. Where a cloned disk wrote twice the log
 * splits: the common part keeps the name and is closed, each branch is named `<writer>#<first divergent fact>`.
 */
export interface Stream {
  readonly name: string;
  readonly writer: string;
  /** The stream that this one branches from. */
  readonly parent: string | null;
  /** Last fact; seq 0 and id null for a log that diverged at its very first fact. */
  readonly head: { readonly seq: number; readonly id: FactId | null };
  readonly closed: boolean;
}

export interface SubjectRow {
  readonly ref: SubjectRef;
  readonly heads: readonly FactId[];
  readonly depth: number;
  readonly count: number;
  readonly state: BaseState;
}

export interface TrustRow {
  readonly certificate: Certificate;
  readonly retired: Retirement['last'] | null;
}

/** A command on its way: canonical texts of its facts in order, and the writer's signature over the last one's id. */
export interface CarriedCommand {
  readonly facts: readonly string[];
  readonly signature: string;
}

/** Hashing and signatures come from outside: `core` has no crypto of its own. */
export interface Crypt {
  /** SHA-256 of the UTF-8 bytes, hex. */
  factId(text: string): FactId;
  /** Ed25519 over the UTF-8 bytes; `signer` is the raw public part in base64. */
  verify(signer: string, text: string, signature: string): boolean;
}
