import { spawn } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { deskPid, type Started, startElectron } from '#tests/support/electronApp.ts';

test.describe('the desk process', () => {
  let foyer: Started;
  test.beforeAll(async () => {
    foyer = await startElectron({ desk: 'stub', page: 'blank' });
    await foyer.page.waitForFunction(() => (globalThis as unknown as { told: unknown[] }).told.includes('foyer:port'));
  });
  test.afterAll(() => foyer.stop());

  const ask = (path: string): Promise<unknown> => foyer.page.evaluate((to) => (globalThis as unknown as { ask(path: string): Promise<unknown> }).ask(to), path);

  test('is told where its data are, and gets nothing else of its surroundings', async () => {
    expect(await ask('/stub/start')).toMatchObject({ dir: foyer.data, app: '0.1.0', keystore: { available: false } });
    const names = (await ask('/stub/env')) as string[];
    const known = ['DBUS_SESSION_BUS_ADDRESS', 'FOYER_SQLITE_BINDING_ELECTRON', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('is refused a keystore that protects nothing', async () => {
    expect(await ask('/stub/wrap')).toBe('keystore_unavailable');
  });

  test('is started again when it is killed, and the page gets a new port', async () => {
    const pid = await deskPid(foyer.app);
    expect(await ask('/stub/pid')).toBe(pid);
    for (let round = 0; round < 2; round++) {
      await foyer.page.evaluate(() => void ((globalThis as unknown as { told: unknown[] }).told.length = 0));
      const before = await deskPid(foyer.app);
      process.kill(Number(before), 'SIGKILL');
      await foyer.page.waitForFunction(() => (globalThis as unknown as { told: unknown[] }).told.includes('foyer:port'));
      const told = await foyer.page.evaluate(() => (globalThis as unknown as { told: unknown[] }).told);
      expect(told.filter((what) => what !== 'closed')).toEqual(['foyer:desk-restarting', 'foyer:port']);
      expect(told).toContain('closed');
      const after = await ask('/stub/pid');
      expect(after).not.toBe(before);
      expect(after).toBe(await deskPid(foyer.app));
    }
    expect(foyer.log()).toContain('foyer desk.gone reason=killed');
  });

  test('a page that crashed comes back', async () => {
    await foyer.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
    await expect.poll(() => foyer.log()).toContain('foyer page.gone reason=');
    await expect.poll(() => foyer.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.isLoading())).toBe(false);
    const found = await foyer.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('typeof ask + typeof foyer.connect') as Promise<string>);
    expect(found).toBe('functionfunction');
  });
});

test('a second start on the same data ends by itself, the first stays', async () => {
  const foyer = await startElectron({ desk: 'stub', page: 'blank' });
  const pid = await deskPid(foyer.app);
  const second = spawn(foyer.program, [...foyer.switches, foyer.folder, '--data', foyer.data], { stdio: 'ignore' });
  const code = await new Promise((resolve) => second.once('exit', resolve));
  expect(code).toBe(0);
  expect(await deskPid(foyer.app)).toBe(pid);
  expect(await foyer.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  await foyer.stop();
});

test('quitting lets the desk close in order', async () => {
  const foyer = await startElectron({ desk: 'stub', page: 'blank' });
  const ended = new Promise((resolve) => foyer.app.process().once('exit', resolve));
  await foyer.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  expect(await ended).toBe(0);
  expect(foyer.log()).toMatch(/desk\.closed\n.*desk\.exit code=0\n$/);
  await foyer.stop();
});

test('an error in main is noted by its kind alone and ends nothing', async () => {
  const foyer = await startElectron({ desk: 'stub', page: 'blank' });
  await foyer.app.evaluate(() => {
    setTimeout(() => {
      throw new RangeError('张三 13812345678');
    }, 0);
    void Promise.reject(new TypeError('张三 13812345678'));
  });
  await expect.poll(() => foyer.log()).toMatch(/main\.error kind=RangeError/);
  expect(foyer.log()).toContain('main.error kind=TypeError');
  expect(foyer.log()).not.toMatch(/张三|138/);
  expect(await deskPid(foyer.app)).toBeGreaterThan(0);
  await foyer.stop();
});
