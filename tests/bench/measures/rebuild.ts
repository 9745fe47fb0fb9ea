import type { Db } from '#db/vault/index.ts';
import type { Desk } from '#db/desk.ts';
import { reopen } from '#tests/support/desk.ts';
import { bareDb, emptyDb, insertAll, wholeTable } from '../bare.ts';
import { copyOf, filledFolder } from '../community.ts';
import type { Measure } from '../harness.ts';

/** Everything derived made again from the log, as after an update that folds differently: the desk stands still meanwhile. */

const FACTS = 200_000;

let stage: { desk: Desk; source: Db; remove: () => void } | undefined;
const open = () => {
  if (stage === undefined) throw new Error('not prepared');
  return stage;
};

export const measures: Measure[] = [{
  name: `rebuild of ${FACTS} facts`, unit: 's', goal: 3, rounds: 2,
  async prepare() {
    const full = await filledFolder(FACTS);
    const { dir, remove } = copyOf(full);
    stage = { desk: await reopen(dir), source: await bareDb(full), remove };
  },
  floor() {
    const { source } = open();
    const { db, remove } = emptyDb();
    try {
      const rows = ['subject', 'fact', 'home', 'relation', 'person', 'search_doc'].map((table) => wholeTable(source, table));
      const index = { read: 'SELECT id, tokens FROM search_doc', insert: 'INSERT INTO search_fts (rowid, tokens) VALUES (?, ?)' };
      return insertAll(source, db, [...rows, index]) / 1000;
    } finally {
      remove();
    }
  },
  value() {
    const from = performance.now();
    open().desk.rebuild();
    return (performance.now() - from) / 1000;
  },
  dispose() {
    stage?.desk.close();
    stage?.source.close();
    stage?.remove();
  },
}];
