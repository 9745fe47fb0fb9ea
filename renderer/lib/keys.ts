import { useEffect, useRef } from 'react';

/** As `KeyboardEvent` spells it, with what is held: `F10`, `Ctrl+K`, `Alt+S`. Letters by `code`, so that an IME cannot hide them. */
function chord(event: KeyboardEvent): string {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  const held = [(event.ctrlKey || event.metaKey) && 'Ctrl', event.altKey && 'Alt', event.shiftKey && 'Shift'].filter(Boolean);
  return [...held, letter ?? event.key].join('+');
}

/**
 * Shortcuts that hold everywhere on the page. The browser's own meaning of F3, F10, Ctrl+K and Ctrl+L is taken from it.
 * Letters alone are never shortcuts: they belong to the search box.
 */
export function useShortcuts(map: Readonly<Record<string, () => void>>): void {
  const live = useRef(map);
  useEffect(() => {
    live.current = map;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      const act = live.current[chord(event)];
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) act();
    };
    window.addEventListener('keydown', press, { capture: true });
    return () => window.removeEventListener('keydown', press, { capture: true });
  }, []);
}

/** True for keys that an input method is still busy with; nothing may act on those. */
export const composing = (event: { nativeEvent: KeyboardEvent; keyCode: number }): boolean => event.nativeEvent.isComposing || event.keyCode === 229;
