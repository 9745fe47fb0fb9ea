import type { settings as zh } from '../zh/settings.ts';
import type { Like } from '../kinds.ts';

export const settings: Like<typeof zh> = {};
