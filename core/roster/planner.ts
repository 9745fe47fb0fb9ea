/** Works out the plan of `diff.ts`: row by row, home by home, owner by owner. */
import { documentIdentity, type IdentityDocument } from '#core/identity/document.ts';
import { nameIdentity } from '#core/identity/name.ts';
import { personKey, type RosterOwner } from './owners.ts';
import type { AddedHome, AddedLink, AddedPerson, Change, HomeField, KnownHome, KnownOwner, KnownPerson, KnownRoster, PersonRef, Question, QuestionKind, RosterPlan } from './diff.ts';
import type { RosterRow } from './read.ts';

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
