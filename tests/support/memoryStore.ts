import type { FactId, SubjectRef } from '#core/facts/envelope.ts';
import type { BatchMark, FactStore, StoredFact, Stream, SubjectRow, TrustRow } from '#core/replica/store.ts';

/**
 * A replica's memory in plain maps, with transactions: every change notes how to take itself back. The rules above it are the
 * production ones, so thousands of histories can be tried in the time that encrypted files need for a few.
 */
export interface MemoryStore extends FactStore {
  /** All of `work` or none of it. */
  transaction<R>(work: () => R): R;
  copy(): MemoryStore;
  facts(): StoredFact[];
  subjects(): SubjectRef[];
  waiting(): number;
  batches(): Record<string, { seen: number; total: number | null }>;
  /** Forgets states and heads, for a rebuild. */
  clearStates(): void;
}

interface Tables {
  facts: Map<FactId, { stored: StoredFact; signature: string | null }>;
  bySubject: Map<SubjectRef, Set<FactId>>;
  /** `stream` then seq. */
  lines: Map<string, Map<number, FactId>>;
  waiting: Map<FactId, Set<FactId>>;
  streams: Map<string, Stream>;
  subjects: Map<SubjectRef, SubjectRow>;
  trust: Map<string, TrustRow>;
  batches: Map<string, { seen: number; total: number | null }>;
}

const copied = <K, V>(map: Map<K, V>, value: (v: V) => V = (v) => v): Map<K, V> => new Map([...map].map(([k, v]) => [k, value(v)]));

export function createMemoryStore(
  t: Tables = {
    facts: new Map(), bySubject: new Map(), lines: new Map(), waiting: new Map(), streams: new Map(), subjects: new Map(), trust: new Map(), batches: new Map(),
  },
): MemoryStore {
  let undo: (() => void)[] | null = null;
  const put = <K, V>(map: Map<K, V>, key: K, value: V): void => {
    const had = map.has(key);
    const before = map.get(key);
    undo?.push(() => (had ? map.set(key, before as V) : map.delete(key)));
    map.set(key, value);
  };
  const drop = <K, V>(map: Map<K, V>, key: K): void => {
    if (!map.has(key)) return;
    const before = map.get(key) as V;
    undo?.push(() => map.set(key, before));
    map.delete(key);
  };
  const withMember = <K, V>(map: Map<K, Set<V>>, key: K, value: V): void => put(map, key, new Set([...(map.get(key) ?? []), value]));
  const line = (stream: string): Map<number, FactId> => {
    const found = t.lines.get(stream);
    if (found) return found;
    const made = new Map<number, FactId>();
    put(t.lines, stream, made);
    return made;
  };
  const refs = (): SubjectRef[] => [...t.bySubject.keys()];

  return {
    transaction(work) {
      undo = [];
      try {
        const result = work();
        undo = null;
        return result;
      } catch (error) {
        const steps = undo ?? [];
        undo = null;
        for (const step of steps.reverse()) step();
        throw error;
      }
    },
    copy: () =>
      createMemoryStore({
        facts: copied(t.facts), bySubject: copied(t.bySubject, (s) => new Set(s)), lines: copied(t.lines, (m) => new Map(m)),
        waiting: copied(t.waiting, (s) => new Set(s)), streams: copied(t.streams), subjects: copied(t.subjects), trust: copied(t.trust), batches: copied(t.batches),
      }),
    facts: () => [...t.facts.values()].map((row) => row.stored),
    subjects: refs,
    waiting: () => [...t.facts.values()].filter((row) => row.stored.depth === 0).length,
    batches: () => Object.fromEntries([...t.batches].sort(([a], [b]) => (a < b ? -1 : 1))),
    clearStates: () => t.subjects.clear(),

    get: (id) => t.facts.get(id)?.stored,
    add(stored, signature) {
      // As the database's unique indexes would: a second fact at one place is a bug in the rules above.
      if (t.facts.has(stored.fact.id) || line(stored.stream).has(stored.fact.seq)) throw new TypeError('a fact twice at one place');
      put(t.facts, stored.fact.id, { stored, signature });
      put(line(stored.stream), stored.fact.seq, stored.fact.id);
      withMember(t.bySubject, stored.fact.subject, stored.fact.id);
    },
    place(id, depth) {
      const row = t.facts.get(id)!;
      if (row.stored.depth !== 0) throw new TypeError('a fact placed twice');
      put(t.facts, id, { ...row, stored: { ...row.stored, depth } });
    },
    *ofSubject(ref) {
      for (const id of t.bySubject.get(ref) ?? []) {
        const { stored } = t.facts.get(id)!;
        if (stored.depth > 0) yield stored;
      }
    },
    addWaiting(id, missing) {
      for (const parent of missing) withMember(t.waiting, parent, id);
    },
    takeWaitingFor(parent) {
      const found = [...(t.waiting.get(parent) ?? [])];
      drop(t.waiting, parent);
      return found;
    },
    isWaiting: (id) => [...t.waiting.values()].some((set) => set.has(id)),
    stream: (name) => t.streams.get(name),
    streams: () => [...t.streams.values()],
    streamsOf: (writer) => [...t.streams.values()].filter((s) => s.writer === writer),
    putStream: (stream) => put(t.streams, stream.name, stream),
    at: (stream, seq) => t.lines.get(stream)?.get(seq),
    *carried(stream, first) {
      const facts = [...(t.lines.get(stream) ?? [])].filter(([seq]) => seq >= first).sort(([a], [b]) => a - b);
      for (const [, id] of facts) {
        const { stored, signature } = t.facts.get(id)!;
        yield { text: stored.text, signature };
      }
    },
    moveTail(from, seq, to) {
      for (const [at, id] of [...line(from)]) {
        if (at < seq) continue;
        const row = t.facts.get(id)!;
        put(t.facts, id, { ...row, stored: { ...row.stored, stream: to } });
        drop(line(from), at);
        put(line(to), at, id);
      }
    },
    subject: (ref) => t.subjects.get(ref),
    putSubject: (row) => put(t.subjects, row.ref, row),
    *subjectsBy(writers) {
      for (const [ref, ids] of t.bySubject) {
        if ([...ids].some((id) => writers.includes(t.facts.get(id)!.stored.fact.writer))) yield ref;
      }
    },
    trust: () => t.trust,
    putTrust: (writer, row) => put(t.trust, writer, row),
    noteBatch(batch: BatchMark) {
      const row = t.batches.get(batch.id);
      put(t.batches, batch.id, { seen: (row?.seen ?? 0) + 1, total: row?.total ?? batch.of ?? null });
    },
  };
}
