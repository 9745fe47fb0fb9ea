import type { DeskPhase, RescueMode } from '#core/contract/setup.ts';
import type { Grant } from '#core/subjects/staff.ts';
import type { Memory } from './memory.ts';

/**
 * How the desk process comes by an open memory. The one implementation over `db/` is `openVaults.ts`; tests bring their own,
 * so that phases and permissions can be tried without a database.
 */
export type Keep = { kind: 'osKeystore' } | { kind: 'passphrase'; passphrase: string } | { kind: 'keyFile' };
export type Unlocking = Keep | { kind: 'recoveryCode'; code: string };

export interface Opened {
  readonly memory: Memory;
  /** 32 bytes, equal on all desks of a site: the pepper of PINs comes from it. */
  readonly siteSecret: Uint8Array;
}

/** A member of staff to be written with the site's first facts. */
export interface FirstStaff {
  readonly id: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly pin: string;
}

export type VerifierOf = (siteSecret: Uint8Array, staff: string, pin: string) => Promise<string>;

export interface Founding {
  readonly site: string;
  readonly deskName: string;
  readonly keep: Keep;
  readonly staff: readonly FirstStaff[];
}

export type ClosedPhase = Exclude<DeskPhase, { phase: 'open' }>;

/** What can be restored here and how, told from the files. */
export interface Rescue {
  readonly mode: RescueMode;
  readonly ways: Unlocking['kind'][];
  readonly osKeystore: boolean;
  readonly backups: { name: string; at: string; bytes: number }[];
}

export interface Restoring {
  readonly from: { kind: 'listed'; name: string } | { kind: 'upload'; upload: string };
  readonly how: Unlocking;
  readonly keep?: Keep | undefined;
}

export interface Vaults {
  /** From the files, and from what opening them has found since the start. Changes nothing. */
  look(): ClosedPhase | Promise<ClosedPhase>;
  /**
   * All or nothing: cut off in the middle, the folder is as good as empty. The recovery code exists only in this answer.
   * `verifierOf` makes the PIN verifiers once the site's secret exists.
   */
  found(founding: Founding, verifierOf: VerifierOf): Promise<Opened & { recoveryCode: string }>;
  /** The same, filled with the demo community. */
  foundDemo(keep: Keep, verifierOf: VerifierOf): Promise<Opened & { recoveryCode: string }>;
  unlock(how: Unlocking): Promise<Opened>;
  /** A part of a file that the person chose; says how many bytes are there. */
  bring(upload: string, at: number, part: Uint8Array): number;
  /** A desk of an existing site, from the invitation that was brought. After a refusal the folder is as it was. */
  join(upload: string, code: string, keep: Keep): Promise<Opened & { recoveryCode: string }>;
  rescue(): Rescue | Promise<Rescue>;
  /** Brings a backup in and opens it. What was in its place is moved aside, never deleted. */
  restore(restoring: Restoring): Promise<Opened>;
  /** The program ends: a file that was brought and never used goes. */
  close(): void;
}
