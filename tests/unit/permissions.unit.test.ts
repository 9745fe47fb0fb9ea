import { isContractProcedure } from '@orpc/contract';
import { call as callProcedure, type AnyProcedure } from '@orpc/server';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProcedureMeta } from '#core/contract/base.ts';
import { contract } from '#core/contract/index.ts';
import { ROLES, type Grant, type Role } from '#core/subjects/staff.ts';
import type { Call } from '#electron/desk/gate.ts';
import { router } from '#electron/desk/router.ts';
import { codeOf, fakeDesk, type FakeDesk } from '../support/fakeDesk.ts';

/**
 * Every procedure of the contract against every way of not being allowed to call it. The list comes from the contract, so a
 * new procedure is in it on the day it is written.
 */
interface Listed {
  readonly name: string;
  readonly meta: ProcedureMeta;
}

function listed(node: unknown, path: string[] = []): Listed[] {
  if (isContractProcedure(node)) return [{ name: path.join('.'), meta: node['~orpc'].meta as ProcedureMeta }];
  return Object.entries(node as object).flatMap(([name, next]) => listed(next, [...path, name]));
}
const procedures = listed(contract);
const ofSession = procedures.filter(({ meta }) => meta.needs === 'session');

const procedureAt = (name: string): AnyProcedure =>
  name.split('.').reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], router) as AnyProcedure;

/** Calls without input: the gate stands before the schema, so what is not allowed never gets to "malformed". */
async function outcome(name: string, context: Call): Promise<string> {
  const asked = callProcedure(procedureAt(name), undefined, { context, path: name.split('.') }) as Promise<unknown>;
  const code = await codeOf(asked);
  if (code === 'done') await (await asked as { return?: () => unknown } | undefined)?.return?.();
  return code;
}

const grantOf = (role: Role): Grant =>
  role === 'steward' ? { role, buildings: ['3'] } : role === 'actingSupervisor' ? { role, from: '2026-11-01', to: '2026-11-30' } : { role };

describe('who may call what', () => {
  let desk: FakeDesk;
  beforeAll(async () => {
    desk = await fakeDesk();
  });

  it('lists the whole contract', () => {
    expect(procedures.length).toBeGreaterThan(40);
    expect(procedures.every(({ meta }) => ['nothing', 'open', 'session'].includes(meta.needs))).toBe(true);
  });

  it('opens nothing but the first run and the notices before a desk is open', async () => {
    const closed = await fakeDesk({ open: false });
    const { session } = closed.connect();
    for (const { name, meta } of procedures) {
      if (meta.needs === 'nothing') continue;
      expect([name, await outcome(name, { service: closed.service, session })]).toEqual([name, 'desk_not_open']);
    }
    expect(procedures.filter(({ meta }) => meta.needs === 'nothing').map(({ name }) => name).sort()).toEqual(
      ['desk.changes', 'setup.bring', 'setup.create', 'setup.createDemo', 'setup.join', 'setup.language', 'setup.phase', 'setup.rescue', 'setup.restore', 'setup.setLanguage', 'setup.unlock'],
    );
  });

  it('refuses everything of a session to nobody', async () => {
    const { session } = desk.connect();
    for (const { name } of ofSession) {
      expect([name, await outcome(name, { service: desk.service, session })]).toEqual([name, 'session_needed']);
    }
    expect(procedures.filter(({ meta }) => meta.needs === 'open').map(({ name }) => name).sort()).toEqual(
      ['session.clerks', 'session.current', 'session.lock', 'session.login', 'session.logout'],
    );
  });

  it('refuses everything of a session while it is locked', async () => {
    const { client, session } = await desk.clerk(ROLES.map(grantOf));
    await client.session.lock();
    for (const { name } of ofSession) {
      expect([name, await outcome(name, { service: desk.service, session })]).toEqual([name, 'session_locked']);
    }
  });

  it.each(ROLES)('lets %s do what the contract says and no more', async (role) => {
    const { session } = await desk.clerk([grantOf(role)]);
    for (const { name, meta } of ofSession) {
      const code = await outcome(name, { service: desk.service, session });
      if (meta.roles && !meta.roles.includes(role)) expect([name, code]).toEqual([name, 'role_needed']);
      else expect([name, code]).not.toEqual([name, expect.stringMatching(/^(role_needed|session_)/)]);
    }
  });

  it('counts a deputy only on the days of the appointment', async () => {
    const { client } = await desk.clerk([{ role: 'actingSupervisor', from: '2026-11-21', to: '2026-11-22' }]);
    expect(await codeOf(client.looks.list({}))).toBe('done');
    desk.vaults.memory.day = '2026-11-23';
    expect(await codeOf(client.looks.list({}))).toBe('role_needed');
    desk.vaults.memory.day = '2026-11-21';
  });

  it('ends the session of somebody who has left, at once', async () => {
    const { client, id } = await desk.clerk([{ role: 'receptionist' }]);
    expect(await codeOf(client.home.buildings())).toBe('done');
    const boss = desk.connect();
    const admin = desk.vaults.memory.views.staff()[0]?.id ?? '';
    await boss.client.session.login({ staff: admin, pin: '2468' });
    await boss.client.staff.leave({ staff: id });
    expect(await codeOf(client.home.buildings())).toBe('session_needed');
    expect(await codeOf(client.session.login({ staff: id, pin: '1357' }))).toBe('staff_unknown');
  });

  it('lets a manager appoint staff but no administrator, and never loses the last one', async () => {
    const fresh = await fakeDesk();
    const { client } = await fresh.clerk([{ role: 'manager' }]);
    const admin = fresh.vaults.memory.views.staff()[0]?.id ?? '';
    expect(await codeOf(client.staff.add({ name: '何静', grants: [{ role: 'administrator' }], pin: '1111' }))).toBe('role_needed');
    expect(await codeOf(client.staff.setGrants({ staff: admin, grants: [] }))).toBe('role_needed');
    expect(await codeOf(client.staff.setPin({ staff: admin, pin: '1111' }))).toBe('role_needed');
    const boss = fresh.connect();
    await boss.client.session.login({ staff: admin, pin: '2468' });
    expect(await codeOf(boss.client.staff.leave({ staff: admin }))).toBe('last_administrator');
    expect(await codeOf(boss.client.staff.setGrants({ staff: admin, grants: [{ role: 'manager' }] }))).toBe('last_administrator');
  });
});
