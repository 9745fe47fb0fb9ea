import { canonical } from '#core/facts/canonical.ts';
import type { FactId } from '#core/facts/envelope.ts';
import { isRefusal } from '#core/refusal.ts';
import { drafts, pick, upTo, type Random } from '#tests/support/acts.ts';
import { seeded } from '#tests/support/children.ts';
import { oracle } from '#tests/support/oracle.ts';
import type { Bundle, Replica } from '#tests/support/replica.ts';

/**
 * A site lives for a while: desks join, work apart, exchange in every bad way, are cloned, restored, stolen. Then everybody
 * talks until nobody has news, and all must hold the same, which must be what the oracle says, with nothing lost.
 *
 * Each step draws from a generator of its own, so a failing run can be shrunk by hand: FOYER_STEPS cuts its end,
 * FOYER_SKIP=3,7 leaves steps out, and the others stay as they were.
 */
export interface Options {
  readonly steps: number;
  readonly desks: number;
  /** Everybody exchanges after each act: then nothing is concurrent and nothing may be contested. */
  readonly causal?: boolean;
  /** Many more copies of disks, thefts and adoptions than any site sees: what is rare elsewhere meets here. */
  readonly stormy?: boolean;
}

export interface Summary {
  readonly acts: number;
  readonly facts: number;
  readonly desks: number;
  readonly did: Readonly<Record<string, number>>;
}

/** Thrown by every broken property, with what happened until then. */
export class Broken extends Error {}

const skipped = new Set((process.env['FOYER_SKIP'] ?? '').split(',').filter(Boolean).map(Number));
const lastStep = Number(process.env['FOYER_STEPS'] ?? Number.POSITIVE_INFINITY);

interface Site {
  readonly all: Replica[];
  /** Stolen, or copies of what was stolen: they hear nothing more. What they wrote may still be brought back. */
  readonly out: Set<Replica>;
  /** Every writer that a desk's disk ever was. */
  readonly lineage: Map<Replica, Set<string>>;
  readonly retired: Set<string>;
  /** Acknowledged, and not lost with a disk before anybody had it. */
  readonly acked: Set<FactId>;
  /** Secrets that were destroyed somewhere. */
  readonly erased: Set<string>;
  readonly pool: { from: string; bundle: Bundle }[];
  readonly backedUp: Set<Replica>;
  readonly vectors: (Uint8Array | object)[];
  apart: Map<Replica, number>;
  readonly did: Record<string, number>;
  readonly trace: string[];
}

const expect = (site: Site, good: boolean, what: string): void => {
  if (!good) throw new Broken(`${what}\n${site.trace.join('\n')}`);
};

/** What an exchange in disorder may be refused with: something that comes before is not here yet. */
const OUT_OF_ORDER = new Set(['gap', 'unknown_writer', 'epoch_changed']);

function noteWriter(site: Site, replica: Replica): void {
  const known = site.lineage.get(replica) ?? new Set();
  site.lineage.set(replica, known.add(replica.writer()));
}

function take(site: Site, to: Replica, bundle: Bundle, allowed: ReadonlySet<string>): void {
  const before = canonical(to.heads());
  try {
    to.import(bundle);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    expect(site, canonical(to.heads()) === before, `a refused bundle changed ${to.name}`);
    if (error.code === 'retired') {
      const own = [...site.lineage.get(to)!];
      expect(site, own.some((writer) => site.retired.has(writer)), `${to.name} is locked out and was never retired`);
      site.out.add(to);
    } else expect(site, allowed.has(error.code), `${to.name} refused ${error.code} ${canonical(error.params)}`);
  }
  const buried = new Set(to.tombstones());
  expect(site, !to.secrets().some((id) => buried.has(id)), `a destroyed secret came back to ${to.name}`);
  noteWriter(site, to);
}

type Step = (site: Site, random: Random, replica: Replica) => void | Promise<void>;

const act: Step = (site, random, replica) => {
  const watched = random() < 0.15;
  const before = watched ? replica.hash() : '';
  for (const id of replica.act(drafts(random, replica, true))) site.acked.add(id);
  if (watched) expect(site, replica.hash() !== before, `an act left the hash of ${replica.name} as it was`);
};

const batch: Step = (site, random, replica) => {
  const acts = Array.from({ length: 1 + upTo(random, 3) }, () => drafts(random, replica, false));
  const crashAt = random() < 0.4 ? upTo(random, acts.length) : undefined;
  const before = replica.hash();
  try {
    for (const id of replica.actMany(acts, crashAt)) site.acked.add(id);
    expect(site, crashAt === undefined, 'a batch that was cut off was acknowledged');
  } catch (error) {
    if (error instanceof Broken || crashAt === undefined) throw error;
    expect(site, replica.hash() === before, `half a batch stayed on ${replica.name}`);
  }
};

const exchange: Step = (site, random, replica) => {
  const to = pick(random, site.all);
  if (to === replica) return;
  const vector = random() < 0.6 ? to.vector() : random() < 0.5 && site.vectors.length > 0 ? pick(random, site.vectors) : undefined;
  if (random() < 0.3) site.vectors.push(to.vector());
  let bundle = replica.export(vector);
  if (random() < 0.3 && bundle.without && bundle.writers.length > 1) bundle = bundle.without(pick(random, bundle.writers));
  if (random() < 0.4 || site.out.has(to) || site.apart.get(to) !== site.apart.get(replica)) site.pool.push({ from: replica.name, bundle });
  else take(site, to, bundle, OUT_OF_ORDER);
};

const deliver: Step = (site, random, replica) => {
  if (site.pool.length === 0) return;
  const at = upTo(random, site.pool.length);
  const { bundle } = site.pool[at]!;
  // A stick stays where it is and is read again.
  if (random() < 0.6) site.pool.splice(at, 1);
  if (replica.crashIn && random() < 0.3) {
    const before = replica.hash();
    try {
      replica.crashIn(bundle, upTo(random, 4));
      throw new Broken('the crash did not happen');
    } catch (error) {
      if (error instanceof Broken) throw error;
      expect(site, replica.hash() === before, `half a bundle stayed on ${replica.name}`);
    }
  }
  take(site, replica, bundle, OUT_OF_ORDER);
};

const clone: Step = async (site, _random, replica) => {
  if (site.all.length >= 8) return;
  const made = await replica.clone(`${replica.name}'`);
  site.lineage.set(made, new Set(site.lineage.get(replica)));
  site.apart.set(made, site.apart.get(replica) ?? 0);
  site.all.push(made);
};

const restore: Step = async (site, _random, replica) => {
  if (!site.backedUp.has(replica)) return;
  const lost = replica.ids();
  for (const other of site.all) if (other !== replica) for (const id of other.ids()) lost.delete(id);
  await replica.restore();
  for (const id of replica.ids()) lost.delete(id);
  for (const id of lost) site.acked.delete(id);
  noteWriter(site, replica);
};

const retireOne: Step = (site, random) => {
  const root = site.all[0]!;
  const own = site.lineage.get(root)!;
  const writer = pick(random, root.writers());
  // A desk that is the root's own copy cannot be stolen from it here; three of five lost is another story.
  if (own.has(writer) || site.retired.size >= 3) return;
  const known = root.headSeq(writer);
  root.retire(writer, Math.max(0, known - upTo(random, 4)));
  site.retired.add(writer);
  for (const other of site.all) if (other.writer() === writer) site.out.add(other);
};

const adopt: Step = (_site, random, replica) => {
  const writers = replica.writers().filter((w) => replica.heldOf(w).length > 0);
  if (writers.length === 0) return;
  const writer = pick(random, writers);
  replica.adopt(writer, replica.heldOf(writer).filter(() => random() < 0.5).slice(0, 5).concat(replica.heldOf(writer)[0]!));
};

const STEPS: readonly [string, number, Step][] = [
  ['act', 40, act],
  ['batch', 6, batch],
  ['exchange', 26, exchange],
  ['deliver', 10, deliver],
  ['join', 2, async (site, _random) => {
    if (site.all.length >= 5) return;
    const made = await site.all[0]!.invite(`d${site.all.length}`);
    site.all.push(made);
    site.apart.set(made, 0);
    noteWriter(site, made);
  }],
  ['apart', 3, (site, random) => {
    for (const replica of site.all) site.apart.set(replica, random() < 0.5 ? 0 : upTo(random, 2));
  }],
  ['restart', 2, async (site, _random, replica) => {
    await replica.restart();
    noteWriter(site, replica);
  }],
  ['clone', 1.5, clone],
  ['backup', 2, (site, _random, replica) => {
    replica.backup();
    site.backedUp.add(replica);
  }],
  ['restore', 2, restore],
  ['retire', 1.2, retireOne],
  ['adopt', 2, adopt],
  ['erase', 1.2, (site, random, replica) => {
    if (site.out.has(replica)) return;
    for (const id of replica.destroyPerson(pick(random, ['p1', 'p2', 'home:h1']))) site.erased.add(id);
  }],
  ['clock', 3, (_site, random, replica) => replica.setClock((random() - 0.3) * 10 ** (3 + upTo(random, 13)))],
];
const STORM: Readonly<Record<string, number>> = { act: 25, exchange: 20, clone: 10, retire: 5, adopt: 5, restore: 4, join: 4 };

const chosen = (random: Random, stormy: boolean): readonly [string, number, Step] => {
  const weightOf = ([name, weight]: readonly [string, number, Step]): number => (stormy ? (STORM[name] ?? weight) : weight);
  let at = random() * STEPS.reduce((sum, step) => sum + weightOf(step), 0);
  return STEPS.find((step) => (at -= weightOf(step)) < 0) ?? STEPS[0]!;
};

/** Everybody brings everybody what they lack, until nobody has news. */
function quiet(site: Site): Replica[] {
  const none = new Set<string>();
  for (const { bundle } of site.pool) for (const to of live(site)) take(site, to, bundle, OUT_OF_ORDER);
  // What a stolen desk wrote later comes back too: its facts are kept.
  for (const found of [...site.out]) {
    for (const to of live(site)) take(site, to, found.export(), OUT_OF_ORDER);
  }
  for (let round = 0; round < 12; round++) {
    for (const from of live(site)) for (const to of live(site)) if (from !== to && !site.out.has(to)) take(site, to, from.export(to.vector()), round === 0 ? OUT_OF_ORDER : none);
    const heads = new Set(live(site).map((replica) => canonical([replica.heads(), replica.viewHash()])));
    if (heads.size === 1) break;
  }
  for (const found of [...site.out]) {
    const [first, ...others] = live(site);
    take(site, first!, found.export(), none);
    for (const other of others) take(site, other, first!.export(other.vector()), none);
  }
  return live(site);
}
const live = (site: Site): Replica[] => site.all.filter((replica) => !site.out.has(replica));

/** Without members that say nothing yet, so that a field added to a subject need not be taught to the oracle before it is used. */
const filled = (state: unknown): unknown =>
  Object.fromEntries(Object.entries(state as object).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)));

async function judge(site: Site, replicas: readonly Replica[]): Promise<void> {
  const same = (what: string, of: (replica: Replica) => unknown): void => {
    const values = replicas.map((replica) => canonical(of(replica)));
    expect(site, new Set(values).size === 1, `${what} differ between ${replicas.map((r) => r.name).join(' ')}: ${values.map((v) => v.slice(0, 900)).join('\n  ')}`);
  };
  same('heads', (r) => r.heads());
  for (const replica of replicas) expect(site, replica.waiting() === 0, `${replica.waiting()} facts wait on ${replica.name} for ever`);
  same('writers in standing', (r) => r.writers());
  same('held facts', (r) => r.writers().map((w) => r.heldOf(w).sort()));
  for (const ref of replicas[0]!.subjects()) same(`states of ${ref}`, (r) => r.state(ref) ?? null);
  same('state hashes', (r) => r.hash());
  same('anomalies', (r) => r.anomalies());
  for (const part of Object.keys(replicas[0]!.view())) same(`views of ${part}`, (r) => r.view()[part]);
  for (const replica of replicas) {
    const ids = replica.ids();
    const lost = [...site.acked].filter((id) => !ids.has(id));
    expect(site, lost.length === 0, `${lost.length} acknowledged facts are not on ${replica.name}: ${lost[0]}`);
    const back = replica.secrets().filter((id) => site.erased.has(id));
    expect(site, back.length === 0, `${back.length} destroyed secrets are back on ${replica.name}`);
    const before = [replica.hash(), replica.viewHash()].join();
    replica.rebuild();
    expect(site, [replica.hash(), replica.viewHash()].join() === before, `${replica.name} says something else after a rebuild`);
    const problems = await replica.problems();
    expect(site, problems.length === 0, `${replica.name}: ${problems.join()}`);
  }
  const [one] = replicas;
  const truth = oracle(one!.facts().map((s) => s.fact));
  expect(site, canonical([...truth.keys()].sort()) === canonical(one!.subjects()), 'subjects are not those of the oracle');
  for (const [ref, { state }] of truth) {
    const [said, ought] = [canonical(filled(one!.state(ref))), canonical(filled(state))];
    expect(site, said === ought, `${ref} is\n  ${said}\nthe oracle says\n  ${ought}`);
  }
}

/** Runs one seed. @throws Broken with the trace of the run */
export async function simulate(seed: number, found: (random: Random) => Promise<Replica> | Replica, options: Options): Promise<Summary> {
  const first = await found(seeded(seed));
  const site: Site = {
    all: [first], out: new Set(), lineage: new Map(), retired: new Set(), acked: new Set(), erased: new Set(), pool: [], backedUp: new Set(), vectors: [], apart: new Map([[first, 0]]), did: {}, trace: [],
  };
  noteWriter(site, first);
  try {
    for (let n = 1; n < options.desks; n++) {
      const made = await first.invite(`d${n}`);
      site.all.push(made);
      site.apart.set(made, 0);
      noteWriter(site, made);
    }
    for (let n = 0; n < Math.min(options.steps, lastStep); n++) {
      if (skipped.has(n)) continue;
      const random = seeded(seed * 1009 + n * 7919 + 13);
      const [name, , step] = options.causal ? STEPS[0]! : chosen(random, options.stormy ?? false);
      const replica = pick(random, site.all);
      site.trace.push(`${n} ${name} ${replica.name}`);
      site.did[name] = (site.did[name] ?? 0) + 1;
      await step(site, random, replica);
      if (!options.causal) continue;
      for (const other of site.all) if (other !== replica) take(site, other, replica.export(other.vector()), new Set());
    }
    const replicas = quiet(site);
    await judge(site, replicas);
    if (options.causal) {
      expect(site, replicas.every((r) => r.anomalies().length === 0), 'a history without concurrency raised an anomaly');
    }
    return { acts: site.acked.size, facts: first.ids().size, desks: site.all.length, did: site.did };
  } catch (error) {
    const where = `FOYER_SEED=${seed}`;
    if (error instanceof Broken) throw new Broken(`${where}: ${error.message}`, { cause: error });
    throw new Error(`${where}: ${String((error as Error).stack)}\n${site.trace.join('\n')}`, { cause: error });
  } finally {
    for (const replica of site.all) replica.close();
  }
}
