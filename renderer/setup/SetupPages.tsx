import type { DeskPhase } from '#core/contract/setup.ts';
import { useState } from 'react';
import { Closed } from './Closed.tsx';
import { FirstRun } from './FirstRun.tsx';
import { TroublePage } from './TroublePage.tsx';
import './setup.css';

/** First run, unlocking and trouble: everything before a desk is open, and the recovery code just after. */
export default function SetupPages({ phase }: { phase: DeskPhase }) {
  // The first run goes on after the desk has opened (its code is still to be kept), so it must not be torn down by then.
  const [first] = useState(phase.phase === 'empty' ? phase : null);
  if (first !== null && (phase.phase === 'empty' || phase.phase === 'open')) return <FirstRun osKeystore={first.osKeystore} />;
  switch (phase.phase) {
    case 'empty':
      return <FirstRun osKeystore={phase.osKeystore} />;
    case 'closed':
      return <Closed ways={phase.ways} />;
    case 'trouble':
      return <TroublePage code={phase.code} params={phase.params} backups={phase.backups} />;
    case 'open':
      return null;
  }
}
