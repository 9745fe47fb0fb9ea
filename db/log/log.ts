import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { kindOf, type DraftFact, type Fact, type SealedEntry, type SubjectRef } from '#core/facts/envelope.ts';
import type { BaseState } from '#core/facts/fold.ts';
import { append, type Signing } from '#core/replica/append.ts';
import type { Crypt } from '#core/replica/store.ts';
import { FOLD_VERSION, subjectKind } from '#core/subjects/index.ts';
import { createProjections, type Projections } from '#db/projections/index.ts';
import { projecting } from '#db/projections/projector.ts';
import { createSearch, type Search } from '#db/search/index.ts';
import { relationNeighbours } from '#db/search/neighbours.ts';
import { Refusal } from '#core/refusal.ts';
import { inTransaction, refusing } from '#db/vault/sqliteRefusal.ts';
import type { Db } from '#db/vault/types.ts';
import { deskTime } from './clock.ts';
import { type Own, readOwn } from './own.ts';
import { createCrypt, signWith } from './seal.ts';
import { createPeopleSecrets, openRefs, type Open, type PeopleSecrets } from './secrets.ts';
import { createStore, type SqlStore } from './store.ts';

export const APP_VERSION = '0.1.0';

/** The log with everything that must move with it: states, projections, index, secrets. One connection, one writer. */
export interface Log {
  readonly db: Db;
  readonly store: SqlStore;
  readonly secrets: PeopleSecrets;
  readonly search: Search;
  readonly projections: Projections;
  readonly crypt: Crypt;
  readonly open: Open;
  own(): Own;
  /** Own identity changed (rotation): read it again. */
  reloadOwn(): void;
  state<S extends BaseState>(ref: SubjectRef): S;
  /** Runs in one transaction; whatever was remembered outside the database is dropped when it fails. */
  transaction<R>(work: () => R): R;
  /** A transaction that stays open between calls; while it does, no other one begins (Refusal `import_running`). */
  begin(): { step<R>(work: () => R): R; commit(): void; rollbackIfOpen(): void };
  /** One command inside the caller's transaction: facts, states, projections, index. */
  write(command: WriteCommand): Fact[];
  project(refs: Iterable<SubjectRef>): void;
}

export interface WriteCommand {
  readonly facts: readonly DraftFact[];
  readonly staff: string | null;
  readonly now: number;
  readonly command?: string | undefined;
  readonly visit?: string | undefined;
  readonly batch?: { id: string; n: number; of?: number } | undefined;
}

export function createLog(db: Db): Log {
  const store = createStore(db);
  const secrets = createPeopleSecrets(db);
  const search = createSearch(db, relationNeighbours(db));
  const crypt = createCrypt();
  const entryOf = (fact: string, index: number): SealedEntry | undefined => store.get(fact)?.fact.sealed[index];
  const open = openRefs(entryOf, secrets);
  const projections = createProjections(db, projecting(open, search), (ref) => store.subject(ref)?.state);

  let own = readOwn(db);
  let signing: Signing | null = null;
  const identity = (): Own => {
    if (!own) throw new TypeError('the log has no writer yet');
    return own;
  };
  const signer = (): Signing => (signing ??= { ...crypt, sign: signWith(identity().signer.private), seal: (value) => secrets.seal(value) });

  const forget = (): void => {
    store.forget();
    secrets.forget();
    log.reloadOwn();
  };

  const log: Log = {
    db,
    store,
    secrets,
    search,
    projections,
    crypt,
    open,
    own: identity,
    reloadOwn() {
      own = readOwn(db);
      signing = null;
    },
    state<S extends BaseState>(ref: SubjectRef): S {
      return (store.subject(ref)?.state ?? subjectKind(kindOf(ref)).initial) as S;
    },
    transaction(work) {
      if (db.inTransaction) throw new Refusal('import_running');
      try {
        return inTransaction(db, work);
      } catch (error) {
        forget();
        throw error;
      }
    },
    begin() {
      if (db.inTransaction) throw new Refusal('import_running');
      const dir = dirname(db.name);
      refusing(dir, () => db.exec('BEGIN IMMEDIATE'));
      let open = true;
      return {
        step: (work) => refusing(dir, work),
        commit() {
          refusing(dir, () => db.exec('COMMIT'));
          open = false;
        },
        rollbackIfOpen() {
          if (!open) return;
          open = false;
          // SQLite may have rolled back by itself already (a full disk). What was remembered of it must go all the same: a
          // person's secret that was rolled back and used again would seal what nobody can ever read.
          if (db.inTransaction) db.exec('ROLLBACK');
          forget();
        },
      };
    },
    write({ facts: drafts, staff, now, command, visit, batch }) {
      const basis: Record<string, string> = {};
      for (const [name, ref] of [['staff', `staff/${staff}`], ['site', 'site/self']] as const) {
        const head = name === 'staff' && staff === null ? undefined : store.subject(ref)?.heads.at(-1);
        if (head !== undefined) basis[name] = head;
      }
      const me = identity();
      const facts = append(
        store,
        signer(),
        { site: me.site, writer: me.writer, command: command ?? randomUUID(), batch, at: deskTime(now), staff, basis, visit, app: APP_VERSION },
        drafts,
      );
      log.project(new Set(facts.map((fact) => fact.subject)));
      return facts;
    },
    project(refs) {
      for (const ref of refs) {
        const row = store.subject(ref);
        if (row) projections.project(ref, row.state);
        // What contradicts itself in one subject is covered in another: a resolution that arrives first must find it later.
      }
    },
  };
  return log;
}

/** Under which folds the stored states were made. */
export const storedFoldVersion = (db: Db): number =>
  Number(db.prepare<[], string>("SELECT value FROM own WHERE name = 'fold'").pluck().get() ?? 0);

export const noteFoldVersion = (db: Db): void => {
  db.prepare("INSERT INTO own (name, value) VALUES ('fold', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(String(FOLD_VERSION));
};
