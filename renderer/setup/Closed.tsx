import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type In } from '../lib/api.ts';
import { useScreenRefusal } from '../lib/words.ts';
import { Button, Field, Input } from '../ui/index.ts';
import { Sheet } from './Sheet.tsx';
import { WayTabs, type Way } from './WayTabs.tsx';

/** The daily way first, the printed code always last: it is for the day when the daily way is lost. */
const ORDER: readonly Way[] = ['passphrase', 'osKeystore', 'keyFile', 'recoveryCode'];

export function Closed({ ways, onBack }: { ways: readonly Way[]; onBack?: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const word = useScreenRefusal('setup');
  const offered = ORDER.filter((way) => ways.includes(way));
  const [way, setWay] = useState<Way>(offered[0] ?? 'recoveryCode');
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const asks = way === 'passphrase' || way === 'recoveryCode';

  const unlock = useMutation({
    mutationFn: (input: In['setup']['unlock']) => api.setup.unlock(input),
    onSuccess: async (phase) => {
      setText('');
      queries.setQueryData(['setup', 'phase'], phase);
      await queries.invalidateQueries();
    },
    // What was typed stays: a long code has one slip, not seven.
    onError: () => field.current?.select(),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (way === 'passphrase') unlock.mutate({ kind: 'passphrase', passphrase: text });
    else if (way === 'recoveryCode') unlock.mutate({ kind: 'recoveryCode', code: text });
    else unlock.mutate({ kind: way });
  };

  const error = unlock.error === null ? undefined : word(unlock.error);
  return (
    <Sheet title={t('setup.closed.title')} lead={way === 'passphrase' ? t('setup.closed.lead') : t('setup.closed.leadOther')} aside={<p className="meta">{t('setup.closed.forgot')}</p>}>
      <form className="setup-form" onSubmit={submit} noValidate>
        {offered.length > 1 && (
          <WayTabs
            label={t('setup.closed.ways')}
            ways={offered}
            way={way}
            onWay={(next) => {
              setWay(next);
              setText('');
              unlock.reset();
            }}
          />
        )}
        {way === 'passphrase' && (
          <Field label={t('setup.closed.passphrase')} error={error}>
            <Input key="passphrase" ref={field} type="password" autoFocus maxLength={200} value={text} onChange={(event) => setText(event.target.value)} />
          </Field>
        )}
        {way === 'recoveryCode' && (
          <Field label={t('setup.closed.code')} hint={t('setup.closed.codeHint')} error={error}>
            <Input key="code" ref={field} className="code-input" autoFocus maxLength={200} value={text} onChange={(event) => setText(event.target.value)} />
          </Field>
        )}
        {!asks && (
          <>
            <p>{way === 'osKeystore' ? t('setup.closed.keystoreText') : t('setup.closed.keyFileText')}</p>
            {error !== undefined && (
              <p className="field-error" role="alert">
                {error}
              </p>
            )}
          </>
        )}
        <div className="setup-foot">
          {onBack && <Button onClick={onBack}>{t('common.back')}</Button>}
          <Button variant="primary" type="submit" busy={unlock.isPending} disabled={asks && text.trim() === ''}>
            {unlock.isPending ? t('setup.closed.opening') : t('setup.closed.open')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
