/**
 * A process of its own that opens a data folder, so that memory and a cold start can be measured: `desk` as the program does,
 * `bare` the same file with nothing above SQLite. Prints {opened: ms until the first answer, resident: MB after the last}.
 * Reads {dir, file, dbSecret, siteSecret (both hex), vault, texts} from its standard input: a secret never stands among arguments.
 */
import { readFileSync } from 'node:fs';

const [kind, reads = '100'] = process.argv.slice(2);
const given = JSON.parse(readFileSync(0, 'utf8')) as { dir: string; file: string; dbSecret: string; siteSecret: string; vault: string; texts: string[] };
const dbSecret = Buffer.from(given.dbSecret, 'hex');

async function start(): Promise<() => (text: string) => void> {
  if (kind === 'desk') {
    const { openDesk } = await import('#db/desk.ts');
    const secrets = { dbSecret, siteSecret: Buffer.from(given.siteSecret, 'hex'), vault: given.vault, extra: {} };
    return () => {
      const desk = openDesk({ dir: given.dir, secrets });
      return (text) => void desk.search.query(text);
    };
  }
  const { default: Database } = await import('better-sqlite3');
  return () => {
    const db = new Database(given.file, { fileMustExist: true });
    for (const pragma of ["cipher = 'sqlcipher'", 'legacy = 4', `key = "x'${given.dbSecret}'"`, 'journal_mode = WAL', 'cache_size = -65536']) db.pragma(pragma);
    const find = db.prepare('SELECT d.ref FROM search_fts f JOIN search_doc d ON d.id = f.rowid WHERE f.search_fts MATCH ? LIMIT 10');
    return (text) => void find.all(`"pn${text}"*`);
  };
}

const open = await start();
const from = performance.now();
const ask = open();
ask(given.texts[0] ?? '');
const opened = performance.now() - from;
for (const text of given.texts.slice(1, Number(reads))) ask(text);
process.stdout.write(JSON.stringify({ opened, resident: process.memoryUsage().rss / 1024 / 1024 }));
process.exit(0);
