import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Contract } from '#core/contract/index.ts';
import type { Port } from '#electron/desk/portWire.ts';
import { runDesk } from '#electron/desk/process.ts';
import type { FromDesk, ToDesk } from '#electron/desk/protocol.ts';
import { codeOf } from '../support/fakeDesk.ts';

/** A port as Electron's main process knows it: messages come as events, and wait until `start`. */
function mainPort(port: MessagePort): Port {
  const events = new EventEmitter();
  port.on('close', () => events.emit('close'));
  return {
    on: (event: string, listener: (...args: never[]) => void) => events.on(event, listener as never),
    postMessage: (message) => port.postMessage(message),
    start: () => void port.on('message', (data) => events.emit('message', { data })),
    close: () => port.close(),
  };
}

/** Main, as far as a desk process sees it: it forks, hands over ports, and keeps the system's secrets. */
function fakeMain() {
  const events = new EventEmitter();
  const said: FromDesk[] = [];
  const mask = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte) => byte ^ 0x5a);
  const main = {
    said,
    keystore: { name: 'test', available: true },
    lost: false,
    exit: -1,
    post: (message: ToDesk, ports: Port[] = []) => void events.emit('message', { data: message, ports }),
    page(): ContractRouterClient<Contract> & { port?: MessagePort } {
      const { port1, port2 } = new MessageChannel();
      main.post({ type: 'port' }, [mainPort(port1)]);
      const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port2 }));
      pages.push(port2);
      return client;
    },
  };
  const pages: MessagePort[] = [];
  const before = { rejections: process.listeners('unhandledRejection'), exceptions: process.listeners('uncaughtException') };
  runDesk(
    {
      on: (_event, listener) => void events.on('message', listener),
      postMessage: (message) => {
        said.push(message);
        if (message.type !== 'keystore.request') return;
        const { request, bytes } = message;
        setImmediate(() => main.post(main.lost ? { type: 'keystore.reply', request, ok: false, code: 'keystore_failed' } : { type: 'keystore.reply', request, ok: true, bytes: mask(bytes) }));
      },
    },
    (code) => {
      main.exit = code;
      events.emit('exit');
    },
  );
  // The runner's own handlers of unhandled errors must stay the only ones here.
  for (const listener of process.listeners('unhandledRejection')) if (!before.rejections.includes(listener)) process.off('unhandledRejection', listener);
  for (const listener of process.listeners('uncaughtException')) if (!before.exceptions.includes(listener)) process.off('uncaughtException', listener);
  return Object.assign(main, {
    start: (dir: string) => main.post({ type: 'start', dir, app: '0.1.0', keystore: main.keystore }),
    async close() {
      const ended = once(events, 'exit');
      main.post({ type: 'close' });
      await ended;
      for (const port of pages) port.close();
    },
  });
}

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'foyer-process-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('founds a desk under the system keystore, and opens it by itself in its next life', async () => {
  const first = fakeMain();
  expect(first.said).toEqual([{ type: 'ready' }]);
  first.start(dir);
  const page = first.page();
  expect(await page.setup.phase()).toEqual({ phase: 'empty', osKeystore: true });
  const { recoveryCode } = await page.setup.create({ site: '青禾花园', admin: '周航', pin: '2468', keep: { kind: 'osKeystore' } });
  expect(recoveryCode).toMatch(/^([0-9A-Z]{5}-){6}[0-9A-Z]{5}$/);
  expect(await page.setup.phase()).toMatchObject({ phase: 'open', site: '青禾花园', desk: '前台1号', demo: false });
  await first.close();
  expect(first.exit).toBe(0);
  expect(first.said.at(-1)).toEqual({ type: 'closed' });

  const second = fakeMain();
  second.start(dir);
  const again = second.page();
  expect(await again.setup.phase()).toMatchObject({ phase: 'open' });
  const [clerk] = await again.session.clerks();
  expect(clerk).toMatchObject({ name: '周航', grants: [{ role: 'administrator' }] });
  expect(await codeOf(again.session.login({ staff: clerk?.id ?? '', pin: '1111' }))).toBe('pin_wrong');
  expect(await codeOf(again.session.login({ staff: clerk?.id ?? '', pin: '2468' }))).toBe('done');
  const other = second.page();
  expect((await other.session.current()).clerk).toBeNull();
  expect(await again.staff.list()).toHaveLength(1);
  expect(await again.desk.strip()).toMatchObject({ desk: '前台1号', waiting: 0, anomalies: 0 });
  await second.close();
});

it('asks a person when the keystore no longer gives back what it was given', async () => {
  const first = fakeMain();
  first.start(dir);
  const { recoveryCode } = await first.page().setup.create({ site: '青禾花园', admin: '周航', pin: '2468', keep: { kind: 'osKeystore' } });
  await first.close();

  const second = fakeMain();
  second.lost = true;
  second.start(dir);
  const page = second.page();
  expect(await page.setup.phase()).toEqual({ phase: 'closed', ways: ['osKeystore', 'recoveryCode'] });
  expect(await codeOf(page.setup.create({ site: 'x', admin: 'x', pin: '1111', keep: { kind: 'osKeystore' } }))).toBe('desk_exists');
  expect(await codeOf(page.setup.unlock({ kind: 'osKeystore' }))).toBe('keystore_cannot_unwrap');
  expect(await page.setup.unlock({ kind: 'recoveryCode', code: recoveryCode })).toMatchObject({ phase: 'open' });
  await second.close();
});

it('leaves a folder as it was when the keystore fails at the first run', async () => {
  const main = fakeMain();
  main.lost = true;
  main.start(dir);
  const page = main.page();
  expect(await codeOf(page.setup.create({ site: '青禾花园', admin: '周航', pin: '2468', keep: { kind: 'osKeystore' } }))).not.toBe('done');
  expect(await page.setup.phase()).toMatchObject({ phase: 'empty' });
  expect(readdirSync(dir).filter((name) => name !== 'logs')).toEqual([]);
  main.lost = false;
  expect(await codeOf(page.setup.create({ site: '青禾花园', admin: '周航', pin: '2468', keep: { kind: 'osKeystore' } }))).toBe('done');
  await main.close();
});

it('tells open views what changed, and a locked one only that its session did', async () => {
  const main = fakeMain();
  main.start(dir);
  const page = main.page();
  await page.setup.create({ site: '青禾花园', admin: '周航', pin: '2468', keep: { kind: 'osKeystore' } });
  const [clerk] = await page.session.clerks();
  const watcher = main.page();
  const notices = await watcher.desk.changes();
  const next = async () => (await notices.next()).value;
  const login = { staff: clerk?.id ?? '', pin: '2468' };
  let heard = next();
  await page.session.login(login);
  expect(await heard).toEqual({ kinds: ['session'], refs: [] });
  heard = next();
  await page.site.configure({ exportLimit: 150 });
  await watcher.session.login(login);
  expect(await heard).toEqual({ kinds: ['session'], refs: [] });
  heard = next();
  await page.site.configure({ exportLimit: 160 });
  expect(await heard).toEqual({ kinds: ['site'], refs: ['site/self'] });
  await main.close();
});
