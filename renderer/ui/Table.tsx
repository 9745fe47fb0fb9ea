import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';

export interface Column<Row> {
  id: string;
  head: ReactNode;
  /** Pixels; the columns without one share what is left. */
  width?: number;
  end?: boolean;
  /** One line, cut with an ellipsis. */
  clip?: boolean;
  cell: (row: Row, index: number) => ReactNode;
}

interface Common<Row> {
  /** What a screen reader calls the table. */
  label: string;
  columns: readonly Column<Row>[];
  /** Opens a row: click, or Enter on the focused row. */
  onOpen?: (row: Row, index: number) => void;
  tall?: boolean;
}

const cellClass = <Row,>(column: Column<Row>): string => [column.end && 'end', column.clip && 'clip'].filter(Boolean).join(' ');

function Head<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <>
      <colgroup>
        {columns.map((c) => (
          <col key={c.id} style={c.width === undefined ? {} : { width: c.width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map((c) => (
            <th key={c.id} scope="col" className={cellClass(c)}>
              {c.head}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}

/** ↑↓ walk the rows that can be opened, Home and End jump, Enter opens. */
function walk(event: KeyboardEvent<HTMLTableRowElement>, open: () => void): void {
  const row = event.currentTarget;
  if (event.target !== row || event.nativeEvent.isComposing) return;
  const rows = [...(row.parentElement?.querySelectorAll<HTMLTableRowElement>('tr[tabindex]') ?? [])];
  const at = rows.indexOf(row);
  const to = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[event.key];
  if (to) to.focus();
  else if (event.key === 'Enter') open();
  else return;
  event.preventDefault();
}

function Row<T>({ row, index, columns, onOpen, first }: { row: T; index: number; columns: readonly Column<T>[]; onOpen: Common<T>['onOpen']; first: boolean }) {
  const cells = columns.map((c) => (
    <td key={c.id} className={cellClass(c)}>
      {c.cell(row, index)}
    </td>
  ));
  if (!onOpen) return <tr>{cells}</tr>;
  const open = () => onOpen(row, index);
  return (
    <tr className="row-open" tabIndex={first ? 0 : -1} onClick={open} onKeyDown={(event) => walk(event, open)} aria-rowindex={index + 2}>
      {cells}
    </tr>
  );
}

/** A table that is short enough to be drawn whole. */
export function Table<T>({ label, columns, rows, rowId, onOpen, tall = false }: Common<T> & { rows: readonly T[]; rowId: (row: T) => string }) {
  return (
    <table className={`table table-fixed ${tall ? 'table-tall' : ''}`} aria-label={label}>
      <Head columns={columns} />
      <tbody>
        {rows.map((row, index) => (
          <Row key={rowId(row)} row={row} index={index} columns={columns} onOpen={onOpen} first={index === 0} />
        ))}
      </tbody>
    </table>
  );
}

interface VirtualTableProps<T> extends Common<T> {
  count: number;
  /** `undefined` while the row is on its way. */
  row: (index: number) => T | undefined;
  rowHeight?: number;
  /** Told whenever other rows come into view, so that a caller can fetch them. `last` is inclusive. */
  onRange?: (first: number, last: number) => void;
  className?: string;
}

/** A long table: only the rows in view exist, in a real `<table>`, with spacers that keep the scroll bar honest. */
export function VirtualTable<T>({ label, columns, count, row, rowHeight = 36, onRange, onOpen, className, tall = false }: VirtualTableProps<T>) {
  const frame = useRef<HTMLDivElement>(null);
  // No compiler memoises this page, so the functions that it hands out cannot go stale.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({ count, getScrollElement: () => frame.current, estimateSize: () => rowHeight, overscan: 12 });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;

  const tell = useRef(onRange);
  tell.current = onRange;
  useEffect(() => {
    if (count > 0) tell.current?.(first, last);
  }, [first, last, count]);

  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const spacer = (height: number) =>
    height > 0 && (
      <tr className="spacer" aria-hidden>
        <td colSpan={columns.length} style={{ height }} />
      </tr>
    );
  return (
    <div className={`table-frame ${className ?? ''}`} ref={frame} role="region" aria-label={label} tabIndex={0}>
      <table className={`table table-fixed table-sticky ${tall ? 'table-tall' : ''}`} aria-label={label} aria-rowcount={count + 1}>
        <Head columns={columns} />
        <tbody>
          {spacer(before)}
          {items.map((item) => {
            const found = row(item.index);
            return found === undefined ? (
              <tr key={item.key} aria-busy>
                <td colSpan={columns.length} />
              </tr>
            ) : (
              <Row key={item.key} row={found} index={item.index} columns={columns} onOpen={onOpen} first={item.index === first} />
            );
          })}
          {spacer(after)}
        </tbody>
      </table>
    </div>
  );
}
