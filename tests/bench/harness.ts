/**
 * What a measure is compared with is taken in the same run, turn by turn with it: the floor (the bare work that nobody can
 * avoid) and the value see the same machine, the same noise and the same heat, so their ratio means something anywhere.
 */
export type Measure = {
  name: string;
  unit: string;
  /** The largest allowed ratio of value to floor, or with `better: 'higher'` (rates) the smallest. */
  goal: number;
  better?: 'lower' | 'higher';
  /** Too long for every day: only with `--full`. */
  full?: boolean;
  /** How many rounds of floor and value are taken; 7 unless told. */
  rounds?: number;
  /** Makes what both need (a database, a roster) once, outside of the measuring. */
  prepare?(): Promise<void> | void;
  /** One figure in `unit`; a duration by `timed`. */
  floor(): Promise<number> | number;
  value(): Promise<number> | number;
  /** Takes it all away again; runs also when a round threw. */
  dispose?(): Promise<void> | void;
};

export type Result = { name: string; value: number; unit: string; floor: number; ratio: number; goal: number; met: boolean };

export const median = (figures: readonly number[]): number => {
  const sorted = [...figures].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('no figures');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

/** Milliseconds that `work` takes, divided by `times` when it does the same thing that often. */
export const timed = async (work: () => unknown, times = 1): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / times;
};

/**
 * Takes floor and value in turns and compares their medians. One unmeasured round goes before, and who goes first
 * alternates, so that neither warm caches nor a late garbage collection always favour the same side.
 */
export const take = async (measure: Measure): Promise<Result> => {
  const floors: number[] = [];
  const values: number[] = [];
  try {
    await measure.prepare?.();
    const rounds = measure.rounds ?? 7;
    for (let round = -1; round < rounds; round += 1) {
      const floorFirst = round % 2 === 0;
      const early = floorFirst ? await measure.floor() : await measure.value();
      const late = floorFirst ? await measure.value() : await measure.floor();
      if (round < 0) continue;
      floors.push(floorFirst ? early : late);
      values.push(floorFirst ? late : early);
    }
  } finally {
    await measure.dispose?.();
  }
  const floor = median(floors);
  const value = median(values);
  const ratio = value / floor;
  const { name, unit, goal } = measure;
  return { name, value, unit, floor, ratio, goal, met: measure.better === 'higher' ? ratio >= goal : ratio <= goal };
};
