import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Desk } from '#db/desk.ts';
import { unlockVault } from '#db/vault/index.ts';
import { connect } from '#db/vault/open.ts';
import { PASSPHRASE, reopen } from '#tests/support/desk.ts';
import { seeded } from '#tests/support/people.ts';
import { CLERK, copyOf, counterAct, FACTS_OF_HOUSEHOLD, filledFolder, household } from '../community.ts';
import { median, type Measure } from '../harness.ts';
import { player, recording } from '../statements.ts';

/** One act at the counter: two facts on subjects that exist, decided on their states, kept with everything that moves with them. */

const COMMANDS = 40;
const ROUNDS = 7;
const SMALL = 10_000;
const LARGE = 1_000_000;

const actOn = (desk: Desk, n: number, random: () => number): void => {
  const { home, people: [person] } = household(n);
  desk.act({
    command: randomUUID(),
    staff: CLERK,
    decide(read) {
      read.state(`home/${home}`);
      read.state(`person/${person}`);
      return { facts: counterAct(n, random), reply: { ok: true } };
    },
  });
};

/** A generator of acts on random households of a desk with so many facts: the same sequence each time. */
function acts(facts: number, seed: number): (desk: Desk) => void {
  const random = seeded(seed);
  const households = Math.floor(facts / FACTS_OF_HOUSEHOLD);
  return (desk) => actOn(desk, Math.floor(random() * households), random);
}

const millisecondsOf = (work: () => void): number => {
  const from = performance.now();
  work();
  return performance.now() - from;
};

/** A desk and its bare twin: what the commands take, and what their writes alone take. Medians of some commands each. */
interface Pair { command(): number; bare(): number; close(): void }

async function pairOf(facts: number, rounds: number): Promise<Pair> {
  const full = await filledFolder(facts);
  const [value, floor, source] = [copyOf(full), copyOf(full), copyOf(full)];
  const { opened, recorded } = await recording(() => reopen(source.dir));
  const next = acts(facts, 5);
  recorded();
  const commands = Array.from({ length: COMMANDS * (rounds + 1) }, () => {
    next(opened);
    return recorded();
  });
  opened.close();
  source.remove();
  const db = connect(opened.folder.paths.db.replace(source.dir, floor.dir), (await unlockVault(floor.dir, { kind: 'passphrase', passphrase: PASSPHRASE })).dbSecret);
  const play = commands.map(player(db));
  const desk = await reopen(value.dir);
  const again = acts(facts, 5);
  return {
    command: () => median(Array.from({ length: COMMANDS }, () => millisecondsOf(() => again(desk)))),
    bare: () => median(play.splice(0, COMMANDS).map(millisecondsOf)),
    close() {
      desk.close();
      db.close();
      value.remove();
      floor.remove();
    },
  };
}

let small: Pair | undefined;
let large: Pair | undefined;
let counted: { desk: Desk; remove: () => void; next: (desk: Desk) => void } | undefined;
const open = <T>(it: T | undefined): T => {
  if (it === undefined) throw new Error('not prepared');
  return it;
};

const PAGE_FRAME = 4096 + 24;
const WAL_HEAD = 32;

export const measures: Measure[] = [
  {
    name: `command of 2 facts at ${SMALL} facts`, unit: 'ms', goal: 1.8, rounds: ROUNDS,
    prepare: async () => {
      small = await pairOf(SMALL, ROUNDS);
    },
    floor: () => open(small).bare(),
    value: () => open(small).command(),
    dispose: () => small?.close(),
  },
  {
    // What a command writes to the disk, whatever the disk: frames of the write-ahead log, its head aside.
    name: 'WAL frames of that command', unit: 'frames', goal: 1, rounds: 1,
    prepare: async () => {
      const { dir, remove } = copyOf(await filledFolder(SMALL));
      counted = { desk: await reopen(dir), remove, next: acts(SMALL, 9) };
    },
    floor: () => 20,
    value() {
      const { desk, next } = open(counted);
      return median(Array.from({ length: 200 }, () => {
        desk.folder.checkpoint();
        next(desk);
        return (statSync(`${desk.folder.paths.db}-wal`).size - WAL_HEAD) / PAGE_FRAME;
      }));
    },
    dispose() {
      counted?.desk.close();
      counted?.remove();
    },
  },
  {
    // Cost per act must not grow with the log: value and floor are ratios, both of a command to its bare writes.
    name: `that ratio at ${LARGE} facts`, unit: '×', goal: 1.15, full: true, rounds: ROUNDS,
    prepare: async () => {
      small = await pairOf(SMALL, ROUNDS);
      large = await pairOf(LARGE, ROUNDS);
    },
    floor: () => open(small).command() / open(small).bare(),
    value: () => open(large).command() / open(large).bare(),
    dispose() {
      small?.close();
      large?.close();
    },
  },
];
