import type { Json } from '#core/facts/canonical.ts';
import { canonical } from '#core/facts/canonical.ts';
import type { FactId, SealedRef } from '#core/facts/envelope.ts';
import type { Register } from '#core/facts/register.ts';
import type { Open, Opened } from '#db/log/secrets.ts';
import type { Search } from '#db/search/index.ts';

/** What a projector works with. Only here, beside the tables that need it, sealed values are opened. */
export interface Projecting {
  readonly open: Open;
  readonly search: Search;
  /** Facts that set a sealed value apart and differ once opened. What cannot be opened contradicts nothing. */
  contestSealed(register: Register<SealedRef | null>): FactId[];
}

export interface Projector<S> {
  /** Makes the rows of one subject say what its state says. Called in the transaction that moved the state. */
  project(id: string, state: S, use: Projecting): void;
  /** Fields that concurrent facts set to different values. */
  contests?(state: S, use: Projecting): { field: string; facts: FactId[] }[];
}

export const projecting = (open: Open, search: Search): Projecting => ({
  open,
  search,
  contestSealed(register) {
    if (register.length < 2) return [];
    const seen = new Set<string>();
    for (const held of register) {
      const opened: Opened = held.value === null ? { value: null } : open(held.value);
      if ('value' in opened) seen.add(canonical(opened.value));
    }
    return seen.size > 1 ? register.map((held) => held.by) : [];
  },
});

/** The opened value, null where there is none or it cannot be opened. */
export function valueOf(use: Projecting, ref: SealedRef | null | undefined): Json {
  if (!ref) return null;
  const opened = use.open(ref);
  return 'value' in opened ? opened.value : null;
}

export function textOf(use: Projecting, ref: SealedRef | null | undefined): string | null {
  const value = valueOf(use, ref);
  return typeof value === 'string' ? value : null;
}
