import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { planQuery } from '#core/search/query.ts';
import { KIND, tokensOf } from '#core/search/tokens.ts';
import type { SearchDoc } from '#core/search/tokens.ts';
import { createSearch } from '#db/search/index.ts';
import type { Search } from '#db/search/index.ts';
import { placesAndOthers, relationNeighbours } from '#db/search/neighbours.ts';
import type { Neighbours } from '#db/search/neighbours.ts';
import { searchSchema } from '#db/search/schema.ts';
import { searchStatements } from '#db/search/statements.ts';
import type { SearchStatements } from '#db/search/statements.ts';
import { community, homeOf, seeded } from '#tests/support/people.ts';

/**
 * A keystroke in the search box at 50,000 people and 25,000 homes, in an encrypted file. People are typed as they are typed:
 * letter by letter, so every beginning counts, the expensive short ones included.
 *
 * Floor: the same answers fetched with prepared statements and match strings computed beforehand. Value: text in, ranked hits out.
 */

const PEOPLE = 50_000;
const SEQUENCES = 150;
const LIMIT = 10;

interface Stage { db: Database.Database; folder: string; search: Search; keystrokes: string[]; floors: (() => void)[] }

function open(file: string): Database.Database {
  const db = new Database(file);
  db.pragma("cipher = 'sqlcipher'");
  db.pragma('legacy = 4');
  db.pragma(`key = "x'${'5a'.repeat(32)}'"`);
  db.pragma('journal_mode = WAL');
  db.pragma('secure_delete = ON');
  db.pragma('cache_size = -65536');
  return db;
}

/** Every beginning of what clerks type for randomly chosen people: name, pinyin, initials, phone and its tail, room, two words. */
function typed(docs: ReadonlyMap<string, SearchDoc>): string[] {
  const random = seeded(77);
  const all: string[] = [];
  for (let count = 0; count < SEQUENCES; count++) {
    const person = Math.floor(random() * PEOPLE);
    const doc = docs.get(`person/${person}`);
    const tokens = doc === undefined ? [] : tokensOf(doc);
    const letters = (kind: string): string => tokens.find((token) => token[1] === kind)?.slice(2) ?? 'wangwei';
    const name = doc?.names?.[0] ?? '王伟';
    const room = docs.get(`home/${homeOf(person)}`)?.rooms?.[0] ?? '3-2-1501';
    const phone = doc?.phones?.[0] ?? '19900006120';
    const texts = [name, letters(KIND.pinyin), letters(KIND.initials), phone.slice(-4), phone, room, room.replace('-', '栋').replace('-', '单元'),
      room.replaceAll('-', ''), `${room.split('-')[0]}栋 ${name}`];
    const glyphs = [...(texts[count % texts.length] ?? name)];
    for (let length = 1; length <= glyphs.length; length++) all.push(glyphs.slice(0, length).join(''));
  }
  return all;
}

/**
 * What a query has to fetch, bound beforehand: for each group the first way of reading the text, then the next if that found
 * nothing; the homes of the people that it answers with; and, where neither a home nor a person answers alone, both together.
 */
function bare(search: Search, statements: SearchStatements, neighbours: Neighbours, text: string): () => void {
  const { ways } = planQuery(text);
  const perGroup = (['home', 'person'] as const).map((group) => ways.map((terms) => {
    const [first] = terms;
    const { statement, values } = terms.length === 1 && first !== undefined ? statements.oneTerm(group, first, LIMIT) : statements.manyTerms(group, terms, LIMIT);
    return () => statement.all(...values).length;
  }));
  const people = search.query(text, { limit: LIMIT, groups: ['person'] }).map(({ ref }) => ref);
  const parts = placesAndOthers(planQuery(text));
  const both = parts === undefined ? undefined : neighbours.together(parts.places, parts.others);
  return () => {
    let found = false;
    for (const runs of perGroup) if (runs.some((run) => run() > 0)) found = true;
    if (!found && both !== undefined) both.statement.all(...both.values);
    else for (const person of people) neighbours.homesOf(person);
  };
}

let stage: Stage | undefined;
function prepare(): void {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-search-'));
  const db = open(join(folder, 'desk.db'));
  db.exec(searchSchema);
  db.exec('CREATE TABLE relation (home TEXT, person TEXT, ended INTEGER, PRIMARY KEY (home, person)) WITHOUT ROWID; CREATE INDEX relation_person ON relation (person)');
  const neighbours = relationNeighbours(db);
  const search = createSearch(db, neighbours);
  const docs = [...community(PEOPLE, 2026)];
  const live = db.prepare('INSERT INTO relation VALUES (?, ?, 0)');
  db.transaction(() => {
    search.rebuild(docs);
    for (let person = 0; person < PEOPLE; person++) live.run(String(homeOf(person)), String(person));
  })();
  const keystrokes = typed(new Map(docs.map((doc) => [doc.ref, doc])));
  const statements = searchStatements(db);
  stage = { db, folder, search, keystrokes, floors: keystrokes.map((text) => bare(search, statements, neighbours, text)) };
}

function dispose(): void {
  stage?.db.close();
  if (stage !== undefined) rmSync(stage.folder, { recursive: true, force: true });
  stage = undefined;
}

/** Milliseconds of each run, in ascending order. */
const times = (runs: readonly (() => unknown)[]): number[] => runs.map((run) => {
  const from = performance.now();
  run();
  return performance.now() - from;
}).sort((a, b) => a - b);

const at = (part: number, sorted: readonly number[]): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
const floors = (): number[] => times(stage?.floors ?? []);
const values = (): number[] => times((stage?.keystrokes ?? []).map((text) => () => stage?.search.query(text, { limit: LIMIT })));

const measure = (name: string, part: number) => ({
  name, unit: 'ms', goal: 1.5, prepare, dispose, floor: () => at(part, floors()), value: () => at(part, values()),
});

export const measures = [measure('search keystroke, median', 0.5), measure('search keystroke, slowest 5 %', 0.95)];
