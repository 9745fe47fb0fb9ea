import type { RosterPreview } from '#core/contract/roster.ts';
import { CircleCheck } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { places, useGo } from '../frame/places.ts';
import { Banner, Button, Progress } from '../ui/index.ts';
import { countsOf } from './figures.ts';
import { leaveRoster, stopCommit, useRoster } from './store.ts';

/** Progress by rows, a way to stop, and at the end one sentence that says what is true now. */
export function CommitStep({ preview }: { preview: RosterPreview }) {
  const { t } = useTranslation();
  const go = useGo();
  const { wizard } = useRoster();
  const { progress, report, stopping } = wizard;
  const running = progress !== null;

  useEffect(() => {
    if (!running) return;
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      stopCommit();
    };
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, [running]);

  const counts = countsOf(preview);
  return (
    <div className="roster-commit">
      {running && (
        <>
          <h2>{t('roster.commit.title')}</h2>
          <Progress label={t('roster.commit.title')} value={progress.done} max={progress.of}>
            {progress.of > 0 ? t('roster.commit.progress', { done: progress.done, of: progress.of }) : ''}
          </Progress>
          <p className="quiet">{stopping ? t('roster.commit.stopping') : t('roster.commit.cancelHint')}</p>
          <div>
            <Button hint="Esc" aria-keyshortcuts="Escape" autoFocus busy={stopping} onClick={stopCommit}>
              {t('roster.commit.stop')}
            </Button>
          </div>
        </>
      )}
      {!running && wizard.ended === 'tooLate' && <Banner tone="due">{t('roster.commit.tooLate')}</Banner>}
      {report !== null && (
        <div role="status" className="roster-done">
          <CircleCheck size={40} strokeWidth={1.5} aria-hidden />
          <h2>{t('roster.commit.doneTitle')}</h2>
          <p>
            {t('roster.commit.done', { homes: report.addedHomes, people: report.addedPeople, links: report.addedLinks, changed: report.changed, unchanged: report.unchanged })}
          </p>
          {counts.flagged > 0 && <p>{t('roster.commit.flagged', { n: counts.flagged })}</p>}
          {counts.rejected > 0 && <p>{t('roster.commit.rejected', { n: counts.rejected })}</p>}
          <p className="roster-number">
            <span className="number">{t('roster.commit.number', { number: report.number })}</span> <span className="meta">{t('roster.commit.numberHint')}</span>
          </p>
        </div>
      )}
      {!running && (
        <div className="roster-done-foot">
          <Button
            variant="primary"
            autoFocus
            onClick={() => {
              leaveRoster();
              go(places.today);
            }}
          >
            {t('roster.commit.find')}
          </Button>
          <Button onClick={leaveRoster}>{t('roster.commit.another')}</Button>
        </div>
      )}
    </div>
  );
}
