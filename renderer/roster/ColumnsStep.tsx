import type { RosterPreview } from '#core/contract/roster.ts';
import { Check as Tick, CircleHelp, Hand } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Banner, Button, Field, Select, Spinner } from '../ui/index.ts';
import { useRows, type SheetRow } from './rows.ts';
import { SheetGrid, type GridColumn } from './SheetGrid.tsx';
import { dispatch, leaveRoster, readAs, readSheet, useRoster } from './store.ts';
import { columnWidth, isLeftOut, useRosterWords } from './words.ts';

const MARKS = { sure: Tick, guessed: CircleHelp, chosen: Hand } as const;
const HEADER_ROWS = 30;

/** The real sheet, and above each column what it is read as. Every choice is read at once by the desk itself. */
export function ColumnsStep({ preview }: { preview: RosterPreview }) {
  const { t } = useTranslation();
  const words = useRosterWords();
  const { wizard, busy } = useRoster();
  const rows = useRows(preview.upload, wizard.reading, 'all');
  const readings = useRows(preview.upload, wizard.reading, 'imported');
  const used = preview.columns.filter((column) => !isLeftOut(column.field));
  const hasHome = used.some((column) => column.field === 'home' || column.field === 'room');
  const guessed = used.filter((column) => column.certainty === 'guessed').length;

  const columns: GridColumn<SheetRow>[] = [
    { id: 'row', head: t('roster.check.row'), width: 52, className: 'end sheet-rowno', cell: (row) => row.row },
    ...preview.columns.map((column): GridColumn<SheetRow> => {
      const Mark = MARKS[column.certainty];
      const leftOut = isLeftOut(column.field);
      return {
        id: String(column.column),
        width: columnWidth(column.field) + 24,
        className: leftOut ? 'clip sheet-left-out' : 'clip personal',
        head: (
          <div className="sheet-head">
            <span className="clip" title={column.header}>
              {column.header === '' ? t('roster.columns.empty') : column.header}
            </span>
            <span className="sheet-as">
              <Select
                aria-label={`${t('roster.columns.as')} ${column.header || t('roster.columns.column', { n: column.column + 1 })}`}
                value={column.field}
                onChange={(event) => void readAs(column.column, event.target.value)}
              >
                {[...new Set([...preview.fields, column.field])].map((field) => (
                  <option key={field} value={field}>
                    {words.field(field)}
                  </option>
                ))}
              </Select>
              {!leftOut && (
                <span className={`sheet-mark sheet-mark-${column.certainty}`} title={t(`roster.columns.mark.${column.certainty}`)}>
                  <Mark size={16} aria-hidden />
                  <span className="hidden-visually">{t(`roster.columns.mark.${column.certainty}`)}</span>
                </span>
              )}
            </span>
          </div>
        ),
        cell: (row) => (row.cells[column.column] ?? '').toString(),
      };
    }),
  ];

  return (
    <>
      <div className="roster-body">
        <aside className="roster-side">
          {preview.sheets.length > 1 && (
            <Field label={t('roster.columns.sheet')}>
              <Select value={preview.sheet} onChange={(event) => void readSheet({ sheet: Number(event.target.value) })}>
                {preview.sheets.map((sheet, index) => (
                  <option key={index} value={index}>
                    {t('roster.columns.sheetRows', { name: sheet.name, n: sheet.rows })}
                  </option>
                ))}
              </Select>
            </Field>
          )}
          <Field label={t('roster.columns.header')}>
            <Select
              value={preview.headerRow ?? 'none'}
              onChange={(event) => void readSheet({ headerRow: event.target.value === 'none' ? null : Number(event.target.value) })}
            >
              <option value="none">{t('roster.columns.noHeader')}</option>
              {Array.from({ length: Math.max(HEADER_ROWS, preview.headerRow ?? 0) }, (_, index) => (
                <option key={index} value={index + 1}>
                  {t('roster.columns.headerRow', { n: index + 1 })}
                </option>
              ))}
            </Select>
          </Field>
          <p className="roster-marks">
            <span className="sheet-mark-sure">
              <Tick size={16} aria-hidden /> {t('roster.columns.sureCount', { n: used.length - guessed })}
            </span>
            {guessed > 0 && (
              <span className="sheet-mark-guessed">
                <CircleHelp size={16} aria-hidden /> {t('roster.columns.guessedCount', { n: guessed })}
              </span>
            )}
            {busy === 'reading' && <Spinner />}
          </p>
          <section className="roster-samples">
            <h2>{t('roster.columns.sample')}</h2>
            <ul>
              {Array.from({ length: Math.min(readings.total, 5) }, (_, index) => readings.rowAt(index)).map(
                (row, index) =>
                  row?.reading && (
                    <li key={index}>
                      <span className="meta">{row.row}</span>
                      <span className="personal">{row.reading}</span>
                    </li>
                  ),
              )}
            </ul>
            <p className="meta">{t('roster.columns.sampleHint')}</p>
          </section>
          <p className="meta">{t('roster.columns.useful')}</p>
        </aside>
        <div className="roster-grid">
          {!hasHome && <Banner tone="due">{t('roster.refusal.home_column_missing')}</Banner>}
          {hasHome && preview.headerRow === null && <Banner tone="due">{t('roster.refusal.header_missing')}</Banner>}
          <SheetGrid
            label={t('roster.columns.table')}
            columns={columns}
            count={rows.total}
            rowAt={rows.rowAt}
            onRange={rows.onRange}
            rowHeight={28}
            sticky={1}
            rowClass={(row) => (row.row === preview.headerRow ? 'sheet-header-row' : row.status === 'header' ? 'sheet-skipped' : row.status === 'skipped' ? 'sheet-skipped' : '')}
          />
        </div>
      </div>
      <footer className="roster-foot">
        <Button variant="quiet" onClick={leaveRoster}>
          {t('roster.other')}
        </Button>
        <span className="roster-foot-space" />
        <Button variant="primary" autoFocus disabled={!hasHome} onClick={() => dispatch({ type: 'go', step: 'check' })}>
          {t('roster.next')}
        </Button>
      </footer>
    </>
  );
}
