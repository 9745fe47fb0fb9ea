import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import type { Session } from '#core/contract/setup.ts';
import { Door, type DoorWhy } from '../session/Door.tsx';
import { api } from '../lib/api.ts';
import { useLine, useSession } from '../lib/desk.ts';
import { useIdle } from '../lib/idle.ts';
import { useShortcuts } from '../lib/keys.ts';
import { notify } from '../lib/notices.ts';
import { shortScan, watchScans } from '../lib/scan.ts';
import { Waiting } from '../ui/index.ts';
import { focusSearch } from './places.ts';
import { Frame } from './Frame.tsx';
import { KeysHelp } from './KeysHelp.tsx';
import './frame.css';

/**
 * The desk with its door. Once somebody has come in, the pages stay mounted for as long as the window lives: behind the
 * lock, through a change of clerk and through a restart of the desk process, so that nothing typed is ever lost.
 */
export function OpenDesk({ site, desk, demo }: { site: string; desk: string; demo: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const session = useSession();
  const [asked, setAsked] = useState<'switch' | 'help' | null>(null);
  const [entered, setEntered] = useState(false);

  const now = session.data;
  const inside = now !== undefined && now.clerk !== null && !now.locked && !now.mustChangePin;
  if (inside && !entered) setEntered(true);

  const take = (next: Session) => queries.setQueryData(['session', 'current'], next);
  const lock = useMutation({ mutationFn: () => api.session.lock(), onSuccess: take });
  const touch = useMutation({ mutationFn: () => api.session.touch(), onSuccess: take });

  useIdle(inside, now?.lockAfterMinutes ?? 5, touch.mutate, lock.mutate);
  useRestartNotice();
  useEffect(() => watchScans((digits) => notify(t('frame.strangeScan', { scan: shortScan(digits) }), 'due')), [t]);
  useShortcuts(
    inside
      ? {
          'Ctrl+K': focusSearch,
          F3: focusSearch,
          F10: () => setAsked('switch'),
          'Ctrl+L': () => lock.mutate(),
          F1: () => setAsked((open) => (open === 'help' ? null : 'help')),
        }
      : {},
  );

  if (!now && !entered) return <Waiting>{t('common.starting')}</Waiting>;
  // A switch to somebody who needs a new PIN first stays the same door, or what they typed would be asked for twice.
  const renewing = asked === 'switch' && now?.mustChangePin === true;
  const why: DoorWhy | null = renewing ? 'switch' : !inside ? (entered && now?.clerk ? 'locked' : 'login') : asked === 'switch' ? 'switch' : null;

  return (
    // Addresses stay in the hash: no host has to know them, and none is ever sent.
    // oxlint-disable-next-line react/hooks
    <Router hook={useHashLocation}>
      {entered && now && (
        <Frame
          site={site}
          desk={desk}
          demo={demo}
          clerk={now.clerk}
          covered={why === 'locked' || why === 'login' || renewing}
          onSwitch={() => setAsked('switch')}
          onLock={() => lock.mutate()}
          onHelp={() => setAsked('help')}
        />
      )}
      {why && (
        <Door
          key={why}
          why={why}
          site={site}
          demo={demo}
          current={now?.clerk ?? null}
          onCancel={() => setAsked(null)}
          onIn={(next) => {
            take(next);
            setAsked(null);
            // Another clerk may see more or less: everything shown is asked for anew.
            void queries.invalidateQueries();
          }}
        />
      )}
      {asked === 'help' && inside && <KeysHelp onClose={() => setAsked(null)} />}
    </Router>
  );
}

/** After the desk process has come back: what is recorded is safe, what is being typed wants a second look. */
function useRestartNotice(): void {
  const { t } = useTranslation();
  const { state, lines } = useLine();
  useEffect(() => {
    if (state === 'open' && lines > 1) notify(t('frame.restarted'), 'due');
  }, [state, lines, t]);
}
