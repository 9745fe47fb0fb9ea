import { canonical } from '#core/facts/canonical.ts';
import { kindOf, type Fact } from '#core/facts/envelope.ts';
import { foldAll, type BaseState } from '#core/facts/fold.ts';
import { headsAfter } from '#core/facts/order.ts';
import { countsIn, refoldTrusted } from '#core/replica/standing.ts';
import type { StoredFact, SubjectRow } from '#core/replica/store.ts';
import { subjectKind } from '#core/subjects/index.ts';
import type { WriterState } from '#core/subjects/writer.ts';
import { sha256 } from './seal.ts';
import { noteFoldVersion, type Log } from './log.ts';

/** One subject folded from its facts alone. */
function foldSubject(log: Log, ref: string, placed: StoredFact[]): SubjectRow {
  const held = new Set(placed.filter((p) => !countsIn(log.store, p)).map((p) => p.fact.id));
  const state: BaseState = foldAll(subjectKind(kindOf(ref)), placed, (fact: Fact) => !held.has(fact.id));
  let heads: readonly string[] = [];
  for (const { fact } of placed) heads = headsAfter(heads, fact);
  return { ref, heads, depth: Math.max(...placed.map((p) => p.depth)), count: placed.length, state };
}

/**
 * Makes every state, projection and index entry again from the log. One transaction: a crash leaves the old ones.
 * Adoptions decide what counts and stand in writer subjects, so those are folded first.
 */
export function rebuild(log: Log): void {
  log.transaction(() => {
    log.store.clearStates();
    log.projections.clear();
    const later: SubjectRow[] = [];
    for (const pass of ['writer', 'others'] as const) {
      for (const { ref, placed } of log.store.eachSubject(pass === 'writer' ? 'writer' : undefined)) {
        if ((kindOf(ref) === 'writer') !== (pass === 'writer')) continue;
        const row = foldSubject(log, ref, placed);
        log.store.putSubject(row);
        // Resolutions first need the rows that they are about.
        if (kindOf(ref) === 'anomaly') later.push(row);
        else log.projections.project(ref, row.state);
      }
      // An adoption may itself have needed one that was folded after it.
      if (pass === 'writer') refoldTrusted(log.store, [...log.store.trust().keys()].filter((w) => log.state<WriterState>(`writer/${w}`).adopted.length > 0));
    }
    for (const row of later) log.projections.project(row.ref, row.state);
    log.search.tidy();
    noteFoldVersion(log.db);
  });
}

function sameAs(log: Log, folded: SubjectRow): boolean {
  try {
    const stored = log.store.subject(folded.ref);
    return stored !== undefined && canonical(stored.state) === canonical(folded.state) && canonical(stored.heads) === canonical(folded.heads);
  } catch {
    // An altered row may not even be JSON any more.
    return false;
  }
}

/** Subjects whose stored state or heads are not what their facts say. Empty when all is well. */
export function statesThatDiffer(log: Log): string[] {
  log.store.forget();
  const wrong: string[] = [];
  for (const { ref, placed } of log.store.eachSubject()) {
    if (!sameAs(log, foldSubject(log, ref, placed))) wrong.push(ref);
  }
  return wrong;
}

/** One hash over all states: equal on replicas with equal logs, equal folds and nothing waiting. */
export function stateHash(log: Log): string {
  log.store.forget();
  const lines: string[] = [];
  for (const { ref } of log.store.eachSubject()) lines.push(`${ref} ${sha256(canonical(log.store.subject(ref)?.state ?? null))}`);
  return sha256(lines.sort().join('\n'));
}
