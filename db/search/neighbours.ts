import type Database from 'better-sqlite3';
import { GROUP_LETTER, KIND } from '#core/search/tokens.ts';
import { queryTellsName } from '#core/search/query.ts';
import type { Alternative, Matched, QueryPlan, Term } from '#core/search/query.ts';
import { allOf } from './statements.ts';
import type { Bound } from './statements.ts';

/**
 * Who lives where, for the search box: 张三 should list her homes too, and 张三 1501 mean the home of that number in which she
 * is. Read from the relations at the moment of asking rather than stored with each home: a name then stands in one place of
 * the index only, so changing or erasing a person moves no home, and a home's tokens never wait for a person's fact.
 */
export interface Neighbours {
  /** Homes that answer the places, each with a person currently there who answers the other terms. */
  together(places: readonly Term[], others: readonly Term[]): Bound<JointRow>;
  /** Homes to which the person, given by ref, has a current relation, each with its own weight. */
  homesOf(person: string): { ref: string; weight: number }[];
}

type JointRow = [id: number, ref: string, weight: number, tokens: string, personId: number, person: string, personWeight: number, personTokens: string];

/** Pairs looked at when a place is narrowed by a person: more is no answer yet. */
const MOST_PAIRS = 100;

/** Neighbours from the `relation` projection. */
export function relationNeighbours(db: Database.Database): Neighbours {
  const homes = db.prepare<[string], { ref: string; weight: number }>(
    "SELECT DISTINCT d.ref, d.weight FROM relation r CROSS JOIN search_doc d ON d.ref = 'home/' || r.home WHERE r.person = ? AND r.ended = 0",
  );
  // The cross joins keep SQLite to this order: the place is nearly always the smaller half.
  const joint = db.prepare<unknown[], JointRow>(
    'SELECT h.id, h.ref, h.weight, h.tokens, p.id, p.ref, p.weight, p.tokens FROM search_fts f CROSS JOIN search_doc h ON h.id = f.rowid '
    + 'CROSS JOIN relation r ON r.home = substr(h.ref, 6) AND r.ended = 0 CROSS JOIN search_doc p ON p.ref = \'person/\' || r.person '
    + 'WHERE f.search_fts MATCH ? AND p.id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH ?) LIMIT ?').raw();
  return {
    together: (places, others) => ({ statement: joint, values: [allOf('home', places), allOf('person', others), MOST_PAIRS] }),
    homesOf: (person) => homes.all(person.slice('person/'.length)),
  };
}

export interface Found { id: number; ref: string; weight: number; score: number; matched: Matched; tells: boolean }

const holds = (tokens: string, token: string, prefix: boolean): boolean => tokens.includes(prefix ? ` ${token}` : ` ${token} `);

/** The best alternative of a term that a thing's tokens (with a space at both ends) satisfy. */
export const bestOf = (tokens: string, letter: string, term: Term): Alternative | undefined =>
  term.find((each) => holds(tokens, letter + each.kind + each.text, each.prefix));

/** Whether the text contains in full one of the names that these tokens hold. */
export const tellsName = (tokens: string, letter: string, plan: QueryPlan): boolean =>
  plan.names.some((name) => queryTellsName(plan, name) && holds(tokens, letter + KIND.name + name, false));

/** The terms that name a place and those that name somebody, where a text has both. "张三 1501": [1501], [张三]. */
export function placesAndOthers(plan: QueryPlan): { places: Term[]; others: Term[] } | undefined {
  const terms = plan.ways[plan.ways.length - 1] ?? [];
  const places = terms.map((term) => term.filter(({ matched }) => matched === 'room')).filter((term) => term.length > 0);
  const others = terms.filter((term) => term.every(({ matched }) => matched !== 'room'));
  return places.length > 0 && others.length > 0 ? { places, others } : undefined;
}

/** "3栋 zs", "张三 1501": homes that answer the place, in which somebody answers the rest; and that somebody. */
export function together(plan: QueryPlan, neighbours: Neighbours): { homes: Found[]; people: Found[] } {
  const homes = new Map<string, Found>();
  const people = new Map<string, Found>();
  const parts = placesAndOthers(plan);
  if (parts === undefined) return { homes: [], people: [] };
  const { places, others } = parts;
  const personFirst = plan.ways[plan.ways.length - 1]?.[0] === others[0];
  const { statement, values } = neighbours.together(places, others);
  for (const [id, ref, weight, homeTokens, personId, person, personWeight, personTokens] of statement.all(...values)) {
    const tokens = ` ${personTokens} `;
    const place = places.map((term) => bestOf(` ${homeTokens} `, GROUP_LETTER.home, term));
    const named = others.map((term) => bestOf(tokens, GROUP_LETTER.person, term));
    // The weakest term says how good the whole is, the first one what was found.
    const score = Math.min(...[...place, ...named].map((each) => each?.score ?? 0));
    const matched = (personFirst ? named : place)[0]?.matched ?? 'room';
    const tells = tellsName(tokens, GROUP_LETTER.person, plan);
    const before = homes.get(ref);
    homes.set(ref, { id, ref, weight, score: Math.max(score, before?.score ?? 0), matched, tells: tells || before?.tells === true });
    people.set(person, { id: personId, ref: person, weight: personWeight, score, matched, tells });
  }
  return { homes: [...homes.values()], people: [...people.values()] };
}

/** Homes of the people found that were not found themselves; each just behind what a home found by itself would get. */
export function homesOfPeople(people: readonly Found[], homes: readonly Found[], neighbours: Neighbours): Found[] {
  const known = new Set(homes.map(({ ref }) => ref));
  const more: Found[] = [];
  for (const person of people) {
    for (const { ref, weight } of neighbours.homesOf(person.ref)) {
      if (known.has(ref)) continue;
      known.add(ref);
      more.push({ ...person, ref, weight, score: person.score - 1 });
    }
  }
  return more;
}
