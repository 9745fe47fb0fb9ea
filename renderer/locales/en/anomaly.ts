import type { anomaly as zh } from '../zh/anomaly.ts';
import type { Like } from '../kinds.ts';

export const anomaly: Like<typeof zh> = {};
