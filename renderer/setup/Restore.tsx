import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type In, type Out } from '../lib/api.ts';
import { bringFile } from '../lib/files.ts';
import { dayAndTime } from '../lib/format.ts';
import { useScreenRefusal } from '../lib/words.ts';
import { Banner, Button, Field, Input, Waiting } from '../ui/index.ts';
import { BackupChoice } from './BackupChoice.tsx';
import { timeOfBackup, type ChosenBackup } from './backups.ts';
import { aboutCode, CodeField } from './CodeField.tsx';
import { KeepChoice } from './KeepChoice.tsx';
import { grouped } from './recoveryCode.ts';
import { Sheet } from './Sheet.tsx';
import { useKeep } from './useKeep.ts';
import { WayTabs, type Way } from './WayTabs.tsx';

type Rescue = Out['setup']['rescue'];

/** A backup in place of data that does not open, or where there is none. It says first what will be true afterwards. */
export function Restore({ onBack, onDone }: { onBack: () => void; onDone?: () => void }) {
  const { t } = useTranslation();
  const word = useScreenRefusal('setup.restore');
  // Looked at afresh each time: a stick may have been copied into the folder meanwhile.
  const rescue = useQuery({ queryKey: ['setup', 'rescue'], queryFn: () => api.setup.rescue(), gcTime: 0 });
  if (rescue.data) return <RestoreForm rescue={rescue.data} onBack={onBack} onDone={onDone ?? (() => undefined)} />;
  return (
    <Sheet title={t('setup.restore.title')}>
      {rescue.error === null ? <Waiting>{t('setup.restore.reading')}</Waiting> : <Banner tone="bad" actions={<Button onClick={onBack}>{t('common.back')}</Button>}>{word(rescue.error)}</Banner>}
    </Sheet>
  );
}

const ORDER: readonly Way[] = ['passphrase', 'osKeystore', 'keyFile', 'recoveryCode'];

function RestoreForm({ rescue, onBack, onDone }: { rescue: Rescue; onBack: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const word = useScreenRefusal('setup.restore');
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const { mode } = rescue;
  const offered = ORDER.filter((each) => rescue.ways.includes(each));
  const [way, setWay] = useState<Way>(offered[0] ?? 'recoveryCode');
  const [chosen, setChosen] = useState<ChosenBackup | null>(() => (rescue.backups[0] ? { kind: 'listed', name: rescue.backups[0].name } : null));
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const [percent, setPercent] = useState<number | null>(null);
  const keep = useKeep(rescue.osKeystore, tried);
  const newKeys = mode !== 'over';
  const asks = way === 'passphrase' || way === 'recoveryCode';

  const restore = useMutation({
    mutationFn: async (backup: ChosenBackup) => {
      const from: In['setup']['restore']['from'] = backup.kind === 'listed' ? backup : { kind: 'upload', upload: await bringFile(backup.file, setPercent) };
      setPercent(null);
      const how: In['setup']['restore']['how'] = way === 'passphrase' ? { kind: way, passphrase: text } : way === 'recoveryCode' ? { kind: way, code: grouped(text) } : { kind: way };
      return api.setup.restore({ from, how, ...(newKeys ? { keep: keep.chosen } : {}) });
    },
    onSuccess: async (phase) => {
      queries.setQueryData(['setup', 'phase'], phase);
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== 'rescue' });
      onDone();
    },
    onSettled: () => setPercent(null),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (way === 'recoveryCode') setText(grouped(text));
    const missing = [...(chosen === null ? ['backup'] : []), ...(asks && text.trim() === '' ? ['code'] : []), ...(newKeys ? keep.missing : [])];
    if (chosen !== null && missing.length === 0) restore.mutate(chosen);
    else form.current?.querySelector<HTMLElement>(`[name="${missing[0]}"]`)?.focus();
  };

  const time = chosen === null ? null : timeOfBackup(chosen, rescue.backups);
  const becomes = t(`setup.restore.becomes.${mode}`, { time: time === null ? t('setup.restore.thatTime') : dayAndTime(time) }).split('\n');
  const empty = (words: string) => (tried && text.trim() === '' ? words : undefined);
  return (
    <Sheet title={mode === 'keys' ? t('setup.restore.titleKeys') : t('setup.restore.title')} lead={t(`setup.restore.lead.${mode}`)}>
      <form className="setup-form" ref={form} onSubmit={submit} noValidate>
        <BackupChoice
          backups={rescue.backups}
          chosen={chosen}
          wrong={tried && chosen === null ? t('setup.restore.missing') : undefined}
          onChoose={(next) => {
            setChosen(next);
            restore.reset();
          }}
        />
        {offered.length > 1 && (
          <WayTabs
            label={t('setup.restore.how')}
            ways={offered}
            way={way}
            onWay={(next) => {
              setWay(next);
              setText('');
              restore.reset();
            }}
          />
        )}
        {way === 'passphrase' && (
          <Field label={t('setup.closed.passphrase')} error={empty(t('setup.restore.passphraseMissing'))}>
            <Input name="code" type="password" maxLength={200} value={text} onChange={(event) => setText(event.target.value)} />
          </Field>
        )}
        {way === 'recoveryCode' && (
          <CodeField
            label={t('setup.restore.code')}
            hint={t('setup.closed.codeHint')}
            wrong={aboutCode(restore.error) ? word(restore.error) : empty(t('setup.restore.codeMissing'))}
            error={restore.error}
            value={text}
            onChange={setText}
          />
        )}
        {newKeys && <KeepChoice {...keep.props} />}
        <section className="setup-after">
          <h2>{t('setup.restore.after')}</h2>
          <ul>
            {becomes.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
        {restore.error !== null && !aboutCode(restore.error) && <Banner tone="bad">{word(restore.error)}</Banner>}
        <div className="setup-foot">
          {restore.isPending && (
            <span className="quiet" role="status">
              {percent === null ? t('setup.restore.working') : t('setup.restore.bringing', { percent })}
            </span>
          )}
          <Button disabled={restore.isPending} onClick={onBack}>
            {t('common.back')}
          </Button>
          <Button variant="primary" type="submit" busy={restore.isPending}>
            {mode === 'keys' ? t('setup.restore.goKeys') : t('setup.restore.go')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
