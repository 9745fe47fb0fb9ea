import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { places } from '../frame/places.ts';
import type { Out } from '../lib/api.ts';
import { useClerks } from '../lib/desk.ts';
import { useMoment } from '../lib/format.ts';
import { Banner, Button, Kbd } from '../ui/index.ts';
import { isPersonal, useSaid } from './said.ts';

type Anomaly = Out['anomaly']['list'][number];

/** Kept in the log as codes; permanent, like the rules that they answer. `holds` names the fact whose value is true. */
export interface Choice {
  answer: 'asShown' | 'bothTrue' | 'toCorrect' | 'holds';
  holds?: string;
}
const WITH_VALUES = ['bothTrue', 'toCorrect'] as const;
const WITHOUT = ['asShown', 'bothTrue', 'toCorrect'] as const;

interface CardProps {
  anomaly: Anomaly;
  name: string;
  first: boolean;
  busy: boolean;
  onSettle: (choice: Choice) => void;
}

/** One contradiction: a digit chooses what is true, the card says what will be true then, Enter settles it. */
export function AnomalyCard({ anomaly, name, first, busy, onSettle }: CardProps) {
  const { t } = useTranslation();
  const moment = useMoment();
  const text = useSaid();
  const clerks = useClerks();
  const [chosen, setChosen] = useState<number | null>(null);
  const nameOf = (staff: string | null): string => (staff === null ? t('anomaly.program') : (clerks.data?.find((clerk) => clerk.id === staff)?.name ?? t('anomaly.unknownStaff')));
  const field = anomaly.id.split('/').at(-1) ?? '';
  const [kind, id] = anomaly.subject.split('/');
  const place = id === undefined ? null : kind === 'home' ? places.home(id) : kind === 'person' ? places.person(id) : null;

  const settler = kind === 'staff' || kind === 'site' ? 'administrator' : field === 'phones' || field === 'checks' ? 'counter' : 'supervisor';

  // A value that cannot be read here, or of a field that this program does not know, is shown and not offered.
  const readable = anomaly.facts.filter(({ said }) => said !== null && said.kind !== 'unreadable');
  const others = anomaly.facts.filter((fact) => !readable.includes(fact));
  const values = readable.map((fact) => ({ choice: { answer: 'holds', holds: fact.fact } satisfies Choice, fact, words: text(fact.said, field) }));
  const answers = (values.length > 0 ? WITH_VALUES : WITHOUT).map((answer) => ({ choice: { answer } satisfies Choice, words: t(`anomaly.answers.${answer}`) }));
  const choices: { choice: Choice; words: string }[] = [...values, ...answers];
  const picked = chosen === null ? undefined : choices[chosen];
  const alike = new Set(values.map(({ words }) => words)).size < values.length;
  const by = (fact: Anomaly['facts'][number]) => <span className="anomaly-by">{t('anomaly.by', { desk: fact.desk, time: moment(fact.time), staff: nameOf(fact.staff) })}</span>;

  const key = (event: KeyboardEvent<HTMLElement>) => {
    const { target, currentTarget } = event;
    const own = target === currentTarget || (target instanceof HTMLInputElement && target.type === 'radio');
    if (!own || event.nativeEvent.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = Number(event.key) - 1;
    if (anomaly.may && !busy && choices[at] !== undefined) setChosen(at);
    else if (event.key === 'Enter' && picked !== undefined && !busy) onSettle(picked.choice);
    else if (target === currentTarget && event.key === 'ArrowDown') (currentTarget.nextElementSibling as HTMLElement | null)?.focus();
    else if (target === currentTarget && event.key === 'ArrowUp') (currentTarget.previousElementSibling as HTMLElement | null)?.focus();
    else return;
    event.preventDefault();
  };

  const option = ({ words }: { words: string }, index: number, fact?: Anomaly['facts'][number]) => (
    <label key={index} className="anomaly-choice" data-chosen={chosen === index || undefined} data-fixed={!anomaly.may || undefined}>
      <input type="radio" className="hidden-visually" name={anomaly.id} checked={chosen === index} disabled={!anomaly.may || busy} onChange={() => setChosen(index)} />
      {anomaly.may && <Kbd>{index + 1}</Kbd>}
      <span className={fact === undefined ? '' : isPersonal(fact.said, field) ? 'strong personal' : 'strong'}>{words}</span>
      {fact !== undefined && by(fact)}
    </label>
  );

  return (
    <li className="anomaly panel" tabIndex={first ? 0 : -1} onKeyDown={key} aria-label={name}>
      <h2>{place === null ? name : <Link href={place}>{name}</Link>}</h2>
      <fieldset className="anomaly-choices">
        <legend className="hidden-visually">{t('anomaly.what')}</legend>
        {values.map((value, index) => option(value, index, value.fact))}
        {others.map((fact) => (
          <div key={fact.fact} className="anomaly-choice quiet" data-fixed>
            {text(fact.said, field)}
            {by(fact)}
          </div>
        ))}
        {anomaly.may && answers.map((answer, index) => option(answer, values.length + index))}
      </fieldset>
      {alike && <Banner tone="due">{t('anomaly.sameLooking')}</Banner>}
      <div className="anomaly-foot">
        {anomaly.may ? (
          <>
            <p role="status" className={picked === undefined ? 'quiet' : ''}>
              {picked === undefined ? t('anomaly.keys') : t(`anomaly.after.${picked.choice.answer}`, { value: picked.words })}
            </p>
            <Button variant={picked === undefined ? 'plain' : 'primary'} hint="Enter" disabled={picked === undefined} busy={busy && picked !== undefined} onClick={() => picked !== undefined && onSettle(picked.choice)}>
              {t('anomaly.confirm')}
            </Button>
          </>
        ) : (
          <p className="quiet">{t('anomaly.notYours', { roles: t(`anomaly.who.${settler}`) })}</p>
        )}
      </div>
    </li>
  );
}
