import type { Db, Migration } from '#db/vault/index.ts';
import { inTransaction } from '#db/vault/index.ts';

// A toy log and its projection, for tests of the file under them. Free of the test runner: child processes use it too.

/** Everything that a damage report must tell apart: a log, a table that refers to it, an index, overflow pages. */
export const FIRST: Migration = {
  id: 10,
  name: 'first',
  up: (db) => {
    db.exec(`
      CREATE TABLE fact (seq INTEGER PRIMARY KEY, person TEXT NOT NULL, body BLOB NOT NULL) STRICT;
      CREATE TABLE projection (seq INTEGER PRIMARY KEY REFERENCES fact (seq), person TEXT NOT NULL) STRICT;
      CREATE INDEX projection_person ON projection (person);
    `);
  },
};

/** One command: `count` facts with their projections, all or none. */
export const addFacts = (db: Db, count: number, name = '欧阳测试'): void => {
  inTransaction(db, () => {
    const last = db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM fact').pluck().get() ?? 0;
    const fact = db.prepare('INSERT INTO fact (seq, person, body) VALUES (?, ?, ?)');
    const projection = db.prepare('INSERT INTO projection (seq, person) VALUES (?, ?)');
    for (let seq = last + 1; seq <= last + count; seq += 1) {
      fact.run(seq, `${name}${seq}`, Buffer.alloc(seq % 50 === 0 ? 9000 : 120, seq));
      projection.run(seq, `${name}${seq}`);
    }
  });
};

export const countFacts = (db: Db): number => db.prepare<[], number>('SELECT count(*) FROM fact').pluck().get() ?? -1;
export const countProjections = (db: Db): number => db.prepare<[], number>('SELECT count(*) FROM projection').pluck().get() ?? -1;
export const fingerprint = (db: Db): string => `${countFacts(db)}`;

/** A passphrase that costs a test a millisecond instead of a fifth of a second. */
export const CHEAP = { memory: 256, passes: 1 } as const;
