import type { ClerkInfo, Session as SessionShape } from '#core/contract/setup.ts';
import { rolesOn, type StaffState } from '#core/subjects/staff.ts';
import { Refusal } from '#core/refusal.ts';
import { memoryOf, os, type Call } from '../gate.ts';
import type { StaffRow } from '../memory.ts';
import type { DeskService } from '../service.ts';

/** Who is here. Logging in over another clerk is the switch of clerk; logging in as oneself unlocks. */

const lockOf = (service: DeskService, staff: string): string | null => {
  const until = service.desk.pins.lockedUntil(staff);
  return until === null ? null : new Date(until).toISOString();
};

export const clerkInfoOf = (service: DeskService, row: StaffRow): ClerkInfo => ({
  id: row.id,
  // A name whose secret has not arrived yet still has to be picked by its person: the id's beginning tells them apart.
  name: row.name ?? row.id.slice(0, 8),
  grants: row.grants.map((grant) => ({ ...grant })),
  lockedUntil: lockOf(service, row.id),
});

function shape({ service, session }: Call): SessionShape {
  const standing = service.standing();
  const locked = session.isLocked(standing);
  const row = session.staff === null ? undefined : standing.memory.views.staff().find(({ id }) => id === session.staff);
  if (!row || row.left) return { clerk: null, locked: false, mustChangePin: false, lockAfterMinutes: standing.lockAfterMinutes };
  const state = standing.memory.read.state<StaffState>(`staff/${row.id}`);
  const today = rolesOn(state, standing.memory.businessDay());
  return { clerk: clerkInfoOf(service, { ...row, grants: today }), locked, mustChangePin: session.mustChangePin, lockAfterMinutes: standing.lockAfterMinutes };
}

export const sessionProcedures = {
  clerks: os.session.clerks.handler(({ context: { service } }) =>
    service.desk.memory.views
      .staff()
      .filter((row) => !row.left)
      .map((row) => clerkInfoOf(service, row)),
  ),
  current: os.session.current.handler(({ context }) => shape(context)),
  login: os.session.login.handler(async ({ input, context }) => {
    const { service, session } = context;
    const row = memoryOf(context).views.staff().find(({ id }) => id === input.staff);
    if (!row || row.left) throw new Refusal('staff_unknown');
    await service.desk.pins.check(row.id, input.pin);
    session.begin(row.id, service.now(), service.desk.pins.isStale(row.id));
    service.changes.announce('session');
    return shape(context);
  }),
  lock: os.session.lock.handler(({ context }) => {
    if (context.service.isOpen) context.service.desk.looks.flush();
    context.session.lock();
    context.service.changes.announce('session');
    return shape(context);
  }),
  logout: os.session.logout.handler(({ context }) => {
    context.service.desk.looks.flush();
    context.service.desk.uploads.dropOf(context.session.connection);
    context.session.end();
    context.service.changes.announce('session');
    return shape(context);
  }),
  touch: os.session.touch.handler(({ context }) => {
    context.session.touch(context.service.now());
    return shape(context);
  }),
};
