import type { z } from 'zod';
import type { Fact, FactId } from './envelope.ts';
import { ancestry, byDepthAndId, type After, type Placed } from './order.ts';

/**
 * Folding: how facts become the state of a subject. evolve never throws, never drops and never refuses: what happened, happened.
 * A fact that this program cannot read (newer version, unknown type, malformed) is remembered by id instead.
 */
export interface BaseState {
  /** Facts of this subject that this program could not read and must not pretend to know. */
  readonly unreadable: readonly FactId[];
}

type Evolve<S> = (state: S, fact: Fact, after: After) => S | undefined;

export interface SubjectKind<S extends BaseState> {
  readonly kind: string;
  /** Raise it whenever the same facts would give another state: stored states of older versions are rebuilt. */
  readonly foldVersion: number;
  readonly initial: S;
  readonly on: Readonly<Record<string, Evolve<S>>>;
}

/** A reader of one fact type up to version `v`: parses the payload, then evolves. Undefined means "cannot read this". */
export function reads<S, D>(
  v: number,
  schema: z.ZodType<D>,
  evolve: (state: S, data: D, fact: Fact, after: After) => S,
): Evolve<S> {
  return (state, fact, after) => {
    if (fact.v > v) return undefined;
    const parsed = schema.safeParse(fact.data);
    return parsed.success ? evolve(state, parsed.data, fact, after) : undefined;
  };
}

/** One step of a fold. Total: a reader that fails or throws leaves the state as it was, with the fact noted as unreadable. */
export function evolve<S extends BaseState>(kind: SubjectKind<S>, state: S, fact: Fact, after: After): S {
  const reader = Object.hasOwn(kind.on, fact.type) ? kind.on[fact.type] : undefined;
  let next: S | undefined;
  try {
    next = reader?.(state, fact, after);
  } catch {
    next = undefined;
  }
  if (next !== undefined) return next;
  return fact.ignorable ? state : { ...state, unreadable: [...state.unreadable, fact.id] };
}

/** The state of a subject from all its facts, whatever order they are given in. `counts` leaves out facts that are held back. */
export function foldAll<S extends BaseState>(
  kind: SubjectKind<S>,
  placed: readonly Placed[],
  counts: (fact: Fact) => boolean = () => true,
): S {
  const after = ancestry(placed);
  let state = kind.initial;
  for (const { fact } of [...placed].sort(byDepthAndId)) {
    if (counts(fact)) state = evolve(kind, state, fact, after(fact));
  }
  return state;
}
