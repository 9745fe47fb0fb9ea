import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Out } from '../lib/api.ts';
import { bringFile } from '../lib/files.ts';
import { useScreenRefusal } from '../lib/words.ts';
import { Banner, Button } from '../ui/index.ts';
import { aboutCode, CodeField } from './CodeField.tsx';
import { FilePick } from './FilePick.tsx';
import { KeepChoice } from './KeepChoice.tsx';
import { grouped } from './recoveryCode.ts';
import { useKeep } from './useKeep.ts';

/** One more desk of a site: the file from the stick, the code from the paper, and how this desk keeps its own secret. */
export function JoinForm({ osKeystore, cards, onJoined }: { osKeystore: boolean; cards: ReactNode; onJoined: (joined: Out['setup']['join']) => void }) {
  const { t } = useTranslation();
  const word = useScreenRefusal('setup.join');
  const form = useRef<HTMLFormElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const [percent, setPercent] = useState<number | null>(null);
  const keep = useKeep(osKeystore, tried);

  const join = useMutation({
    mutationFn: async (chosen: File) => {
      const upload = await bringFile(chosen, setPercent);
      setPercent(null);
      return api.setup.join({ upload, code: grouped(code), keep: keep.chosen });
    },
    onSuccess: onJoined,
    onSettled: () => setPercent(null),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    // Grouped first, so that the group that the desk may name stands where the page selects it.
    setCode(grouped(code));
    const missing = [...(file === null ? ['file'] : []), ...(code.trim() === '' ? ['code'] : []), ...keep.missing];
    if (file !== null && missing.length === 0) join.mutate(file);
    else form.current?.querySelector<HTMLElement>(`[name="${missing[0]}"]`)?.focus();
  };

  return (
    <form className="setup-form" ref={form} onSubmit={submit} noValidate>
      {cards}
      <p className="quiet">{t('setup.join.how')}</p>
      <div className="setup-line">
        <span className="field-label">{t('setup.join.file')}</span>
        <FilePick
          name="file"
          file={file}
          pick={t('setup.join.pick')}
          pickOther={t('setup.join.pickOther')}
          onFile={(chosen) => {
            setFile(chosen);
            join.reset();
          }}
        />
        {tried && file === null && (
          <p className="field-error" role="alert">
            {t('setup.join.fileMissing')}
          </p>
        )}
      </div>
      <CodeField
        label={t('setup.join.code')}
        hint={t('setup.join.codeHint')}
        wrong={aboutCode(join.error) ? word(join.error) : tried && code.trim() === '' ? t('setup.join.codeMissing') : undefined}
        error={join.error}
        value={code}
        onChange={setCode}
      />
      <KeepChoice {...keep.props} />
      {join.error !== null && !aboutCode(join.error) && <Banner tone="bad">{word(join.error)}</Banner>}
      <div className="setup-foot">
        {join.isPending && (
          <span className="quiet" role="status">
            {percent === null ? t('setup.join.joining') : t('setup.join.bringing', { percent })}
          </span>
        )}
        <Button variant="primary" type="submit" busy={join.isPending}>
          {t('setup.join.go')}
        </Button>
      </div>
    </form>
  );
}
