import type { Migration } from '#db/vault/types.ts';

/**
 * The log and what hangs on it. Facts are never changed or removed: triggers say so, because a wrong statement somewhere else
 * must not be able to. Only where a fact stands may move (a fork renames the tail of a stream; a waiting fact gets its depth).
 */
const LOG = `
CREATE TABLE stream (
  n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, writer TEXT NOT NULL, parent TEXT,
  head_seq INTEGER NOT NULL, head_id BLOB, closed INTEGER NOT NULL
) STRICT;
CREATE TABLE subject (
  n INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE, heads TEXT NOT NULL, depth INTEGER NOT NULL, count INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT;
CREATE TABLE fact (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, stream INTEGER NOT NULL, seq INTEGER NOT NULL, subject INTEGER NOT NULL,
  depth INTEGER NOT NULL, signature TEXT, body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX fact_stream ON fact (stream, seq);
CREATE INDEX fact_subject ON fact (subject);
CREATE TABLE waiting (parent BLOB NOT NULL, fact BLOB NOT NULL, PRIMARY KEY (parent, fact)) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_fact ON waiting (fact);
CREATE TABLE trust (writer TEXT PRIMARY KEY, certificate TEXT NOT NULL, retired TEXT) STRICT;
CREATE TABLE batch (id TEXT PRIMARY KEY, seen INTEGER NOT NULL, total INTEGER) STRICT;
CREATE TABLE reply (command TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TRIGGER fact_never_changes BEFORE UPDATE OF id, seq, subject, signature, body ON fact
BEGIN SELECT raise(ABORT, 'facts never change'); END;
CREATE TRIGGER fact_placed_once BEFORE UPDATE OF depth ON fact WHEN old.depth <> 0
BEGIN SELECT raise(ABORT, 'facts never change'); END;
CREATE TRIGGER fact_never_goes BEFORE DELETE ON fact
BEGIN SELECT raise(ABORT, 'facts never go'); END;
`;

/** Secrets of people and of this copy. Mutable on purpose: what must be forgotten cannot stand in the log. */
const SECRETS = `
CREATE TABLE secret (
  id TEXT PRIMARY KEY, person TEXT NOT NULL, retention TEXT NOT NULL, bytes BLOB NOT NULL
) STRICT;
CREATE INDEX secret_person ON secret (person, retention);
CREATE TABLE tombstone (id TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT;
CREATE TABLE pin (staff TEXT PRIMARY KEY, verifier TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE pin_failure (staff TEXT PRIMARY KEY, count INTEGER NOT NULL, until INTEGER NOT NULL) STRICT;
CREATE TABLE own (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE peer (writer TEXT PRIMARY KEY, heads TEXT NOT NULL, at TEXT NOT NULL) STRICT;
`;

export const logMigration: Migration = {
  id: 10,
  name: 'log',
  up(db) {
    db.exec(LOG);
    db.exec(SECRETS);
  },
};
