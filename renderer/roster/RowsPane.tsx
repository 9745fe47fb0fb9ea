import type { RosterPreview } from '#core/contract/roster.ts';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Chip, EmptyState, Waiting } from '../ui/index.ts';
import { nextProblem, placeOfRow } from './figures.ts';
import { useRows, type SheetRow } from './rows.ts';
import { SheetGrid, type GridColumn, type GridPlace } from './SheetGrid.tsx';
import { dispatch, editCell, useRoster } from './store.ts';
import type { RowFilter } from './wizard.ts';
import { columnWidth, isLeftOut, useRosterWords } from './words.ts';

/** Columns before the sheet's own: row number, result, reading. */
const OWN = 3;

export function RowsPane({ preview, filter }: { preview: RosterPreview; filter: RowFilter }) {
  const { t } = useTranslation();
  const words = useRosterWords();
  const { wizard } = useRoster();
  const rows = useRows(preview.upload, wizard.reading, filter);
  const [place, setPlace] = useState<GridPlace | null>(null);
  const [editing, setEditing] = useState(false);
  const [seeking, setSeeking] = useState(false);
  const pane = useRef<HTMLDivElement>(null);
  const mapped = preview.columns.filter((column) => !isLeftOut(column.field));
  const sheetColumns = mapped.length > 0 ? mapped : preview.columns;
  const edited = new Set(wizard.edits.map((edit) => `${edit.row}:${edit.column}`));
  const row = place === null ? undefined : rows.rowAt(place.index);
  const column = place === null ? undefined : sheetColumns[place.column - OWN];

  const goTo = (next: GridPlace) => {
    setPlace(next);
    const at = rows.rowAt(next.index);
    dispatch({ type: 'cursor', cursor: at ? { row: at.row, column: sheetColumns[next.column - OWN]?.column ?? 0 } : wizard.cursor });
  };

  const seek = async () => {
    const target = nextProblem(preview, filter, wizard.cursor);
    if (target === null || seeking || rows.total === 0) return;
    setSeeking(true);
    try {
      const index = await placeOfRow(async (each) => (await rows.fetchRow(each))?.row, rows.total, target.row);
      const at = sheetColumns.findIndex((each) => each.column === target.column);
      setPlace({ index, column: at < 0 ? 1 : at + OWN });
      dispatch({ type: 'cursor', cursor: target });
      // After the place is set, so that the table does not choose one itself: Enter then edits the cell at once.
      requestAnimationFrame(() => pane.current?.querySelector<HTMLElement>('[role=grid]')?.focus());
    } finally {
      setSeeking(false);
    }
  };

  // F4 works wherever the focus is on this page; elsewhere in the program it has another meaning, so it stops here.
  const latest = useRef(seek);
  useEffect(() => {
    latest.current = seek;
  });
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'F4' || event.altKey || event.ctrlKey) return;
      event.preventDefault();
      event.stopPropagation();
      void latest.current();
    };
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, []);

  const result = (each: SheetRow) => {
    const said = each.reasons.map(words.reason).join(t('roster.outcome.join'));
    switch (each.status) {
      case 'rejected':
        return (
          <>
            <Chip tone="bad" glyph="!">
              {t('roster.check.rejected')}
            </Chip>{' '}
            {said}
          </>
        );
      case 'flagged':
        return (
          <>
            <Chip tone="due" glyph="?">
              {t('roster.check.flagged')}
            </Chip>{' '}
            {said}
          </>
        );
      case 'skipped':
        return <span className="quiet">{said || t('roster.check.notRead')}</span>;
      case 'header':
        return <span className="quiet">{t('roster.check.headerLine')}</span>;
      case 'imported':
        return said || t('roster.check.ok');
    }
  };

  const columns: GridColumn<SheetRow>[] = [
    { id: 'row', head: t('roster.check.row'), width: 56, className: 'end sheet-rowno', cell: (each) => each.row },
    { id: 'result', head: t('roster.check.status'), width: 236, className: 'clip', cell: result },
    { id: 'reading', head: t('roster.check.reading'), width: 190, className: 'clip personal', cell: (each) => each.reading ?? '' },
    ...sheetColumns.map((each): GridColumn<SheetRow> => ({
      id: String(each.column),
      width: columnWidth(each.field),
      className: 'clip personal',
      head: (
        <span className="clip" title={each.header}>
          {words.field(each.field)}
        </span>
      ),
      cell: (line, at) =>
        at.active && editing ? (
          <CellEditor
            label={t('roster.check.editing', { row: line.row, column: words.field(each.field) })}
            value={(line.cells[each.column] ?? '').toString()}
            onDone={(value) => {
              setEditing(false);
              if (value !== null) void editCell({ row: line.row, column: each.column, value });
            }}
          />
        ) : (
          <span className={edited.has(`${line.row}:${each.column}`) ? 'sheet-edited' : undefined}>{(line.cells[each.column] ?? '').toString()}</span>
        ),
    })),
  ];

  if (rows.total === 0) return rows.loading ? <Waiting>{t('roster.check.loading')}</Waiting> : <EmptyState>{t('roster.check.emptyFilter')}</EmptyState>;
  return (
    <div className="roster-rows" ref={pane}>
      <SheetGrid
        label={t('roster.check.table')}
        columns={columns}
        count={rows.total}
        rowAt={rows.rowAt}
        onRange={rows.onRange}
        rowHeight={32}
        sticky={2}
        place={place}
        onPlace={goTo}
        editing={editing}
        onEdit={() => {
          if (column !== undefined && row !== undefined && row.status !== 'header') setEditing(true);
        }}
        rowClass={(each) => `sheet-${each.status}`}
      />
      <div className="roster-line">
        <span className="clip" role="status">
          {row ? words.outcome(row.row, row.status, row.reasons) : ''}
        </span>
        <span className="roster-foot-space" />
        <span className="meta">{editing ? t('roster.check.editHint') : t('roster.check.edit')}</span>
        <Button small hint="F4" aria-keyshortcuts="F4" onClick={() => void seek()} disabled={nextProblem(preview, filter, null) === null}>
          {t('roster.check.nextProblem')}
        </Button>
      </div>
    </div>
  );
}

function CellEditor({ label, value, onDone }: { label: string; value: string; onDone: (value: string | null) => void }) {
  const [text, setText] = useState(value);
  const done = useRef(false);
  const finish = (next: string | null) => {
    if (done.current) return;
    done.current = true;
    onDone(next);
  };
  const key = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') finish(text === value ? null : text);
    else if (event.key === 'Escape') finish(null);
    else return;
    event.preventDefault();
  };
  return (
    <input
      className="sheet-editor"
      aria-label={label}
      value={text}
      maxLength={500}
      autoFocus
      autoComplete="off"
      spellCheck={false}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={key}
      // Clicking away keeps what was typed: nothing typed is lost.
      onBlur={() => finish(text === value ? null : text)}
    />
  );
}
