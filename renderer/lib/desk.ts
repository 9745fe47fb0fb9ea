import { QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { api } from './api.ts';
import { lineCount, lineState, onLine, type LineState } from './connection.ts';
import { isRefused } from './refusal.ts';

/**
 * First word of a query's key → kinds of subjects whose change makes it stale. A key that is not listed here is stale
 * after every change: showing the old truth is worse than one read too many.
 */
const SHOWS: Record<string, readonly string[]> = {
  setup: ['phase', 'site', 'writer'],
  session: ['session', 'staff', 'site'],
  site: ['site'],
  staff: ['staff'],
  home: ['home', 'person', 'personLink'],
  person: ['person', 'personLink', 'home'],
  // Reading the record of looks is a look itself: it would call itself for ever.
  looks: [],
  anomaly: ['anomaly', 'home', 'person'],
};

export function makeQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: Infinity, gcTime: 5 * 60_000, retry: false, refetchOnWindowFocus: false, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

export function useLine(): { state: LineState; lines: number } {
  const state = useSyncExternalStore(onLine, lineState);
  const lines = useSyncExternalStore(onLine, lineCount);
  return { state, lines };
}

/** Listens to the desk for as long as the page lives; after a break everything shown is read again. */
export function useChanges(): void {
  const queries = useQueryClient();
  const { state, lines } = useLine();
  useEffect(() => {
    if (state !== 'open') return;
    if (lines > 1) void queries.invalidateQueries();
    const stop = new AbortController();
    const listen = async () => {
      for await (const notice of await api.desk.changes(undefined, { signal: stop.signal })) {
        const changed = new Set(notice.kinds);
        void queries.invalidateQueries({
          predicate: (query) => {
            const kinds = SHOWS[String(query.queryKey[0])];
            return kinds === undefined || changed.size === 0 || kinds.some((kind) => changed.has(kind));
          },
        });
      }
    };
    // Its end is the end of the line, which is watched elsewhere.
    listen().catch(() => undefined);
    return () => stop.abort();
  }, [queries, state, lines]);
}

/** The desk locks or logs out on its own as well; any refused look says so at once. */
export function useSessionWatch(): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      queries.getQueryCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error' && isRefused(event.action.error, 'session_locked', 'session_needed')) {
          if (event.query.queryKey[0] !== 'session') void queries.invalidateQueries({ queryKey: ['session'] });
        }
      }),
    [queries],
  );
}

export const usePhase = () => useQuery({ queryKey: ['setup', 'phase'], queryFn: () => api.setup.phase() });
export const useSession = (enabled = true) => useQuery({ queryKey: ['session', 'current'], queryFn: () => api.session.current(), enabled });
export const useClerks = () => useQuery({ queryKey: ['session', 'clerks'], queryFn: () => api.session.clerks() });
export const useSite = () => useQuery({ queryKey: ['site', 'get'], queryFn: () => api.site.get() });
export const useStrip = () => useQuery({ queryKey: ['strip'], queryFn: () => api.desk.strip(), refetchInterval: 60_000 });
export const useBuildings = () => useQuery({ queryKey: ['home', 'buildings'], queryFn: () => api.home.buildings() });
