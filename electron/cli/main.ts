import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataDir } from '#electron/dataDir.ts';
import type { Options, Outcome, Verb } from './context.ts';
import { failureOf, UsageError } from './words.ts';
import { demo, init, joinSite, recover, restore } from './verbs/begin.ts';
import { backup, rebuild, stats, verify } from './verbs/care.ts';
import { bundle, invite, vector } from './verbs/exchange.ts';
import { importRoster } from './verbs/roster.ts';
import { serve } from './verbs/serve.ts';
import { call, search } from './verbs/work.ts';

/**
 * The command line: `npm run -s foyer -- VERB --data DIR [--json]`, for administrators and for tests.
 *
 * With `--json` there is exactly one JSON document on standard output, also when something went wrong
 * (`{"error":{"code","message"}}`). It ends with 0 only on success, with 2 for a wrong command line, with 1 for all else.
 */
const USAGE = `foyer VERB --data DIR [--json]

  init --site NAME --admin NAME --pin PIN [--desk NAME] [--key-file]
  demo                                    the demo community, PIN 1234
  import roster FILE [--dry-run] [--accept changes]
  search TEXT
  call PROCEDURE 'JSON' --as STAFF        any procedure of the contract
  serve [--port N] [--no-open]
  verify · rebuild · stats
  backup FILE · restore FILE · recover    the recovery code gives the raw key
  invite FILE [--desk NAME] · join FILE [--code CODE]
  vector FILE · bundle export FILE [--for VECTOR-FILE] · bundle import FILE

Secrets come by environment: FOYER_PASSPHRASE (the database), FOYER_PIN (the clerk of --as),
FOYER_RECOVERY_CODE (recover, restore), FOYER_JOIN_CODE (join). Without a passphrase a new desk needs
--key-file [--key-file-path FILE]: whoever has that file and the folder can then read everything.`;

const VERBS: Readonly<Record<string, Verb>> = {
  init, demo, search, call, serve, verify, rebuild, stats, backup, restore, recover, invite, join: joinSite, vector, bundle, import: importRoster,
};

const OPTIONS = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  site: { type: 'string' },
  admin: { type: 'string' },
  pin: { type: 'string' },
  desk: { type: 'string' },
  'key-file': { type: 'boolean' },
  'key-file-path': { type: 'string' },
  'dry-run': { type: 'boolean' },
  accept: { type: 'string' },
  as: { type: 'string' },
  port: { type: 'string' },
  'no-open': { type: 'boolean' },
  code: { type: 'string' },
  for: { type: 'string' },
  help: { type: 'boolean' },
} as const;

function read(argv: string[]): { verb: string | undefined; options: Options } {
  let parsed;
  try {
    parsed = parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch {
    throw new UsageError('An option is unknown, or lacks its value. See foyer --help.');
  }
  const { values, positionals } = parsed;
  const [verb, ...args] = positionals;
  const dir = values.data === undefined ? defaultDataDir() : resolve(values.data);
  return { verb: values.help === true ? undefined : verb, options: { dir, values, args } };
}

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

async function run(argv: string[]): Promise<number> {
  const json = argv.includes('--json');
  let outcome: Outcome;
  try {
    const { verb, options } = read(argv);
    if (verb === undefined || verb === 'help') {
      if (json) throw new UsageError('Which verb? See foyer --help.');
      process.stdout.write(`${USAGE}\n`);
      return argv.length === 0 ? 2 : 0;
    }
    const found = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!found) throw new UsageError('No such verb. See foyer --help.');
    outcome = await found(options);
  } catch (error) {
    const failure = failureOf(error);
    if (json) print({ error: failure });
    else process.stderr.write(`${failure.message}\n`);
    return failure.code === 'usage' ? 2 : 1;
  }
  if (json) print(outcome.data);
  else process.stdout.write(outcome.lines.map((line) => `${line}\n`).join(''));
  await outcome.until;
  return outcome.ok === false ? 1 : 0;
}

process.exitCode = await run(process.argv.slice(2));
