import type { RosterPreview } from '#core/contract/roster.ts';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useWord } from '../lib/words.ts';
import { EmptyState, Kbd } from '../ui/index.ts';
import { dispatch, useRoster } from './store.ts';
import { useRosterWords } from './words.ts';

type Question = RosterPreview['questions'][number];

/** A changed name is a question, never a second owner. Digits answer the question in focus and go on to the next. */
export function QuestionsPane({ questions }: { questions: readonly Question[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const words = useRosterWords();
  const { wizard } = useRoster();
  const list = useRef<HTMLUListElement>(null);
  // The first one still open takes the digits at once.
  useEffect(() => list.current?.querySelector<HTMLElement>('.question:not([data-given])')?.focus(), []);
  if (questions.length === 0) return <EmptyState>{t('roster.question.empty')}</EmptyState>;

  const open = questions.filter((question) => wizard.answers[question.id] === undefined).length;
  const cards = () => [...(list.current?.querySelectorAll<HTMLElement>('.question') ?? [])];
  const choose = (question: Question, answer: string, byKey: boolean, at: number) => {
    dispatch({ type: 'answer', id: question.id, answer: wizard.answers[question.id] === answer ? null : answer });
    if (byKey) cards()[Math.min(at + 1, questions.length - 1)]?.focus();
  };
  const key = (question: Question, at: number) => (event: KeyboardEvent<HTMLElement>) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const answer = /^[1-9]$/.test(event.key) ? question.answers[Number(event.key) - 1] : undefined;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (answer !== undefined) choose(question, answer, true, at);
    else if (step !== 0) cards()[at + step]?.focus();
    else return;
    event.preventDefault();
  };
  const sentence = (question: Question) => {
    const params = { home: question.home, from: question.from ?? t('roster.change.nothing'), to: question.to ?? t('roster.change.nothing') };
    return word(`roster.question.kinds.${question.kind}`, t('roster.question.other', params), params);
  };

  return (
    <>
      <ul className="questions" ref={list}>
        {questions.map((question, at) => {
          const given = wizard.answers[question.id];
          return (
            <li key={question.id} className="question" tabIndex={at === 0 ? 0 : -1} onKeyDown={key(question, at)} data-given={given !== undefined || undefined}>
              <p className="personal">{sentence(question)}</p>
              <div className="question-answers" role="group" aria-label={sentence(question)}>
                {question.answers.map((answer, index) => (
                  <button key={answer} type="button" className="button" aria-pressed={given === answer} onClick={() => choose(question, answer, false, at)}>
                    <Kbd>{index + 1}</Kbd>
                    {words.answer(answer)}
                  </button>
                ))}
              </div>
            </li>
          );
        })}
      </ul>
      <div className="roster-line">
        <span role="status">{t('roster.question.left', { n: open })}</span>
        <span className="quiet">{t('roster.question.hint')}</span>
      </div>
    </>
  );
}
