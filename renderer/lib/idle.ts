import { useEffect, useRef } from 'react';

const BLUR_MS = 60_000;
const TOUCH_MS = 30_000;

/**
 * A minute without a touch blurs personal fields (any key shows them again); `lockAfterMinutes` locks. The desk process
 * counts for itself and is told now and then that somebody works here.
 */
export function useIdle(active: boolean, lockAfterMinutes: number, onTouch: () => void, onLock: () => void): void {
  const acts = useRef({ onTouch, onLock });
  useEffect(() => {
    acts.current = { onTouch, onLock };
  });
  useEffect(() => {
    if (!active) return;
    const root = document.documentElement;
    let last = performance.now();
    let told = last;
    const touch = () => {
      last = performance.now();
      delete root.dataset['idle'];
      if (last - told > TOUCH_MS) {
        told = last;
        acts.current.onTouch();
      }
    };
    const timer = setInterval(() => {
      const idle = performance.now() - last;
      if (idle >= BLUR_MS) root.dataset['idle'] = '';
      if (idle >= lockAfterMinutes * 60_000) {
        last = performance.now();
        acts.current.onLock();
      }
    }, 1000);
    const kinds = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;
    for (const kind of kinds) window.addEventListener(kind, touch, { capture: true, passive: true });
    return () => {
      clearInterval(timer);
      delete root.dataset['idle'];
      for (const kind of kinds) window.removeEventListener(kind, touch, { capture: true });
    };
  }, [active, lockAfterMinutes]);
}
