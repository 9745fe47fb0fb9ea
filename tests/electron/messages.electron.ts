import { expect, test } from '@playwright/test';
import { deskPid, type Started, startElectron } from '#tests/support/electronApp.ts';

/** What a page whose preload was subverted could send to main. */
test.describe('channels of main', () => {
  let foyer: Started;
  test.beforeAll(async () => {
    foyer = await startElectron({ desk: 'stub', page: 'blank', preload: 'open' });
  });
  test.afterAll(() => foyer.stop());

  const invoke = (code: string): Promise<unknown> => foyer.page.evaluate(`raw.invoke(${code}).catch((error) => error.message)`);

  test('a fit call is answered', async () => {
    expect(await invoke("'foyer:ready'")).toEqual({ ok: true });
  });

  for (const [what, code, answer] of [
    ['an argument where none belongs', "'foyer:connect', 1", 'call_malformed'],
    ['an object', "'foyer:connect', { dir: '/etc' }", 'call_malformed'],
    ['undefined', "'foyer:print', undefined", 'call_malformed'],
    ['a cycle', "'foyer:connect', (() => { const a = {}; a.a = a; return a })()", 'call_malformed'],
    ['depth', "'foyer:connect', (() => { let a = []; for (let i = 0; i < 400; i++) a = [a]; return a })()", 'call_too_large'],
    ['64 MB of text', "'foyer:connect', 'x'.repeat(64e6)", 'call_too_large'],
    ['64 MB of bytes', "'foyer:connect', new Uint8Array(64e6)", 'call_too_large'],
    ['many arguments', "'foyer:ready', ...Array.from({ length: 1e4 }, (_, i) => i)", 'call_too_large'],
    ['a large map', "'foyer:ready', new Map(Array.from({ length: 1e5 }, (_, i) => [i, i]))", 'call_too_large'],
  ] as const) {
    test(`${what}: refused`, async () => {
      expect(await invoke(code)).toEqual({ ok: false, code: answer });
    });
  }

  test('channels that are not there stay unanswered', async () => {
    for (const channel of ['foyer:port', 'foyer:desk', 'foyer:keystore', 'foyer:', '', '__proto__', 'constructor']) expect(await invoke(JSON.stringify(channel)), channel).toMatch(/No handler registered/);
    await foyer.page.evaluate(() => {
      const { raw } = globalThis as unknown as { raw: { send(...given: unknown[]): void } };
      for (const channel of ['foyer:port', 'foyer:connect', 'ELECTRON_BROWSER_REQUIRE', 'x']) raw.send(channel, 'y'.repeat(1e6));
    });
    expect(await invoke("'foyer:ready'")).toEqual({ ok: true });
  });

  test('an empty page, a frame and another window are nobody', async () => {
    // The frames' preload would not run there; the answer is asked for as main would get it.
    const codes = await foyer.app.evaluate(async ({ BrowserWindow, ipcMain, session, app }) => {
      // oxlint-disable-next-line no-underscore-dangle -- Electron's own: the only way to call a handler with a sender of one's choice
      const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, (event: unknown, ...given: unknown[]) => Promise<unknown>> })._invokeHandlers;
      const connect = handlers.get('foyer:connect');
      const [ours] = BrowserWindow.getAllWindows();
      if (ours === undefined || connect === undefined) return 'no window';
      const main = ours.webContents.mainFrame;
      const other = new BrowserWindow({ show: false, webPreferences: { session: session.fromPartition('foyer'), sandbox: true } });
      await other.loadURL('app://desk/');
      const ask = (sender: unknown, senderFrame: unknown) => connect({ sender, senderFrame });
      const answers = [
        await ask(ours.webContents, null),
        await ask(other.webContents, other.webContents.mainFrame),
        await ask(ours.webContents, { url: 'app://desk/', parent: main }),
        await ask(ours.webContents, { url: 'app://desk/', parent: null }),
      ];
      other.destroy();
      void app;
      return answers;
    });
    expect(codes).toEqual([
      { ok: false, code: 'sender_gone' },
      { ok: false, code: 'sender_foreign_window' },
      { ok: false, code: 'sender_not_main_frame' },
      { ok: false, code: 'sender_not_main_frame' },
    ]);
  });

  test('a page asks for a port a few times, not for ever', async () => {
    const codes = await foyer.page.evaluate(async () => {
      const { raw } = globalThis as unknown as { raw: { invoke(...given: unknown[]): Promise<{ ok: boolean; code?: string }> } };
      const answers: string[] = [];
      for (let i = 0; i < 12; i++) answers.push((await raw.invoke('foyer:connect')).code ?? 'ok');
      return answers;
    });
    expect(codes.filter((code) => code === 'ok').length).toBeLessThanOrEqual(8);
    expect(codes.at(-1)).toBe('too_many_ports');
  });
});

type World = { foyer: { connect(): Promise<unknown> }; told: unknown[]; ask(path: string): Promise<unknown> };

/** What a hostile script in the page could put on the port of the real desk. */
test.describe('the port to the desk', () => {
  let foyer: Started;
  let pid: number | undefined;
  test.beforeAll(async () => {
    foyer = await startElectron({ page: 'blank' });
    pid = await deskPid(foyer.app);
    await connected();
  });
  test.afterAll(() => foyer.stop());

  const send = (code: string): Promise<unknown> => foyer.page.evaluate(code);
  const lives = async (): Promise<void> => {
    expect(await send("ask('/setup/phase')")).toMatchObject({ phase: 'empty' });
    expect(await deskPid(foyer.app)).toBe(pid);
  };
  const connected = async (): Promise<void> => {
    await foyer.page.evaluate(() => {
      const world = globalThis as unknown as World;
      world.told.length = 0;
      return world.foyer.connect();
    });
    await foyer.page.waitForFunction(() => (globalThis as unknown as World).told.includes('foyer:port'));
    await lives();
  };

  test('oversized and malformed frames: refused, and the desk lives', async () => {
    for (const code of [
      "port.postMessage('x'.repeat(64e6))",
      'port.postMessage(new Uint8Array(64e6))',
      "port.postMessage('not json')",
      "port.postMessage('{\"i\":')",
      'port.postMessage(null)',
      'port.postMessage({ i: 1, p: { u: null } })',
      "port.postMessage('null')",
      "port.postMessage(JSON.stringify({ i: 'bad', t: 3, p: {} }))",
      "port.postMessage(JSON.stringify({ i: 'bad', t: 4 }))",
      "port.postMessage(JSON.stringify({ i: { toString: 1 }, p: { u: ['/setup/phase'] } }))",
      "port.postMessage(JSON.stringify({ i: 'bad', p: { u: 'http://[', h: { 'content-type': 'multipart/form-data' } } }))",
      'port.postMessage(new Map([[1, new Date()]]))',
      "port.postMessage('['.repeat(2e5))",
    ]) {
      await send(code);
      await lives();
    }
    const answer = (frame: string): Promise<unknown> =>
      send(`new Promise((resolve) => { const hear = ({ data }) => { const { i, p } = JSON.parse(data); if (i !== 'q') return; port.removeEventListener('message', hear); resolve(p.b?.json?.data?.code); }; port.addEventListener('message', hear); port.postMessage(${frame}); })`);
    expect(await answer(`'{"i":"q","p":{"u":"/setup/phase","b":{"json":"' + 'x'.repeat(64e6) + '"}}}'`)).toBe('call_too_large');
    for (const path of ['/setup/nothing', '/__proto__/x', '/constructor', '/setup', '/', '/setup/phase/x', '/toString', 'http://desk/setup/phase']) {
      expect(await answer(JSON.stringify(JSON.stringify({ i: 'q', p: { u: path } }))), path).toBe('procedure_unknown');
    }
  });

  test('a port that only sends rubbish is closed, another can be had', async () => {
    await send("for (let i = 0; i < 200; i++) port.postMessage('rubbish')");
    await foyer.page.waitForFunction(() => (globalThis as unknown as World).told.includes('closed'));
    await connected();
  });

  test('a flood is survived', async () => {
    await send("for (let i = 0; i < 2e4; i++) port.postMessage(JSON.stringify({ i: 'f' + i, p: { u: '/setup/phase' } }))");
    await lives();
  });
});
