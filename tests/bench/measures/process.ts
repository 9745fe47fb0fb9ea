import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { unlockVault, vaultPaths } from '#db/vault/index.ts';
import { PASSPHRASE } from '#tests/support/desk.ts';
import { resident, seeded } from '#tests/support/people.ts';
import { copyOf, filledFolder } from '../community.ts';
import type { Measure } from '../harness.ts';

/** The desk as a process, at 50,000 people: what it holds in memory, and how soon it answers after opening. */

/** Eight facts to a household of two. */
const FACTS = 200_000;
const SEARCHES = 100;
const FEW = 5;

let stage: { remove: () => void; input: string } | undefined;

async function prepare(): Promise<void> {
  const { dir, remove } = copyOf(await filledFolder(FACTS));
  const { dbSecret, siteSecret, vault } = await unlockVault(dir, { kind: 'passphrase', passphrase: PASSPHRASE });
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const random = seeded(3);
  const texts = Array.from({ length: SEARCHES }, () => resident(random).name);
  stage = { remove, input: JSON.stringify({ dir, file: vaultPaths(dir).db, dbSecret: hex(dbSecret), siteSecret: hex(siteSecret), vault, texts }) };
}

function child(kind: 'desk' | 'bare', reads: number): { opened: number; resident: number } {
  if (stage === undefined) throw new Error('not prepared');
  const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, '../deskChild.ts'), kind, String(reads)], {
    input: stage.input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`the child ended with ${status}`);
  return JSON.parse(stdout) as { opened: number; resident: number };
}

const common = { prepare, dispose: () => stage?.remove() };

export const measures: Measure[] = [
  {
    ...common, name: 'memory of a desk of 50000 people', unit: 'MB', goal: 3, rounds: 5,
    floor: () => child('bare', FEW).resident, value: () => child('desk', SEARCHES).resident,
  },
  {
    ...common, name: 'opening a desk of 50000 people', unit: 'ms', goal: 1.5, rounds: 9,
    floor: () => child('bare', 1).opened, value: () => child('desk', 1).opened,
  },
];
