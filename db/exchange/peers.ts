import type { Vector } from '#core/replica/plan.ts';
import { knownUpTo } from '#core/replica/plan.ts';
import type { Log } from '#db/log/log.ts';
import { deskTime } from '#db/log/clock.ts';
import type { Db } from '#db/vault/types.ts';

/** What other desks are known to have, from the vectors that came with their files. */

export function notePeer(db: Db, theirs: Vector, now: number): void {
  db.prepare('INSERT INTO peer (writer, heads, at) VALUES (?, ?, ?) ON CONFLICT (writer) DO UPDATE SET heads = excluded.heads, at = excluded.at').run(
    theirs.writer, JSON.stringify(theirs.heads), deskTime(now).time,
  );
}

export interface Pending {
  /** Own facts that no other desk is known to have, and the time of the oldest. */
  readonly facts: number;
  readonly since: string | null;
  readonly lastExchange: string | null;
}

export function pending(log: Log): Pending {
  const own = log.own();
  const rows = log.db.prepare<[string], { heads: string; at: string }>('SELECT heads, at FROM peer WHERE writer <> ?').all(own.writer);
  const streams = log.store.streamsOf(own.writer);
  let most = 0;
  for (const row of rows) {
    const known = knownUpTo(log.store, streams, JSON.parse(row.heads) as Vector['heads']);
    most = Math.max(most, known.get(own.writer) ?? 0);
  }
  const head = log.store.stream(own.writer)?.head.seq ?? 0;
  const oldest = head > most ? log.store.at(own.writer, most + 1) : undefined;
  return {
    facts: head - most,
    since: oldest === undefined ? null : (log.store.get(oldest)?.fact.at.time ?? null),
    lastExchange: rows.map((row) => row.at).sort().at(-1) ?? null,
  };
}
