import { describe, expect, it } from 'vitest';
import { dataFolder } from '#electron/main/arguments.ts';
import { systemKeystore } from '#electron/main/keystore.ts';
import { keepable } from '#electron/main/logLines.ts';
import { isOurs } from '#electron/main/origin.ts';
import { backOff } from '#electron/main/restart.ts';
import { weighs } from '#electron/main/weight.ts';

describe('origin', () => {
  it.each(['app://desk/', 'app://desk', 'app://desk/home/1?x=1#y'])('%s is ours', (address) => expect(isOurs(address)).toBe(true));
  it.each([
    'app://desk.evil/', 'app://evil.desk/', 'app://evil/', 'app://desk:1/', 'app://a@desk/', 'app://:b@desk/', 'app:desk/', 'app:///desk/', 'apps://desk/', 'http://desk/',
    'http://evil/?next=app://desk', 'app://DESK/', 'http://app://desk/', 'about:blank', 'about:srcdoc', 'blob:app://desk/1', 'data:text/html,app://desk/', 'file:///app://desk/', 'desk', '', ' ',
  ])('%s is not', (address) => expect(isOurs(address)).toBe(false));
});

it('reads the data folder from the arguments', () => {
  expect(dataFolder(['electron', '.', '--data', 'a'], '/b')).toBe('/b/a');
  expect(dataFolder(['electron', '--data=/a', '.'], '/b')).toBe('/a');
  expect(dataFolder(['electron', '.'], '/b')).toBeUndefined();
  expect(dataFolder(['electron', '.', '--data'], '/b')).toBeUndefined();
  expect(dataFolder(['electron', '.', '--data='], '/b')).toBeUndefined();
  expect(dataFolder(['electron', '.', '--database', 'x'], '/b')).toBeUndefined();
});

describe('log', () => {
  it.each([
    ['foyer desk.exit code=1', 'foyer desk.exit code=1'],
    ['foyer port-trouble code=frame_too_long', 'foyer port-trouble code=frame_too_long'],
    ['    at decode (file:///C:/Users/王芳/app/electron/dist/desk/process.js:10:2)', '    at process.js:10:2'],
    ['    at /home/zhangsan/desk/process.js:1:2', '    at process.js:1:2'],
    ['SyntaxError: Unexpected token 张, "张三" is not valid JSON', 'SyntaxError: (message withheld)'],
    ['Uncaught TypeError [ERR_X]: 13812345678', 'TypeError: (message withheld)'],
    ['[1234:1121/210000.1:FATAL:v8.cc(12)] zhangsan', 'FATAL v8.cc(12) (message withheld)'],
    ['张三 13812345678', '(14 characters withheld)'],
    ['Zhang: 13812345678', '(18 characters withheld)'],
    ['foyer name=张三', '(13 characters withheld)'],
    ['  ', ''],
  ])('%s', (line, kept) => expect(keepable(line)).toBe(kept));
});

it('starts a desk again at once, then ever later, then no more', () => {
  const pause = backOff();
  expect([1, 1, 1, 1, 1, 1, 1].map((lived) => pause.afterLiving(lived))).toEqual([250, 500, 1000, 2000, 4000, 8000, null]);
  expect(pause.afterLiving(60_000)).toBe(250);
  pause.forgive();
  expect(pause.afterLiving(1)).toBe(250);
});

it('weighs a value no longer than it must', () => {
  expect(weighs([], 100)).toBeLessThan(100);
  expect(weighs('x'.repeat(200), 100)).toBeGreaterThan(100);
  expect(weighs({ a: new Uint8Array(200) }, 100)).toBeGreaterThan(100);
  expect(weighs(new Map([[1, 'x'.repeat(200)]]), 100)).toBeGreaterThan(100);
  const cycle: unknown[] = [];
  cycle.push(cycle, cycle);
  expect(weighs(cycle, 1_000)).toBeLessThan(1_000);
  const deep = Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], 0);
  expect(weighs(deep, 1_000)).toBeGreaterThan(1_000);
});

describe('keystore', () => {
  const storage = (backend: string, available = true) => ({
    getSelectedStorageBackend: () => backend as 'gnome_libsecret',
    isEncryptionAvailable: () => available,
    encryptString: (text: string) => Buffer.from(`sealed ${text}`),
    decryptString: (sealed: Buffer) => sealed.toString().slice(7),
  });
  const secret = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);

  it('gives back what it was given', async () => {
    const keystore = systemKeystore(storage('gnome_libsecret'), 'linux');
    expect(await keystore.find()).toEqual({ name: 'gnome_libsecret', available: true });
    const sealed = await keystore.wrap(secret);
    expect(await keystore.unwrap(sealed)).toEqual(secret);
  });
  it('prefers the asynchronous half where there is one', async () => {
    const newer = {
      ...storage('x'),
      isEncryptionAvailable: () => false,
      isAsyncEncryptionAvailable: () => Promise.resolve(true),
      encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(`async  ${text}`)),
      decryptStringAsync: (sealed: Buffer) => Promise.resolve({ shouldReEncrypt: false, result: sealed.toString().slice(7) }),
    };
    const keystore = systemKeystore(newer, 'win32');
    expect(await keystore.find()).toEqual({ name: 'dpapi', available: true });
    const sealed = await keystore.wrap(secret);
    expect(Buffer.from(sealed).toString()).toMatch(/^async/);
    expect(await keystore.unwrap(sealed)).toEqual(secret);
  });
  it.each([['basic_text', true], ['unknown', true], ['kwallet5', false]] as const)('refuses %s (%s)', async (backend, available) => {
    const keystore = systemKeystore(storage(backend, available), 'linux');
    expect(await keystore.find()).toEqual({ name: backend, available: false });
    await expect(keystore.wrap(secret)).rejects.toThrow('keystore_unavailable');
    await expect(keystore.unwrap(secret)).rejects.toThrow('keystore_unavailable');
  });
});
