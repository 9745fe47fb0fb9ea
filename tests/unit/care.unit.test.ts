import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Care } from '#electron/desk/care.ts';
import { createLog } from '#electron/desk/log.ts';
import { openDeskService } from '#electron/desk/open.ts';
import { DeskService } from '#electron/desk/service.ts';
import { CHEAP, fakeDesk, type Client, type FakeDesk } from '../support/fakeDesk.ts';

/** Backups and the self-check of a desk that is left alone. The clock is the test's. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let desk: FakeDesk;
let boss: Client;
const made = () => desk.vaults.memory.made.length;
const care = () => desk.service.desk.care;
const later = async (ms: number): Promise<void> => {
  desk.clock.now += ms;
  await care().tick();
};

beforeEach(async () => {
  desk = await fakeDesk();
  boss = (await desk.clerk([{ role: 'supervisor' }])).client;
});

describe('backups', () => {
  it('are made in the first pause of a desk that has none, then every four hours', async () => {
    await later(MINUTE - 1);
    expect(made()).toBe(0);
    await later(1);
    expect(made()).toBe(1);
    await later(4 * HOUR - 1);
    expect(made()).toBe(1);
    await later(1);
    expect(made()).toBe(2);
  });

  it('wait for whoever is at work, and for an import, but not for a page that only shows the strip', async () => {
    for (let n = 0; n < 5; n += 1) {
      await later(45_000);
      await boss.session.touch();
    }
    expect(made()).toBe(0);
    desk.vaults.memory.importing = true;
    await later(2 * MINUTE);
    expect(made()).toBe(0);
    desk.vaults.memory.importing = false;
    await boss.session.touch();
    await later(45_000);
    await boss.desk.strip();
    await later(15_000);
    expect(made()).toBe(1);
  });

  it('that fail are a problem on the strip, tried again after a while, gone with the next one', async () => {
    desk.vaults.memory.full = true;
    await later(MINUTE);
    expect((await boss.desk.strip()).problems).toEqual([{ code: 'backup_disk_full', params: {} }]);
    desk.vaults.memory.full = false;
    await later(MINUTE);
    expect(made()).toBe(0);
    await later(15 * MINUTE);
    expect(made()).toBe(1);
    expect(care().problems()).toEqual([]);
  });

  it('made by hand end the problem too', async () => {
    desk.vaults.memory.full = true;
    await later(MINUTE);
    desk.vaults.memory.full = false;
    await boss.desk.backupNow();
    expect((await boss.desk.strip()).problems).toEqual([]);
  });

  it('dated in the future count for nothing', async () => {
    desk.vaults.memory.made.push(desk.clock.now + 30 * DAY);
    await later(MINUTE);
    expect(made()).toBe(2);
  });

  it('are made at close when the last is a day old, by desks that stay open only', async () => {
    const closing = async (caring: boolean, age: number): Promise<number> => {
      const { memory } = desk.vaults;
      memory.made.splice(0, memory.made.length, desk.clock.now - age);
      const service = new DeskService({ vaults: desk.vaults, logs: null, now: () => desk.clock.now, care: caring });
      await service.unlock({ kind: 'keyFile' });
      service.close();
      return memory.made.length;
    };
    expect(await closing(true, DAY)).toBe(2);
    expect(await closing(true, DAY - 1)).toBe(1);
    expect(await closing(false, 9 * DAY)).toBe(1);
  });

  it('never keep a desk from closing', async () => {
    desk.vaults.memory.full = true;
    const service = new DeskService({ vaults: desk.vaults, logs: null, now: () => desk.clock.now, care: true });
    await service.unlock({ kind: 'keyFile' });
    expect(() => service.close()).not.toThrow();
  });
});

describe('the self-check', () => {
  beforeEach(() => void desk.vaults.memory.made.push(desk.clock.now));
  const checked = async () => (await boss.desk.lastVerify())?.at ?? null;
  /** Ten minutes with nobody there, a backup just made. */
  const pause = async (ms = 0): Promise<void> => {
    desk.clock.now += ms + 10 * MINUTE;
    desk.vaults.memory.made.push(desk.clock.now);
    await care().tick();
    await boss.session.login({ staff: desk.vaults.memory.views.staff()[1]?.id ?? '', pin: '1357' });
  };

  it('runs once a week in a long pause', async () => {
    await later(9 * MINUTE);
    expect(care().verified).toBeNull();
    await pause();
    const first = await checked();
    expect(first).toBe(new Date(desk.clock.now).toISOString());
    await pause(6 * DAY);
    expect(await checked()).toBe(first);
    await pause(DAY);
    expect(await checked()).not.toBe(first);
  });

  it('leaves what it found on the strip, through a restart, until a check finds nothing', async () => {
    desk.vaults.memory.damage = [{ code: 'fact_altered', params: { seq: 61 } }];
    await pause();
    expect((await boss.desk.strip()).problems).toEqual([{ code: 'verify_found', params: { n: 1 } }]);
    expect(await boss.desk.lastVerify()).toMatchObject({ ok: false, problems: [{ code: 'fact_altered', params: { seq: 61 } }] });
    const again = new Care({ memory: desk.vaults.memory, now: () => desk.clock.now, log: createLog(null), changed: () => undefined });
    expect(again.problems()).toEqual([{ code: 'verify_found', params: { n: 1 } }]);
    desk.vaults.memory.damage = [];
    await boss.desk.verify();
    expect((await boss.desk.strip()).problems).toEqual([]);
  });
});

it('backs up and checks a real encrypted desk', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-care-'));
  const clock = { now: Date.parse('2026-11-21T09:00:00+08:00') };
  const service = openDeskService({ dir, pinCost: CHEAP, now: () => clock.now });
  try {
    await service.found({ site: '青禾花园', deskName: '前台1号', keep: { kind: 'keyFile' }, staff: [] });
    const { care: own, memory } = service.desk;
    clock.now += 10 * MINUTE;
    await own.tick();
    expect(memory.backups()).toMatchObject([{ name: '20261121T011000Z.foyer', at: new Date(clock.now).toISOString() }]);
    clock.now += MINUTE;
    await own.tick();
    expect(own.verified).toMatchObject({ ok: true, problems: [], at: new Date(clock.now).toISOString() });
    expect(memory.notes.get('care.verify')).toContain('"ok":true');
  } finally {
    service.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
