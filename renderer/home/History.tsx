import { useTranslation } from 'react-i18next';
import type { HomePage } from '#core/contract/records.ts';
import { useClerks } from '../lib/desk.ts';
import { useMoment } from '../lib/format.ts';

/** What happened, newest first, in words; what this program cannot read yet is named as such, never left out. */
export function History({ lines }: { lines: HomePage['history'] }) {
  const { t } = useTranslation();
  const moment = useMoment();
  const clerks = useClerks();
  const nameOf = (staff: string | null): string => (staff === null ? '' : (clerks.data?.find((c) => c.id === staff)?.name ?? staff));
  if (lines.length === 0) return <p className="panel-body quiet">{t('history.none')}</p>;
  return (
    <ol className="history">
      {lines.map((line) => {
        const words: string = t(`history.${line.type}` as 'history.unknown', { defaultValue: '' });
        return (
          <li key={line.fact} className={line.counts ? 'history-line' : 'history-line history-out'}>
            <time className="meta nowrap" dateTime={line.time}>
              {moment(line.time)}
            </time>
            <span>
              {words === '' ? t('history.unknown') : words}
              {!line.counts && <span className="quiet"> · {t('history.notCounted')}</span>}
            </span>
            <span className="meta clip history-by">{[nameOf(line.staff), line.desk].filter((part) => part !== '').join(' · ')}</span>
          </li>
        );
      })}
    </ol>
  );
}
