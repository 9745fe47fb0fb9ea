import { useSyncExternalStore } from 'react';

/**
 * Once the site is created the desk is open, yet the person still has to keep the recovery code, which is shown only now.
 * While held, the frame must not take the page over, whatever the desk says about its phase.
 */
let held = false;
const listeners = new Set<() => void>();

export function holdSetup(next: boolean): void {
  if (held === next) return;
  held = next;
  for (const listener of [...listeners]) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSetupHeld = (): boolean => useSyncExternalStore(subscribe, () => held);
