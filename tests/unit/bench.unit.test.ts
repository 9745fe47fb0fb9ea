import { expect, it } from 'vitest';
import { median, take } from '#tests/bench/harness.ts';

it('takes floor and value in turns and compares medians', async () => {
  const order: string[] = [];
  const figures = [9, 1, 2, 3];
  const result = await take({
    name: 'x',
    unit: 'ms',
    goal: 2,
    rounds: 3,
    prepare: () => void order.push('prepare'),
    floor: () => (order.push('floor'), 1),
    value: () => (order.push('value'), figures.shift() ?? 0),
    dispose: () => void order.push('dispose'),
  });
  // The first round (9) is a warm-up; after it each side goes first in turn.
  expect(order.join(' ')).toBe('prepare value floor floor value value floor floor value dispose');
  expect(result).toEqual({ name: 'x', value: 2, unit: 'ms', floor: 1, ratio: 2, goal: 2, met: true });
});

it('wants rates to be high and the rest to be low', async () => {
  const of = (better: 'lower' | 'higher', value: number) => take({ name: 'x', unit: '/s', goal: 0.5, better, floor: () => 10, value: () => value });
  expect((await of('higher', 4)).met).toBe(false);
  expect((await of('higher', 6)).met).toBe(true);
  expect((await of('lower', 6)).met).toBe(false);
});

it('clears up after a measure that breaks', async () => {
  let disposed = false;
  const broken = take({ name: 'x', unit: 'ms', goal: 1, floor: () => 1, value: () => Promise.reject(new Error('no')), dispose: () => void (disposed = true) });
  await expect(broken).rejects.toThrow('no');
  expect(disposed).toBe(true);
});

it('knows the median of even and odd counts', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});
