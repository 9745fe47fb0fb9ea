import type { ReactNode } from 'react';

/** A key cap. Hidden from screen readers where it stands on a button: `aria-keyshortcuts` says it there. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="kbd" aria-hidden>
      {children}
    </kbd>
  );
}

type Tone = 'plain' | 'accent' | 'out' | 'due' | 'bad' | 'anomaly' | 'ok';

/** A word that marks a state. Colour never stands alone: the word (and a glyph where given) says the same. */
export function Chip({ tone = 'plain', glyph, children }: { tone?: Tone; glyph?: string; children: ReactNode }) {
  return (
    <span className={tone === 'plain' ? 'chip' : `chip chip-${tone}`}>
      {glyph !== undefined && <span aria-hidden>{glyph}</span>}
      {children}
    </span>
  );
}

export function Spinner() {
  return <span className="spinner" aria-hidden />;
}

/** In place of a part that is still being read. The text is for all, not only for screen readers. */
export function Waiting({ children }: { children: ReactNode }) {
  return (
    <div className="waiting" role="status">
      <Spinner />
      {children}
    </div>
  );
}

/** `value` of `max` steps; the sentence beneath tells the same with its unit. */
export function Progress({ label, value, max, children }: { label: string; value: number; max: number; children?: ReactNode }) {
  return (
    <div className="progress">
      <progress aria-label={label} value={value} max={Math.max(max, 1)} />
      {children !== undefined && <div className="quiet">{children}</div>}
    </div>
  );
}
