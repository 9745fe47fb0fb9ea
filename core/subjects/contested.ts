import type { DraftFact, FactId, SealedRef } from '../facts/envelope.ts';
import type { BaseState } from '../facts/fold.ts';
import { contest, current, type Held, type Register } from '../facts/register.ts';
import { Refusal } from '../refusal.ts';
import type { HomeState, Relation } from './home.ts';
import type { SiteState } from './site.ts';
import { decideLink } from './small.ts';
import { decideGrant, type Grant, type Role, type StaffState } from './staff.ts';

/**
 * Two desks set one field apart: what each said, and the act that lets one of them hold. That act is an ordinary fact which
 * sets the field again; its parents are all heads, so it has seen the values it replaces and the contest ends by itself, on
 * every desk. Nothing is taken out of the log.
 */
export type Contested =
  | { readonly kind: 'plain'; readonly value: string | number | boolean }
  | { readonly kind: 'grants'; readonly grants: readonly Grant[] }
  | { readonly kind: 'checks'; readonly checks: readonly string[] }
  | { readonly kind: 'relation'; readonly id: string; readonly relation: RelationSaid }
  /** Null: the field was emptied. */
  | { readonly kind: 'sealed'; readonly ref: SealedRef | null };

export interface RelationSaid {
  readonly person: string;
  readonly role: ReturnType<typeof roleOf>;
  readonly from: string | null;
  readonly share: string | null;
  readonly ended: { readonly to: string | null; readonly why: string } | null;
}

const roleOf = (relation: Relation) => current(relation.role) ?? 'owner';

const SEALED = new Set(['note', 'name', 'phones', 'document']);
const heldBy = <T>(register: Register<T>, fact: FactId): Held<T> | undefined => register.find((held) => held.by === fact);

/** What a register's holder said, the rest of the relation as it stands. */
const saidOf = <T>(register: Register<T>, fact: FactId, otherwise: T): T => (heldBy(register, fact) ?? { value: current(register) ?? otherwise }).value;

const contestsOf = ({ role, from, share, ended }: Relation): FactId[] => [role, from, share, ended].flatMap((register) => contest(register));

function relationBy(state: HomeState, fact: FactId): [string, Relation] | undefined {
  return Object.entries(state.relations).find(([, relation]) => contestsOf(relation).includes(fact));
}

const registerOf = (kind: string, state: BaseState, field: string): Register<unknown> => {
  const holder = kind === 'site' ? (state as SiteState).settings : state;
  const found = (holder as unknown as Record<string, unknown>)[field];
  return Array.isArray(found) ? (found as Register<unknown>) : [];
};

/** What a fact said of a contested field; undefined where it no longer holds there, or the program does not know the field. */
export function contestedValue(kind: string, state: BaseState, field: string, fact: FactId): Contested | undefined {
  if (kind === 'home' && field === 'relation') {
    const [id, relation] = relationBy(state as HomeState, fact) ?? [];
    if (id === undefined || relation === undefined) return undefined;
    const said: RelationSaid = {
      person: relation.person,
      role: saidOf(relation.role, fact, 'owner'),
      from: saidOf(relation.from, fact, null),
      share: saidOf(relation.share, fact, null),
      ended: saidOf(relation.ended, fact, null),
    };
    return { kind: 'relation', id, relation: said };
  }
  const held = heldBy(registerOf(kind, state, field), fact);
  if (held === undefined) return undefined;
  if (SEALED.has(field) && kind !== 'site') return { kind: 'sealed', ref: held.value as SealedRef | null };
  if (field === 'grants') return { kind: 'grants', grants: held.value as readonly Grant[] };
  if (field === 'checks') return { kind: 'checks', checks: held.value as readonly string[] };
  return { kind: 'plain', value: held.value as string | number | boolean };
}

/** The other facts of the same contest: what a resolution covers. Relations of one home share an anomaly and not a contest. */
export function beatenBy(kind: string, state: BaseState, field: string, fact: FactId, facts: readonly FactId[]): FactId[] {
  const same = kind === 'home' && field === 'relation' ? contestsOf(relationBy(state as HomeState, fact)?.[1] ?? NOTHING) : facts;
  return [...new Set(same)].filter((other) => other !== fact);
}
const NOTHING: Relation = { person: '', role: [], from: [], share: [], ended: [] };

/** A sealed value as opened for sealing again, and for whom. */
export interface Unsealed {
  readonly value: unknown;
  readonly person: string;
  readonly retention: 'identity' | 'contact' | 'note' | 'staff';
}

/**
 * The act by which what `said` holds. `unseal` opens sealed values.
 * Refuses `value_unreadable` where this desk cannot read what was chosen, `cannot_hold` for fields that no act sets alone.
 */
export function decideHold(kind: string, id: string, state: BaseState, field: string, said: Contested, unseal: (ref: SealedRef) => Unsealed | undefined): DraftFact[] {
  const subject = `${kind}/${id}`;
  switch (said.kind) {
    case 'relation':
      return relationActs(subject, said);
    case 'grants':
      return decideGrant(id, state as StaffState, said.grants);
    case 'checks':
      return [{ subject, type: 'person.corrected', data: { why: SETTLED, checks: [...said.checks] } }];
    case 'sealed': {
      if (kind !== 'home' && kind !== 'person') throw new Refusal('cannot_hold');
      const type = kind === 'home' ? 'home.noted' : 'person.corrected';
      const data = kind === 'home' ? {} : { why: SETTLED };
      if (said.ref === null) return [{ subject, type, data }];
      const opened = unseal(said.ref);
      if (!opened) throw new Refusal('value_unreadable');
      const { person, retention, value } = opened;
      return [{ subject, type, data, personal: [{ person, retention, field, value: value as never }] }];
    }
    case 'plain': {
      if (kind === 'home') return [{ subject, type: 'home.described', data: { [field]: said.value } }];
      if (kind === 'site') return [{ subject, type: 'site.configured', data: { settings: { [field]: said.value } } }];
      if (kind !== 'personLink') throw new Refusal('cannot_hold');
      const [a = '', b = ''] = id.split('~');
      return decideLink(a, b, said.value === true ? 'linked' : 'unlinked');
    }
  }
}

/** The reason of a correction that only settles a contest. */
const SETTLED = 'settled';

/** Beginning a relation again says that it lasts; where it ended, the end is said again after it. */
function relationActs(subject: string, { id, relation }: Extract<Contested, { kind: 'relation' }>): DraftFact[] {
  const { person, role, from, share, ended } = relation;
  const began: DraftFact = { subject, type: 'home.relationBegan', data: { relation: id, person, role, from, ...(share === null ? {} : { share }) } };
  return ended === null ? [began] : [began, { subject, type: 'home.relationEnded', data: { relation: id, to: ended.to, why: ended.why } }];
}

/**
 * Who may settle what. What stands in a home's file is the counter's daily business. A phone and what is to be checked are
 * asked back from the person at the counter. A name, a document and "the same person" decide whom a key is handed to, so a
 * supervisor compares the full values; rights and settings belong to those who give them.
 */
export function settlers(kind: string, field: string): readonly Role[] | undefined {
  if (kind === 'home') return undefined;
  if (kind === 'person' && (field === 'phones' || field === 'checks')) return ['receptionist', 'steward', 'supervisor', 'actingSupervisor', 'manager'];
  if (kind === 'person' || kind === 'personLink') return ['supervisor', 'actingSupervisor', 'manager'];
  if (kind === 'staff' || kind === 'site') return ['administrator', 'manager'];
  return ['supervisor', 'actingSupervisor', 'manager'];
}

/** `contested/home~3f…/occupancy` → occupancy. */
export const fieldOfAnomaly = (anomaly: string): string => anomaly.slice(anomaly.lastIndexOf('/') + 1);
