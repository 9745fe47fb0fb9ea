import { useQueryClient } from '@tanstack/react-query';
import { CircleAlert, History, ListChecks, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/index.ts';
import { Closed } from './Closed.tsx';
import { Restore } from './Restore.tsx';
import { Sheet } from './Sheet.tsx';
import { needsBackup, opensByCode, troubleOf } from './trouble.ts';

interface TroubleProps {
  code: string;
  params: Readonly<Record<string, string | number | boolean>>;
  backups: number;
}

/** The data cannot be opened: what happened, what is safe, what to do. It never offers to begin anew. */
export function TroublePage({ code, params, backups }: TroubleProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [byCode, setByCode] = useState(false);
  const [restoring, setRestoring] = useState(false);
  const [asking, setAsking] = useState(false);
  const trouble = troubleOf(code);
  if (restoring) return <Restore onBack={() => setRestoring(false)} />;
  if (byCode) return <Closed ways={['recoveryCode']} onBack={() => setByCode(false)} />;

  const again = async () => {
    setAsking(true);
    await queries.invalidateQueries({ queryKey: ['setup'] });
    setAsking(false);
  };
  const steps = t(`setup.trouble.${trouble}.next`).split('\n');
  return (
    <Sheet title={t(`setup.trouble.${trouble}.title`)} aside={<p className="meta">{t('setup.trouble.code', { code: [code, ...Object.entries(params).map(([name, value]) => `${name}=${value}`)].join(' ') })}</p>}>
      <div className="setup-form">
        <section className="trouble-part">
          <CircleAlert size={20} aria-hidden />
          <div>
            <h2>{t('setup.trouble.whatTitle')}</h2>
            <p>{t(`setup.trouble.${trouble}.what`)}</p>
          </div>
        </section>
        <section className="trouble-part">
          <ShieldCheck size={20} aria-hidden />
          <div>
            <h2>{t('setup.trouble.keptTitle')}</h2>
            <p>{t(`setup.trouble.${trouble}.kept`)}</p>
          </div>
        </section>
        <section className="trouble-part">
          <ListChecks size={20} aria-hidden />
          <div>
            <h2>{t('setup.trouble.nextTitle')}</h2>
            <ol className="trouble-steps">
              {steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
            {needsBackup(trouble) && (
              <div className="trouble-backups">
                <p>{backups > 0 ? t('setup.trouble.backups', { n: backups }) : t('setup.trouble.noBackups')}</p>
              </div>
            )}
          </div>
        </section>
        <div className="setup-foot">
          {opensByCode(trouble) && (
            <Button variant="primary" onClick={() => setByCode(true)}>
              {t('setup.trouble.useCode')}
            </Button>
          )}
          {needsBackup(trouble) && (
            <Button variant="primary" icon={History} onClick={() => setRestoring(true)}>
              {t('setup.restore.open')}
            </Button>
          )}
          <Button variant={opensByCode(trouble) || needsBackup(trouble) ? 'plain' : 'primary'} busy={asking} onClick={() => void again()}>
            {t('setup.trouble.again')}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
