import { createHash } from 'node:crypto';
import { type Measure, timed } from '../harness.ts';

const bytes = Buffer.alloc(1 << 20, 7);
const hash = (): string => createHash('sha256').update(bytes).digest('hex');

/** The harness measured against itself: the same work on both sides. How far it is from 1 is the noise of this machine. */
export const measures: Measure[] = [
  { name: 'noise of this machine', unit: 'ms', goal: 1.2, rounds: 15, floor: () => timed(hash), value: () => timed(hash) },
];
