import type Database from 'better-sqlite3';
import { GROUP_LETTER } from '#core/search/tokens.ts';
import type { SearchGroup } from '#core/search/tokens.ts';
import type { Alternative, Term } from '#core/search/query.ts';

/**
 * The SQL behind the search box, kept apart from reading and ranking so that the bench can run it bare.
 */

export type RankedRow = [rank: number, id: number, ref: string, weight: number];
export type TokenRow = [id: number, ref: string, weight: number, tokens: string];

export interface SearchStatements {
  /** Rows for a single term; `rank` is the place of the alternative that matched. A row may come once for each alternative. */
  oneTerm(group: SearchGroup, term: Term, limit: number): Bound<RankedRow>;
  /** Rows that hold every one of the terms, with their tokens. */
  manyTerms(group: SearchGroup, terms: readonly Term[], limit: number): Bound<TokenRow>;
}

/** A prepared statement with what to bind. */
export interface Bound<Row> { statement: Database.Statement<unknown[], Row>; values: (string | number)[] }

/**
 * Rows looked at for one group. Beyond this many equally good ones the order says nothing anyway: the clerk types on. Several
 * alternatives may name the same row, hence more than the limit.
 */
const candidates = (limit: number): number => limit * 3 + 16;

// Tokens hold letters, digits and "-" only; the quotes keep words like OR and NEAR from meaning anything to FTS5.
const phrase = (letter: string, { kind, text, prefix }: Alternative): string => `"${letter}${kind}${text.replaceAll('"', '')}"${prefix ? '*' : ''}`;

/** One expression that every one of the terms must satisfy. */
export const allOf = (group: SearchGroup, terms: readonly Term[]): string =>
  terms.map((term) => `(${term.map((each) => phrase(GROUP_LETTER[group], each)).join(' OR ')})`).join(' AND ');

export function searchStatements(db: Database.Database): SearchStatements {
  const all = db.prepare<unknown[], TokenRow>(
    'SELECT d.id, d.ref, d.weight, d.tokens FROM search_fts f JOIN search_doc d ON d.id = f.rowid WHERE f.search_fts MATCH ? LIMIT ?').raw();

  // One statement for each number of alternatives; SQLite works them off in order and stops at the limit, so that a full
  // first alternative costs nothing for the others.
  const ranked = new Map<number, Database.Statement<unknown[], RankedRow>>();
  const rankedFor = (alternatives: number): Database.Statement<unknown[], RankedRow> => {
    let statement = ranked.get(alternatives);
    if (statement === undefined) {
      const arms = Array.from({ length: alternatives }, (_, rank) => `SELECT ${rank} AS rank, rowid AS id FROM search_fts WHERE search_fts MATCH ?`);
      statement = db.prepare<unknown[], RankedRow>(
        `SELECT t.rank, d.id, d.ref, d.weight FROM (${arms.join(' UNION ALL ')}) t JOIN search_doc d ON d.id = t.id LIMIT ?`).raw();
      ranked.set(alternatives, statement);
    }
    return statement;
  };

  return {
    oneTerm: (group, term, limit) => ({
      statement: rankedFor(term.length),
      values: [...term.map((each) => phrase(GROUP_LETTER[group], each)), candidates(limit)],
    }),
    manyTerms: (group, terms, limit) => ({
      statement: all,
      values: [allOf(group, terms), candidates(limit)],
    }),
  };
}
