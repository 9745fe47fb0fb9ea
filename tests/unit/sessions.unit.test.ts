import { beforeEach, describe, expect, it } from 'vitest';
import { LOCKED_FOR, Pins, TRIES } from '#electron/desk/pins.ts';
import { CHEAP, codeOf, fakeDesk, type FakeDesk } from '../support/fakeDesk.ts';

const MINUTE = 60_000;
let desk: FakeDesk;
beforeEach(async () => {
  desk = await fakeDesk();
});

describe('logging in', () => {
  it('knows a clerk by the right PIN only', async () => {
    const id = await desk.hire([{ role: 'receptionist' }]);
    const { client } = desk.connect();
    expect(await codeOf(client.session.login({ staff: id, pin: '1358' }))).toBe('pin_wrong');
    expect((await client.session.current()).clerk).toBeNull();
    const session = await client.session.login({ staff: id, pin: '1357' });
    expect(session).toMatchObject({ locked: false, clerk: { id, name: '林可' } });
  });

  it('keeps connections apart', async () => {
    const { id } = await desk.clerk([{ role: 'receptionist' }]);
    const other = desk.connect();
    expect((await other.client.session.current()).clerk).toBeNull();
    expect(await codeOf(other.client.home.buildings())).toBe('session_needed');
    expect(id).not.toBe('');
  });

  it('switches the clerk by logging in, and keeps the first when the PIN is wrong', async () => {
    const { client, id } = await desk.clerk([{ role: 'receptionist' }]);
    const second = await desk.hire([{ role: 'keyOfficer' }], '8642');
    expect(await codeOf(client.session.login({ staff: second, pin: '0000' }))).toBe('pin_wrong');
    expect((await client.session.current()).clerk?.id).toBe(id);
    expect((await client.session.login({ staff: second, pin: '8642' })).clerk?.id).toBe(second);
  });

  it('locks a screen and opens it to its clerk again', async () => {
    const { client, id } = await desk.clerk([{ role: 'receptionist' }]);
    expect(await client.session.lock()).toMatchObject({ locked: true, clerk: { id } });
    expect(await codeOf(client.home.buildings())).toBe('session_locked');
    expect(await codeOf(client.session.touch())).toBe('session_locked');
    expect(await client.session.login({ staff: id, pin: '1357' })).toMatchObject({ locked: false });
    expect(await codeOf(client.home.buildings())).toBe('done');
  });
});

describe('idle lock', () => {
  it('counts in the desk process, whatever the page says', async () => {
    const { client } = await desk.clerk([{ role: 'receptionist' }]);
    desk.clock.now += 4 * MINUTE;
    expect(await codeOf(client.home.buildings())).toBe('done');
    desk.clock.now += 2 * MINUTE;
    expect(await codeOf(client.home.buildings())).toBe('session_locked');
    expect(await client.session.current()).toMatchObject({ locked: true });
  });

  it('starts again with a touch and with an act, not with a refetch', async () => {
    const { client } = await desk.clerk([{ role: 'receptionist' }]);
    desk.clock.now += 4 * MINUTE;
    await client.session.touch();
    desk.clock.now += 4 * MINUTE;
    expect(await codeOf(client.home.buildings())).toBe('done');
    await codeOf(client.anomaly.resolve({ anomaly: 'none', answer: 'x' }));
    desk.clock.now += 4 * MINUTE;
    expect(await codeOf(client.home.buildings())).toBe('done');
    desk.clock.now += 2 * MINUTE;
    expect(await codeOf(client.home.buildings())).toBe('session_locked');
  });

  it('does not stay open because the clock was set back', async () => {
    const { client } = await desk.clerk([{ role: 'receptionist' }]);
    desk.clock.now -= 60 * MINUTE;
    expect(await codeOf(client.home.buildings())).toBe('session_locked');
  });
});

describe('wrong PINs', () => {
  const wrongly = async (id: string, times: number): Promise<string[]> => {
    const { client } = desk.connect();
    const codes: string[] = [];
    for (let n = 0; n < times; n += 1) codes.push(await codeOf(client.session.login({ staff: id, pin: '0000' })));
    return codes;
  };

  it('lock that clerk for five minutes after five, and nobody else', async () => {
    const id = await desk.hire([{ role: 'receptionist' }]);
    const other = await desk.hire([{ role: 'receptionist' }], '8642');
    expect(await wrongly(id, TRIES)).toEqual(['pin_wrong', 'pin_wrong', 'pin_wrong', 'pin_wrong', 'pin_locked']);
    const { client } = desk.connect();
    expect(await codeOf(client.session.login({ staff: id, pin: '1357' }))).toBe('pin_locked');
    expect((await client.session.clerks()).find((clerk) => clerk.id === id)?.lockedUntil).not.toBeNull();
    expect(await codeOf(client.session.login({ staff: other, pin: '8642' }))).toBe('done');
    desk.clock.now += LOCKED_FOR;
    expect(await codeOf(client.session.login({ staff: id, pin: '1357' }))).toBe('done');
  });

  it('are forgotten after a right one', async () => {
    const id = await desk.hire([{ role: 'receptionist' }]);
    await wrongly(id, TRIES - 1);
    const { client } = desk.connect();
    expect(await codeOf(client.session.login({ staff: id, pin: '1357' }))).toBe('done');
    expect(await wrongly(id, TRIES - 1)).not.toContain('pin_locked');
  });

  it('count when many are tried at once', async () => {
    const id = await desk.hire([{ role: 'receptionist' }]);
    const tries = Array.from({ length: 20 }, (_, n) => codeOf(desk.connect().client.session.login({ staff: id, pin: `90${10 + n}` })));
    const codes = await Promise.all(tries);
    expect(codes.filter((code) => code === 'pin_wrong').length).toBeLessThan(TRIES);
    expect(await codeOf(desk.connect().client.session.login({ staff: id, pin: '1357' }))).toBe('pin_locked');
  });

  it('count through the change of a PIN as well', async () => {
    const { client, id } = await desk.clerk([{ role: 'receptionist' }]);
    expect(await codeOf(client.staff.setPin({ staff: id, pin: '5555' }))).toBe('old_pin_needed');
    for (let n = 0; n < TRIES; n += 1) await codeOf(client.staff.setPin({ staff: id, oldPin: '0000', pin: '5555' }));
    expect(await codeOf(client.staff.setPin({ staff: id, oldPin: '1357', pin: '5555' }))).toBe('pin_locked');
  });

  it('survive a restart, and a clock set back does not lock for longer', async () => {
    const { pins, pinFailures } = desk.vaults.memory;
    const options = { store: pins, siteSecret: new Uint8Array(32), failures: pinFailures, now: () => desk.clock.now, cost: CHEAP };
    const before = new Pins(options);
    await before.set('someone', '1357');
    for (let n = 0; n < TRIES; n += 1) await codeOf(before.check('someone', '0000'));
    const after = new Pins(options);
    expect(after.lockedUntil('someone')).toBe(desk.clock.now + LOCKED_FOR);
    desk.clock.now -= 365 * 24 * 60 * MINUTE;
    expect(after.lockedUntil('someone')).toBe(desk.clock.now + LOCKED_FOR);
  });
});

describe('verifiers', () => {
  it('fit neither another clerk nor another site', async () => {
    const { pins: store, pinFailures: failures } = desk.vaults.memory;
    const make = (siteSecret: Uint8Array) => new Pins({ store, siteSecret, failures, now: () => 0, cost: CHEAP });
    const here = make(new Uint8Array(32).fill(1));
    await here.set('a', '1357');
    expect(await codeOf(here.check('a', '1357'))).toBe('done');
    expect(await codeOf(make(new Uint8Array(32).fill(2)).check('a', '1357'))).toBe('pin_wrong');
    const verifier = store.get('a')?.verifier ?? '';
    store.put('b', verifier, 1);
    expect(await codeOf(here.check('b', '1357'))).toBe('pin_wrong');
    expect(verifier).toMatch(/^\$argon2id\$/);
  });

  it('are replaced by higher versions, and a new PIN locks the clerk elsewhere', async () => {
    const { client, id } = await desk.clerk([{ role: 'receptionist' }]);
    const elsewhere = desk.connect();
    await elsewhere.client.session.login({ staff: id, pin: '1357' });
    await client.staff.setPin({ staff: id, oldPin: '1357', pin: '97531' });
    expect(desk.vaults.memory.pins.get(id)?.version).toBe(2);
    expect(await codeOf(client.home.buildings())).toBe('done');
    expect(await codeOf(elsewhere.client.home.buildings())).toBe('session_locked');
    expect(await codeOf(elsewhere.client.session.login({ staff: id, pin: '1357' }))).toBe('pin_wrong');
  });
});
