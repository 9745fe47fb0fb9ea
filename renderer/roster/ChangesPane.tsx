import type { RosterPreview } from '#core/contract/roster.ts';
import { useTranslation } from 'react-i18next';
import { Button, EmptyState, VirtualTable, type Column } from '../ui/index.ts';
import { dispatch, useRoster } from './store.ts';
import { useRosterWords } from './words.ts';

type Change = RosterPreview['changed'][number];

/** Old → new, ticked one by one. Nothing is ticked by itself: a roster may be wrong where the counter is right. */
export function ChangesPane({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation();
  const words = useRosterWords();
  const { wizard } = useRoster();
  if (changes.length === 0) return <EmptyState>{t('roster.change.empty')}</EmptyState>;
  const ticked = new Set(wizard.accept);
  const all = ticked.size === changes.length;

  const columns: Column<Change>[] = [
    {
      id: 'tick',
      head: <span className="hidden-visually">{t('roster.change.title')}</span>,
      width: 48,
      cell: (change) => (
        <input
          type="checkbox"
          className="roster-tick"
          aria-label={t('roster.change.take', { home: change.home, field: words.field(change.field) })}
          checked={ticked.has(change.id)}
          onChange={(event) => dispatch({ type: 'tick', id: change.id, on: event.target.checked })}
        />
      ),
    },
    { id: 'home', head: t('roster.change.home'), width: 128, cell: (change) => <span className="number">{change.home}</span> },
    { id: 'what', head: t('roster.change.what'), width: 120, cell: (change) => words.field(change.field) },
    { id: 'from', head: t('roster.change.from'), clip: true, cell: (change) => <span className="personal roster-old">{words.value(change.field, change.from)}</span> },
    { id: 'to', head: t('roster.change.to'), clip: true, cell: (change) => <span className="personal roster-new">{words.value(change.field, change.to)}</span> },
    { id: 'row', head: t('roster.check.row'), width: 72, end: true, cell: (change) => <span className="quiet">{change.row ?? ''}</span> },
  ];
  return (
    <>
      <VirtualTable label={t('roster.change.title')} columns={columns} count={changes.length} row={(index) => changes[index]} className="roster-table" />
      <div className="roster-line">
        <span role="status">{t('roster.change.ticked', { n: ticked.size, of: changes.length })}</span>
        <span className="quiet">{t('roster.change.hint')}</span>
        <span className="roster-foot-space" />
        <Button small onClick={() => dispatch({ type: 'tickAll', on: !all })}>
          {all ? t('roster.change.untickAll') : t('roster.change.tickAll')}
        </Button>
      </div>
    </>
  );
}
