import { contest, current } from '#core/facts/register.ts';
import type { AnomalyState, PersonLinkState } from '#core/subjects/small.ts';
import type { SiteState } from '#core/subjects/site.ts';
import type { StaffState } from '#core/subjects/staff.ts';
import type { Db } from '#db/vault/types.ts';
import { textOf, type Projector } from './projector.ts';

export function staffProjector(db: Db): Projector<StaffState> {
  const put = db.prepare('INSERT OR REPLACE INTO staff (id, name, grants, gone) VALUES (?, ?, ?, ?)');
  return {
    project(id, state, use) {
      const gone = state.left.some((held) => held.value);
      put.run(id, textOf(use, current(state.name)), JSON.stringify(current(state.grants) ?? []), gone ? 1 : 0);
    },
    contests: (state, use) => [
      { field: 'name', facts: use.contestSealed(state.name) },
      { field: 'grants', facts: contest(state.grants.map((held) => ({ by: held.by, value: JSON.parse(JSON.stringify(held.value)) as never }))) },
    ],
  };
}

export function personLinkProjector(db: Db): Projector<PersonLinkState> {
  const put = db.prepare('INSERT OR IGNORE INTO person_link (a, b) VALUES (?, ?)');
  const drop = db.prepare('DELETE FROM person_link WHERE a = ? AND b = ?');
  return {
    project(id, state) {
      const [a = '', b = ''] = id.split('~');
      (current(state.linked) ? put : drop).run(a, b);
    },
    contests: (state) => [{ field: 'linked', facts: contest(state.linked) }],
  };
}

export const siteProjector: Projector<SiteState> = {
  project() {},
  contests: (state) => Object.entries(state.settings).map(([field, register]) => ({ field, facts: contest(register) })),
};

/** A resolution touches only the anomaly that it is about; that row is made by the subject that contradicts itself. */
export function resolutionProjector(db: Db): Projector<AnomalyState> {
  const get = db.prepare<[string], { facts: string }>('SELECT facts FROM anomaly WHERE id = ?');
  const cover = db.prepare('UPDATE anomaly SET covered = ?, open = ? WHERE id = ?');
  return {
    project(id, state) {
      const row = get.get(id);
      if (!row) return;
      const covered = new Set(state.covered);
      const open = (JSON.parse(row.facts) as string[]).some((fact) => !covered.has(fact));
      cover.run(JSON.stringify(state.covered), open ? 1 : 0, id);
    },
  };
}
