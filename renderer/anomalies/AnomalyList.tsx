import { useMutation, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Out } from '../lib/api.ts';
import { notify } from '../lib/notices.ts';
import { useSpeak } from '../lib/PersonName.tsx';
import { useScreenRefusal, useWord } from '../lib/words.ts';
import { Banner, EmptyState, Waiting } from '../ui/index.ts';
import { AnomalyCard, type Choice } from './AnomalyCard.tsx';

type Anomaly = Out['anomaly']['list'][number];

export function AnomalyList({ query }: { query: UseQueryResult<Anomaly[]> }) {
  const { t } = useTranslation();
  const word = useScreenRefusal('anomaly');
  const name = useAnomalyName();
  const queries = useQueryClient();
  const list = useRef<HTMLUListElement>(null);
  const settle = useMutation({
    mutationFn: ({ anomaly, choice }: { anomaly: Anomaly; choice: Choice }) =>
      api.anomaly.resolve({ anomaly: anomaly.id, answer: choice.answer, ...(choice.holds === undefined ? {} : { holds: choice.holds }) }),
    onSuccess: (_made, { anomaly }) => notify(t('anomaly.answered', { label: name(anomaly) }), 'ok'),
    // Also after a refusal: what was settled elsewhere meanwhile should go from the list.
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['anomaly'] });
      await queries.invalidateQueries({ queryKey: ['strip'] });
      list.current?.querySelector<HTMLElement>('.anomaly')?.focus();
    },
  });
  if (query.error !== null) {
    return (
      <div className="page-body">
        <Banner tone="bad">{word(query.error)}</Banner>
      </div>
    );
  }
  if (!query.data) return <Waiting>{t('common.waiting')}</Waiting>;
  return (
    <div className="page-body anomaly-body">
      {settle.error !== null && <Banner tone="bad">{word(settle.error)}</Banner>}
      {query.data.length === 0 ? (
        <EmptyState icon={CircleCheck} title={t('anomaly.empty')}>
          {t('anomaly.emptyHint')}
        </EmptyState>
      ) : (
        <>
          <p className="quiet">{t('anomaly.lead')}</p>
          <ul className="anomalies" ref={list}>
            {query.data.map((anomaly, at) => (
              <AnomalyCard key={anomaly.id} anomaly={anomaly} name={name(anomaly)} first={at === 0} busy={settle.isPending} onSettle={(choice) => settle.mutate({ anomaly, choice })} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** The rule in words: `contested/home~…/occupancy` → 3-2-1501：使用状态在两处填得不一样. */
function useAnomalyName(): (anomaly: Anomaly) => string {
  const { t } = useTranslation();
  const word = useWord();
  const say = useSpeak();
  return (anomaly) => {
    const label = anomaly.person === null ? anomaly.label : say(anomaly.person);
    const kind = anomaly.subject.split('/')[0] ?? '';
    const code = anomaly.id.split('/').at(-1) ?? '';
    const field = word(`anomaly.field.${code}`, t('anomaly.field.other'));
    return word(`anomaly.rule.${kind}`, t('anomaly.rule.unknown', { label }), { label, field });
  };
}
