import { Waiting } from '../ui/index.ts';
import type { DeskPhase } from '#core/contract/setup.ts';

/** First run, unlocking and trouble: everything before a desk is open. */
export default function SetupPages({ phase }: { phase: Exclude<DeskPhase, { phase: 'open' }> }) {
  return <Waiting>{phase.phase}</Waiting>;
}
