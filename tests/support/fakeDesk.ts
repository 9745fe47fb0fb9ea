import { createRouterClient, type RouterClient } from '@orpc/server';
import type { Grant } from '#core/subjects/staff.ts';
import { refusalOf } from '#electron/desk/answer.ts';
import { router } from '#electron/desk/router.ts';
import { DeskService } from '#electron/desk/service.ts';
import type { Session } from '#electron/desk/sessions.ts';
import { FakeVaults } from './fakeMemory.ts';

/** Cheap on purpose: what is tested is never how long argon2 takes. */
export const CHEAP = { memory: 1024, passes: 1 };

export type Client = RouterClient<typeof router>;

export interface FakeDesk {
  readonly service: DeskService;
  readonly vaults: FakeVaults;
  readonly clock: { now: number };
  connect(): { client: Client; session: Session };
  /** A new member of staff, logged in on a connection of their own. */
  clerk(grants: Grant[], pin?: string): Promise<{ client: Client; session: Session; id: string }>;
  hire(grants: Grant[], pin?: string): Promise<string>;
}

export const ADMIN_PIN = '2468';

/** An open desk over a memory of maps; `open: false` leaves the folder empty. */
export async function fakeDesk({ open = true, logs = null as string | null } = {}): Promise<FakeDesk> {
  const clock = { now: Date.parse('2026-11-21T09:00:00+08:00') };
  const now = (): number => clock.now;
  const vaults = new FakeVaults(now);
  const service = new DeskService({ vaults, logs, now, pinCost: CHEAP });
  const connect: FakeDesk['connect'] = () => {
    const session = service.connect();
    return { session, client: createRouterClient(router, { context: { service, session } }) };
  };
  if (open) {
    await connect().client.setup.create({ site: '青禾花园', admin: '周航', pin: ADMIN_PIN, keep: { kind: 'keyFile' } });
  }
  const hire: FakeDesk['hire'] = async (grants, pin = '1357') => {
    const boss = connect();
    const admin = vaults.memory.views.staff()[0];
    await boss.client.session.login({ staff: admin?.id ?? '', pin: ADMIN_PIN });
    const { staff } = await boss.client.staff.add({ name: '林可', grants, pin });
    service.disconnect(boss.session);
    return staff;
  };
  const clerk: FakeDesk['clerk'] = async (grants, pin = '1357') => {
    const id = await hire(grants, pin);
    const connection = connect();
    await connection.client.session.login({ staff: id, pin });
    return { ...connection, id };
  };
  return { service, vaults, clock, connect, hire, clerk };
}

/** The code of the refusal that a call answers with; `done` when it is not refused. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'done';
  } catch (error) {
    return refusalOf(error)?.code ?? `not a refusal: ${String(error)}`;
  }
}
