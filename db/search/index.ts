import type Database from 'better-sqlite3';
import { GROUP_LETTER, GROUPS, KIND, TOKENS_VERSION, tokensOf } from '#core/search/tokens.ts';
import type { SearchDoc, SearchGroup } from '#core/search/tokens.ts';
import { planQuery, queryTellsName } from '#core/search/query.ts';
import type { Matched, QueryPlan, Term } from '#core/search/query.ts';
import { bestOf, homesOfPeople, tellsName, together } from './neighbours.ts';
import type { Found, Neighbours } from './neighbours.ts';
import { searchStatements } from './statements.ts';

/**
 * Finding: the index behind the one search box. Works inside whatever transaction the caller has open, so that the index
 * moves with the facts. Not thread-safe beyond that: one connection, one `createSearch`.
 */

export interface Hit {
  ref: string;
  group: SearchGroup;
  /** Comparable within one answer only; higher is better. */
  score: number;
  matched: Matched;
  /** The text contained the full name of this thing, so that showing it tells the clerk nothing new. */
  matchedName?: boolean;
}

export interface QueryOptions {
  /** Hits in all, over all groups; each group with hits keeps a fair share. 10 by default, at most 200. */
  limit?: number;
  groups?: readonly SearchGroup[];
}

export interface Search {
  /**
   * Adds or changes what a thing is found by. Writes nothing when the index already says so; tells whether it wrote. About 8
   * pages of write-ahead log; things already known before new ones keeps a command with several at that (FTS5 starts a new
   * segment whenever row numbers fall).
   */
  put(doc: SearchDoc): boolean;
  /** Takes a thing out: it is no longer found. Its tokens stay in index pages until `tidy` or a merge. False if it was not there. */
  remove(ref: string): boolean;
  /** Takes things out so that no token of theirs is left in the index (PIPL Art. 47). After putting things *without* somebody's name, `tidy` does the same. */
  erase(refs: Iterable<string>): void;
  query(text: string, options?: QueryOptions): Hit[];
  /** Empties the index and fills it again. Returns the number of things. */
  rebuild(docs: Iterable<SearchDoc>): number;
  /** The index was filled by a version of the program that made other tokens: make it again before anybody searches. */
  stale(): boolean;
  count(): number;
  /** Rewrites the index as one piece, leaving out everything deleted: at the end of an erasure or of a large import. About 0.25 s at 50,000 people. */
  tidy(): void;
}

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 200;
const ranked = (found: Found[], limit: number): Found[] => found.sort((a, b) => b.score - a.score || b.weight - a.weight || a.id - b.id).slice(0, limit);

/** Shortest prefix that search_fts indexes, in characters. */
const SHORTEST_PREFIX = 3;
const head = (token: string): string => Array.from(token.slice(0, SHORTEST_PREFIX * 2)).slice(0, SHORTEST_PREFIX).join('');

/**
 * What to take out and put in so that `before` becomes `after`. Only the difference moves: a changed phone touches its own
 * tokens, not the name with all its readings. One exception: taking a token out also takes the row out of the prefix lists that
 * the token stood in, so a token that stays but shares such a prefix moves too, or typing its beginning would miss the row.
 */
function difference(before: readonly string[], after: readonly string[]): { gone: string[]; come: string[] } {
  const was = new Set(before);
  const is = new Set(after);
  const heads = new Set(before.filter((token) => !is.has(token)).map(head));
  return {
    gone: before.filter((token) => !is.has(token) || heads.has(head(token))),
    come: after.filter((token) => !was.has(token) || heads.has(head(token))),
  };
}

/**
 * Groups known to have something in them, by connection. It only grows: a group that turns out to be empty (a command rolled
 * back) costs a needless question, while one believed empty by mistake would hide things.
 */
const knownGroups = new WeakMap<Database.Database, Set<SearchGroup>>();

/** `neighbours` (who lives where) lets a person's name lead to homes; without it homes are found by what they hold themselves. */
export function createSearch(db: Database.Database, neighbours?: Neighbours): Search {
  const find = db.prepare<[string], { id: number; weight: number; tokens: string }>('SELECT id, weight, tokens FROM search_doc WHERE ref = ?');
  const insertDoc = db.prepare<[string, number, string]>('INSERT INTO search_doc (ref, weight, tokens) VALUES (?, ?, ?)');
  const updateDoc = db.prepare<[number, string, number]>('UPDATE search_doc SET weight = ?, tokens = ? WHERE id = ?');
  const deleteDoc = db.prepare<[number]>('DELETE FROM search_doc WHERE id = ?');
  const addTokens = db.prepare<[number, string]>('INSERT INTO search_fts (rowid, tokens) VALUES (?, ?)');
  const dropTokens = db.prepare<[number, string]>("INSERT INTO search_fts (search_fts, rowid, tokens) VALUES ('delete', ?, ?)");
  const countDocs = db.prepare<[], number>('SELECT count(*) FROM search_doc').pluck();
  const clearFts = db.prepare("INSERT INTO search_fts (search_fts) VALUES ('delete-all')");
  const clearDocs = db.prepare('DELETE FROM search_doc');
  const optimise = db.prepare("INSERT INTO search_fts (search_fts) VALUES ('optimize')");
  const version = db.prepare<[], number>('SELECT version FROM search_version').pluck();
  const clearVersion = db.prepare('DELETE FROM search_version');
  const setVersion = db.prepare<[number]>('INSERT INTO search_version (version) VALUES (?)');
  const statements = searchStatements(db);
  const hasToken = db.prepare<[string], number>('SELECT rowid FROM search_fts WHERE search_fts MATCH ? LIMIT 1').pluck();
  const known = (): Set<SearchGroup> => {
    let groups = knownGroups.get(db);
    if (groups === undefined) {
      groups = new Set(GROUPS.filter((group) => hasToken.get(`"${GROUP_LETTER[group]}"`) !== undefined));
      knownGroups.set(db, groups);
    }
    return groups;
  };

  function put(doc: SearchDoc): boolean {
    const next = tokensOf(doc);
    const tokens = next.join(' ');
    const weight = Math.round(doc.weight ?? 0);
    known().add(doc.group);
    const old = find.get(doc.ref);
    if (old === undefined) {
      const { lastInsertRowid } = insertDoc.run(doc.ref, weight, tokens);
      addTokens.run(Number(lastInsertRowid), tokens);
      return true;
    }
    if (old.tokens === tokens && old.weight === weight) return false;
    if (old.tokens !== tokens) {
      const { gone, come } = difference(old.tokens.split(' '), next);
      if (gone.length > 0) dropTokens.run(old.id, gone.join(' '));
      if (come.length > 0) addTokens.run(old.id, come.join(' '));
    }
    updateDoc.run(weight, tokens, old.id);
    return true;
  }

  function remove(ref: string): boolean {
    const old = find.get(ref);
    if (old === undefined) return false;
    dropTokens.run(old.id, old.tokens);
    deleteDoc.run(old.id);
    return true;
  }

  function erase(refs: Iterable<string>): void {
    for (const ref of refs) remove(ref);
    optimise.run();
  }

  function oneTerm(group: SearchGroup, term: Term, plan: QueryPlan, limit: number, found: Map<number, Found>): void {
    const { statement, values } = statements.oneTerm(group, term, limit);
    for (const [rank, id, ref, weight] of statement.all(...values)) {
      const hit = term[rank];
      // Alternatives come best first, so the first one to name a row is its rank.
      if (hit === undefined || found.has(id)) continue;
      found.set(id, { id, ref, weight, score: hit.score, matched: hit.matched, tells: hit.kind === KIND.name && !hit.prefix && queryTellsName(plan, hit.text) });
    }
  }

  function manyTerms(group: SearchGroup, terms: readonly Term[], plan: QueryPlan, limit: number, found: Map<number, Found>): void {
    const letter = GROUP_LETTER[group];
    const { statement, values } = statements.manyTerms(group, terms, limit);
    for (const [id, ref, weight, stored] of statement.all(...values)) {
      if (found.has(id)) continue;
      const tokens = ` ${stored} `;
      const best = terms.map((term) => bestOf(tokens, letter, term));
      const [first] = best;
      if (first === undefined) continue;
      // The weakest term says how good the whole is; the first says what was found.
      const score = Math.min(...best.map((each) => each?.score ?? Infinity));
      found.set(id, { id, ref, weight, score, matched: first.matched, tells: tellsName(tokens, letter, plan) });
    }
  }

  function inGroup(group: SearchGroup, plan: QueryPlan, limit: number): Found[] {
    const found = new Map<number, Found>();
    for (const terms of plan.ways) {
      const first = terms[0];
      if (first === undefined) continue;
      if (terms.length === 1) oneTerm(group, first, plan, limit, found);
      else manyTerms(group, terms, plan, limit, found);
      // A second way of reading the text is for when the first found nothing here.
      if (found.size > 0) break;
    }
    return ranked([...found.values()], limit);
  }

  function query(text: string, options: QueryOptions = {}): Hit[] {
    const limit = Math.max(0, Math.min(MAX_LIMIT, Math.floor(options.limit ?? DEFAULT_LIMIT) || 0));
    const plan = planQuery(text);
    if (plan.ways.length === 0 || limit === 0) return [];
    const asked = (group: SearchGroup): boolean => options.groups === undefined || options.groups.includes(group);
    // People are looked up for the sake of homes even where only homes are asked for.
    const needed = (group: SearchGroup): boolean => asked(group) || (group === 'person' && neighbours !== undefined && asked('home'));
    const rows = new Map(GROUPS.filter((group) => known().has(group) && needed(group)).map((group) => [group, inGroup(group, plan, limit)]));
    if (neighbours !== undefined && needed('person')) {
      const homes = rows.get('home') ?? [];
      const people = rows.get('person') ?? [];
      const joint = homes.length + people.length === 0 ? together(plan, neighbours) : undefined;
      rows.set('home', ranked(joint?.homes ?? [...homes, ...homesOfPeople(people, homes, neighbours)], limit));
      rows.set('person', ranked(joint?.people ?? people, limit));
    }
    const found = GROUPS.filter((group) => asked(group) && rows.has(group)).map((group) => ({ group, rows: rows.get(group) ?? [], take: 0 }));
    // Shared out in turns, so that ten homes of one surname do not hide the person of that name.
    for (let left = limit, moved = true; left > 0 && moved;) {
      moved = false;
      for (const each of found) if (left > 0 && each.take < each.rows.length) { each.take++; left--; moved = true; }
    }
    return found.flatMap(({ group, rows, take }) => rows.slice(0, take).map(({ ref, score, matched, tells }) => (
      tells ? { ref, group, score, matched, matchedName: true } : { ref, group, score, matched })));
  }

  function rebuild(docs: Iterable<SearchDoc>): number {
    clearFts.run();
    clearDocs.run();
    for (const doc of docs) put(doc);
    optimise.run();
    clearVersion.run();
    setVersion.run(TOKENS_VERSION);
    return countDocs.get() ?? 0;
  }

  return {
    put, remove, erase, query, rebuild,
    stale: () => version.get() !== TOKENS_VERSION,
    count: () => countDocs.get() ?? 0,
    tidy: () => { optimise.run(); },
  };
}
