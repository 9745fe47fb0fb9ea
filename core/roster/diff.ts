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
import { documentIdentity, type IdentityDocument } from '#core/identity/document.ts';
import { nameIdentity } from '#core/identity/name.ts';
import type { HomeAddress } from '#core/address/home.ts';
import { personKey, type RosterOwner } from './owners.ts';
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

const FIELDS: readonly HomeField[] = ['area', 'innerArea', 'layout', 'note', 'contractNo', 'deliveredOn'];

const idOf = (document: IdentityDocument | null): string | null => (document === null ? null : documentIdentity(document));
const sameName = (a: string, b: string): boolean => a !== '' && nameIdentity(a) === nameIdentity(b);
const shares = (a: readonly string[], b: readonly string[]): boolean => a.some((x) => b.includes(x));

interface Pairing {
  readonly same: readonly { known: KnownOwner; now: RosterOwner }[];
  readonly missing: readonly KnownOwner[];
  readonly fresh: readonly RosterOwner[];
}

/** Who is who: first by number, then by name where a number is missing on a side, then by name with another number. */
const pair = (known: readonly KnownOwner[], now: readonly RosterOwner[]): Pairing => {
  const left = [...known];
  const right = [...now];
  const same: { known: KnownOwner; now: RosterOwner }[] = [];
  const match = (fits: (k: KnownOwner, o: RosterOwner) => boolean): void => {
    for (let i = 0; i < right.length; i++) {
      const owner = right[i];
      if (owner === undefined) continue;
      const at = left.findIndex((k) => fits(k, owner));
      const found = left[at];
      if (found === undefined) continue;
      same.push({ known: found, now: owner });
      left.splice(at, 1);
      right.splice(i--, 1);
    }
  };
  match((k, o) => idOf(k.document) !== null && idOf(k.document) === idOf(o.document));
  match((k, o) => (k.document === null || o.document === null) && sameName(k.name, o.name));
  match((k, o) => sameName(k.name, o.name));
  return { same, missing: left, fresh: right };
};

class Planner {
  private readonly known: KnownRoster;
  private readonly homes: AddedHome[] = [];
  private readonly people = new Map<string, AddedPerson>();
  private readonly links: AddedLink[] = [];
  private readonly newlySold: string[] = [];
  private readonly changes = new Map<string, Change>();
  private readonly questions = new Map<string, Question>();
  private readonly unchanged: string[] = [];
  /** All phones of a person in this file: a number that moved to the person's other row was not dropped. */
  private readonly phonesInFile = new Map<string, Set<string>>();

  constructor(known: KnownRoster) {
    this.known = known;
  }

  plan(rows: readonly RosterRow[]): RosterPlan {
    for (const row of rows)
      for (const owner of row.owners) {
        const number = idOf(owner.document);
        if (number === null) continue;
        const phones = this.phonesInFile.get(number) ?? new Set<string>();
        for (const p of owner.phones) phones.add(p);
        this.phonesInFile.set(number, phones);
      }
    for (const row of rows) this.row(row);
    const present = new Set(rows.map((r) => r.homeNo));
    const gone = [...this.known.rosterHomes()].filter((no) => !present.has(no));
    return {
      added: { homes: this.homes, people: [...this.people.values()], links: this.links },
      newlySold: this.newlySold,
      changed: [...this.changes.values()],
      questions: [...this.questions.values()],
      gone,
      unchanged: this.unchanged,
    };
  }

  private row(row: RosterRow): void {
    const home = this.known.home(row.homeNo);
    if (home === undefined) {
      this.homes.push({ homeNo: row.homeNo, address: row.address, row });
      for (const [i, owner] of row.owners.entries()) this.link(row, owner, i);
      return;
    }
    const before = this.changes.size + this.questions.size + this.links.length;
    let touched = false;
    for (const field of FIELDS) touched = this.field(row, home, field) || touched;
    if (home.owners.length === 0 && row.owners.length > 0) {
      this.newlySold.push(row.homeNo);
      for (const [i, owner] of row.owners.entries()) this.link(row, owner, i);
    } else if (home.owners.length > 0 && row.owners.length === 0) {
      // A blank name cell says nothing; 未售 does. A row that is sold without a name is flagged in the reading.
      if (!row.sold) for (const owner of home.owners) if (owner.fromRoster !== false) this.ask(row, 'owner_withdrawn', owner, null);
    } else touched = this.owners(row, home) || touched;
    if (!touched && this.changes.size + this.questions.size + this.links.length === before) this.unchanged.push(row.homeNo);
  }

  private field(row: RosterRow, home: KnownHome, field: HomeField): boolean {
    const to = row[field];
    const from = home[field] ?? null;
    // A cell left empty is no statement: the clerk's note stays.
    if (to === undefined || to === from) return false;
    this.change(row, { field, from, to }, '');
    return true;
  }

  private owners(row: RosterRow, home: KnownHome): boolean {
    const { same, missing, fresh } = pair(home.owners, row.owners);
    let touched = false;
    for (const { known, now } of same) touched = this.samePerson(row, known, now) || touched;
    const absent = [...missing].filter((k) => k.fromRoster !== false);
    for (const now of fresh) {
      const partner = absent.findIndex((k) => shares(k.phones, now.phones) && (k.document === null || now.document === null));
      const known = partner >= 0 ? absent.splice(partner, 1)[0] : absent.shift();
      touched = true;
      if (known === undefined) this.ask(row, 'owner_added', null, now);
      else if (partner >= 0) this.ask(row, 'owner_renamed', known, now);
      else this.ask(row, 'owner_replaced', known, now);
    }
    for (const known of absent) {
      touched = true;
      this.ask(row, 'owner_absent', known, null);
    }
    return touched;
  }

  /** The same person on both sides. True if anything differs. */
  private samePerson(row: RosterRow, known: KnownOwner, now: RosterOwner): boolean {
    let differs = false;
    const [before, after] = [idOf(known.document), idOf(now.document)];
    if (now.name !== '' && !sameName(known.name, now.name)) {
      this.ask(row, 'owner_renamed', known, now);
      differs = true;
    }
    if (before !== null && after !== null && before !== after) {
      this.ask(row, 'document_changed', known, now);
      return true;
    }
    const { personId } = known;
    if (now.document !== null && (known.document === null || known.document.number !== now.document.number)) {
      this.change(row, { field: 'document', from: known.document?.number ?? null, to: now.document.number, personId, document: now.document }, personId);
      differs = true;
    }
    const add = now.phones.filter((p) => !known.phones.includes(p));
    if (add.length > 0) {
      const inFile = after === null ? new Set(now.phones) : (this.phonesInFile.get(after) ?? new Set(now.phones));
      const drop = known.phones.filter((p) => !inFile.has(p));
      this.change(row, { field: 'phone', from: drop.join('、') || null, to: add.join('、'), personId, phones: { drop, add } }, personId);
      differs = true;
    }
    if (now.share !== undefined && known.share !== undefined && now.share !== known.share) {
      this.change(row, { field: 'share', from: known.share, to: now.share, personId }, personId);
      differs = true;
    }
    return differs;
  }

  /** A share belongs to one home; a phone or a number to the person, wherever the roster repeats it. */
  private change(row: RosterRow, what: Omit<Change, 'id' | 'home' | 'sheet' | 'row'>, personId: string): void {
    const about = what.field === 'phone' || what.field === 'document' ? personId : `${row.homeNo}|${personId}`;
    const id = `${what.field}|${about}|${what.to}`;
    if (!this.changes.has(id)) this.changes.set(id, { id, home: row.homeNo, sheet: row.sheet, row: row.row, ...what });
  }

  private ask(row: RosterRow, kind: QuestionKind, from: KnownPerson | null, to: RosterOwner | null): void {
    const renamed = kind === 'owner_renamed' && from !== null && from.document !== null;
    const id = [kind, renamed ? '' : row.homeNo, from?.personId ?? '', to === null ? '' : (idOf(to.document) ?? ''), to?.name ?? ''].join('|');
    const asked = this.questions.get(id);
    if (asked !== undefined) {
      if (!asked.homes.includes(row.homeNo)) this.questions.set(id, { ...asked, homes: [...asked.homes, row.homeNo] });
      return;
    }
    this.questions.set(id, { id, kind, home: row.homeNo, homes: [row.homeNo], sheet: row.sheet, row: row.row, from, to, person: to === null ? null : this.refer(row, to, 0) });
  }

  private refer(row: RosterRow, owner: RosterOwner, place: number): PersonRef {
    const number = idOf(owner.document);
    const existing = number === null ? undefined : this.known.person(number);
    return existing === undefined ? { key: personKey(owner, row.homeNo, place) } : { personId: existing.personId };
  }

  private link(row: RosterRow, owner: RosterOwner, place: number): void {
    const person = this.refer(row, owner, place);
    this.links.push({
      homeNo: row.homeNo,
      person,
      ...(owner.share === undefined ? {} : { share: owner.share }),
      ...(owner.remark === undefined ? {} : { remark: owner.remark }),
    });
    const number = idOf(owner.document);
    if ('personId' in person) {
      const existing = number === null ? undefined : this.known.person(number);
      if (existing !== undefined) this.samePerson(row, existing, owner);
      return;
    }
    const before = this.people.get(person.key);
    if (before === undefined) this.people.set(person.key, { key: person.key, name: owner.name, document: owner.document, phones: owner.phones, sheet: row.sheet, row: row.row });
    else {
      const name = before.name === '' ? owner.name : before.name;
      this.people.set(person.key, { ...before, name, phones: [...new Set([...before.phones, ...owner.phones])] });
      if (owner.name !== '' && !sameName(name, owner.name))
        this.ask(row, 'owner_renamed', { personId: person.key, name, document: before.document, phones: before.phones }, owner);
    }
  }
}

/** The plan for these rows. Pure: nothing is written, the same input gives the same plan with the same ids. */
export const planRoster = (rows: readonly RosterRow[], known: KnownRoster): RosterPlan => new Planner(known).plan(rows);

/** A desk that knows nothing yet. */
export const NOTHING_KNOWN: KnownRoster = { home: () => undefined, person: () => undefined, rosterHomes: () => [] };
