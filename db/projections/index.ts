import { idOf, kindOf, type SubjectRef } from '#core/facts/envelope.ts';
import type { BaseState } from '#core/facts/fold.ts';
import type { AnomalyState } from '#core/subjects/small.ts';
import type { Db } from '#db/vault/types.ts';
import { homeProjector } from './home.ts';
import { personProjector } from './person.ts';
import { PROJECTION_TABLES } from './schema.ts';
import type { Projecting, Projector } from './projector.ts';
import { personLinkProjector, resolutionProjector, siteProjector, staffProjector } from './small.ts';

export interface Projections {
  /** Makes every projection of one subject true. `stateOf` reads other subjects (resolutions). */
  project(ref: SubjectRef, state: BaseState): void;
  clear(): void;
}

/** Rule ids are permanent: resolutions name them for ever. */
const CONTESTED = 'contested';

export const anomalyId = (rule: string, subject: SubjectRef, field: string): string =>
  `${rule}/${subject.replace('/', '~')}/${field}`;

export function createProjections(
  db: Db,
  use: Projecting,
  stateOf: (ref: SubjectRef) => BaseState | undefined,
): Projections {
  const projectors: Readonly<Record<string, Projector<never>>> = {
    home: homeProjector(db),
    person: personProjector(db),
    staff: staffProjector(db),
    personLink: personLinkProjector(db),
    site: siteProjector,
    anomaly: resolutionProjector(db),
  };
  const q = {
    ofSubject: db.prepare<[string], string>('SELECT id FROM anomaly WHERE subject = ?').pluck(),
    put: db.prepare('INSERT OR REPLACE INTO anomaly (id, rule, subject, facts, covered, open) VALUES (?, ?, ?, ?, ?, ?)'),
    drop: db.prepare('DELETE FROM anomaly WHERE id = ?'),
  };

  function projectAnomalies(ref: SubjectRef, found: { field: string; facts: string[] }[]): void {
    const gone = new Set(q.ofSubject.all(ref));
    for (const { field, facts } of found) {
      if (facts.length === 0) continue;
      const id = anomalyId(CONTESTED, ref, field);
      gone.delete(id);
      const covered = (stateOf(`anomaly/${id}`) as AnomalyState | undefined)?.covered ?? [];
      const open = facts.some((fact) => !covered.includes(fact));
      q.put.run(id, CONTESTED, ref, JSON.stringify([...facts].sort()), JSON.stringify(covered), open ? 1 : 0);
    }
    for (const id of gone) q.drop.run(id);
  }

  return {
    project(ref, state) {
      const projector = Object.hasOwn(projectors, kindOf(ref)) ? (projectors[kindOf(ref)] as unknown as Projector<BaseState>) : undefined;
      if (!projector) return;
      projector.project(idOf(ref), state, use);
      if (projector.contests) projectAnomalies(ref, projector.contests(state, use));
    },
    clear() {
      for (const table of PROJECTION_TABLES) db.exec(`DELETE FROM ${table}`);
      use.search.rebuild([]);
    },
  };
}
