import { createHash } from 'node:crypto';
import type { DraftFact } from '#core/facts/envelope.ts';
import { NOTHING_KNOWN, planRoster, type PersonRef, type RosterPlan } from '#core/roster/diff.ts';
import type { RosterReading, RosterRow } from '#core/roster/read.ts';
import { relationId, type RelationRole } from '#core/subjects/home.ts';
import { decideDraw, seriesNumber, type SeriesState } from '#core/subjects/small.ts';
import type { Acts, Desk } from '#db/desk.ts';
import { answerFacts } from './answers.ts';
import { changeFacts } from './changes.ts';
import { isCompany, noteFact, packed, personFact } from './facts.ts';
import { knownRoster } from './known.ts';

/** From a plan to facts: additions always, changes that were ticked, questions as they were answered. */

export interface RosterImport {
  readonly reading: RosterReading;
  readonly plan: RosterPlan;
  /** Id of the file's content: the same file is the same roster on every desk. */
  readonly roster: string;
  /** This very file was taken in before. */
  readonly again: boolean;
}

export interface ImportChoice {
  /** Ids of changes to apply. */
  readonly accept: ReadonlySet<string>;
  /** Answer by question id; unanswered questions change nothing. */
  readonly answers: Readonly<Record<string, string>>;
}

export interface ImportReport {
  /** Running number of the import record; empty when nothing was written. */
  readonly number: string;
  readonly addedHomes: number;
  readonly addedPeople: number;
  readonly addedLinks: number;
  readonly changed: number;
  readonly unchanged: number;
}

export function planAgainst(desk: Desk, reading: RosterReading, bytes: Uint8Array): RosterImport {
  const roster = desk.read.rosterId(createHash('sha256').update(bytes).digest('hex'));
  const again = desk.read.state<{ unreadable: []; batches: readonly string[] }>(`roster/${roster}`).batches.length > 0;
  return { reading, plan: planRoster(reading.rows, knownRoster(desk)), roster, again };
}

/** The commands of an import, to be given to `desk.actMany` or `desk.actSteps`; no commands when there is nothing to write. */
export function importActs(desk: Desk, input: RosterImport, choice: ImportChoice, staff: string | null, command?: string): Acts<ImportReport> {
  const { plan, reading } = input;
  const ids = new Ids(desk);
  const flags = flagsByPerson(reading);
  const changed = [...changeFacts(desk, plan, choice.accept), ...answerFacts(desk, plan, choice.answers, (ref) => ids.of(ref))];
  const groups = [
    ...plan.added.people.map((person) => [personFact(ids.of({ key: person.key }), person, flags.get(person.key) ?? [])]),
    ...homeGroups(desk, input, ids),
    ...changed.map((c) => c.facts),
  ];
  const counts = { addedHomes: plan.added.homes.length, addedPeople: plan.added.people.length, addedLinks: plan.added.links.length };
  const nothing = groups.length === 0;
  const report: ImportReport = { number: '', ...counts, changed: changed.length, unchanged: plan.unchanged.length };
  if (nothing) return { command, staff, acts: [], reply: report };
  const year = desk.read.day.slice(0, 4);
  const series = desk.read.state<SeriesState>(`series/${desk.read.writer}/IMP/${year}`);
  const draw = decideDraw(desk.read.writer, 'IMP', year, series, `roster/${input.roster}`);
  const done: DraftFact = {
    subject: `roster/${input.roster}`,
    type: 'roster.imported',
    data: { homes: reading.counts.homes, people: reading.counts.people, links: reading.counts.links, rows: reading.rows.length },
  };
  const number = seriesNumber(desk.read.writer, 'IMP', year, series.last + 1);
  return { command, staff, acts: [...packed(groups), [draw, done]], reply: { ...report, number } };
}

/** Ids of people in a plan: existing ones as they are, new ones derived from document, or from home and name. */
class Ids {
  private readonly desk: Desk;
  constructor(desk: Desk) {
    this.desk = desk;
  }
  of(ref: PersonRef): string {
    if ('personId' in ref) return ref.personId;
    const document = /^document:(.*)$/s.exec(ref.key)?.[1];
    return document === undefined ? this.desk.read.personIdOf(ref.key) : this.desk.read.personIdOfIdentity(document);
  }
}

/** Row flags belong to the people of that row; which of several owners was meant, the counter finds out. */
function flagsByPerson(reading: RosterReading): Map<string, string[]> {
  const byRow = new Map<string, string[]>();
  for (const { sheet, row, reason } of reading.flagged) {
    const at = `${sheet}:${row}`;
    byRow.set(at, [...(byRow.get(at) ?? []), reason]);
  }
  const flags = new Map<string, string[]>();
  for (const person of planRoster(reading.rows, NOTHING_KNOWN).added.people) {
    const found = byRow.get(`${person.sheet}:${person.row}`);
    if (found) flags.set(person.key, [...new Set(found)].sort());
  }
  return flags;
}
function* homeGroups(desk: Desk, { plan, roster }: RosterImport, ids: Ids): Generator<DraftFact[]> {
  const links = new Map<string, RosterPlan['added']['links'][number][]>();
  for (const link of plan.added.links) links.set(link.homeNo, [...(links.get(link.homeNo) ?? []), link]);
  const companies = new Set(plan.added.people.filter(isCompany).map((p) => p.key));
  const linkFacts = (homeNo: string): DraftFact[] =>
    (links.get(homeNo) ?? []).map((link, place) => {
      const person = ids.of(link.person);
      const known = 'personId' in link.person ? desk.views.person(link.person.personId)?.kind === 'company' : companies.has(link.person.key);
      const role: RelationRole = known ? 'companyOwner' : place === 0 ? 'owner' : 'coOwner';
      return {
        subject: `home/${desk.read.homeId(homeNo)}`,
        type: 'home.relationBegan',
        data: { relation: relationId(person, role), person, role, from: null, ...(link.share === undefined ? {} : { share: link.share.slice(0, 12) }) },
      };
    });
  for (const { homeNo, row } of plan.added.homes) yield [...newHome(desk, homeNo, row, roster), ...linkFacts(homeNo)];
  for (const homeNo of plan.newlySold) {
    const subject = `home/${desk.read.homeId(homeNo)}`;
    yield [{ subject, type: 'home.described', data: { deliveryState: 'soldUndelivered' } }, ...linkFacts(homeNo)];
  }
}

function newHome(desk: Desk, homeNo: string, row: RosterRow, roster: string): DraftFact[] {
  const id = desk.read.homeId(homeNo);
  const subject = `home/${id}`;
  const { building, entrance, room, kind } = row.address;
  const described = {
    deliveryState: row.sold ? 'soldUndelivered' : 'unsold',
    ...(row.area === undefined ? {} : { area: row.area }),
    ...(row.innerArea === undefined ? {} : { innerArea: row.innerArea }),
    ...(row.layout === undefined ? {} : { layout: row.layout.slice(0, 40) }),
    ...(row.contractNo === undefined ? {} : { contractNo: row.contractNo.slice(0, 60) }),
    ...(row.deliveredOn === undefined ? {} : { deliveredOn: row.deliveredOn }),
  };
  const facts: DraftFact[] = [
    { subject, type: 'home.registered', data: { homeNo, address: { building, entrance, room }, kind } },
    { subject, type: 'home.described', data: described },
    { subject, type: 'home.listed', data: { roster } },
  ];
  if (row.note !== undefined) facts.push(noteFact(id, row.note));
  return facts;
}
