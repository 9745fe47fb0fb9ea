import { randomUUID } from 'node:crypto';
import { Refusal } from '#core/refusal.ts';
import { decideAddStaff, decideGrant, decideLeave, hasRole, ROLES, rolesOn, type StaffState } from '#core/subjects/staff.ts';
import { memoryOf, os, staffOf, type Call } from '../gate.ts';
import { clerkInfoOf } from './session.ts';

const stateOf = (call: Call, id: string): StaffState => memoryOf(call).read.state<StaffState>(`staff/${id}`);

/** At least one other person must stay able to administer the site, or nobody could ever be let in again. */
export function keepAnAdministrator(call: Call, without: string): void {
  const memory = memoryOf(call);
  const day = memory.businessDay();
  const others = memory.views.staff().filter((row) => row.id !== without && !row.left);
  if (!others.some((row) => hasRole(rolesOn(stateOf(call, row.id), day), 'administrator'))) throw new Refusal('last_administrator');
}

/** A manager appoints staff, but not administrators: who may set anybody's PIN is for administrators to say. */
export function mayAppoint(call: Call, before: readonly { role: string }[], after: readonly { role: string }[]): void {
  const isAdmin = (grants: readonly { role: string }[]): boolean => grants.some(({ role }) => role === 'administrator');
  if (!isAdmin(before) && !isAdmin(after)) return;
  const own = rolesOn(stateOf(call, staffOf(call)), memoryOf(call).businessDay());
  if (!hasRole(own, 'administrator')) throw new Refusal('role_needed', { roles: 'administrator' });
}

export const staffProcedures = {
  list: os.staff.list.handler(({ context }) =>
    memoryOf(context)
      .views.staff()
      .map((row) => ({ ...clerkInfoOf(context.service, row), left: row.left })),
  ),
  roles: os.staff.roles.handler(() => [...ROLES]),
  add: os.staff.add.handler(async ({ input, context }) => {
    mayAppoint(context, [], input.grants);
    const staff = randomUUID();
    const facts = decideAddStaff(staff, input.name, input.grants);
    const { pins } = context.service.desk;
    const verifier = await pins.make(staff, input.pin);
    memoryOf(context).act({ staff: staffOf(context), decide: () => ({ facts, reply: undefined }) });
    pins.put(staff, verifier);
    return { staff };
  }),
  setGrants: os.staff.setGrants.handler(({ input, context }) => {
    const row = memoryOf(context).views.staff().find(({ id }) => id === input.staff);
    if (!row) throw new Refusal('staff_unknown');
    mayAppoint(context, row.grants, input.grants);
    if (!hasRole(input.grants, 'administrator') && hasRole(row.grants, 'administrator')) keepAnAdministrator(context, input.staff);
    memoryOf(context).act({
      staff: staffOf(context),
      decide: (read) => ({ facts: decideGrant(input.staff, read.state<StaffState>(`staff/${input.staff}`), input.grants), reply: undefined }),
    });
    return {};
  }),
  setPin: os.staff.setPin.handler(async ({ input, context }) => {
    const { pins } = context.service.desk;
    const state = stateOf(context, input.staff);
    if (state.name.length === 0 || state.left.some((held) => held.value)) throw new Refusal('staff_unknown');
    const own = rolesOn(stateOf(context, staffOf(context)), memoryOf(context).businessDay());
    if (input.staff === staffOf(context)) {
      // The old PIN is asked even of an administrator: an open screen must not be enough to take their place.
      if (input.oldPin === undefined) throw new Refusal('old_pin_needed');
      await pins.check(input.staff, input.oldPin);
      if (input.pin === input.oldPin) throw new Refusal('pin_same');
    } else if (context.session.mustChangePin) {
      throw new Refusal('pin_must_change');
    } else if (!hasRole(own, 'administrator')) {
      throw new Refusal('role_needed', { roles: 'administrator' });
    }
    await pins.set(input.staff, input.pin);
    if (input.staff === staffOf(context)) context.session.pinChanged();
    context.service.lockOthers(input.staff, context.session);
    return {};
  }),
  leave: os.staff.leave.handler(({ input, context }) => {
    const row = memoryOf(context).views.staff().find(({ id }) => id === input.staff);
    if (!row || row.left) throw new Refusal('staff_unknown');
    mayAppoint(context, row.grants, []);
    if (hasRole(row.grants, 'administrator')) keepAnAdministrator(context, input.staff);
    memoryOf(context).act({
      staff: staffOf(context),
      decide: (read) => ({ facts: decideLeave(input.staff, read.state<StaffState>(`staff/${input.staff}`)), reply: undefined }),
    });
    context.service.lockOthers(input.staff, context.session);
    return {};
  }),
};
