import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HomePage } from '#core/contract/records.ts';
import { useClerks } from '../lib/desk.ts';
import { useMoment } from '../lib/format.ts';
import { useSpeak } from '../lib/PersonName.tsx';
import { grouped } from './grouped.ts';

type Line = HomePage['history'][number];

/** What happened, newest first, in words; what this program cannot read yet is named as such, never left out. */
export function History({ lines }: { lines: HomePage['history'] }) {
  const { t } = useTranslation();
  if (lines.length === 0) return <p className="panel-body quiet">{t('history.none')}</p>;
  return (
    <ol className="history">
      {grouped(lines).map((group) => {
        const [first] = group;
        return group.length === 1 ? <OneLine key={first.fact} line={first} /> : <Group key={first.fact} lines={group} />;
      })}
    </ol>
  );
}

/** One act, or one import: a single line until somebody wants to know more. */
function Group({ lines }: { lines: readonly [Line, ...Line[]] }) {
  const { t } = useTranslation();
  const [first] = lines;
  const words = useWords();
  const last = lines.at(-1) ?? first;
  const what = first.roster !== null ? t('history.import', { number: first.roster }) : t('history.act', { what: words(last) });
  return (
    <li>
      <details className="history-group">
        <summary className="history-line">
          <Time line={first} />
          <span>
            <ChevronRight size={14} aria-hidden /> {what} · {t('history.steps', { count: lines.length })}
          </span>
          <By line={first} />
        </summary>
        <ol>
          {lines.map((line) => (
            <OneLine key={line.fact} line={line} inner />
          ))}
        </ol>
      </details>
    </li>
  );
}

function OneLine({ line, inner = false }: { line: Line; inner?: boolean }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <li className={line.counts ? 'history-line' : 'history-line history-out'}>
      {inner ? <span /> : <Time line={line} />}
      <span className={line.person === null ? undefined : 'personal'}>
        {words(line)}
        {!line.counts && <span className="quiet"> · {t('history.notCounted')}</span>}
      </span>
      {inner ? <span /> : <By line={line} />}
    </li>
  );
}

function Time({ line }: { line: Line }) {
  const moment = useMoment();
  return (
    <time className="meta nowrap" dateTime={line.time}>
      {moment(line.time)}
    </time>
  );
}

function By({ line }: { line: Line }) {
  const clerks = useClerks();
  const name = line.staff === null ? '' : (clerks.data?.find((c) => c.id === line.staff)?.name ?? line.staff);
  return <span className="meta clip history-by">{[name, line.desk].filter((part) => part !== '').join(' · ')}</span>;
}

function useWords(): (line: Line) => string {
  const { t } = useTranslation();
  const say = useSpeak();
  return ({ type, person, role, fields }) => {
    const what: string = t(`history.${type}` as 'history.unknown', { defaultValue: '' });
    if (what === '') return t('history.unknown');
    if (person !== null && role !== null) {
      return t('history.about', { what, whom: t('history.who', { role: t(`trade.relation.${role}`), name: say(person, role) }) });
    }
    if (fields.length === 0) return what;
    const named = fields.map((field) => t(`trade.homeField.${field}` as 'trade.homeField.other', { defaultValue: t('trade.homeField.other') }));
    return t('history.fields', { what, fields: [...new Set(named)].join(t('session.and')) });
  };
}
