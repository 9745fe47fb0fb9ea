import type { Db } from '#db/vault/types.ts';

/**
 * PINs after a stolen desk. Its copy holds the verifiers of everybody: when a new epoch begins, each verifier known by then
 * is stale, and its PIN is good for nothing but setting another. A verifier is named by its version, so a newer one, set
 * here or come from another desk, is fresh by itself.
 */
const NAME = 'stalePins';

const versions = (db: Db): Record<string, number> => {
  const row = db.prepare<[string], string>('SELECT value FROM own WHERE name = ?').pluck().get(NAME);
  return row === undefined ? {} : (JSON.parse(row) as Record<string, number>);
};

const store = (db: Db, stale: Record<string, number>): void => {
  db.prepare('INSERT INTO own (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value').run(NAME, JSON.stringify(stale));
};

/** An epoch began or was learned: every verifier that is here now was on the lost desk, or may have been. */
export function markPinsStale(db: Db): void {
  const rows = db.prepare<[], { staff: string; version: number }>('SELECT staff, version FROM pin').all();
  store(db, { ...versions(db), ...Object.fromEntries(rows.map(({ staff, version }) => [staff, version])) });
}

/** What another desk says of a verifier that it hands on: a desk that joins later must not take a stale one for fresh. */
export function markPinStale(db: Db, staff: string, version: number): void {
  const stale = versions(db);
  if ((stale[staff] ?? 0) < version) store(db, { ...stale, [staff]: version });
}

export function stalePins(db: Db): (staff: string, version: number) => boolean {
  const stale = versions(db);
  return (staff, version) => version <= (stale[staff] ?? 0);
}
