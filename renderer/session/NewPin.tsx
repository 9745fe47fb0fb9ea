import { useMutation } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClerkInfo, Session } from '#core/contract/setup.ts';
import { api } from '../lib/api.ts';
import { useRefusal } from '../lib/refusal.ts';
import { Banner, Button, Field, Input } from '../ui/index.ts';

const digits = (text: string): string => text.replaceAll(/\D/g, '');

/** A desk was lost, and with it what PINs are checked against: before anything else this clerk chooses another one. */
export function NewPin({ clerk, oldPin, onDone }: { clerk: ClerkInfo; oldPin: string; onDone: (session: Session) => void }) {
  const { t } = useTranslation();
  const word = useRefusal();
  const first = useRef<HTMLInputElement>(null);
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  useEffect(() => first.current?.focus(), []);
  const change = useMutation({
    mutationFn: async () => {
      await api.staff.setPin({ staff: clerk.id, oldPin, pin });
      return api.session.current();
    },
    onSuccess: onDone,
  });
  const short = pin.length < 4 ? t('settings.staff.pinShort') : pin === oldPin ? t('refusal.pin_same') : undefined;
  const differs = pin !== again ? t('settings.staff.pinDiffers') : undefined;
  return (
    <form
      className="door-new"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (short === undefined && differs === undefined && !change.isPending) change.mutate();
      }}
    >
      <Banner tone="due">{t('session.newPinWhy', { name: clerk.name })}</Banner>
      {change.error !== null && <Banner tone="bad">{word(change.error)}</Banner>}
      <div className="door-pin door-new-fields">
        <Field label={t('settings.staff.newPin')} error={tried ? short : undefined}>
          <Input ref={first} type="password" inputMode="numeric" autoComplete="off" maxLength={12} value={pin} onChange={(event) => setPin(digits(event.target.value))} />
        </Field>
        <Field label={t('settings.staff.pinAgain')} error={tried && short === undefined ? differs : undefined}>
          <Input type="password" inputMode="numeric" autoComplete="off" maxLength={12} value={again} onChange={(event) => setAgain(digits(event.target.value))} />
        </Field>
        <div className="door-acts">
          <Button type="submit" variant="primary" icon={ArrowRight} hint="Enter" busy={change.isPending} disabled={pin === '' || again === ''}>
            {t('session.newPinSet')}
          </Button>
        </div>
      </div>
    </form>
  );
}
