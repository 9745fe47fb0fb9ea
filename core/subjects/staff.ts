import { z } from 'zod';
import { sealedRef, type DraftFact, type SealedRef } from '../facts/envelope.ts';
import { reads, type BaseState, type SubjectKind } from '../facts/fold.ts';
import { EMPTY, set, type Register } from '../facts/register.ts';
import { Refusal } from '../refusal.ts';

/** Roles add up in one person: at a small centre one clerk is receptionist, key officer and archivist at once. */
export const ROLES = [
  'receptionist',
  'keyOfficer',
  'handoverStaff',
  'steward',
  'nightDuty',
  'supervisor',
  'actingSupervisor',
  'manager',
  'administrator',
] as const;
export type Role = (typeof ROLES)[number];
export const roleSchema = z.enum(ROLES);

/** One role of one person. `buildings` only for stewards; `from`/`to` (business days, inclusive) for deputies. */
export const grant = z.strictObject({
  role: roleSchema,
  buildings: z.array(z.string().max(20)).max(200).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
});
export type Grant = z.infer<typeof grant>;

/** A member of staff. Subject `staff/<uuid>`; the name is sealed like any other person's. */
export interface StaffState extends BaseState {
  readonly name: Register<SealedRef | null>;
  readonly grants: Register<readonly Grant[]>;
  readonly left: Register<boolean>;
}

const added = z.object({ grants: z.array(grant).max(20) });
const granted = z.object({ grants: z.array(grant).max(20) });

export const staff: SubjectKind<StaffState> = {
  kind: 'staff',
  foldVersion: 1,
  initial: { unreadable: [], name: EMPTY, grants: EMPTY, left: EMPTY },
  on: {
    'staff.added': reads(1, added, (state, data, fact, after) => ({
      ...state,
      name: set(state.name, fact, sealedRef(fact, 'name') ?? null, after),
      grants: set(state.grants, fact, data.grants, after),
      left: set(state.left, fact, false, after),
    })),
    'staff.granted': reads(1, granted, (state, data, fact, after) => ({
      ...state,
      grants: set(state.grants, fact, data.grants, after),
    })),
    'staff.left': reads(1, z.object({}), (state, _data, fact, after) => ({
      ...state,
      left: set(state.left, fact, true, after),
    })),
  },
};

/**
 * Roles in force on a business day. Concurrent changes made apart count only where all of them agree: until somebody
 * settles it a person has the smaller right, and a departure anywhere ends them all.
 */
export function rolesOn(state: StaffState, day: string): Grant[] {
  if (state.left.some((held) => held.value)) return [];
  const live = state.grants.map((held) =>
    held.value.filter((g) => (g.from === undefined || g.from <= day) && (g.to === undefined || day <= g.to)),
  );
  const [first = [], ...others] = live;
  return first.filter((g) => others.every((list) => list.some((o) => o.role === g.role)));
}

export const hasRole = (grants: readonly Grant[], ...roles: readonly Role[]): boolean =>
  grants.some((g) => roles.includes(g.role));

/** A supervisor in the sense of the trade: the named one, the deputy of the day, or the manager above them. */
export const SUPERVISING: readonly Role[] = ['supervisor', 'actingSupervisor', 'manager'];

function checkGrants(grants: readonly Grant[]): void {
  for (const g of grants) {
    if (g.role === 'steward' && !g.buildings?.length) throw new Refusal('steward_needs_buildings');
    // A deputy without an end is a supervisor whom nobody appointed.
    if (g.role === 'actingSupervisor' && (!g.from || !g.to)) throw new Refusal('deputy_needs_dates');
    if (g.from && g.to && g.to < g.from) throw new Refusal('dates_reversed');
  }
}

export function decideAddStaff(id: string, name: string, grants: readonly Grant[]): DraftFact[] {
  checkGrants(grants);
  return [
    {
      subject: `staff/${id}`,
      type: 'staff.added',
      data: { grants: [...grants] },
      personal: [{ person: `staff:${id}`, retention: 'staff', field: 'name', value: name }],
    },
  ];
}

export function decideGrant(id: string, state: StaffState, grants: readonly Grant[]): DraftFact[] {
  if (state.name.length === 0) throw new Refusal('staff_unknown');
  checkGrants(grants);
  return [{ subject: `staff/${id}`, type: 'staff.granted', data: { grants: [...grants] } }];
}

export function decideLeave(id: string, state: StaffState): DraftFact[] {
  if (state.name.length === 0) throw new Refusal('staff_unknown');
  return [{ subject: `staff/${id}`, type: 'staff.left', data: {} }];
}
