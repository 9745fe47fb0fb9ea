import type { FactId } from '#core/facts/envelope.ts';
import { headsAfter } from '#core/facts/order.ts';
import { refold } from '#core/replica/standing.ts';
import type { Mutant } from '#tests/support/memoryReplica.ts';
import type { MemoryStore } from '#tests/support/memoryStore.ts';

/**
 * Mistakes that somebody could make in the log, put in on purpose from outside. Each must break the convergence property within
 * a few runs, or the property proves nothing.
 */
const changed = (change: (store: MemoryStore) => Partial<MemoryStore>) => (store: MemoryStore): MemoryStore => ({ ...store, ...change(store) });

const trimmed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length > 1 && value.every((v) => v !== null && typeof v === 'object' && 'by' in v) ? value.slice(-1) : value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, trimmed(v)]));
};

export const MUTANTS: readonly Mutant[] = [
  { name: 'a constant state hash', hash: () => '0' },
  {
    name: 'ties by order of arrival instead of id',
    store: changed((store) => ({
      *ofSubject(ref) {
        let n = 0;
        for (const stored of store.ofSubject(ref)) yield { ...stored, depth: stored.depth + ++n / 1e6 };
      },
    })),
  },
  {
    name: 'missing parents not waited for',
    store: changed((store) => ({
      addWaiting(id) {
        store.place(id, 1);
        const { fact } = store.get(id)!;
        const row = store.subject(fact.subject);
        const count = (row?.count ?? 0) + 1;
        store.putSubject({ ref: fact.subject, depth: 1, state: { unreadable: [] }, ...row, heads: headsAfter(row?.heads ?? [], fact), count });
        refold(store, fact.subject);
      },
    })),
  },
  { name: 'waiting facts forgotten', store: changed(() => ({ addWaiting: () => undefined })) },
  {
    name: 'the second branch of a split log dropped',
    accept(store, command) {
      const first = JSON.parse(command.facts[0]!) as { writer: string; seq: number; prev: FactId | null };
      const at = first.prev === null ? first.writer : store.get(first.prev)?.stream;
      const known = at === undefined ? undefined : store.at(at, first.seq);
      const stream = at === undefined ? undefined : store.stream(at);
      return known === undefined && stream?.closed !== true;
    },
  },
  { name: 'retirement holds from its arrival on', store: changed(() => ({ subjectsBy: () => [] })) },
  { name: 'tombstones lose to secrets that come late', lateSecretsWin: true },
  {
    name: 'a register keeps only the last of concurrent values',
    store: changed((store) => ({ putSubject: (row) => store.putSubject({ ...row, state: trimmed(row.state) as never }) })),
  },
  {
    name: 'a head forgotten where two desks met',
    store: changed((store) => ({ putSubject: (row) => store.putSubject({ ...row, heads: row.heads.slice(0, 1) }) })),
  },
  {
    name: 'adoptions not looked at',
    store: changed((store) => ({
      putSubject: (row) => store.putSubject(row.ref.startsWith('writer/') ? { ...row, state: { ...row.state, adopted: [] } as never } : row),
    })),
  },
];
