import type { TFunction } from 'i18next';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClerkInfo, Session } from '#core/contract/setup.ts';
import { api } from '../lib/api.ts';
import { useClerks, useLine } from '../lib/desk.ts';
import { composing } from '../lib/keys.ts';
import { isRefused, refusalOf, useRefusal } from '../lib/refusal.ts';
import { setLanguage } from '../lib/i18n.ts';
import { Banner, Button, Field, Input, Waiting } from '../ui/index.ts';
import { ClerkList } from './ClerkList.tsx';
import { NewPin } from './NewPin.tsx';
import './session.css';

export type DoorWhy = 'login' | 'locked' | 'switch';

const LAST = 'foyer.lastClerk';

export interface DoorProps {
  why: DoorWhy;
  site: string;
  demo: boolean;
  current: ClerkInfo | null;
  onIn: (session: Session) => void;
  /** Only a switch can be called off. */
  onCancel: () => void;
}

/** Who is it? A name from the list, a PIN, Enter. The same door for the first login, the lock and the switch of clerk. */
export function Door({ why, site, demo, current, onIn, onCancel }: DoorProps) {
  const { t, i18n } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const pinField = useRef<HTMLInputElement>(null);
  const title = useId();
  const clerks = useClerks();
  const queries = useQueryClient();
  const { state } = useLine();
  const word = useRefusal();
  const [picked, setPicked] = useState<string | null>(null);
  const [pin, setPin] = useState('');
  /** In, but only to choose another PIN; the one just typed is needed for it once more. */
  const [renewing, setRenewing] = useState<{ clerk: ClerkInfo; oldPin: string } | null>(null);

  const list = clerks.data ?? [];
  const chosen = list.find((c) => c.id === (picked ?? preselected(why, current, list))) ?? null;

  const login = useMutation({
    mutationFn: (staff: string) => api.session.login({ staff, pin }),
    onSuccess: (session) => {
      localStorage.setItem(LAST, session.clerk?.id ?? '');
      if (session.mustChangePin && session.clerk) setRenewing({ clerk: session.clerk, oldPin: pin });
      else onIn(session);
    },
    onError: () => {
      setPin('');
      pinField.current?.focus();
      void queries.invalidateQueries({ queryKey: ['session', 'clerks'] });
    },
  });

  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  // Straight to the PIN wherever a name is known already; two seconds is what a switch may take.
  const ready = list.length > 0;
  const known = chosen !== null && why !== 'switch';
  const placed = useRef(false);
  useEffect(() => {
    // Only when the door opens: later the focus belongs to the clerk.
    if (!ready || placed.current) return;
    placed.current = true;
    if (known) pinField.current?.focus();
    else dialog.current?.querySelector<HTMLElement>('[role="radio"][tabindex="0"]')?.focus();
  }, [ready, known]);

  const keepShut = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || composing(event)) return;
    event.preventDefault();
    if (why === 'switch') onCancel();
    else setPin('');
  };
  const pick = (id: string, andGo: boolean) => {
    setPicked(id);
    login.reset();
    setPin('');
    if (andGo) pinField.current?.focus();
  };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined || chosen === null) return;
    event.preventDefault();
    const next = list[(list.indexOf(chosen) + by + list.length) % list.length];
    if (next) pick(next.id, false);
  };

  const lockedOut = chosen !== null && (isLockedOut(chosen) || (isRefused(login.error, 'pin_locked') && login.variables === chosen.id));
  const error = login.error && !lockedOut && login.variables === chosen?.id ? word(login.error) : undefined;
  const left = refusalOf(login.error)?.params['left'];
  return (
    <dialog
      ref={dialog}
      className="door"
      aria-labelledby={title}
      onKeyDown={keepShut}
      onCancel={(event) => event.preventDefault()}
      onClose={() => dialog.current?.isConnected && dialog.current.showModal()}
    >
      <div className="door-head">
        <div>
          <div className="door-site clip">{site}</div>
          <h1 id={title}>{t(`session.title.${renewing ? 'newPin' : why}`)}</h1>
        </div>
        <Button small variant="quiet" onClick={() => setLanguage(i18n.language === 'en' ? 'zh' : 'en')}>
          {t('frame.otherLanguage')}
        </Button>
      </div>
      {state === 'lost' && <Banner tone="due">{t('refusal.desk_gone')}</Banner>}
      {renewing ? (
        <NewPin clerk={renewing.clerk} oldPin={renewing.oldPin} onDone={onIn} />
      ) : clerks.isPending ? (
        <Waiting>{t('common.waiting')}</Waiting>
      ) : clerks.isError ? (
        <Banner tone="bad" actions={<Button small onClick={() => void clerks.refetch()}>{t('common.again')}</Button>}>
          {word(clerks.error)}
        </Banner>
      ) : (
        <form
          className="door-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen && pin !== '' && !login.isPending) login.mutate(chosen.id);
          }}
        >
          <ClerkList clerks={list} chosen={chosen?.id ?? null} onPick={pick} />
          <div className="door-pin">
            <Field label={chosen ? t('session.pinOf', { name: chosen.name }) : t('session.pin')} hint={hint(t, why)} error={lockedOut ? t('session.lockedOut', { name: chosen.name }) : left === undefined ? error : t('refusal.pin_wrong', { left })}>
              <Input
                ref={pinField}
                type="password"
                inputMode="numeric"
                autoComplete="off"
                maxLength={12}
                value={pin}
                onChange={(event) => setPin(event.target.value.replaceAll(/\D/g, ''))}
                onKeyDown={step}
              />
            </Field>
            <div className="door-acts">
              <Button type="submit" variant="primary" icon={ArrowRight} hint="Enter" busy={login.isPending} disabled={pin === '' || chosen === null}>
                {t(`session.enter.${why}`)}
              </Button>
              {why === 'switch' && (
                <Button variant="quiet" hint="Esc" onClick={onCancel}>
                  {t('common.cancel')}
                </Button>
              )}
            </div>
          </div>
        </form>
      )}
      {demo && !renewing && <p className="meta door-demo">{t('session.demoPin')}</p>}
    </dialog>
  );
}

const isLockedOut = (clerk: ClerkInfo): boolean => clerk.lockedUntil !== null && new Date(clerk.lockedUntil).getTime() > Date.now();

/** Behind the lock it is the same clerk again; at a switch it is anybody but them; at the start whoever came in last. */
function preselected(why: DoorWhy, current: ClerkInfo | null, list: readonly ClerkInfo[]): string | undefined {
  if (why === 'locked') return current?.id;
  if (why === 'switch') return list.find((c) => c.id !== current?.id)?.id;
  const last = localStorage.getItem(LAST);
  return (list.find((c) => c.id === last) ?? (list.length === 1 ? list[0] : undefined))?.id;
}

function hint(t: TFunction, why: DoorWhy): string | undefined {
  return why === 'login' ? undefined : t('session.workStays');
}
