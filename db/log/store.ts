import type { Fact, FactId, SubjectRef } from '#core/facts/envelope.ts';
import type { BaseState } from '#core/facts/fold.ts';
import type { Certificate, Retirement } from '#core/facts/trust.ts';
import type { BatchMark, FactStore, StoredFact, Stream, SubjectRow, TrustRow } from '#core/replica/store.ts';
import type { Db } from '#db/vault/types.ts';

/** The log in SQLite. Prepared statements only: this is the hot path of every act. */

interface FactRow {
  id: Buffer;
  stream: number;
  depth: number;
  body: string;
}
interface StreamRow {
  n: number;
  name: string;
  writer: string;
  parent: string | null;
  head_seq: number;
  head_id: Buffer | null;
  closed: number;
}

/**
 * How much is remembered between statements: the fold, the projections and the next fact of a command ask for the same few
 * facts and subjects again, and parsing them costs more than reading them. Few enough that a replica of any size stays small.
 */
const RECENT = 400;

function remembering<K, V>(): { get(key: K): V | undefined; set(key: K, value: V): V; clear(): void } {
  const map = new Map<K, V>();
  return {
    get: (key) => map.get(key),
    set(key, value) {
      if (map.size >= RECENT) map.clear();
      map.set(key, value);
      return value;
    },
    clear: () => map.clear(),
  };
}

const blob = (id: FactId): Buffer => Buffer.from(id, 'hex');

export interface SqlStore extends FactStore {
  /** Every subject with its facts' texts, subject by subject, in no particular order of subjects. */
  eachSubject(kind?: string): Iterable<{ ref: SubjectRef; placed: StoredFact[] }>;
  counts(): { facts: number; subjects: number; waiting: number };
  partialBatches(): number;
  /** Drops what was remembered outside the database: after a rollback it may be wrong, and a check must read what is there. */
  forget(): void;
  /** Forgets every state and head, for a rebuild. */
  clearStates(): void;
}

export function createStore(db: Db): SqlStore {
  const q = {
    get: db.prepare<[Buffer], FactRow>('SELECT id, stream, depth, body FROM fact WHERE id = ?'),
    add: db.prepare('INSERT INTO fact (id, stream, seq, subject, depth, signature, body) VALUES (?, ?, ?, ?, ?, ?, ?)'),
    place: db.prepare('UPDATE fact SET depth = ? WHERE id = ?'),
    ofSubject: db.prepare<[SubjectRef], FactRow>(
      'SELECT f.id, f.stream, f.depth, f.body FROM fact f JOIN subject s ON s.n = f.subject WHERE s.ref = ? AND f.depth > 0',
    ),
    addWaiting: db.prepare('INSERT OR IGNORE INTO waiting (parent, fact) VALUES (?, ?)'),
    waitingFor: db.prepare<[Buffer], { fact: Buffer }>('DELETE FROM waiting WHERE parent = ? RETURNING fact'),
    anyWaiting: db.prepare('SELECT 1 FROM waiting LIMIT 1').pluck(),
    isWaiting: db.prepare('SELECT 1 FROM waiting WHERE fact = ? LIMIT 1').pluck(),
    stream: db.prepare<[string], StreamRow>('SELECT * FROM stream WHERE name = ?'),
    streamsOf: db.prepare<[string], StreamRow>('SELECT * FROM stream WHERE writer = ?'),
    streams: db.prepare<[], StreamRow>('SELECT * FROM stream ORDER BY n'),
    putStream: db.prepare(
      `INSERT INTO stream (name, writer, parent, head_seq, head_id, closed) VALUES (@name, @writer, @parent, @seq, @id, @closed)
       ON CONFLICT (name) DO UPDATE SET parent = excluded.parent, head_seq = excluded.head_seq, head_id = excluded.head_id, closed = excluded.closed`,
    ),
    at: db.prepare<[number, number], Buffer>('SELECT id FROM fact WHERE stream = ? AND seq = ?').pluck(),
    moveTail: db.prepare('UPDATE fact SET stream = ? WHERE stream = ? AND seq >= ?'),
    subject: db.prepare<[string], { n: number; heads: string; depth: number; count: number; state: string }>(
      'SELECT n, heads, depth, count, state FROM subject WHERE ref = ?',
    ),
    subjectNumber: db.prepare<[string], number>('SELECT n FROM subject WHERE ref = ?').pluck(),
    newSubject: db.prepare("INSERT INTO subject (ref, heads, depth, count, state) VALUES (?, '[]', 0, 0, '')"),
    putSubject: db.prepare('UPDATE subject SET heads = ?, depth = ?, count = ?, state = ? WHERE n = ?'),
    subjectsBy: db.prepare<[string], string>(
      `SELECT DISTINCT s.ref FROM fact f JOIN subject s ON s.n = f.subject JOIN stream t ON t.n = f.stream WHERE t.writer = ?`,
    ).pluck(),
    trust: db.prepare<[], { writer: string; certificate: string; retired: string | null }>('SELECT * FROM trust'),
    putTrust: db.prepare('INSERT INTO trust (writer, certificate, retired) VALUES (?, ?, ?) ON CONFLICT (writer) DO UPDATE SET retired = excluded.retired'),
    batch: db.prepare(
      `INSERT INTO batch (id, seen, total) VALUES (?, 1, ?)
       ON CONFLICT (id) DO UPDATE SET seen = seen + 1, total = coalesce(total, excluded.total)`,
    ),
    partial: db.prepare<[], number>('SELECT count(*) FROM batch WHERE total IS NULL OR seen < total').pluck(),
    carried: db.prepare<[number, number], { body: string; signature: string | null }>(
      'SELECT body, signature FROM fact WHERE stream = ? AND seq >= ? ORDER BY seq',
    ),
    subjectPage: db.prepare<[number, string], { n: number; ref: string }>(
      'SELECT n, ref FROM subject WHERE n > ? AND ref GLOB ? ORDER BY n LIMIT 1000',
    ),
    factsBetween: db.prepare<[number, number], FactRow & { subject: number }>(
      'SELECT id, stream, depth, body, subject FROM fact WHERE subject BETWEEN ? AND ? AND depth > 0 ORDER BY subject, depth, id',
    ),
    counts: db.prepare<[], { facts: number; subjects: number; waiting: number }>(
      `SELECT (SELECT count(*) FROM fact) facts, (SELECT count(*) FROM subject) subjects, (SELECT count(*) FROM fact WHERE depth = 0) waiting`,
    ),
    clear: db.prepare("UPDATE subject SET heads = '[]', depth = 0, count = 0, state = ''"),
  };

  let trust: Map<string, TrustRow> | null = null;
  const names = new Map<number, string>();
  const numbers = new Map<string, number>();
  const streamName = (n: number): string => {
    const known = names.get(n);
    if (known !== undefined) return known;
    for (const row of q.streams.all()) names.set(row.n, row.name);
    return names.get(n)!;
  };
  const streamNumber = (name: string): number => {
    let n = numbers.get(name);
    if (n === undefined) {
      n = q.stream.get(name)?.n;
      if (n === undefined) {
        const [writer = name] = name.split('#');
        q.putStream.run({ name, writer, parent: null, seq: 0, id: null, closed: 0 });
        n = q.stream.get(name)!.n;
      }
      numbers.set(name, n);
    }
    return n;
  };
  const recentFacts = remembering<FactId, StoredFact>();
  const recentSubjects = remembering<SubjectRef, SubjectRow>();
  const subjectNumbers = remembering<SubjectRef, number>();
  /** Null until asked. Nearly always nothing waits, and then nobody need be asked for each fact. */
  let anyWaiting: boolean | null = null;
  const subjectNumber = (ref: string): number =>
    subjectNumbers.get(ref) ?? subjectNumbers.set(ref, q.subjectNumber.get(ref) ?? Number(q.newSubject.run(ref).lastInsertRowid));

  const stored = (row: FactRow): StoredFact => {
    const fact = { ...(JSON.parse(row.body) as Omit<Fact, 'id'>), id: row.id.toString('hex') } as Fact;
    return recentFacts.set(fact.id, { fact, text: row.body, stream: streamName(row.stream), depth: row.depth });
  };
  const asStream = (row: StreamRow): Stream => ({
    name: row.name,
    writer: row.writer,
    parent: row.parent,
    head: { seq: row.head_seq, id: row.head_id ? row.head_id.toString('hex') : null },
    closed: row.closed === 1,
  });

  return {
    get(id) {
      const known = recentFacts.get(id);
      if (known !== undefined) return known;
      const row = q.get.get(blob(id));
      return row ? stored(row) : undefined;
    },
    add(placed, signature) {
      const { fact, text, stream, depth } = placed;
      q.add.run(blob(fact.id), streamNumber(stream), fact.seq, subjectNumber(fact.subject), depth, signature, text);
      recentFacts.set(fact.id, placed);
    },
    place(id, depth) {
      q.place.run(depth, blob(id));
      const known = recentFacts.get(id);
      if (known !== undefined) recentFacts.set(id, { ...known, depth });
    },
    *ofSubject(ref) {
      for (const row of q.ofSubject.all(ref)) yield stored(row);
    },
    addWaiting(id, missing) {
      for (const parent of missing) q.addWaiting.run(blob(parent), blob(id));
      anyWaiting = true;
    },
    takeWaitingFor(parent) {
      anyWaiting ??= q.anyWaiting.get() !== undefined;
      return anyWaiting ? q.waitingFor.all(blob(parent)).map((row) => row.fact.toString('hex')) : [];
    },
    isWaiting: (id) => q.isWaiting.get(blob(id)) !== undefined,
    stream(name) {
      const row = q.stream.get(name);
      return row ? asStream(row) : undefined;
    },
    streamsOf: (writer) => q.streamsOf.all(writer).map(asStream),
    streams: () => q.streams.all().map(asStream),
    putStream(s) {
      q.putStream.run({
        name: s.name, writer: s.writer, parent: s.parent, seq: s.head.seq,
        id: s.head.id === null ? null : blob(s.head.id), closed: s.closed ? 1 : 0,
      });
    },
    at: (stream, seq) => q.at.get(streamNumber(stream), seq)?.toString('hex'),
    moveTail(from, seq, to) {
      q.moveTail.run(streamNumber(to), streamNumber(from), seq);
      recentFacts.clear();
    },
    subject(ref) {
      const known = recentSubjects.get(ref);
      if (known !== undefined) return known;
      const row = q.subject.get(ref);
      if (!row || row.state === '') return undefined;
      const { heads, depth, count, state } = row;
      return recentSubjects.set(ref, { ref, heads: JSON.parse(heads) as string[], depth, count, state: JSON.parse(state) as BaseState });
    },
    putSubject(row: SubjectRow) {
      const { ref, heads, depth, count, state } = row;
      q.putSubject.run(JSON.stringify(heads), depth, count, JSON.stringify(state), subjectNumber(ref));
      recentSubjects.set(ref, row);
    },
    *subjectsBy(writers) {
      for (const writer of writers) yield* q.subjectsBy.all(writer);
    },
    trust() {
      trust ??= new Map(
        q.trust.all().map((row) => [
          row.writer,
          { certificate: JSON.parse(row.certificate) as Certificate, retired: row.retired === null ? null : (JSON.parse(row.retired) as Retirement['last']) },
        ]),
      );
      return trust;
    },
    putTrust(writer, row) {
      q.putTrust.run(writer, JSON.stringify(row.certificate), row.retired === null ? null : JSON.stringify(row.retired));
      trust = null;
    },
    noteBatch(batch: BatchMark) {
      q.batch.run(batch.id, batch.of ?? null);
    },
    *carried(stream, first) {
      for (const row of q.carried.iterate(streamNumber(stream), first)) yield { text: row.body, signature: row.signature };
    },
    *eachSubject(kind) {
      // In pages, not one long iteration: the caller writes while it reads, which one connection forbids. Paging also keeps a
      // log of a million facts out of memory.
      for (let from = 0; ; ) {
        const page = q.subjectPage.all(from, kind === undefined ? '*' : `${kind}/*`);
        const [first, last] = [page[0], page.at(-1)];
        if (!first || !last) return;
        const facts = new Map<number, StoredFact[]>(page.map((row) => [row.n, []]));
        for (const row of q.factsBetween.all(first.n, last.n)) facts.get(row.subject)?.push(stored(row));
        for (const { n, ref } of page) {
          const placed = facts.get(n)!;
          // Whoever folds them opens what they sealed next: a page is longer than what is remembered.
          for (const one of placed) recentFacts.set(one.fact.id, one);
          if (placed.length > 0) yield { ref, placed };
        }
        from = last.n;
      }
    },
    counts: () => q.counts.get()!,
    partialBatches: () => q.partial.get() ?? 0,
    forget() {
      trust = null;
      anyWaiting = null;
      for (const memory of [names, numbers, recentFacts, recentSubjects, subjectNumbers]) memory.clear();
    },
    clearStates() {
      q.clear.run();
      recentSubjects.clear();
    },
  };
}
