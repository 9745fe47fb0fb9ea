import type { Out } from '../lib/api.ts';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { api } from '../lib/api.ts';
import type { RowFilter } from './wizard.ts';

type Page = Out['roster']['rows'];
export type SheetRow = Page['rows'][number];
const PAGE = 100;

export interface Rows {
  total: number;
  rowAt: (index: number) => SheetRow | undefined;
  onRange: (first: number, last: number) => void;
  /** One row wherever it is, also outside the part in view. */
  fetchRow: (index: number) => Promise<SheetRow | undefined>;
  loading: boolean;
  error: unknown;
}

/** The rows of one reading, fetched by pages as they come into view. `reading` is in the key, so that each is fetched anew. */
export function useRows(upload: string, reading: number, filter: RowFilter): Rows {
  const queries = useQueryClient();
  const [range, setRange] = useState({ first: 0, last: 0 });
  const pages: number[] = [];
  for (let page = Math.floor(range.first / PAGE); page <= Math.floor(range.last / PAGE); page += 1) pages.push(page);
  if (!pages.includes(0)) pages.push(0);

  const options = useCallback(
    (page: number) => ({
      queryKey: ['roster', 'rows', upload, reading, filter, page],
      queryFn: () => api.roster.rows({ upload, filter, offset: page * PAGE, limit: PAGE }),
    }),
    [upload, reading, filter],
  );
  const results = useQueries({ queries: pages.map(options) });
  // Until the new reading is here the old one stands: a table that vanishes takes the focus and the place with it.
  const [stood] = useState(() => new Map<number, Page>());
  const pageOf = (page: number): Page | undefined => results[pages.indexOf(page)]?.data ?? stood.get(page);
  useEffect(() => {
    for (const [index, page] of pages.entries()) {
      const data = results[index]?.data;
      if (data !== undefined) stood.set(page, data);
    }
  });
  const total = (results.find((result) => result.data !== undefined)?.data ?? stood.get(0))?.total ?? 0;

  const onRange = useCallback((first: number, last: number) => {
    setRange((old) => (Math.floor(old.first / PAGE) === Math.floor(first / PAGE) && Math.floor(old.last / PAGE) === Math.floor(last / PAGE) ? old : { first, last }));
  }, []);
  const fetchRow = useCallback(
    async (index: number) => (await queries.ensureQueryData(options(Math.floor(index / PAGE)))).rows[index % PAGE],
    [queries, options],
  );
  return {
    total,
    rowAt: (index) => {
      const page = Math.floor(index / PAGE);
      return pages.includes(page) ? pageOf(page)?.rows[index % PAGE] : undefined;
    },
    onRange,
    fetchRow,
    loading: results.some((result) => result.isLoading),
    error: results.find((result) => result.error !== null)?.error ?? null,
  };
}
