import { useSyncExternalStore } from 'react';
import type { BannerTone } from '../ui/index.ts';

/** Short sentences about something that happened outside the place where the clerk is looking. The newest one stands. */
export interface Notice {
  id: number;
  tone: BannerTone;
  text: string;
}

let current: Notice | null = null;
let next = 1;
const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of listeners) listener();
};

export function notify(text: string, tone: BannerTone = 'plain'): void {
  current = { id: next++, tone, text };
  tell();
}

export function dismiss(): void {
  current = null;
  tell();
}

export const useNotice = (): Notice | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
