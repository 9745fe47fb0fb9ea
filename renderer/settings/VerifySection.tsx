import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../lib/api.ts';
import { useMoment } from '../lib/format.ts';
import { useScreenRefusal, useWord } from '../lib/words.ts';
import { Banner, Button, Waiting } from '../ui/index.ts';
import { may, NotYours, SectionHead, SUPERVISOR, type SectionProps } from './parts.tsx';

/** Lines told before "and more": a broken disk can produce thousands. */
const TOLD = 20;

export function VerifySection({ clerk }: SectionProps) {
  const { t } = useTranslation();
  const word = useScreenRefusal('settings');
  const words = useWord();
  const moment = useMoment();
  const queries = useQueryClient();
  const last = useQuery({ queryKey: ['verify'], queryFn: () => api.desk.lastVerify() });
  const check = useMutation({ mutationFn: () => api.desk.verify(), onSettled: () => queries.invalidateQueries({ queryKey: ['verify'] }) });
  const mine = may(clerk, SUPERVISOR);
  const report = check.isPending ? undefined : (check.data ?? last.data);
  return (
    <>
      <SectionHead
        title={t('settings.verify.title')}
        lead={t('settings.verify.lead')}
        actions={
          mine && (
            <Button variant="primary" busy={check.isPending} onClick={() => check.mutate()}>
              {t('settings.verify.go')}
            </Button>
          )
        }
      />
      {!mine && <NotYours roles="supervisor" />}
      {check.isPending && <Waiting>{t('settings.verify.running')}</Waiting>}
      {last.data && !check.isPending && <p className="quiet">{t('settings.verify.when', { time: moment(last.data.at) })}</p>}
      {check.error !== null && <Banner tone="bad">{word(check.error)}</Banner>}
      {report?.ok === true && (
        <Banner tone="ok" title={t('settings.verify.ok')}>
          {t('settings.verify.okText', { facts: report.facts, subjects: report.subjects })}
        </Banner>
      )}
      {report?.ok === false && (
        <>
          <Banner tone="bad" title={t('settings.verify.bad', { n: report.problems.length })}>
            {t('settings.verify.badText', { facts: report.facts, subjects: report.subjects })} {t('settings.verify.next')}
          </Banner>
          <ul className="verify-problems">
            {report.problems.slice(0, TOLD).map((problem, index) => (
              <li key={index}>
                {words(`settings.verify.problem.${problem.code}`, t('settings.verify.problem.unknown'), problem.params)}{' '}
                <span className="meta">{[problem.code, ...Object.entries(problem.params).map(([name, value]) => `${name}=${value}`)].join(' ')}</span>
              </li>
            ))}
            {report.problems.length > TOLD && <li className="quiet">{t('common.more', { count: report.problems.length - TOLD })}</li>}
          </ul>
        </>
      )}
    </>
  );
}
