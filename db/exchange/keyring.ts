import { z } from 'zod';
import type { Log } from '#db/log/log.ts';
import type { Db } from '#db/vault/types.ts';
import { deskTime } from '#db/log/clock.ts';
import { markPinStale, stalePins } from './stalePins.ts';

/** What travels beside the facts: people's secrets, tombstones of destroyed ones, and staff PIN verifiers. */

export const secretEntry = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  person: z.string().min(1).max(80),
  retention: z.string().min(1).max(24),
  bytes: z.base64().length(44),
});
export const pinRow = z.object({ staff: z.string().max(80), verifier: z.string().max(400), version: z.int().min(1), at: z.string().max(40), stale: z.boolean().optional() });
export type PinRow = z.infer<typeof pinRow>;

/** Which subject shows what is sealed to this person: staff and homes seal under their own names. */
export function subjectOfPerson(person: string): string {
  const at = person.indexOf(':');
  return at < 0 ? `person/${person}` : `${person.slice(0, at)}/${person.slice(at + 1)}`;
}

/** Tombstones first: they always win. Returns the subjects that can be read differently now. */
export function applySecrets(log: Log, secrets: readonly z.infer<typeof secretEntry>[], tombstones: readonly string[], now: number): Set<string> {
  const changed = new Set<string>();
  const at = deskTime(now).time;
  for (const id of tombstones) {
    if (log.secrets.isErased(id)) continue;
    const person = log.secrets.destroy(id, at);
    if (person !== undefined) changed.add(subjectOfPerson(person));
  }
  for (const entry of secrets) if (log.secrets.put(entry)) changed.add(subjectOfPerson(entry.person));
  return changed;
}

export function pinRows(db: Db): PinRow[] {
  const stale = stalePins(db);
  return db.prepare<[], PinRow>('SELECT staff, verifier, version, at FROM pin').all().map((row) => (stale(row.staff, row.version) ? { ...row, stale: true } : row));
}

/** The newer verifier of a clerk holds; of two with one version the same one on every desk. */
export function takePins(db: Db, rows: readonly PinRow[]): void {
  const put = db.prepare(
    `INSERT INTO pin (staff, verifier, version, at) VALUES (@staff, @verifier, @version, @at)
     ON CONFLICT (staff) DO UPDATE SET verifier = excluded.verifier, version = excluded.version, at = excluded.at
     WHERE excluded.version > pin.version OR (excluded.version = pin.version AND excluded.verifier > pin.verifier)`,
  );
  const held = db.prepare<[string], string>('SELECT verifier FROM pin WHERE staff = ?').pluck();
  for (const { stale, ...row } of rows) {
    put.run(row);
    if (stale === true && held.get(row.staff) === row.verifier) markPinStale(db, row.staff, row.version);
  }
}
