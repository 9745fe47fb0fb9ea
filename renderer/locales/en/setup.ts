import type { setup as zh } from '../zh/setup.ts';
import type { Like } from '../kinds.ts';

export const setup: Like<typeof zh> = {};
