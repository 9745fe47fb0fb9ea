import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskPhase } from '#core/contract/setup.ts';
import { OpenDesk } from './frame/OpenDesk.tsx';
import { useChanges, usePhase, useSessionWatch } from './lib/desk.ts';
import { useRefusal } from './lib/refusal.ts';
import { Banner, Button, Waiting } from './ui/index.ts';

const SetupPages = lazy(() => import('./setup/SetupPages.tsx'));

type NotOpen = Exclude<DeskPhase, { phase: 'open' }>;

/** First run, unlocking, trouble, or the open desk. */
export function App() {
  const { t } = useTranslation();
  const word = useRefusal();
  useChanges();
  useSessionWatch();
  const phase = usePhase();
  // The pages before an open desk decide themselves when they are done: a desk that was just founded is open already, yet
  // its recovery code, shown once, must stay until somebody has written it down.
  const [before, setBefore] = useState<NotOpen | null>(null);

  const now = phase.data;
  if (now && now.phase !== 'open' && before?.phase !== now.phase) setBefore(now);
  if (before) {
    return (
      <Suspense fallback={<Waiting>{t('common.starting')}</Waiting>}>
        <SetupPages phase={before} onDone={() => setBefore(null)} />
      </Suspense>
    );
  }
  if (now?.phase === 'open') return <OpenDesk site={now.site} desk={now.desk} demo={now.demo} />;
  if (phase.isError) {
    return (
      <main className="lone">
        <Banner tone="bad" actions={<Button onClick={() => void phase.refetch()}>{t('common.again')}</Button>}>
          {word(phase.error)}
        </Banner>
      </main>
    );
  }
  return <Waiting>{t('common.starting')}</Waiting>;
}
