import type { Fact } from '#core/facts/envelope.ts';
import { RELATION_ROLES, type RelationRole } from '#core/subjects/home.ts';
import { seriesNumber } from '#core/subjects/small.ts';
import type { SqlStore } from '#db/log/store.ts';
import type { Db } from '#db/vault/types.ts';

/** What a line of history says beyond its type. Facts of newer programs may hold anything: what cannot be read says nothing. */

const isRole = (text: unknown): text is RelationRole => RELATION_ROLES.some((role) => role === text);

/** Whom a fact is about and as what, and which fields it set. Names of fields only, never values. */
export function saysOf({ type, data }: Fact): { relation: { person: string; role: RelationRole } | null; fields: string[] } {
  if (type === 'home.described') return { relation: null, fields: Object.keys(data) };
  if (type !== 'home.relationBegan' && type !== 'home.relationEnded') return { relation: null, fields: [] };
  // A relation is named by person and role, so that its end says as much as its beginning.
  const named = data['relation'];
  const [, person, role] = (typeof named === 'string' ? /^([A-Za-z0-9_.:~-]{1,80})\.([A-Za-z]+)$/.exec(named) : null) ?? [];
  return { relation: person !== undefined && isRole(role) ? { person, role } : null, fields: [] };
}

/** The running number of an import, by its batch. The fact before the one that closes an import drew it. */
export function rosterNumbers(db: Db, store: SqlStore): (batch: string) => string | null {
  const rosters = db.prepare<[], string>("SELECT ref FROM subject WHERE ref GLOB 'roster/*'").pluck();
  let known: Map<string, string> | undefined;
  const read = (): Map<string, string> => {
    const found = new Map<string, string>();
    for (const ref of rosters.all()) {
      for (const { fact } of store.ofSubject(ref)) {
        const drawn = fact.prev === null ? undefined : store.get(fact.prev)?.fact;
        if (fact.type !== 'roster.imported' || !fact.batch || drawn?.type !== 'series.drawn') continue;
        const [, writer = '', name = '', year = ''] = drawn.subject.split('/');
        found.set(fact.batch.id, seriesNumber(writer, name, year, Number(drawn.data['n'])));
      }
    }
    return found;
  };
  return (batch) => (known ??= read()).get(batch) ?? null;
}
