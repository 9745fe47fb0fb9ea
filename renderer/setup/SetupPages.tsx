import { useEffect } from 'react';
import type { DeskPhase } from '#core/contract/setup.ts';
import { usePhase } from '../lib/desk.ts';
import { Closed } from './Closed.tsx';
import { FirstRun } from './FirstRun.tsx';
import { TroublePage } from './TroublePage.tsx';
import './setup.css';

interface SetupProps {
  phase: Exclude<DeskPhase, { phase: 'open' }>;
  /** The desk is open and nothing here is left to be done; the frame takes over. */
  onDone: () => void;
}

/** First run, unlocking and trouble: everything before a desk is open, and the recovery code just after. */
export default function SetupPages({ phase, onDone }: SetupProps) {
  const now = usePhase().data?.phase;
  const first = phase.phase === 'empty';
  // A desk that was opened, here or elsewhere, needs nothing more; one that was just founded still shows its code.
  useEffect(() => {
    if (now === 'open' && !first) onDone();
  }, [now, first, onDone]);
  switch (phase.phase) {
    case 'empty':
      return <FirstRun osKeystore={phase.osKeystore} onDone={onDone} />;
    case 'closed':
      return <Closed ways={phase.ways} />;
    case 'trouble':
      return <TroublePage code={phase.code} params={phase.params} backups={phase.backups} />;
  }
}
