import { Refusal } from '#core/refusal.ts';
import type { Verb } from '../context.ts';

export const importRoster: Verb = async () => {
  throw new Refusal('not_ready');
};
