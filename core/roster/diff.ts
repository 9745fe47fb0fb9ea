/**
 * A later roster against what the desk knows: what is new, what changed, what only a person can answer.
 *
 * Rules (EXPERIENCE A7): a changed name under the same document is a question, an owner replaced is a question, never a second
 * owner; owners of a home that was unsold are simply new; nothing ends because a row is gone. Applying the additions of a plan
 * and reading the same file again gives no additions.
 *
 * People: one document number is one person, across rows and files. A person without a number is a person of that home only
 * and is recognised there by name.
 */
import type { HomeAddress } from '#core/address/home.ts';
import type { IdentityDocument } from '#core/identity/document.ts';
import type { RosterOwner } from './owners.ts';
import type { RosterRow } from './read.ts';

export interface KnownPerson {
  readonly personId: string;
  readonly name: string;
  readonly document: IdentityDocument | null;
  readonly phones: readonly string[];
}

export interface KnownOwner extends KnownPerson {
  /** The relation came from a roster; only then is its absence in a later one worth a question. Default true. */
  readonly fromRoster?: boolean;
  readonly share?: string;
}

/** A home as the desk knows it. Absent fields are unknown, not empty. */
export interface KnownHome {
  readonly homeNo: string;
  readonly sold: boolean;
  readonly area?: number;
  readonly innerArea?: number;
  readonly layout?: string;
  readonly note?: string;
  readonly contractNo?: string;
  readonly deliveredOn?: string;
  /** Current owners only. */
  readonly owners: readonly KnownOwner[];
}

export interface KnownRoster {
  readonly home: (homeNo: string) => KnownHome | undefined;
  /** Anybody on the desk with this number, as `documentIdentity` writes it. */
  readonly person: (documentIdentity: string) => KnownPerson | undefined;
  /** Homes that an earlier roster of this site named. */
  readonly rosterHomes: () => Iterable<string>;
}

/** How a plan names a person: one that exists, or one that the plan adds (`key` is equal for equal people within a plan). */
export type PersonRef = { readonly personId: string } | { readonly key: string };

export interface AddedHome {
  readonly homeNo: string;
  readonly address: HomeAddress;
  readonly row: RosterRow;
}

export interface AddedPerson {
  /** `document:<number>` or `home:<homeNo>:<name>`: derive the person's id from it. Personal data: never log it. */
  readonly key: string;
  readonly name: string;
  readonly document: IdentityDocument | null;
  readonly phones: readonly string[];
  /** The row that named the person first. */
  readonly sheet: number;
  readonly row: number;
}

export interface AddedLink {
  readonly homeNo: string;
  readonly person: PersonRef;
  readonly share?: string;
  readonly remark?: string;
}

export type HomeField = 'area' | 'innerArea' | 'layout' | 'note' | 'contractNo' | 'deliveredOn';

/** One change to tick. `from` null: nothing was known. Phones are lists joined by 、 */
export interface Change {
  readonly id: string;
  readonly home: string;
  readonly field: HomeField | 'phone' | 'document' | 'share';
  readonly from: string | number | null;
  readonly to: string | number;
  readonly sheet: number;
  readonly row: number;
  /** For phone, document and share: whose. */
  readonly personId?: string;
  /** For phone: the numbers that the roster no longer has and those that it adds; others of the person stay. */
  readonly phones?: { readonly drop: readonly string[]; readonly add: readonly string[] };
  /** For document: the number that was missing. */
  readonly document?: IdentityDocument;
}

/**
 * - `owner_renamed`: the same document (or, without one, a phone in common) under another name: renamed or a typing error?
 * - `owner_replaced`: another person instead: resale or error?
 * - `document_changed`: the same name with another number: a typing error, a new passport, or somebody else?
 * - `owner_added`: one more owner beside the known ones. - `owner_absent`: an owner from an earlier roster is missing.
 * - `owner_withdrawn`: the roster says 未售 of a home that has owners.
 */
export type QuestionKind = 'owner_renamed' | 'owner_replaced' | 'document_changed' | 'owner_added' | 'owner_absent' | 'owner_withdrawn';

export interface Question {
  readonly id: string;
  readonly kind: QuestionKind;
  readonly home: string;
  /** Every home where the same question arises (a renamed person with three homes is asked about once). */
  readonly homes: readonly string[];
  readonly sheet: number;
  readonly row: number;
  /** Who is known; null for `owner_added`. */
  readonly from: KnownPerson | null;
  /** What the roster says; null for `owner_absent` and `owner_withdrawn`. */
  readonly to: RosterOwner | null;
  /** The roster's person, if it is on the desk already or would be added. */
  readonly person: PersonRef | null;
}

export interface RosterPlan {
  readonly added: { readonly homes: readonly AddedHome[]; readonly people: readonly AddedPerson[]; readonly links: readonly AddedLink[] };
  /** Homes that were unsold and have owners now; their links are in `added`. */
  readonly newlySold: readonly string[];
  readonly changed: readonly Change[];
  readonly questions: readonly Question[];
  /** Known from an earlier roster, absent from this one. Nothing ends. */
  readonly gone: readonly string[];
  readonly unchanged: readonly string[];
}

/** A desk that knows nothing yet. */
export const NOTHING_KNOWN: KnownRoster = { home: () => undefined, person: () => undefined, rosterHomes: () => [] };

export { planRoster } from './planner.ts';
