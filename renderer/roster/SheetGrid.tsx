import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

export interface GridColumn<T> {
  id: string;
  head: ReactNode;
  width: number;
  className?: string;
  cell: (row: T, at: { index: number; active: boolean }) => ReactNode;
}

export interface GridPlace {
  /** Index in the list that is shown, not the sheet's row number. */
  readonly index: number;
  readonly column: number;
}

interface SheetGridProps<T> {
  label: string;
  columns: readonly GridColumn<T>[];
  count: number;
  rowAt: (index: number) => T | undefined;
  rowHeight: number;
  rowClass?: (row: T) => string;
  onRange: (first: number, last: number) => void;
  /** With a place the grid is walked cell by cell; without one it only scrolls. */
  place?: GridPlace | null;
  onPlace?: (place: GridPlace) => void;
  /** Enter, F2 or a double click on the cell at `place`. */
  onEdit?: () => void;
  editing?: boolean;
  /** Columns that stay in view on the left. */
  sticky?: number;
}

/** A sheet as it stands: wide, long, only the part in view exists. The table keeps the focus; the cell is pointed at. */
export function SheetGrid<T>({ label, columns, count, rowAt, rowHeight, rowClass, onRange, place, onPlace, onEdit, editing = false, sticky = 0 }: SheetGridProps<T>) {
  const frame = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const id = useId();
  // The head stays in view above the rows, so every row begins and every scroll must stop below it.
  const [head, setHead] = useState(32);
  useLayoutEffect(() => setHead(table.current?.tHead?.offsetHeight ?? 32), [columns.length]);
  // No compiler memoises this page, so the functions that it hands out cannot go stale.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({ count, getScrollElement: () => frame.current, estimateSize: () => rowHeight, overscan: 10, scrollMargin: head, scrollPaddingStart: head });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const walks = onPlace !== undefined;

  const tell = useRef(onRange);
  tell.current = onRange;
  useEffect(() => {
    if (count > 0) tell.current(first, last);
  }, [first, last, count]);

  const cellId = (at: GridPlace) => `${id}-${at.index}-${at.column}`;
  const shown = place ?? null;
  const shownId = shown === null ? null : cellId(shown);
  const shownIndex = shown?.index ?? null;
  const scrollTo = virtual.scrollToIndex;
  useEffect(() => {
    if (shownIndex === null || shownId === null) return;
    scrollTo(shownIndex, { align: 'auto' });
    // The row may be drawn only after the scroll; then its column is brought into view.
    let frames = 0;
    let timer = 0;
    const reach = () => {
      const cell = document.getElementById(shownId);
      if (cell) cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      else if (++frames < 30) timer = requestAnimationFrame(reach);
    };
    timer = requestAnimationFrame(reach);
    return () => cancelAnimationFrame(timer);
  }, [shownIndex, shownId, scrollTo]);

  // After editing the keyboard goes on where it was.
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !editing) table.current?.focus();
    wasEditing.current = editing;
  }, [editing]);

  const key = (event: KeyboardEvent) => {
    if (!walks || editing || event.nativeEvent.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = shown ?? { index: 0, column: 0 };
    const page = Math.max(Math.floor((frame.current?.clientHeight ?? 0) / rowHeight) - 2, 1);
    const moves: Record<string, Partial<GridPlace>> = {
      ArrowDown: { index: at.index + 1 },
      ArrowUp: { index: at.index - 1 },
      ArrowRight: { column: at.column + 1 },
      ArrowLeft: { column: at.column - 1 },
      PageDown: { index: at.index + page },
      PageUp: { index: at.index - page },
      Home: { column: 0 },
      End: { column: columns.length - 1 },
    };
    const move = moves[event.key];
    if (move) {
      const to = { ...at, ...move };
      onPlace({ index: Math.min(Math.max(to.index, 0), count - 1), column: Math.min(Math.max(to.column, 0), columns.length - 1) });
    } else if (event.key === 'Enter' && shown !== null) onEdit?.();
    else return;
    event.preventDefault();
  };

  const before = (items[0]?.start ?? head) - head;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? head) - head);
  const spacer = (height: number) =>
    height > 0 && (
      <tr className="spacer" aria-hidden>
        <td colSpan={columns.length} style={{ height }} />
      </tr>
    );
  const lefts = columns.map((_, index) => columns.slice(0, index).reduce((sum, column) => sum + column.width, 0));
  const pinned = (index: number) => (index < sticky ? { left: lefts[index] } : {});
  const classes = (column: GridColumn<T>, index: number) => [column.className, index < sticky && 'pinned', index === sticky - 1 && 'pinned-last'].filter(Boolean).join(' ');

  return (
    <div className="table-frame sheet-frame" ref={frame} style={{ scrollPadding: `${head}px 0 0 ${lefts[sticky] ?? 0}px` }} {...(walks ? {} : { role: 'region', 'aria-label': label, tabIndex: 0 })}>
      <table
        ref={table}
        className="table table-fixed table-sticky sheet"
        style={{ width: columns.reduce((sum, column) => sum + column.width, 0) }}
        aria-label={label}
        aria-rowcount={count + 1}
        {...(walks ? { role: 'grid', tabIndex: 0, 'aria-activedescendant': shown === null ? undefined : cellId(shown) } : {})}
        onKeyDown={key}
        onFocus={(event) => {
          if (walks && event.target === table.current && shown === null && count > 0) onPlace({ index: first, column: Math.min(sticky, columns.length - 1) });
        }}
      >
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column.id} scope="col" className={classes(column, index)} style={pinned(index)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spacer(before)}
          {items.map((item) => {
            const row = rowAt(item.index);
            const style = { height: rowHeight };
            if (row === undefined) {
              return (
                <tr key={item.key} aria-rowindex={item.index + 2} aria-busy>
                  <td colSpan={columns.length} style={style} />
                </tr>
              );
            }
            return (
              <tr key={item.key} aria-rowindex={item.index + 2} className={rowClass?.(row) ?? ''}>
                {columns.map((column, index) => {
                  const active = shown !== null && shown.index === item.index && shown.column === index;
                  return (
                    <td
                      key={column.id}
                      id={walks ? cellId({ index: item.index, column: index }) : undefined}
                      role={walks ? 'gridcell' : undefined}
                      aria-selected={walks ? active : undefined}
                      data-active={active || undefined}
                      className={classes(column, index)}
                      style={{ ...style, ...pinned(index) }}
                      onMouseDown={walks && !active ? () => onPlace({ index: item.index, column: index }) : undefined}
                      onDoubleClick={active ? onEdit : undefined}
                    >
                      {column.cell(row, { index: item.index, active })}
                    </td>
                  );
                })}
              </tr>
            );
          })}
          {spacer(after)}
        </tbody>
      </table>
    </div>
  );
}
