import { expect, it } from 'vitest';
import type { DraftFact } from '#core/facts/envelope.ts';
import type { Desk } from '#db/desk.ts';
import { deskMemory } from '#electron/desk/deskMemory.ts';
import { newDesk, reopen } from '#tests/support/desk.ts';

/** While an import runs in steps its transaction is open, and all of it may yet be taken back. */
const home = (desk: Desk, homeNo: string): DraftFact => ({
  subject: `home/${desk.read.homeId(homeNo)}`,
  type: 'home.registered',
  data: { homeNo, address: { building: '3', entrance: null, room: homeNo }, kind: 'flat' },
});
const importing = (desk: Desk) => {
  const steps = desk.actSteps({ staff: null, acts: ['3-101', '3-102', '3-103'].map((no) => [home(desk, no)]), reply: null });
  steps.next();
  return steps;
};

it('gives no peer facts that may yet be taken back', async () => {
  const { desk } = await newDesk();
  const steps = importing(desk);
  for (const ask of [() => desk.exchange.export(), () => desk.exchange.vector(), () => desk.backup(), () => desk.exchange.invite('前台2号', null)]) {
    expect(ask).toThrow('import_running');
  }
  await expect(desk.verify()).rejects.toThrow('import_running');
  steps.return(undefined as never);
  expect(desk.exchange.export().facts).toBe(2);
  desk.close();
});

it('never lets a PIN or a wrong try be taken back with it', async () => {
  const { desk } = await newDesk();
  const { pins, pinFailures } = deskMemory(desk, Date.now);
  pins.put('s', 'old', 1);
  const steps = importing(desk);
  expect(() => pins.put('s', 'new', 2)).toThrow('import_running');
  expect(() => pinFailures.put('s', { count: 1, until: 1 })).toThrow('import_running');
  steps.return(undefined as never);
  pins.put('s', 'new', 2);
  expect(pins.get('s')).toEqual({ verifier: 'new', version: 2 });
  desk.close();
});

it('leaves nothing behind when the desk is closed in the middle', async () => {
  const { desk, dir } = await newDesk();
  const steps = importing(desk);
  desk.close();
  expect(() => steps.next()).toThrow(/not open|closed/);
  const again = await reopen(dir);
  expect(again.views.counts()['homes']).toBe(0);
  expect((await again.verify()).problems).toEqual([]);
  again.close();
});
