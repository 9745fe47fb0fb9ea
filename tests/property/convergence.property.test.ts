import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FileReplica } from '#tests/support/fileReplica.ts';
import { MemoryReplica, World } from '#tests/support/memoryReplica.ts';
import { MUTANTS } from '#tests/support/mutants.ts';
import { simulate, type Summary } from '#tests/support/simulation.ts';

// One seed alone: FOYER_SEED=17 runs nothing else. See simulation.ts on shrinking a run by hand.
const ONLY = process.env['FOYER_SEED'] === undefined ? undefined : Number(process.env['FOYER_SEED']);
const RUNS = Number(process.env['FOYER_RUNS'] ?? 600);

const FILE_RUNS = Number(process.env['FOYER_FILE_RUNS'] ?? 32);

const total = (sums: readonly Summary[]): string => {
  const did: Record<string, number> = {};
  for (const sum of sums) for (const [name, n] of Object.entries(sum.did)) did[name] = (did[name] ?? 0) + n;
  return `${sums.length} runs, ${sums.reduce((n, s) => n + s.facts, 0)} facts, ${JSON.stringify(did)}`;
};

it('every desk holds the same in the end, and what the oracle says, whatever happened on the way', async () => {
  const sums: Summary[] = [];
  for (const seed of ONLY === undefined ? Array.from({ length: RUNS }, (_, i) => i + 1) : [ONLY]) {
    sums.push(await simulate(seed, (random) => MemoryReplica.found(new World(random), 'd0'), { steps: 60, desks: 2 + (seed % 3), stormy: seed % 3 === 0 }));
  }
  console.log(`memory: ${total(sums)}`);
  expect(sums.length).toBeGreaterThan(0);
});

it('the same on encrypted files: every projection, the search index, and verify', async () => {
  const sums: Summary[] = [];
  for (const seed of ONLY === undefined ? Array.from({ length: FILE_RUNS }, (_, i) => i + 1) : [ONLY]) {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-site-'));
    try {
      sums.push(await simulate(seed, () => FileReplica.found(folder), { steps: 40, desks: 2 + (seed % 2) }));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  console.log(`encrypted files: ${total(sums)}`);
  expect(sums.length).toBeGreaterThan(0);
});

it('desks that hear of everything before they act never contradict one another', async () => {
  for (const seed of ONLY === undefined ? Array.from({ length: 40 }, (_, i) => i + 1) : [ONLY]) {
    const sum = await simulate(seed, (random) => MemoryReplica.found(new World(random), 'd0'), { steps: 40, desks: 3, causal: true });
    expect(sum.acts).toBeGreaterThan(0);
  }
});

it.skipIf(ONLY !== undefined).each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('is broken by %s', async (_name, mutant) => {
  const within = 60;
  let caught: { seed: number; message: string } | undefined;
  for (let seed = 1; seed <= within && !caught; seed++) {
    try {
      await simulate(seed, (random) => MemoryReplica.found(new World(random, mutant), 'd0'), { steps: 60, desks: 2 + (seed % 3) });
    } catch (error) {
      caught = { seed, message: String(error).split('\n')[0]!.slice(0, 160) };
    }
  }
  console.log(`${mutant.name}: ${caught ? `run ${caught.seed}: ${caught.message}` : 'not caught'}`);
  expect(caught, `not caught in ${within} runs`).toBeDefined();
});
