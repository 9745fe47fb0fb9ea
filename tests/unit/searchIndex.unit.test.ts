import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import type { SearchDoc } from '#core/search/tokens.ts';
import { createSearch } from '#db/search/index.ts';
import { searchSchema } from '#db/search/schema.ts';
import { community, resident, seeded } from '#tests/support/people.ts';

const cleanups: (() => void)[] = [];
afterEach(() => { for (const cleanup of cleanups.splice(0)) cleanup(); });

function memory() {
  const db = new Database(':memory:');
  cleanups.push(() => db.close());
  db.exec(searchSchema);
  return { db, search: createSearch(db) };
}

function onDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-search-'));
  const file = join(folder, 'index.db');
  const db = new Database(file);
  cleanups.push(() => { db.close(); rmSync(folder, { recursive: true }); });
  db.pragma('journal_mode = WAL');
  db.pragma('secure_delete = ON');
  db.exec(searchSchema);
  const holds = (text: string): boolean => {
    db.pragma('wal_checkpoint(TRUNCATE)');
    return [file, `${file}-wal`].some((path) => readFileSync(path).includes(Buffer.from(text)));
  };
  return { db, search: createSearch(db), holds };
}

/** Every token that the index still holds, with the number of things that hold it, straight from FTS5. */
const vocabulary = (db: Database.Database): unknown[] => {
  db.exec('CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, search_fts, row)');
  return db.prepare('SELECT term, doc FROM temp.vocabulary').all();
};

const wang: SearchDoc = { ref: 'person/w', group: 'person', names: ['王磊'], phones: ['19900001111'] };

describe('writing', () => {
  it('writes nothing when nothing changed', () => {
    const { db, search } = memory();
    expect(search.put(wang)).toBe(true);
    const before = db.prepare('SELECT total_changes()').pluck().get();
    expect(search.put({ ...wang, names: ['王磊', '王 磊'] })).toBe(false);
    expect(db.prepare('SELECT total_changes()').pluck().get()).toBe(before);
    expect(search.put({ ...wang, weight: 1 })).toBe(true);
  });

  it('forgets what changed and keeps the rest', () => {
    const { search } = memory();
    search.put(wang);
    search.put({ ...wang, phones: ['19900002222'] });
    expect(search.query('1111')).toEqual([]);
    expect(search.query('2222')).toHaveLength(1);
    expect(search.query('wl')).toHaveLength(1);
    search.put({ ...wang, names: ['汪雷'], phones: ['19900002222'] });
    expect(search.query('王')).toEqual([]);
    expect(search.query('汪')).toHaveLength(1);
  });

  it('keeps finding by the beginning that an old and a kept token share', () => {
    const { search } = memory();
    search.put({ ref: 'home/1', group: 'home', rooms: ['3-2-1501'], names: ['张三', '张敏', '赵乐'] });
    search.put({ ref: 'home/1', group: 'home', rooms: ['3-2-1501'], names: ['张敏'] });
    for (const text of ['z', 'zh', 'zha', 'zhang', '张', '3', '3-2', '15']) expect(search.query(text), text).toHaveLength(1);
    for (const text of ['zs', 'zhao', '赵', '张三']) expect(search.query(text), text).toEqual([]);
  });

  it('moves with the transaction that it stands in', () => {
    const { db, search } = memory();
    const undone = new Error('undone');
    const attempt = db.transaction(() => { search.put(wang); expect(search.query('王磊')).toHaveLength(1); throw undone; });
    expect(() => attempt()).toThrow(undone);
    expect(search.query('王磊')).toEqual([]);
    expect(search.count()).toBe(0);
    db.transaction(() => search.put(wang))();
    expect(createSearch(db).query('王磊')).toHaveLength(1);
  });

  it('sees what another index on the same connection wrote', () => {
    const { db, search } = memory();
    expect(search.query('237')).toEqual([]);
    createSearch(db).put({ ref: 'doorKey/1', group: 'doorKey', tags: ['K-0237'] });
    expect(search.query('237')).toHaveLength(1);
  });
});

it('knows an index that was filled by another version', () => {
  const { db, search } = memory();
  expect(search.stale()).toBe(false);
  search.put(wang);
  expect(search.stale()).toBe(false);
  db.exec('UPDATE search_version SET version = version - 1');
  expect(search.stale()).toBe(true);
  search.rebuild([wang]);
  expect(search.stale()).toBe(false);
});

describe('forgetting', () => {
  // Characters that occur in no other name, so that a single one left anywhere would be seen in the bytes.
  const erased: SearchDoc = { ref: 'person/e', group: 'person', names: ['龘靐齉'], phones: ['13577778888'] };

  it('leaves no token and no byte of an erased person', () => {
    const { db, search, holds } = onDisk();
    const others = [...community(2000, 5)];
    db.transaction(() => { for (const doc of others) search.put(doc); })();
    search.tidy();
    const before = vocabulary(db);
    search.put(erased);
    for (const { ref } of others.slice(0, 30)) search.put({ ref, group: ref.startsWith('home') ? 'home' : 'person', names: ['赵甲'] });
    expect(search.query('龘靐齉')).toHaveLength(1);
    expect(['龘', '靐', '齉', '13577778888'].map(holds)).toEqual([true, true, true, true]);
    db.transaction(() => search.erase(['person/e']))();
    for (const text of ['龘', '靐', '齉', '13577778888', '8888777753']) expect(holds(text), text).toBe(false);
    for (const text of ['龘靐齉', '龘', '8888', '1357777']) expect(search.query(text), text).toEqual([]);
    for (const doc of others.slice(0, 30)) search.put(doc);
    search.tidy();
    expect(vocabulary(db)).toEqual(before);
  });

  it('needs the tidying: a mere removal leaves bytes behind', () => {
    const { search, holds } = onDisk();
    search.put(erased);
    search.put(wang);
    search.remove('person/e');
    expect(search.query('龘靐齉')).toEqual([]);
    expect(holds('龘')).toBe(true);
    search.tidy();
    expect(holds('龘')).toBe(false);
  });

  it('leaves an empty index when all are gone', () => {
    const { db, search } = onDisk();
    const docs = [...community(300, 8)];
    for (const doc of docs) search.put(doc);
    expect(search.remove('person/none')).toBe(false);
    search.erase(docs.map(({ ref }) => ref));
    expect(search.count()).toBe(0);
    expect(vocabulary(db)).toEqual([]);
  });
});

describe('rebuilding', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('gives what the steps gave (seed %i)', (seed) => {
    const random = seeded(seed);
    const grown = memory();
    const truth = new Map<string, SearchDoc>();
    const start = [...community(80, seed)];
    for (let step = 0; step < 400; step++) {
      const doc = start[Math.floor(random() * start.length)];
      if (doc === undefined) continue;
      if (random() < 0.25) {
        expect(grown.search.remove(doc.ref)).toBe(truth.delete(doc.ref));
        continue;
      }
      const who = resident(random);
      const changed: SearchDoc = random() < 0.4 ? doc : { ...doc, names: [who.name, ...(random() < 0.3 ? doc.names ?? [] : [])], phones: [who.phone], weight: Math.floor(random() * 3) };
      grown.search.put(changed);
      truth.set(doc.ref, changed);
      if (random() < 0.01) grown.search.tidy();
    }
    const built = memory();
    built.search.put({ ref: 'person/old', group: 'person', names: ['旧人'] });
    expect(built.search.rebuild(truth.values())).toBe(truth.size);
    expect(vocabulary(built.db)).toEqual(vocabulary(grown.db));
    const texts = [...truth.values()].flatMap(({ names = [], phones = [], rooms = [] }) => [...names, ...phones.map((phone) => phone.slice(-4)), ...rooms]);
    const answer = (search: typeof grown.search, text: string) =>
      search.query(text, { limit: 200 }).map((hit) => JSON.stringify(hit)).sort();
    for (const text of [...texts, ...'wlzcy', 'zh', 'wang', 'li', '199', '1-1', '1栋', '王', '伟', '旧人']) {
      expect(answer(built.search, text), text).toEqual(answer(grown.search, text));
    }
    // Whatever is in the index is found by its own name, number and phone.
    for (const doc of truth.values()) {
      for (const text of [...(doc.names ?? []), ...(doc.phones ?? []), ...(doc.rooms ?? [])]) {
        expect(grown.search.query(text, { limit: 200 }).map(({ ref }) => ref), text).toContain(doc.ref);
      }
    }
  });
});
