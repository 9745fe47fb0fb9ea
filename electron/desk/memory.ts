import type { DraftFact, SealedRef } from '#core/facts/envelope.ts';
import type { BaseState } from '#core/facts/fold.ts';
import type { Unsealed } from '#core/subjects/contested.ts';
import type { DeliveryState, HomeKind, Occupancy, RelationRole } from '#core/subjects/home.ts';
import type { DocumentValue, PersonKind } from '#core/subjects/person.ts';
import type { Grant } from '#core/subjects/staff.ts';
import type { FailureStore } from './pins.ts';

/**
 * What the desk process asks of the desk's memory (`db/`). Procedures are written against this and nothing else of `db/`,
 * so that sessions, permissions and masking can be tested without a database. Rows hold full values: hiding is done above.
 */

export interface HomeRow {
  readonly id: string;
  readonly homeNo: string;
  readonly kind: HomeKind;
  readonly entrance: string | null;
  readonly deliveryState: DeliveryState | null;
  readonly occupancy: Occupancy | null;
  readonly area: number | null;
  readonly layout: string | null;
  readonly deliveredOn: string | null;
}

export interface PersonRow {
  readonly id: string;
  readonly kind: PersonKind;
  readonly name: string | null;
  readonly phones: readonly string[];
  readonly document: DocumentValue | null;
  readonly checks: readonly string[];
  /** Why values are missing here; null when all can be read. */
  readonly unreadable: 'notHere' | 'erased' | null;
}

export interface RelationRow {
  readonly id: string;
  readonly home: string;
  readonly person: string;
  readonly role: RelationRole;
  readonly from: string | null;
  readonly to: string | null;
  readonly ended: boolean;
  readonly share: string | null;
}

export interface StaffRow {
  readonly id: string;
  readonly name: string | null;
  readonly grants: readonly Grant[];
  readonly left: boolean;
}

export interface HistoryRow {
  readonly fact: string;
  readonly type: string;
  readonly time: string;
  readonly staff: string | null;
  readonly desk: string;
  readonly counts: boolean;
  readonly act: string;
  readonly roster: string | null;
  readonly relation: { readonly person: string; readonly role: RelationRole } | null;
  readonly fields: readonly string[];
}

export interface LookRow {
  readonly time: string;
  readonly staff: string | null;
  readonly desk: string;
  readonly refs: readonly string[];
  readonly fields: readonly string[];
  readonly grade: string;
  readonly why: string;
}

export interface HeldRow {
  readonly fact: string;
  readonly type: string;
  readonly time: string;
  readonly staff: string | null;
  readonly writer: string;
  readonly desk: string;
  readonly kind: string;
  /** As of an anomaly: never a person's name. */
  readonly label: string;
}

export interface AnomalyRow {
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  /** A home number or another public name of what the anomaly is about; never a person's. */
  readonly label: string;
  readonly facts: readonly { fact: string; time: string; staff: string | null; desk: string }[];
}

export interface WriterRow {
  readonly writer: string;
  readonly name: string;
  readonly facts: number;
  readonly retired: boolean;
  readonly began: string | null;
}

export interface Views {
  home(id: string): HomeRow | undefined;
  homes(filter: { building: string; kind?: HomeKind; offset: number; limit: number }): { total: number; homes: readonly HomeRow[] };
  buildings(): readonly { building: string; homes: number; unsold: number; people: number; below: boolean }[];
  relationsOfHome(home: string): readonly RelationRow[];
  relationsOfPerson(person: string): readonly RelationRow[];
  person(id: string): PersonRow | undefined;
  toCheck(): number;
  peopleToCheck(offset: number, limit: number): readonly PersonRow[];
  /** Records that were linked as the same person, without the person itself. */
  linked(person: string): readonly string[];
  note(home: string): string | null;
  history(ref: string, limit: number): readonly HistoryRow[];
  staff(): readonly StaffRow[];
  looks(limit: number): readonly LookRow[];
  anomalies(): readonly AnomalyRow[];
  held(limit: number): readonly HeldRow[];
  writers(): readonly WriterRow[];
}

/** What the status strip tells of the log and of exchange. */
export interface Standing {
  readonly pending: number;
  readonly pendingSince: string | null;
  readonly lastExchange: string | null;
  readonly waiting: number;
  readonly held: number;
  readonly partialBatches: number;
  readonly clockBehind: number;
}

export interface SearchHitRow {
  readonly ref: string;
  readonly group: string;
  readonly matched: string;
  /** The text contained the full name of this thing, so that showing it tells the clerk nothing new. */
  readonly matchedName?: boolean;
}

/** Verifiers of staff PINs. They travel between desks like keyring entries; of two the higher version holds. */
export interface PinStore {
  get(staff: string): { verifier: string; version: number } | undefined;
  put(staff: string, verifier: string, version: number): void;
  /** A desk that is lost knew this verifier: its PIN is good for setting another one only. */
  stale(staff: string): boolean;
}

export interface Reader {
  state<S extends BaseState>(ref: string): S;
}

export interface Act<R> {
  readonly command?: string;
  readonly staff: string | null;
  readonly visit?: string;
  decide(read: Reader): { facts: DraftFact[]; reply: R };
}

export type UnsealedRow = Unsealed | { readonly missing: 'notHere' | 'erased' };

export interface DeskProblem {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly problems: readonly DeskProblem[];
  readonly facts: number;
  readonly subjects: number;
}

export interface Memory {
  readonly site: string;
  readonly writer: string;
  act<R>(act: Act<R>): R;
  readonly read: Reader;
  readonly views: Views;
  /** A sealed value with whose it is, for settling what two desks said apart. */
  unseal(ref: SealedRef): UnsealedRow;
  find(text: string, limit: number): readonly SearchHitRow[];
  readonly pins: PinStore;
  readonly pinFailures: FailureStore;
  standing(): Standing;
  verify(): Promise<VerifyReport>;
  stats(): Record<string, number>;
  backups(): readonly { name: string; at: string; bytes: number }[];
  backupNow(): string;
  /** A long act is under way (an import): nothing else may be begun. */
  busy(): boolean;
  /** Small notes of the desk process that outlive it, beside the log. Never about people. */
  readonly notes: { get(name: string): string | undefined; put(name: string, value: string): void };
  readonly exchange: {
    vector(): Uint8Array;
    export(vector: Uint8Array | undefined): { bytes: Uint8Array; facts: number };
    import(bytes: Uint8Array): { facts: number; already: number; waiting: number };
    invite(deskName: string, staff: string): { bytes: Uint8Array; code: string };
    retire(writer: string, lastSeq: number, staff: string): { held: number };
    /** @throws Refusal not_held when one of them is no fact of this desk that waits to be adopted */
    adopt(writer: string, facts: readonly string[], staff: string): void;
  };
  onChange(listener: (refs: readonly string[]) => void): () => void;
  businessDay(): string;
  close(): void;
}
