import { useMutation, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { places } from '../frame/places.ts';
import { api, type Out } from '../lib/api.ts';
import { useClerks } from '../lib/desk.ts';
import { useMoment } from '../lib/format.ts';
import { notify } from '../lib/notices.ts';
import { useScreenRefusal, useWord } from '../lib/words.ts';
import { Banner, EmptyState, Kbd, Waiting } from '../ui/index.ts';

type Anomaly = Out['anomaly']['list'][number];

/** Kept in the log as codes; permanent, like the rules that they answer. */
const ANSWERS = ['asShown', 'bothTrue', 'toCorrect'] as const;

export function AnomalyList({ query }: { query: UseQueryResult<Anomaly[]> }) {
  const { t } = useTranslation();
  const word = useScreenRefusal('anomaly');
  const name = useAnomalyName();
  const queries = useQueryClient();
  const list = useRef<HTMLUListElement>(null);
  const settle = useMutation({
    mutationFn: ({ anomaly, answer }: { anomaly: Anomaly; answer: string }) => api.anomaly.resolve({ anomaly: anomaly.id, answer }),
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
              <AnomalyCard key={anomaly.id} anomaly={anomaly} name={name(anomaly)} first={at === 0} busy={settle.isPending} onAnswer={(answer) => settle.mutate({ anomaly, answer })} />
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
  return (anomaly) => {
    const kind = anomaly.subject.split('/')[0] ?? '';
    const code = anomaly.id.split('/').at(-1) ?? '';
    const field = word(`anomaly.field.${code}`, t('anomaly.field.other'));
    return word(`anomaly.rule.${kind}`, t('anomaly.rule.unknown', { label: anomaly.label }), { label: anomaly.label, field });
  };
}

function AnomalyCard({ anomaly, name, first, busy, onAnswer }: { anomaly: Anomaly; name: string; first: boolean; busy: boolean; onAnswer: (answer: string) => void }) {
  const { t } = useTranslation();
  const moment = useMoment();
  const clerks = useClerks();
  const nameOf = (staff: string | null): string => (staff === null ? t('anomaly.program') : (clerks.data?.find((clerk) => clerk.id === staff)?.name ?? staff));
  const [kind, id] = anomaly.subject.split('/');
  const place = id === undefined ? null : kind === 'home' ? places.home(id) : kind === 'person' ? places.person(id) : null;
  const key = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || event.nativeEvent.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const answer = ANSWERS[Number(event.key) - 1];
    if (answer !== undefined && !busy) onAnswer(answer);
    else if (event.key === 'ArrowDown') (event.currentTarget.nextElementSibling as HTMLElement | null)?.focus();
    else if (event.key === 'ArrowUp') (event.currentTarget.previousElementSibling as HTMLElement | null)?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <li className="anomaly panel" tabIndex={first ? 0 : -1} onKeyDown={key} aria-label={name}>
      <h2>{place === null ? name : <Link href={place}>{name}</Link>}</h2>
      <table className="table" aria-label={t('anomaly.records')}>
        <thead>
          <tr>
            <th scope="col">{t('anomaly.desk')}</th>
            <th scope="col">{t('anomaly.time')}</th>
            <th scope="col">{t('anomaly.staff')}</th>
          </tr>
        </thead>
        <tbody>
          {anomaly.facts.map((fact) => (
            <tr key={fact.fact}>
              <td>{fact.desk}</td>
              <td>{moment(fact.time)}</td>
              <td>{nameOf(fact.staff)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="anomaly-answers" role="group" aria-label={t('anomaly.what')}>
        {ANSWERS.map((answer, index) => (
          <button key={answer} type="button" className="button" disabled={busy} onClick={() => onAnswer(answer)}>
            <Kbd>{index + 1}</Kbd>
            {t(`anomaly.answers.${answer}`)}
          </button>
        ))}
      </div>
    </li>
  );
}
