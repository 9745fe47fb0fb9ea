import type { Out } from '../lib/api.ts';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { api } from '../lib/api.ts';
import type { RowFilter } from './wizard.ts';

export type SheetRow = Out['roster']['rows']['rows'][number];
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

/** The rows of one reading, fetched by pages as they come into view. `reading` is in the key: an old reading is never shown. */
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
  const total = results.find((result) => result.data !== undefined)?.data?.total ?? 0;

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
      const place = pages.indexOf(Math.floor(index / PAGE));
      return place < 0 ? undefined : results[place]?.data?.rows[index % PAGE];
    },
    onRange,
    fetchRow,
    loading: results.some((result) => result.isLoading),
    error: results.find((result) => result.error !== null)?.error ?? null,
  };
}
