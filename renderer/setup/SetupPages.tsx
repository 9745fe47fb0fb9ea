import { Waiting } from '../ui/index.ts';
import type { DeskPhase } from '#core/contract/setup.ts';

export interface SetupProps {
  /** Where the desk stood when these pages came up; ask again for what is true now. */
  phase: Exclude<DeskPhase, { phase: 'open' }>;
  /** Call when the desk is open and nothing more has to be read here. */
  onDone: () => void;
}

/** First run, unlocking and trouble: everything before a desk is open. */
export default function SetupPages({ phase }: SetupProps) {
  return <Waiting>{phase.phase}</Waiting>;
}
