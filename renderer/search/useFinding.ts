import { useEffect, useRef, useState } from 'react';
import type { SearchHit } from '#core/contract/records.ts';
import { api } from '../lib/api.ts';

/** As many rows as the panel shows, and one to know whether there are more. */
export const SHOWN = 10;
const PAUSE_MS = 40;

export interface Found {
  /** What these hits answer; anything else is being typed meanwhile. */
  text: string;
  hits: SearchHit[];
  more: boolean;
  error: unknown;
}

/**
 * Hits for the text, a moment after the last keystroke. An answer that was overtaken by a newer question is dropped, and
 * nothing is cached: each showing is a look that the desk logs. `onFound` hears each answer that was not overtaken.
 */
export function useFinding(text: string, paused: boolean, onFound: (found: Found) => void): Found | null {
  const [found, setFound] = useState<Found | null>(null);
  const asked = useRef(0);
  const live = useRef(onFound);
  useEffect(() => {
    live.current = onFound;
  });
  useEffect(() => {
    const mine = ++asked.current;
    if (paused || text === '') return;
    const stop = new AbortController();
    const answer = (next: Found) => {
      if (asked.current !== mine) return;
      setFound(next);
      live.current(next);
    };
    const timer = setTimeout(() => {
      api.search.find({ text, limit: SHOWN + 1 }, { signal: stop.signal }).then(
        ({ hits }) => answer({ text, hits: grouped(hits.slice(0, SHOWN)), more: hits.length > SHOWN, error: null }),
        (error: unknown) => answer({ text, hits: [], more: false, error }),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, paused]);
  return text === '' ? null : found;
}

/** Groups stand together, in the order of their best hit; within a group the desk's ranking holds. */
function grouped(hits: readonly SearchHit[]): SearchHit[] {
  const order = [...new Set(hits.map((hit) => hit.group))];
  return order.flatMap((group) => hits.filter((hit) => hit.group === group));
}
