import type { DraftFact, SubjectRef } from '#core/facts/envelope.ts';
import type { IdentityDocument } from '#core/identity/document.ts';
import type { BaseState } from '#core/facts/fold.ts';
import type { Imported } from '#db/exchange/bundle.ts';
import type { Pending } from '#db/exchange/peers.ts';
import type { Log } from '#db/log/log.ts';
import type { VerifyReport } from '#db/log/verify.ts';
import type { Views } from '#db/projections/views.ts';
import type { Search } from '#db/search/index.ts';
import type { Desk as Folder } from '#db/vault/desk.ts';
import type { Db, Secrets } from '#db/vault/types.ts';

/** The desk's memory as everything above it sees it: acts go in, views come out, files go to and from other desks. */

export interface DeskOptions {
  readonly dir: string;
  readonly secrets: Secrets;
  /** Milliseconds since 1970; the desk's clock, a claim. */
  readonly now?: () => number;
  readonly nativeBinding?: string;
}

/** What decide may look at. */
export interface Reader {
  state<S extends BaseState>(ref: SubjectRef): S;
  /** Derived ids: equal on every desk of the site, meaningless outside it. */
  homeId(homeNo: string): string;
  personId(document: IdentityDocument): string;
  /** The same from the number as `documentIdentity` writes it. */
  personIdOfIdentity(identity: string): string;
  /** A person without a document number is a person of one row of one file, or of one home. */
  personIdOf(source: string): string;
  rosterId(fileHash: string): string;
  readonly writer: string;
  readonly day: string;
}

export interface Act<R> {
  /** A repeated call with the same id answers as the first did and does nothing. */
  readonly command?: string | undefined;
  readonly staff: string | null;
  readonly visit?: string;
  decide(read: Reader): { facts: DraftFact[]; reply: R };
}

export interface Acts<R> {
  readonly command?: string | undefined;
  readonly staff: string | null;
  readonly acts: readonly (readonly DraftFact[])[];
  readonly reply: R;
}

export interface Desk {
  readonly site: string;
  readonly writer: string;
  readonly dir: string;
  readonly db: Db;
  readonly folder: Folder;
  readonly log: Log;
  readonly read: Reader;
  readonly views: Views;
  readonly search: Search;
  act<R>(act: Act<R>): R;
  /** Many commands under one batch in one local transaction: an import. */
  actMany<R>(acts: Acts<R>): R;
  /**
   * The same in steps, so that a screen can show how far it is and call it off: closing the generator before its end leaves
   * no trace. Meanwhile the desk records nothing else (Refusal `import_running`).
   */
  actSteps<R>(acts: Acts<R>): Generator<{ done: number; of: number }, R>;
  readonly exchange: {
    vector(): Buffer;
    export(vector?: Uint8Array): { bytes: Buffer; facts: number };
    import(bytes: Uint8Array): Imported;
    pending(): Pending;
    /** An invitation for a new desk, and the code that opens it. Only where the root is. */
    invite(deskName: string, staff: string | null): { bytes: Buffer; code: string };
    retire(writer: string, lastSeq: number, staff: string | null): { held: number };
    adopt(writer: string, facts: readonly string[], staff: string | null): void;
  };
  /** Destroys a person's secrets of these classes here and, by tombstones, on every desk. */
  destroySecrets(ids: readonly string[]): void;
  rebuild(): void;
  verify(): Promise<VerifyReport>;
  backup(file?: string): string;
  stats(): Record<string, number>;
  /** Milliseconds by which the clock stands behind the last fact of this desk; 0 in ordinary times. */
  clockBehind(): number;
  permissionNow(): number;
  onChange(listener: (refs: readonly SubjectRef[]) => void): () => void;
  close(): void;
}
