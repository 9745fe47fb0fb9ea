import { TOKENS_VERSION } from '#core/search/tokens.ts';

/**
 * Tables of the search index, as one migration step.
 *
 * search_doc holds each thing's tokens as they were indexed. They are needed twice: to take exactly them out again (an index
 * of FTS5 without content forgets only what it is told word by word), and to write nothing when nothing changed.
 * search_fts is contentless with `detail=none`: it answers "which rows hold this token", nothing else.
 *
 * - `ascii` splits at ASCII signs only, so every character outside ASCII belongs to a token: 𠮷, rare and minority letters can
 *   not be lost to an old Unicode table. "-" is a token character because a home number is one token.
 * - prefix '3 4 5' are 1, 2 and 3 typed characters, after the two letters that every token starts with.
 * - Deleted tokens leave with the merge that rewrites their page: `tidy` (FTS5 "optimize") does that at once, 0.25 s at 50,000
 *   people, and an erasure must end with it. FTS5's `secure-delete` was measured instead and turned down: it rewrites a page
 *   for each token in each prefix index, 36 pages for a removed person and 12 for a changed phone where this takes 8 and 6,
 *   and it may leave the beginning of a deleted token as a page's separator.
 * - `pgsz` 3900: with the default of 4050 each index page spills into an overflow page, since an encrypted page keeps 80 of
 *   its 4096 bytes for salt and checksum.
 *
 * search_version says by which TOKENS_VERSION the index was filled; an empty one is up to date.
 */
export const searchSchema = `
CREATE TABLE search_doc (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  weight INTEGER NOT NULL,
  tokens TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search_fts USING fts5 (
  tokens, content = '', columnsize = 0, detail = none, prefix = '3 4 5', tokenize = "ascii tokenchars '-'"
);
INSERT INTO search_fts (search_fts, rank) VALUES ('pgsz', 3900);
CREATE TABLE search_version (version INTEGER NOT NULL) STRICT;
INSERT INTO search_version (version) VALUES (${TOKENS_VERSION});
`;
