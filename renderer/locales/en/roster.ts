import type { roster as zh } from '../zh/roster.ts';
import type { Like } from '../kinds.ts';

export const roster: Like<typeof zh> = {};
