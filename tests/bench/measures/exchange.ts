import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { receive } from '#core/replica/receive.ts';
import type { CarriedCommand } from '#core/replica/store.ts';
import type { Desk } from '#db/desk.ts';
import { join as joinSite } from '#db/exchange/join.ts';
import type { Db } from '#db/vault/index.ts';
import { newDesk, PASSPHRASE, reopen } from '#tests/support/desk.ts';
import { bareDb, emptyDb, insertAll, wholeTable } from '../bare.ts';
import { copyOf, fill } from '../community.ts';
import type { Measure } from '../harness.ts';

/** What one desk recorded arrives at another one: checked, stored, folded; and shown, where the whole way is measured. */

const FACTS = 20_000;

interface Stage { folder: string; second: string; bundle: Uint8Array; commands: CarriedCommand[]; facts: number; source: Db }
let stage: Stage | undefined;
const open = (): Stage => {
  if (stage === undefined) throw new Error('not prepared');
  return stage;
};

async function prepare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  const first = join(folder, 'first');
  const second = join(folder, 'second');
  const { desk } = await newDesk({ dir: first });
  const { bytes, code } = desk.exchange.invite('前台2号', null);
  const { desk: other } = await joinSite({ dir: second, bytes, code, wraps: [{ kind: 'passphrase', passphrase: PASSPHRASE, cost: { memory: 64, passes: 1 } }] });
  const vector = other.exchange.vector();
  other.close();
  const had = desk.log.store.stream(desk.writer)?.head.seq ?? 0;
  fill(desk, FACTS);
  const { bytes: bundle, facts } = desk.exchange.export(vector);
  const commands: CarriedCommand[] = [];
  let texts: string[] = [];
  for (const { text, signature } of desk.log.store.carried(desk.writer, had + 1)) {
    texts.push(text);
    if (signature === null) continue;
    commands.push({ facts: texts, signature });
    texts = [];
  }
  desk.close();
  stage = { folder, second, bundle, commands, facts, source: await bareDb(first) };
}

function dispose(): void {
  stage?.source.close();
  if (stage !== undefined) rmSync(stage.folder, { recursive: true, force: true });
  stage = undefined;
}

/** The same fact rows into an empty file with the log's own indexes and triggers. */
function floor(): number {
  const { source, facts } = open();
  const { db, remove } = emptyDb();
  try {
    return facts / (insertAll(source, db, [wholeTable(source, 'fact')]) / 1000);
  } finally {
    remove();
  }
}

/** Facts a second that a fresh copy of the second desk takes in. */
async function taking(take: (desk: Desk) => void): Promise<number> {
  const { dir, remove } = copyOf(open().second);
  const desk = await reopen(dir);
  try {
    const from = performance.now();
    take(desk);
    return open().facts / ((performance.now() - from) / 1000);
  } finally {
    desk.close();
    remove();
  }
}

const common = { unit: 'facts/s', better: 'higher', rounds: 5, prepare, dispose, floor } as const;

export const measures: Measure[] = [
  {
    ...common, name: `verify and append ${FACTS} facts`, goal: 0.5,
    value: () => taking(({ log }) => log.transaction(() => {
      const own = log.own();
      receive({ site: own.site, root: own.root.public, store: log.store, crypt: log.crypt }, open().commands);
    })),
  },
  { ...common, name: `import a bundle of ${FACTS} facts`, goal: 0.2, value: () => taking((desk) => void desk.exchange.import(open().bundle)) },
];
