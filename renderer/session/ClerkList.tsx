import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClerkInfo } from '#core/contract/setup.ts';
import { Kbd } from '../ui/index.ts';

export interface ClerkListProps {
  clerks: readonly ClerkInfo[];
  chosen: string | null;
  /** `andGo`: the choice was made, the PIN is next. */
  onPick: (id: string, andGo: boolean) => void;
}

/** Names to pick from: ↑↓ walk, a digit takes the n-th, typing the first character jumps, Enter goes on to the PIN. */
export function ClerkList({ clerks, chosen, onPick }: ClerkListProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const focus = (index: number) => list.current?.querySelectorAll<HTMLElement>('[role="radio"]')[index]?.focus();

  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = Math.max(0, clerks.findIndex((c) => c.id === chosen));
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    let to: number;
    if (by !== undefined) to = (at + by + clerks.length) % clerks.length;
    else if (digit !== undefined) to = Number(digit) - 1;
    else if (event.key.length === 1 && event.key !== ' ') to = clerks.findIndex((c) => c.name.toLowerCase().startsWith(event.key.toLowerCase()));
    else return;
    const clerk = clerks[to];
    if (!clerk) return;
    event.preventDefault();
    onPick(clerk.id, digit !== undefined);
    if (digit === undefined) focus(to);
  };

  return (
    <div className="clerks" role="radiogroup" aria-label={t('session.who')} ref={list} onKeyDown={press}>
      {clerks.map((clerk, index) => {
        const on = clerk.id === chosen;
        return (
          <button
            key={clerk.id}
            type="button"
            role="radio"
            aria-checked={on}
            tabIndex={on || (chosen === null && index === 0) ? 0 : -1}
            className="clerk"
            onClick={() => onPick(clerk.id, true)}
          >
            <span className="clerk-digit">{index < 9 && <Kbd>{index + 1}</Kbd>}</span>
            <span className="clerk-name clip">{clerk.name}</span>
            <span className="meta clip">{[...new Set(clerk.grants.map((g) => g.role))].map((role) => t(`trade.staffRole.${role}`)).join(t('session.and'))}</span>
          </button>
        );
      })}
    </div>
  );
}
