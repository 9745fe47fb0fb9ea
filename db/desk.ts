import { randomUUID } from 'node:crypto';
import type { DraftFact, SubjectRef } from '#core/facts/envelope.ts';
import type { BaseState } from '#core/facts/fold.ts';
import { SITE_REF, type SiteSettings } from '#core/subjects/site.ts';
import { exportBundle, importBundle, readVector, vectorOf, type Exchanging, type Imported } from '#db/exchange/bundle.ts';
import { invite } from '#db/exchange/invite.ts';
import { pending, type Pending } from '#db/exchange/peers.ts';
import { retireWriter, adoptFacts } from '#db/exchange/retire.ts';
import { applyTombstoneFile, noteTombstones } from '#db/exchange/tombstones.ts';
import { applySecrets } from '#db/exchange/keyring.ts';
import { deskTime, permissionClock } from '#db/log/clock.ts';
import { createLog, noteFoldVersion, storedFoldVersion, type Log } from '#db/log/log.ts';
import { logMigration } from '#db/log/schema.ts';
import { certify, enrolment, newIdentity, writeOwn } from '#db/log/own.ts';
import { rebuild } from '#db/log/rebuild.ts';
import { mustRotate, rotateWriter } from '#db/log/rotate.ts';
import { keyed, newSigner, siteIdOf } from '#db/log/seal.ts';
import { verifyDesk, type VerifyReport } from '#db/log/verify.ts';
import { projectionMigration } from '#db/projections/schema.ts';
import { createViews, type Views } from '#db/projections/views.ts';
import type { Search } from '#db/search/index.ts';
import { openDesk as openFolder, type Desk as Folder } from '#db/vault/desk.ts';
import type { Db, Secrets } from '#db/vault/types.ts';
import { FOLD_VERSION } from '#core/subjects/index.ts';
import { Refusal } from '#core/refusal.ts';

/**
 * The desk's memory as everything above it sees it: acts go in, views come out, files go to and from other desks.
 * One connection, one writer, one process.
 */
export const MIGRATIONS = [logMigration, projectionMigration];

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
  personId(document: { kind: string; number: string }): string;
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
  /** Called after each command; returning false abandons everything. */
  readonly onProgress?: (done: number, of: number) => boolean | void;
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
  verify(): VerifyReport;
  backup(file?: string): string;
  stats(): Record<string, number>;
  /** Milliseconds by which the clock stands behind the last fact of this desk; 0 in ordinary times. */
  clockBehind(): number;
  permissionNow(): number;
  onChange(listener: (refs: readonly SubjectRef[]) => void): () => void;
  close(): void;
}

const fingerprint = (db: Db): string =>
  JSON.stringify(db.prepare('SELECT count(*) n, max(n) last, (SELECT hex(id) FROM fact ORDER BY n DESC LIMIT 1) id FROM fact').get());

/** Begins a site on a folder whose vault was just created: its root, its first writer, its first facts. */
export function foundDesk(o: DeskOptions & { site: SiteSettings['name']; deskName: string; demo?: boolean }): Desk {
  const folder = openFolderFor(o, true);
  const root = newSigner();
  const site = siteIdOf(root.public);
  const identity = newIdentity();
  const log = createLog(folder.db);
  log.transaction(() => {
    writeOwn(folder.db, { site, ...identity, root: { public: root.public, private: root.private } });
    log.reloadOwn();
    const certificate = certify(site, identity, { name: 'root', private: root.private });
    log.store.putTrust(identity.writer, { certificate, retired: null });
    const now = (o.now ?? Date.now)();
    const founded: DraftFact = {
      subject: SITE_REF,
      type: 'site.founded',
      data: { root: root.public, demo: o.demo ?? false, settings: { name: o.site } },
    };
    log.write({ facts: [enrolment(certificate, o.deskName, 'founded'), founded], staff: null, now });
    noteFoldVersion(folder.db);
  });
  folder.finishEnrolment();
  return createDeskOn(folder, log, o);
}

/** Opens a desk: what may exist twice gets a new writer, what an older program folded is folded again. */
export function openDesk(o: DeskOptions): Desk {
  const folder = openFolderFor(o, false);
  try {
    const log = createLog(folder.db);
    if (storedFoldVersion(folder.db) !== FOLD_VERSION) rebuild(log);
    const desk = createDeskOn(folder, log, o);
    applyTombstoneFile(desk);
    const why = mustRotate(folder, log);
    if (why) {
      rotateWriter(log, why, (o.now ?? Date.now)());
      folder.writerRotated();
      noteHead(folder, log);
    }
    return desk;
  } catch (error) {
    folder.close();
    throw error;
  }
}

/** The data folder with its lock, its file judged and migrated; `create` right after its vault was made. */
export const openFolderFor = (o: DeskOptions, create: boolean): Folder =>
  openFolder(o.dir, o.secrets, {
    migrations: MIGRATIONS,
    create,
    fingerprint,
    ...(o.nativeBinding === undefined ? {} : { nativeBinding: o.nativeBinding }),
  });

function noteHead(folder: Folder, log: Log): void {
  const { writer } = log.own();
  const head = log.store.stream(writer)?.head;
  if (!head?.id) return;
  try {
    folder.noteHighWater({ writer, seq: head.seq, id: head.id });
  } catch {
    // The act is committed already: a mark that could not be written (a full disk) must not make it look as if it were not.
    // A mark that lags is harmless; it is a witness, not a source.
  }
}

export function createDeskOn(folder: Folder, log: Log, o: DeskOptions): Desk {
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
    personId: ({ kind, number }) => keyed(siteSecret, 'person', `${kind}\n${number}`),
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
    act<R>({ command, staff, visit, decide }: Act<R>): R {
      const touched = new Set<SubjectRef>();
      const reply = log.transaction(() => {
        const before = answered<R>(command);
        if (before) return before.reply;
        const { facts, reply: made } = decide(read);
        if (facts.length > 0) {
          for (const fact of log.write({ facts, staff, now: now(), command, visit })) touched.add(fact.subject);
        }
        if (command !== undefined) replies.put.run(command, JSON.stringify(made ?? null));
        return made;
      });
      changed(touched);
      return reply;
    },
    actMany<R>({ command, staff, acts, onProgress, reply }: Acts<R>): R {
      const touched = new Set<SubjectRef>();
      const batch = randomUUID();
      const result = log.transaction(() => {
        const before = answered<R>(command);
        if (before) return before.reply;
        for (const [index, facts] of acts.entries()) {
          const mark = { id: batch, n: index + 1, ...(index === acts.length - 1 ? { of: acts.length } : {}) };
          for (const fact of log.write({ facts, staff, now: now(), batch: mark })) touched.add(fact.subject);
          if (onProgress?.(index + 1, acts.length) === false) throw new Refusal('cancelled');
        }
        if (command !== undefined) replies.put.run(command, JSON.stringify(reply ?? null));
        return reply;
      });
      changed(touched);
      return result;
    },
    exchange: {
      vector: () => Buffer.from(JSON.stringify(vectorOf(ex))),
      export: (vector) => exportBundle(ex, vector && takeVector(desk, vector)),
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
        return set;
      });
      noteTombstones(desk);
      log.search.tidy();
      folder.checkpoint();
      changed(refs);
    },
    rebuild() {
      rebuild(log);
      changed([SITE_REF]);
    },
    verify: () => verifyDesk(folder, log),
    backup: (file) => folder.backup(file, new Date(now())),
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
function takeVector(desk: Desk, bytes: Uint8Array) {
  const vector = readVector(bytes, desk.site);
  const news = vector.tombstones.filter((id) => !desk.log.secrets.isErased(id));
  if (news.length > 0) desk.destroySecrets(news);
  return vector;
}
