import { z } from 'zod';
import { sealedRef, type SealedRef } from '../facts/envelope.ts';
import { reads, type BaseState, type SubjectKind } from '../facts/fold.ts';
import type { DraftFact } from '../facts/envelope.ts';
import { current, EMPTY, set, type Register } from '../facts/register.ts';
import { Refusal } from '../refusal.ts';

/**
 * A person or company. Subject `person/<id>`; the id is a keyed hash of the document number, else of file and row.
 * States hold references to sealed values only: two desks cannot see here whether two sealed names are equal, the projection can.
 */
export const PERSON_KINDS = ['natural', 'company'] as const;
export type PersonKind = (typeof PERSON_KINDS)[number];

/** What a counter should check when the person next stands there. Codes, the same as the import's reasons. */
export const personCheck = z.string().regex(/^[a-z0-9_]{3,40}$/);

const recorded = z.object({
  kind: z.enum(PERSON_KINDS),
  checks: z.array(personCheck).max(20).optional(),
});
const corrected = z.object({
  /** Why: `renamed` in law, `typo`, `newPhone`, `newDocument`, `moreData`, `checked`. */
  why: z.string().max(40),
  checks: z.array(personCheck).max(20).optional(),
});

/** Sealed values that a person has one of. `phones` and `document` are sealed JSON. */
export const PERSON_FIELDS = ['name', 'phones', 'document'] as const;
export interface DocumentValue {
  kind: string;
  number: string;
}

export interface PersonState extends BaseState {
  readonly kind: PersonKind | null;
  readonly name: Register<SealedRef>;
  readonly phones: Register<SealedRef>;
  readonly document: Register<SealedRef>;
  readonly checks: Register<readonly string[]>;
}

const takeSealed = (
  state: PersonState,
  fact: Parameters<typeof set>[1],
  after: Parameters<typeof set>[3],
): PersonState => {
  const next = { ...state };
  for (const field of PERSON_FIELDS) {
    const ref = sealedRef(fact, field);
    if (ref) next[field] = set(next[field], fact, ref, after);
  }
  return next;
};

export const person: SubjectKind<PersonState> = {
  kind: 'person',
  foldVersion: 1,
  initial: { unreadable: [], kind: null, name: EMPTY, phones: EMPTY, document: EMPTY, checks: EMPTY },
  on: {
    'person.recorded': reads(1, recorded, (state, data, fact, after) => ({
      ...takeSealed(state, fact, after),
      kind: state.kind ?? data.kind,
      checks: set(state.checks, fact, data.checks ?? [], after),
    })),
    'person.corrected': reads(1, corrected, (state, data, fact, after) => ({
      ...takeSealed(state, fact, after),
      checks: data.checks ? set(state.checks, fact, data.checks, after) : state.checks,
    })),
  },
};

/**
 * What was to be checked was looked at, and the values stand as they are.
 * @throws Refusal person_unknown, nothing_to_change (somebody else was quicker)
 */
export function decideChecked(id: string, state: PersonState, done: readonly string[]): DraftFact[] {
  if (state.kind === null) throw new Refusal('person_unknown');
  const open = current(state.checks) ?? [];
  const checks = open.filter((check) => !done.includes(check));
  if (checks.length === open.length) throw new Refusal('nothing_to_change');
  return [{ subject: `person/${id}`, type: 'person.corrected', data: { why: 'checked', checks } }];
}
