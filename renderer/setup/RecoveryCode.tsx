import { Printer } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { language } from '../lib/i18n.ts';
import { Banner, Button, Check, Field, Input } from '../ui/index.ts';
import { groupsOf, groupsToProve, sameGroup } from './recoveryCode.ts';
import { Sheet } from './Sheet.tsx';

/**
 * The only time that the code is on a screen. It stays in this component's memory: nothing of it reaches storage, the
 * address or the clipboard, and the way on is typing two groups back from the paper.
 */
export function RecoveryCode({ code, site, desk, lead, onKept }: { code: string; site: string | null; desk: string; lead?: string; onKept: () => void }) {
  const { t } = useTranslation();
  const groups = groupsOf(code);
  const [asked] = useState(() => groupsToProve(groups.length, Math.random));
  const [kept, setKept] = useState(false);
  const [typed, setTyped] = useState<Record<number, string>>({});
  const [wrong, setWrong] = useState<readonly number[]>([]);
  const proof = useRef<HTMLFormElement>(null);
  const siteName = site ?? t('setup.first.demoSite');

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const bad = asked.filter((index) => !sameGroup(typed[index] ?? '', groups[index] ?? ''));
    setWrong(bad);
    if (bad.length === 0) onKept();
    else proof.current?.querySelector<HTMLElement>(`[name="group-${bad[0]}"]`)?.focus();
  };

  return (
    <Sheet title={t('setup.code.title')} lead={lead ?? t('setup.code.lead')} aside={<p className="meta">{t('setup.code.keepWhere')}</p>}>
      <div className="setup-form">
        <ol className="code" aria-label={t('setup.code.label')}>
          {groups.map((group, index) => (
            <li key={index}>
              <span className="code-place" aria-hidden>
                {index + 1}
              </span>
              <span className="code-group">{group}</span>
            </li>
          ))}
        </ol>
        <div>
          <Button icon={Printer} variant={kept ? 'plain' : 'primary'} onClick={() => window.print()} autoFocus>
            {t('setup.code.print')}
          </Button>
        </div>
        <Check checked={kept} onChange={(event) => setKept(event.target.checked)}>
          {t('setup.code.kept')}
        </Check>
        {kept && (
          <form className="setup-form" ref={proof} onSubmit={submit} noValidate>
            <h2>{t('setup.code.proveTitle')}</h2>
            <div className="setup-pair">
              {asked.map((index, place) => (
                <Field
                  key={index}
                  label={t('setup.code.group', { n: index + 1 })}
                  error={wrong.includes(index) ? t('setup.code.wrongGroup', { n: index + 1 }) : undefined}
                  hint={place === 0 ? t('setup.code.proveHint') : undefined}
                >
                  <Input
                    name={`group-${index}`}
                    className="code-input"
                    maxLength={12}
                    autoFocus={place === 0}
                    value={typed[index] ?? ''}
                    onChange={(event) => {
                      setTyped({ ...typed, [index]: event.target.value });
                      setWrong(wrong.filter((other) => other !== index));
                    }}
                  />
                </Field>
              ))}
            </div>
            <div className="setup-foot">
              <Button variant="primary" type="submit">
                {t('setup.code.next')}
              </Button>
            </div>
          </form>
        )}
        {!kept && <Banner tone="due">{t('setup.code.leaveWarning')}</Banner>}
      </div>
      {/* Beside the page, not in it: print shows this sheet alone, whatever the page above looks like. */}
      {createPortal(<PrintedSheet groups={groups} site={siteName} desk={desk} />, document.body)}
    </Sheet>
  );
}

function PrintedSheet({ groups, site, desk }: { groups: readonly string[]; site: string; desk: string }) {
  const { t } = useTranslation();
  const [now] = useState(() => new Date());
  const date = new Intl.DateTimeFormat(language() === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'long' }).format(now);
  return (
    <section className="print-sheet" aria-hidden>
      <p className="print-brand">{t('common.productLong')}</p>
      <h1>{t('setup.sheet.title')}</h1>
      <dl className="print-facts">
        <dt>{t('setup.sheet.site')}</dt>
        <dd>{site}</dd>
        <dt>{t('setup.sheet.desk')}</dt>
        <dd>{desk}</dd>
        <dt>{t('setup.sheet.date')}</dt>
        <dd>{date}</dd>
      </dl>
      <ol className="print-code">
        {groups.map((group, index) => (
          <li key={index}>
            <small>{index + 1}</small> {group}
          </li>
        ))}
      </ol>
      <h2>{t('setup.sheet.what')}</h2>
      <p>{t('setup.sheet.whatText')}</p>
      <h2>{t('setup.sheet.when')}</h2>
      <p>{t('setup.sheet.whenText')}</p>
      <h2>{t('setup.sheet.how')}</h2>
      <p>{t('setup.sheet.howText')}</p>
      <h2>{t('setup.sheet.where')}</h2>
      <p>{t('setup.sheet.whereText')}</p>
      <dl className="print-signature">
        <dt>{t('setup.sheet.keeper')}</dt>
        <dd />
        <dt>{t('setup.sheet.received')}</dt>
        <dd />
      </dl>
    </section>
  );
}
