import type { Fact } from '#core/facts/envelope.ts';
import { current } from '#core/facts/register.ts';
import { countsIn } from '#core/replica/standing.ts';
import type { DeliveryState, HomeKind, Occupancy, RelationRole } from '#core/subjects/home.ts';
import type { PersonKind } from '#core/subjects/person.ts';
import type { Look } from '#core/subjects/small.ts';
import type { Grant } from '#core/subjects/staff.ts';
import type { WriterState } from '#core/subjects/writer.ts';
import type { Log } from '#db/log/log.ts';
import { heldFacts } from './held.ts';
import { rosterNumbers, saysOf } from './history.ts';
import type { Db } from '#db/vault/types.ts';

/** Prepared questions to the projections. Rows are plain, with full names: who may see what is the desk process's business. */

export interface HomeRow {
  id: string; no: string; building: string; entrance: string | null; room: string; kind: HomeKind;
  delivery: DeliveryState | null; occupancy: Occupancy | null; area: number | null; innerArea: number | null; layout: string | null; contractNo: string | null;
  deliveredOn: string | null; note: string | null; rosters: string[]; unread: number;
}
export interface PersonRow {
  id: string; kind: PersonKind; name: string | null; phones: string[]; documentKind: string | null;
  documentNumber: string | null; checks: string[]; missing: 'notHere' | 'erased' | 'damaged' | null; unread: number;
}
export interface RelationRow {
  home: string; id: string; person: string; role: RelationRole; since: string | null; share: string | null;
  ended: boolean; until: string | null; why: string | null;
}
export interface StaffRow { id: string; name: string | null; grants: Grant[]; gone: boolean }
export interface HistoryRow {
  fact: string; type: string; time: string; staff: string | null; writer: string; counts: boolean;
  /** Equal for the facts of one act, or of one import. */
  act: string; roster: string | null; relation: { person: string; role: RelationRole } | null; fields: string[];
}
export interface HeldRow { fact: string; type: string; time: string; staff: string | null; writer: string; subject: string }
export interface LookRow extends Look { time: string; staff: string | null; writer: string }
export interface AnomalyRow { id: string; rule: string; subject: string; facts: string[]; open: boolean }
export interface WriterRow { writer: string; name: string; facts: number; retired: boolean; began: string | null }

export interface Views {
  home(id: string): HomeRow | undefined;
  homesOf(building: string, kind: HomeKind | undefined, offset: number, limit: number): { total: number; homes: HomeRow[] };
  /** Buildings in the order of their names; garages (`below`: nothing but parking spaces and storage) after them, no building last. */
  buildings(): { building: string; homes: number; unsold: number; people: number; below: boolean }[];
  allHomes(): Iterable<HomeRow>;
  relationsOfHome(home: string): RelationRow[];
  relationsOfPerson(person: string): RelationRow[];
  person(id: string): PersonRow | undefined;
  allPeople(): Iterable<PersonRow>;
  linked(person: string): string[];
  staff(id: string): StaffRow | undefined;
  allStaff(): StaffRow[];
  history(ref: string, limit: number): HistoryRow[];
  looks(limit: number): LookRow[];
  anomalies(): AnomalyRow[];
  anomaly(id: string): AnomalyRow | undefined;
  factLine(id: string): { time: string; staff: string | null; writer: string } | undefined;
  writers(): WriterRow[];
  /** How many people have something to be checked at the counter, and who they are, by home number. */
  toCheck(): number;
  peopleToCheck(offset: number, limit: number): PersonRow[];
  /** Facts of retired desks that do not count until somebody adopts them. */
  held(): number;
  heldFacts(limit: number): HeldRow[];
  counts(): Record<string, number>;
}

type Raw<T, Json extends keyof T> = Omit<T, Json> & Record<Json, string>;

const HOME = 'id, no, building, entrance, room, kind, delivery, occupancy, area, inner_area AS innerArea, layout, contract_no AS contractNo, delivered_on AS deliveredOn, note, rosters, unread';
const PERSON = 'id, kind, name, phones, document_kind AS documentKind, document_number AS documentNumber, checks, missing, unread';
const TO_CHECK = "checks <> '[]' AND missing IS NOT 'erased'";

const homeRow = (row: Raw<HomeRow, 'rosters'>): HomeRow => ({ ...row, rosters: JSON.parse(row.rosters) as string[] });
const personRow = (row: Raw<PersonRow, 'phones' | 'checks'>): PersonRow => ({
  ...row, phones: JSON.parse(row.phones) as string[], checks: JSON.parse(row.checks) as string[],
});
const relationRow = (row: Omit<RelationRow, 'ended'> & { ended: number }): RelationRow => ({ ...row, ended: row.ended === 1 });
const staffRow = (row: { id: string; name: string | null; grants: string; gone: number }): StaffRow => ({
  id: row.id, name: row.name, grants: JSON.parse(row.grants) as Grant[], gone: row.gone === 1,
});
const anomalyRow = (row: { id: string; rule: string; subject: string; facts: string; open: number }): AnomalyRow => ({
  id: row.id, rule: row.rule, subject: row.subject, facts: JSON.parse(row.facts) as string[], open: row.open === 1,
});

export function createViews(db: Db, log: Log): Views {
  type HomeRaw = Raw<HomeRow, 'rosters'>;
  type PersonRaw = Raw<PersonRow, 'phones' | 'checks'>;
  type RelationRaw = Omit<RelationRow, 'ended'> & { ended: number };
  const q = {
    home: db.prepare<[string], HomeRaw>(`SELECT ${HOME} FROM home WHERE id = ?`),
    homes: db.prepare<[], HomeRaw>(`SELECT ${HOME} FROM home ORDER BY building, sort`),
    inBuilding: db.prepare<[string, string, string, number, number], HomeRaw>(
      `SELECT ${HOME} FROM home WHERE building = ? AND (? = '' OR kind = ?) ORDER BY sort LIMIT ? OFFSET ?`,
    ),
    countIn: db.prepare<[string, string, string], number>("SELECT count(*) FROM home WHERE building = ? AND (? = '' OR kind = ?)").pluck(),
    buildings: db.prepare<[], { building: string; homes: number; unsold: number; people: number; below: number }>(
      `SELECT h.building, count(DISTINCT h.id) AS homes, count(DISTINCT CASE WHEN h.delivery = 'unsold' THEN h.id END) AS unsold,
         count(DISTINCT r.person) AS people, min(h.kind IN ('parkingSpace', 'storageRoom')) AS below
       FROM home h LEFT JOIN relation r ON r.home = h.id AND r.ended = 0 GROUP BY h.building ORDER BY h.building = '', min(h.kind IN ('parkingSpace', 'storageRoom')), min(h.sort)`,
    ),
    ofHome: db.prepare<[string], RelationRaw>(
      `SELECT home, id, person, role, since, share, ended, until, why FROM relation WHERE home = ?
       ORDER BY ended, CASE role WHEN 'owner' THEN 0 WHEN 'companyOwner' THEN 0 WHEN 'coOwner' THEN 1 ELSE 2 END, since, id`,
    ),
    ofPerson: db.prepare<[string], RelationRaw>(
      `SELECT r.home, r.id, r.person, r.role, r.since, r.share, r.ended, r.until, r.why FROM relation r LEFT JOIN home h ON h.id = r.home
       WHERE r.person = ? ORDER BY r.ended, h.kind IN ('parkingSpace', 'storageRoom'), r.since, r.home, r.id`,
    ),
    person: db.prepare<[string], PersonRaw>(`SELECT ${PERSON} FROM person WHERE id = ?`),
    people: db.prepare<[], PersonRaw>(`SELECT ${PERSON} FROM person`),
    links: db.prepare<[string, string], { a: string; b: string }>('SELECT a, b FROM person_link WHERE a = ? OR b = ?'),
    staff: db.prepare<[string], { id: string; name: string | null; grants: string; gone: number }>('SELECT * FROM staff WHERE id = ?'),
    allStaff: db.prepare<[], { id: string; name: string | null; grants: string; gone: number }>('SELECT * FROM staff ORDER BY gone, id'),
    looks: db.prepare<[number], { id: Buffer; body: string }>(
      `SELECT f.id, f.body FROM fact f JOIN subject s ON s.n = f.subject WHERE s.ref GLOB 'looks/*' ORDER BY f.n DESC LIMIT ?`,
    ),
    anomalies: db.prepare<[], { id: string; rule: string; subject: string; facts: string; open: number }>(
      'SELECT id, rule, subject, facts, open FROM anomaly WHERE open = 1 ORDER BY id',
    ),
    anomaly: db.prepare<[string], { id: string; rule: string; subject: string; facts: string; open: number }>(
      'SELECT id, rule, subject, facts, open FROM anomaly WHERE id = ?',
    ),
    // The condition as it stands in the index `person_check`, or every strip would read all people.
    toCheck: db.prepare<[], number>(`SELECT count(*) FROM person WHERE ${TO_CHECK}`).pluck(),
    peopleToCheck: db.prepare<[number, number], PersonRaw>(
      `SELECT ${PERSON}, (SELECT min(h.sort) FROM relation r JOIN home h ON h.id = r.home WHERE r.person = person.id AND r.ended = 0) AS place
       FROM person WHERE ${TO_CHECK} ORDER BY place IS NULL, place, id LIMIT ? OFFSET ?`,
    ),
    counts: db.prepare<[], Record<string, number>>(
      `SELECT (SELECT count(*) FROM home) homes, (SELECT count(*) FROM person) people,
         (SELECT count(*) FROM relation WHERE ended = 0) links, (SELECT count(*) FROM home WHERE delivery = 'unsold') unsold,
         (SELECT count(*) FROM anomaly WHERE open = 1) anomalies, (SELECT count(*) FROM staff WHERE gone = 0) staff`,
    ),
  };

  /** Linked records of one person: the connected component, because links are pairs. */
  function linked(start: string): string[] {
    const found = new Set([start]);
    const open = [start];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      for (const { a, b } of q.links.all(id, id)) {
        for (const other of [a, b]) {
          if (!found.has(other)) {
            found.add(other);
            open.push(other);
          }
        }
      }
    }
    found.delete(start);
    return [...found].sort();
  }

  const writers = (): WriterRow[] =>
    [...log.store.trust()].map(([writer, row]) => {
      const state = log.state<WriterState>(`writer/${writer}`);
      const facts = log.store.streamsOf(writer).reduce((most, s) => Math.max(most, s.head.seq), 0);
      return { writer, name: current(state.deskName) ?? '', facts, retired: row.retired !== null, began: state.began };
    });

  return {
    home: (id) => mapped(q.home.get(id), homeRow),
    homesOf: (building, kind, offset, limit) => ({
      total: q.countIn.get(building, kind ?? '', kind ?? '') ?? 0,
      homes: q.inBuilding.all(building, kind ?? '', kind ?? '', limit, offset).map(homeRow),
    }),
    buildings: () => q.buildings.all().map((row) => ({ ...row, below: row.below === 1 })),
    *allHomes() {
      for (const row of q.homes.all()) yield homeRow(row);
    },
    relationsOfHome: (home) => q.ofHome.all(home).map(relationRow),
    relationsOfPerson: (person) => q.ofPerson.all(person).map(relationRow),
    person: (id) => mapped(q.person.get(id), personRow),
    *allPeople() {
      for (const row of q.people.all()) yield personRow(row);
    },
    linked,
    staff: (id) => mapped(q.staff.get(id), staffRow),
    allStaff: () => q.allStaff.all().map(staffRow),
    history(ref, limit) {
      const placed = [...log.store.ofSubject(ref)].sort((a, b) => b.depth - a.depth || (a.fact.id < b.fact.id ? 1 : -1));
      const numbers = rosterNumbers(db, log.store);
      return placed.slice(0, limit).map((p) => ({
        ...lineOf(p.fact), ...saysOf(p.fact), fact: p.fact.id, type: p.fact.type, counts: countsIn(log.store, p),
        act: p.fact.batch?.id ?? p.fact.command, roster: p.fact.batch ? numbers(p.fact.batch.id) : null,
      }));
    },
    looks(limit) {
      return q.looks.all(limit).map((row) => {
        const fact = JSON.parse(row.body) as Fact;
        return { ...lineOf(fact), ...(fact.data as unknown as Look) };
      });
    },
    anomalies: () => q.anomalies.all().map(anomalyRow),
    anomaly: (id) => mapped(q.anomaly.get(id), anomalyRow),
    factLine(id) {
      const stored = log.store.get(id);
      return stored && lineOf(stored.fact);
    },
    writers,
    toCheck: () => q.toCheck.get() ?? 0,
    peopleToCheck: (offset, limit) => q.peopleToCheck.all(limit, offset).map(personRow),
    held() {
      let sum = 0;
      for (const _ of heldFacts(log.store)) sum += 1;
      return sum;
    },
    heldFacts(limit) {
      const lines: HeldRow[] = [];
      for (const { fact } of heldFacts(log.store)) {
        if (lines.length === limit) break;
        lines.push({ ...lineOf(fact), fact: fact.id, type: fact.type, subject: fact.subject });
      }
      return lines;
    },
    counts: () => q.counts.get()!,
  };
}

const lineOf = (fact: Fact) => ({ time: fact.at.time, staff: fact.staff, writer: fact.writer });

function mapped<A, B>(row: A | undefined, map: (row: A) => B): B | undefined {
  return row === undefined ? undefined : map(row);
}
