import { basename } from 'node:path';
import { idOf, kindOf, type RetentionClass } from '#core/facts/envelope.ts';
import { Refusal } from '#core/refusal.ts';
import type { DocumentValue } from '#core/subjects/person.ts';
import type { Desk } from '#db/desk.ts';
import { takePins } from '#db/exchange/keyring.ts';
import { stalePins } from '#db/exchange/stalePins.ts';
import { deskTime } from '#db/log/clock.ts';
import type * as db from '#db/projections/views.ts';
import { listBackups } from '#db/vault/index.ts';
import type { Failures } from './pins.ts';
import type { AnomalyRow, HomeRow, Memory, PersonRow, RelationRow, StaffRow } from './memory.ts';

/** The desk's memory over an open database: names of columns become the names that the contract uses, nothing more. */
export interface DeskMemory extends Memory {
  /** For what works on the database itself: roster import, command line. */
  readonly desk: Desk;
}

const homeRow = (row: db.HomeRow): HomeRow => ({
  id: row.id, homeNo: row.no, kind: row.kind, entrance: row.entrance, deliveryState: row.delivery, occupancy: row.occupancy,
  area: row.area, layout: row.layout, deliveredOn: row.deliveredOn,
});

const documentOf = (row: db.PersonRow): DocumentValue | null =>
  row.documentNumber === null ? null : { kind: row.documentKind ?? 'other', number: row.documentNumber };

const personRow = (row: db.PersonRow): PersonRow => ({
  id: row.id, kind: row.kind, name: row.name, phones: row.phones, document: documentOf(row), checks: row.checks,
  // A value that does not open is shown like one that has not come; `verify` tells the two apart.
  unreadable: row.missing === 'damaged' ? 'notHere' : row.missing,
});

const relationRow = (row: db.RelationRow): RelationRow => ({
  id: row.id, home: row.home, person: row.person, role: row.role, from: row.since, to: row.until, ended: row.ended, share: row.share,
});

const staffRow = (row: db.StaffRow): StaffRow => ({ id: row.id, name: row.name, grants: row.grants, left: row.gone });

export function deskMemory(desk: Desk, now: () => number): DeskMemory {
  const { views } = desk;
  const q = {
    pin: desk.db.prepare<[string], { verifier: string; version: number }>('SELECT verifier, version FROM pin WHERE staff = ?'),
    failed: desk.db.prepare<[string], Failures>('SELECT count, until FROM pin_failure WHERE staff = ?'),
    fail: desk.db.prepare('INSERT OR REPLACE INTO pin_failure (staff, count, until) VALUES (?, ?, ?)'),
    note: desk.db.prepare<[string], string>('SELECT value FROM own WHERE name = ?').pluck(),
    putNote: desk.db.prepare('INSERT OR REPLACE INTO own (name, value) VALUES (?, ?)'),
    clear: desk.db.prepare('DELETE FROM pin_failure WHERE staff = ?'),
  };
  const deskNames = (): Map<string, string> => new Map(views.writers().map(({ writer, name }) => [writer, name]));
  const labelOf = (subject: string): string => (kindOf(subject) === 'home' ? (views.home(idOf(subject))?.no ?? '') : '');

  // A running import holds the one transaction. What joined it would be gone when the import is called off: a changed PIN
  // would be the old one again, and wrong tries would cost nothing.
  const alone = (): void => {
    if (desk.db.inTransaction) throw new Refusal('import_running');
  };

  return {
    desk,
    get site() {
      return desk.site;
    },
    get writer() {
      return desk.writer;
    },
    act: (act) => desk.act(act),
    read: desk.read,
    views: {
      home: (id) => mapped(views.home(id), homeRow),
      homes: ({ building, kind, offset, limit }) => {
        const { total, homes } = views.homesOf(building, kind, offset, limit);
        return { total, homes: homes.map(homeRow) };
      },
      buildings: () => views.buildings(),
      relationsOfHome: (home) => views.relationsOfHome(home).map(relationRow),
      relationsOfPerson: (person) => views.relationsOfPerson(person).map(relationRow),
      person: (id) => mapped(views.person(id), personRow),
      toCheck: () => views.toCheck(),
      peopleToCheck: (offset, limit) => views.peopleToCheck(offset, limit).map(personRow),
      linked: (person) => views.linked(person),
      note: (home) => views.home(home)?.note ?? null,
      history: (ref, limit) => {
        const names = deskNames();
        return views.history(ref, limit).map(({ writer, ...line }) => ({ ...line, desk: names.get(writer) ?? '' }));
      },
      staff: () => views.allStaff().map(staffRow),
      looks: (limit) => {
        const names = deskNames();
        return views.looks(limit).map(({ writer, ...look }) => ({ ...look, desk: names.get(writer) ?? '' }));
      },
      anomalies: () => {
        const names = deskNames();
        return views.anomalies().map((row): AnomalyRow => ({
          id: row.id, rule: row.rule, subject: row.subject, label: labelOf(row.subject),
          facts: row.facts.flatMap((fact) => {
            const line = views.factLine(fact);
            return line ? [{ fact, time: line.time, staff: line.staff, desk: names.get(line.writer) ?? '' }] : [];
          }),
        }));
      },
      held: (limit) => {
        const names = deskNames();
        return views.heldFacts(limit).map(({ subject, ...row }) => ({ ...row, desk: names.get(row.writer) ?? '', kind: kindOf(subject), label: labelOf(subject) }));
      },
      writers: () => views.writers(),
    },
    unseal(ref) {
      const entry = desk.log.store.get(ref.fact)?.fact.sealed[ref.index];
      const opened = desk.log.open(ref);
      if (!entry || 'missing' in opened) return { missing: 'missing' in opened && opened.missing === 'erased' ? 'erased' : 'notHere' };
      return { value: opened.value, person: entry.person, retention: entry.retention as RetentionClass };
    },
    find: (text, limit) => desk.search.query(text, { limit }),
    pins: {
      get: (staff) => q.pin.get(staff),
      stale: (staff) => stalePins(desk.db)(staff, q.pin.get(staff)?.version ?? 0),
      put(staff, verifier, version) {
        alone();
        takePins(desk.db, [{ staff, verifier, version, at: deskTime(now()).time }]);
      },
    },
    pinFailures: {
      get: (staff) => q.failed.get(staff),
      put(staff, { count, until }) {
        alone();
        q.fail.run(staff, count, until);
      },
      clear(staff) {
        alone();
        q.clear.run(staff);
      },
    },
    standing: () => {
      const { facts, since, lastExchange } = desk.exchange.pending();
      return {
        pending: facts, pendingSince: since, lastExchange, waiting: desk.stats()['waiting'] ?? 0, held: views.held(),
        partialBatches: desk.log.store.partialBatches(), clockBehind: Math.round(desk.clockBehind() / 1000),
      };
    },
    verify: () => desk.verify(),
    stats: () => desk.stats(),
    backups: () => listBackups(desk.folder.paths.backups).map(({ name, at, bytes }) => ({ name, at: at.toISOString(), bytes })),
    backupNow: () => basename(desk.backup()),
    busy: () => desk.db.inTransaction,
    notes: {
      get: (name) => q.note.get(name),
      put(name, value) {
        alone();
        q.putNote.run(name, value);
      },
    },
    exchange: {
      vector: () => desk.exchange.vector(),
      export: (vector) => desk.exchange.export(vector),
      import: (bytes) => desk.exchange.import(bytes),
      invite: (deskName, staff) => desk.exchange.invite(deskName, staff),
      retire: (writer, lastSeq, staff) => desk.exchange.retire(writer, lastSeq, staff),
      adopt: (writer, facts, staff) => {
        const held = new Set(views.heldFacts(Number.POSITIVE_INFINITY).flatMap((row) => (row.writer === writer ? [row.fact] : [])));
        if (facts.some((fact) => !held.has(fact))) throw new Refusal('not_held');
        desk.exchange.adopt(writer, facts, staff);
      },
    },
    onChange: (listener) => desk.onChange(listener),
    // Rights that ended stay ended when somebody sets the clock back.
    businessDay: () => deskTime(desk.permissionNow()).day,
    close: () => desk.close(),
  };
}

function mapped<A, B>(row: A | undefined, map: (row: A) => B): B | undefined {
  return row === undefined ? undefined : map(row);
}
