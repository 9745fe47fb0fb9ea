import type { SubjectRef } from '#core/facts/envelope.ts';
import type { BaseState } from '#core/facts/fold.ts';
import type { Open } from '#db/log/secrets.ts';
import type { Search } from '#db/search/index.ts';
import type { Db } from '#db/vault/types.ts';
import { createProjections } from './index.ts';
import { projecting } from './projector.ts';
import { PROJECTION_TABLES } from './schema.ts';

/**
 * Tables whose rows are not what the states say, with the number of rows that differ. Every projection is made a second time
 * in temporary tables (in memory, never on disk), which bear the same names and so stand before the real ones meanwhile.
 */
export function projectionsThatDiffer(
  db: Db,
  open: Open,
  refs: Iterable<SubjectRef>,
  stateOf: (ref: SubjectRef) => BaseState | undefined,
): { table: string; rows: number }[] {
  const made = db.prepare<[string], string>("SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?").pluck();
  const drop = (): void => {
    for (const table of PROJECTION_TABLES) db.exec(`DROP TABLE IF EXISTS temp.${table}`);
  };
  const noSearch = { put: () => undefined, remove: () => undefined } as unknown as Search;
  drop();
  try {
    for (const table of PROJECTION_TABLES) db.exec((made.get(table) ?? '').replace('CREATE TABLE', 'CREATE TEMP TABLE'));
    const projections = createProjections(db, projecting(open, noSearch), stateOf);
    const resolutions: SubjectRef[] = [];
    const project = (ref: SubjectRef): void => {
      const state = stateOf(ref);
      if (state) projections.project(ref, state);
    };
    // A resolution finds the row that it covers only once that row is made.
    for (const ref of refs) {
      if (ref.startsWith('anomaly/')) resolutions.push(ref);
      else project(ref);
    }
    for (const ref of resolutions) project(ref);
    return PROJECTION_TABLES.flatMap((table) => {
      const count = (a: string, b: string) =>
        db.prepare<[], number>(`SELECT count(*) FROM (SELECT * FROM ${a}.${table} EXCEPT SELECT * FROM ${b}.${table})`).pluck().get() ?? 0;
      const rows = Math.max(count('main', 'temp'), count('temp', 'main'));
      return rows > 0 ? [{ table, rows }] : [];
    });
  } finally {
    drop();
  }
}
