import { randomUUID } from 'node:crypto';
import type { SubjectRef } from '#core/facts/envelope.ts';
import { documentIdentity } from '#core/identity/document.ts';
import { Refusal } from '#core/refusal.ts';
import { SITE_REF } from '#core/subjects/site.ts';
import { exportBundle, importBundle, isSealed, readVector, vectorOf, type Exchanging } from '#db/exchange/bundle.ts';
import { invite } from '#db/exchange/invite.ts';
import { applySecrets } from '#db/exchange/keyring.ts';
import { pending } from '#db/exchange/peers.ts';
import { adoptFacts, retireWriter } from '#db/exchange/retire.ts';
import { noteTombstones } from '#db/exchange/tombstones.ts';
import { deskTime, permissionClock } from '#db/log/clock.ts';
import type { Log } from '#db/log/log.ts';
import { rebuild } from '#db/log/rebuild.ts';
import { rotateWriter } from '#db/log/rotate.ts';
import { keyed } from '#db/log/seal.ts';
import { verifyDesk } from '#db/log/verify.ts';
import { createViews } from '#db/projections/views.ts';
import type { Desk as Folder } from '#db/vault/desk.ts';
import { noteHead } from './folder.ts';
import type { Act, Acts, Desk, DeskOptions, Reader } from './types.ts';

/** One connection, one writer, one process: whoever else wants something of this folder asks the process that has it. */
export function createDesk(folder: Folder, log: Log, o: DeskOptions): Desk {
  const now = o.now ?? Date.now;
  const { siteSecret } = o.secrets;
  const permissionNow = permissionClock(now);
  const listeners = new Set<(refs: readonly SubjectRef[]) => void>();
  const replies = {
    get: folder.db.prepare<[string], string>('SELECT body FROM reply WHERE command = ?').pluck(),
    put: folder.db.prepare('INSERT INTO reply (command, body) VALUES (?, ?)'),
  };
  const changed = (refs: Iterable<SubjectRef>): void => {
    noteHead(folder, log);
    const list = [...refs];
    if (list.length > 0) for (const listener of listeners) listener(list);
  };
  const read: Reader = {
    state: (ref) => log.state(ref),
    homeId: (homeNo) => keyed(siteSecret, 'home', homeNo),
    personId: (document) => read.personIdOfIdentity(documentIdentity(document)),
    personIdOfIdentity: (identity) => keyed(siteSecret, 'person', identity),
    personIdOf: (source) => keyed(siteSecret, 'person-of', source),
    rosterId: (fileHash) => keyed(siteSecret, 'roster', fileHash),
    get writer() {
      return log.own().writer;
    },
    get day() {
      return deskTime(now()).day;
    },
  };
  const ex: Exchanging = { log, siteSecret, now };
  const answered = <R>(command: string | undefined): { reply: R } | undefined => {
    const body = command === undefined ? undefined : replies.get.get(command);
    return body === undefined ? undefined : { reply: JSON.parse(body) as R };
  };

  /**
   * What an import has written so far may yet be taken back: a peer that saw it would hold facts that never were, and this
   * desk would sign others under the same numbers.
   */
  const settled = (): void => {
    if (folder.db.inTransaction) throw new Refusal('import_running');
  };

  const desk: Desk = {
    get site() {
      return log.own().site;
    },
    get writer() {
      return log.own().writer;
    },
    dir: o.dir,
    db: folder.db,
    folder,
    log,
    read,
    views: createViews(folder.db, log),
    search: log.search,
    act<R>(act: Act<R>): R {
      const { command, staff, visit } = act;
      const touched = new Set<SubjectRef>();
      const reply = log.transaction(() => {
        const before = answered<R>(command);
        if (before) return before.reply;
        const { facts, reply: made } = act.decide(read);
        if (facts.length > 0) {
          for (const fact of log.write({ facts, staff, now: now(), command, visit })) touched.add(fact.subject);
        }
        if (command !== undefined) replies.put.run(command, JSON.stringify(made ?? null));
        return made;
      });
      changed(touched);
      return reply;
    },
    actMany<R>(acts: Acts<R>): R {
      const steps = desk.actSteps(acts);
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
      }
    },
    *actSteps<R>({ command, staff, acts, reply }: Acts<R>): Generator<{ done: number; of: number }, R> {
      const before = answered<R>(command);
      if (before) return before.reply;
      const touched = new Set<SubjectRef>();
      const batch = randomUUID();
      const work = log.begin();
      try {
        for (const [index, facts] of acts.entries()) {
          const mark = { id: batch, n: index + 1, ...(index === acts.length - 1 ? { of: acts.length } : {}) };
          for (const fact of work.step(() => log.write({ facts, staff, now: now(), batch: mark }))) touched.add(fact.subject);
          yield { done: index + 1, of: acts.length };
        }
        if (command !== undefined) replies.put.run(command, JSON.stringify(reply ?? null));
        work.commit();
      } finally {
        // Also when the caller stops asking: a generator that is closed early runs this and nothing after it.
        work.rollbackIfOpen();
      }
      changed(touched);
      return reply;
    },
    exchange: {
      vector() {
        settled();
        return Buffer.from(JSON.stringify(vectorOf(ex)));
      },
      export(vector) {
        settled();
        return exportBundle(ex, vector && takeVector(desk, ex, vector));
      },
      import(bytes) {
        const report = importBundle(ex, bytes);
        noteTombstones(desk);
        if (report.ownForked) rotateWriter(log, 'forked', now());
        changed(report.changed);
        return report;
      },
      pending: () => pending(log),
      invite(deskName, staff) {
        const made = invite(ex, deskName, staff);
        changed([]);
        return made;
      },
      retire(writer, lastSeq, staff) {
        const { held, refs } = retireWriter(ex, writer, lastSeq, staff);
        changed(refs);
        return { held };
      },
      adopt(writer, facts, staff) {
        changed(adoptFacts(ex, writer, facts, staff));
      },
    },
    destroySecrets(ids) {
      const refs = log.transaction(() => {
        const set = applySecrets(log, [], ids, now());
        log.project(set);
        log.search.tidy();
        return set;
      });
      noteTombstones(desk);
      folder.checkpoint();
      changed(refs);
    },
    rebuild() {
      rebuild(log);
      changed([SITE_REF]);
    },
    async verify() {
      settled();
      return verifyDesk(folder, log);
    },
    backup(file) {
      settled();
      return folder.backup(file, new Date(now()));
    },
    stats: () => ({ ...log.store.counts(), ...desk.views.counts() }),
    clockBehind() {
      const head = log.store.stream(log.own().writer)?.head.id;
      const last = head ? Date.parse(log.store.get(head)!.fact.at.time) : 0;
      return Math.max(0, last - now());
    },
    permissionNow,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      folder.close();
    },
  };
  return desk;
}

/** A peer's vector names secrets that were destroyed elsewhere: they go here too before anything else happens. */
function takeVector(desk: Desk, ex: Exchanging, bytes: Uint8Array) {
  const vector = readVector(bytes, desk.site);
  const news = (isSealed(ex, vector) ? vector.tombstones : []).filter((id) => !desk.log.secrets.isErased(id));
  if (news.length > 0) desk.destroySecrets(news);
  return vector;
}
