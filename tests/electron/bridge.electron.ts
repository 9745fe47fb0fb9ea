import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Started, startElectron } from '#tests/support/electronApp.ts';

let foyer: Started;
test.beforeAll(async () => {
  foyer = await startElectron({ desk: 'stub', page: 'blank' });
});
test.afterAll(() => foyer.stop());

test('the window is as locked as it says', async () => {
  const preferences = await foyer.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
  });
  const opened = await foyer.app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.openDevTools();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return [contents?.isDevToolsOpened(), contents?.session.isSpellCheckerEnabled()];
  });
  expect(opened).toEqual([false, false]);
});

test('the page runs in the sandbox of Chromium (Linux, not root: root has none)', async () => {
  test.skip(process.platform !== 'linux' || process.getuid?.() === 0, 'Linux tells it in /proc; and Chromium has no sandbox for root');
  const pid = await foyer.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId());
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  // Seccomp 2: system calls pass a filter. And it can never gain rights again.
  expect(status).toMatch(/^Seccomp:\t2$/m);
  expect(status).toMatch(/^NoNewPrivs:\t1$/m);
});

test('the page sees nothing of Node or Electron', async () => {
  const seen = await foyer.page.evaluate(() => ['require', 'process', 'module', 'exports', 'Buffer', 'global', 'setImmediate', '__dirname', 'electron', 'ipcRenderer', 'chrome'].filter((name) => name in globalThis));
  // Chromium itself gives pages an empty `chrome`.
  expect(seen.filter((name) => name !== 'chrome')).toEqual([]);
});

test('preload adds one name with exactly these functions', async () => {
  const own = await foyer.page.evaluate(() => Object.getOwnPropertyNames(globalThis));
  // The same page in a window without preload: what is there too comes from Chromium and from the page itself.
  const bare = await foyer.app.evaluate(async ({ BrowserWindow, session }) => {
    const window = new BrowserWindow({ show: false, webPreferences: { session: session.fromPartition('foyer'), sandbox: true } });
    await window.loadURL('app://desk/');
    const names = (await window.webContents.executeJavaScript('Object.getOwnPropertyNames(globalThis)')) as string[];
    window.destroy();
    return names;
  });
  // Playwright marks its own names; the features that our window switches off are missing from it, not added.
  expect(own.filter((name) => !bare.includes(name) && !name.startsWith('__pw') && !name.startsWith('__playwright'))).toEqual(['foyer']);
  const shape = await foyer.page.evaluate(() => {
    const { foyer: bridge } = globalThis as unknown as { foyer: Record<string, unknown> };
    return Object.getOwnPropertyNames(bridge).toSorted().map((name) => [name, typeof bridge[name] === 'string' ? bridge[name] : typeof bridge[name]]);
  });
  expect(shape).toEqual([['connect', 'function'], ['print', 'function'], ['ready', 'function'], ['transport', 'port']]);
});

test('the bridge cannot be replaced, and its functions are of the page only', async () => {
  const got = await foyer.page.evaluate(() => {
    const world = globalThis as unknown as { foyer: { connect: () => Promise<unknown>; evil?: unknown } };
    const before = world.foyer.connect;
    for (const act of [() => Object.assign(world, { foyer: {} }), () => Object.assign(world.foyer, { connect: () => undefined }), () => Object.assign(world.foyer, { evil: 1 }), () => Object.defineProperty(world, 'foyer', { value: 1 })]) {
      try {
        act();
      } catch {
        // Frozen.
      }
    }
    return [world.foyer.connect === before, 'evil' in world.foyer, before.constructor === Function, Object.getPrototypeOf(world.foyer) === Object.prototype];
  });
  expect(got).toEqual([true, false, true, true]);
});

test('a call answers with a code and gives nothing of Electron', async () => {
  const { answer, told } = await foyer.page.evaluate(async () => {
    const world = globalThis as unknown as { foyer: Record<string, (...given: unknown[]) => Promise<unknown>>; told: unknown[] };
    // The first port comes unasked; this is another.
    // Arguments are dropped on the way.
    const before = world.told.length;
    const got = await world.foyer['connect']?.({ sender: 'x' }, 'y');
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { answer: got, told: world.told.slice(before) };
  });
  expect(answer).toEqual({ ok: true });
  expect(told).toEqual(['foyer:port']);
});

const filesBelow = (folder: string): string[] => readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))).filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);

test('nothing that the page keeps reaches the disk', async () => {
  await foyer.page.evaluate(async () => {
    localStorage.setItem('kept', 'mark-7f3a-local');
    sessionStorage.setItem('kept', 'mark-7f3a-session');
    document.cookie = 'kept=mark-7f3a-cookie';
    const cache = await caches.open('kept').catch(() => null);
    await cache?.put('/x', new Response('mark-7f3a-cache')).catch(() => undefined);
    await new Promise((resolve) => {
      const opening = indexedDB.open('kept');
      opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('s').put('mark-7f3a-indexed', 1));
      opening.addEventListener('success', resolve);
      opening.addEventListener('error', resolve);
    });
  });
  await foyer.app.evaluate(({ session }) => session.fromPartition('foyer').flushStorageData());
  await new Promise((resolve) => setTimeout(resolve, 500));
  const marks = ['mark-7f3a', Buffer.from('mark-7f3a', 'utf16le').toString('latin1')];
  const found = filesBelow(foyer.data).filter((file) => marks.some((mark) => readFileSync(file).toString('latin1').includes(mark)));
  expect(found).toEqual([]);
});

test('only files that the page made itself can be saved', async () => {
  const begun = await foyer.app.evaluate(({ session, app }) => {
    const world = globalThis as unknown as { saved: string[] };
    world.saved = [];
    session.fromPartition('foyer').on('will-download', (event, item) => {
      if (event.defaultPrevented) return;
      const file = `${app.getPath('userData')}/saved-${world.saved.length}`;
      item.setSavePath(file);
      world.saved.push(file);
    });
    return world.saved;
  });
  expect(begun).toEqual([]);
  await foyer.page.evaluate(() => {
    for (const address of ['data:text/plain,x', 'app://desk/page.js', 'http://127.0.0.1:9/x', 'file:///etc/passwd', URL.createObjectURL(new Blob(['made here'])), 'filesystem:app://desk/x']) {
      Object.assign(document.createElement('a'), { href: address, download: '../../../made.txt' }).click();
    }
  });
  await expect.poll(() => foyer.app.evaluate(() => (globalThis as unknown as { saved: string[] }).saved.length)).toBe(1);
  const [file] = await foyer.app.evaluate(() => (globalThis as unknown as { saved: string[] }).saved);
  await expect.poll(() => (existsSync(String(file)) ? readFileSync(String(file), 'utf8') : null)).toBe('made here');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await foyer.app.evaluate(() => (globalThis as unknown as { saved: string[] }).saved.length)).toBe(1);
});
