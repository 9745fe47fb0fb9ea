import type { RosterPreview } from '#core/contract/roster.ts';
import { useTranslation } from 'react-i18next';
import { Banner, Button } from '../ui/index.ts';
import { ChangesPane } from './ChangesPane.tsx';
import { addsAnything, changesChosen, countsOf, isLaterVersion } from './figures.ts';
import { GonePane } from './GonePane.tsx';
import { QuestionsPane } from './QuestionsPane.tsx';
import { RowsPane } from './RowsPane.tsx';
import { commitRoster, dispatch, useRoster } from './store.ts';
import { isRowFilter, type Filter } from './wizard.ts';

const FIRST_VERSION: readonly Filter[] = ['all', 'imported', 'flagged', 'rejected', 'skipped'];
const LATER_VERSION: readonly Filter[] = ['changed', 'questions', 'gone', 'all', 'imported', 'flagged', 'rejected', 'skipped'];

/** Every row and what becomes of it, every difference from what is here, every question; then, and only then, the import. */
export function CheckStep({ preview }: { preview: RosterPreview }) {
  const { t } = useTranslation();
  const { wizard, busy } = useRoster();
  const counts = countsOf(preview);
  const later = isLaterVersion(preview);
  const open = preview.questions.length - Object.keys(wizard.answers).length;
  const adds = addsAnything(preview, wizard.accept, wizard.answers);
  const chosen = changesChosen(wizard.accept, wizard.answers);

  return (
    <>
      <div className="roster-body">
        <aside className="roster-side">
          <nav aria-label={t('roster.check.filters')}>
            <ul className="roster-filters">
              {(later ? LATER_VERSION : FIRST_VERSION).map((filter) => (
                <li key={filter} className={filter === 'all' && later ? 'roster-filter-break' : undefined}>
                  <button type="button" data-kind={filter} aria-current={wizard.filter === filter ? 'true' : undefined} onClick={() => dispatch({ type: 'filter', filter })}>
                    <span>{t(`roster.check.${filter}`)}</span>
                    <span className="number">{counts[filter].toLocaleString()}</span>
                  </button>
                </li>
              ))}
            </ul>
          </nav>
          <section className="roster-summary">
            <h2>{t('roster.check.summary')}</h2>
            <p>
              {t('roster.check.summaryText', {
                homes: preview.counts.addedHomes,
                unsold: preview.counts.unsold,
                links: preview.counts.addedLinks > 0 ? t('roster.check.links', { n: preview.counts.addedLinks }) : '',
                flagged: counts.flagged > 0 ? t('roster.check.flaggedText', { n: counts.flagged }) : '',
                rejected: counts.rejected > 0 ? t('roster.check.rejectedText', { n: counts.rejected }) : '',
              })}
            </p>
            {later && (
              <p>
                {t('roster.check.compared', { added: preview.counts.addedHomes, changed: counts.changed, same: preview.counts.unchanged })}
                {counts.changed > 0 && t('roster.check.comparedLook', { n: counts.changed })}
              </p>
            )}
            {wizard.edits.length > 0 && <p className="meta">{t('roster.check.edited', { n: wizard.edits.length })}</p>}
          </section>
        </aside>
        <div className="roster-grid">
          {wizard.ended === 'cancelled' && <Banner>{t('roster.commit.cancelled')}</Banner>}
          {preview.again ? <Banner>{t('roster.check.again')}</Banner> : !adds && counts.changed + counts.questions === 0 && <Banner>{t('roster.check.nothing')}</Banner>}
          {isRowFilter(wizard.filter) && <RowsPane key={wizard.filter} preview={preview} filter={wizard.filter} />}
          {wizard.filter === 'changed' && <ChangesPane changes={preview.changed} />}
          {wizard.filter === 'questions' && <QuestionsPane questions={preview.questions} />}
          {wizard.filter === 'gone' && <GonePane homes={preview.gone} />}
        </div>
      </div>
      <footer className="roster-foot">
        <Button variant="quiet" onClick={() => dispatch({ type: 'go', step: 'columns' })}>
          {t('roster.back')}
        </Button>
        <span className="roster-foot-space" />
        {open > 0 && <span className="quiet">{t('roster.check.unanswered', { n: open })}</span>}
        <Button variant="primary" disabled={!adds} busy={busy !== null} onClick={() => void commitRoster()}>
          {later && chosen > 0 ? t('roster.check.goChanges', { n: chosen }) : later ? t('roster.check.goNew') : t('roster.check.go', { n: counts.imported })}
        </Button>
      </footer>
    </>
  );
}
