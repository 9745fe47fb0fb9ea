import { countsIn, vouchedFor } from '#core/replica/standing.ts';
import type { StoredFact } from '#core/replica/store.ts';
import type { SqlStore } from '#db/log/store.ts';

/**
 * Facts that are stored and do not count: what a retired desk, or a copy that followed it, wrote after its last trusted fact.
 * Oldest first within each log, as somebody who looks through them would read. Only what can be held is looked at: it is
 * little, and this is asked for at every glance at the status strip.
 */
export function* heldFacts(store: SqlStore): Generator<StoredFact> {
  const trust = store.trust();
  for (const [writer, row] of trust) {
    const vouched = vouchedFor(trust, row);
    if (row.retired === null && vouched) continue;
    const from = vouched ? (row.retired?.seq ?? 0) + 1 : 1;
    for (const { name, parent, head } of store.streamsOf(writer)) {
      // Of a log that split, the branch that is not the trusted one is held from its first fact on.
      const first = parent === null ? from : (store.stream(parent)?.head.seq ?? 0) + 1;
      for (let seq = first; seq <= head.seq; seq++) {
        const id = store.at(name, seq);
        const stored = id === undefined ? undefined : store.get(id);
        if (stored && !countsIn(store, stored)) yield stored;
      }
    }
  }
}
