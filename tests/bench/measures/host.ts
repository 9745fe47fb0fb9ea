import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { chromium, type Browser, type Page } from '@playwright/test';
import { WebSocket } from 'ws';
import type { Contract } from '#core/contract/index.ts';
import { demoCommunity } from '#core/demo/community.ts';
import { build, needsBuild, projectRoot } from '#electron/built.ts';
import { openDeskService } from '#electron/desk/open.ts';
import { router } from '#electron/desk/router.ts';
import type { DeskService } from '#electron/desk/service.ts';
import { findBrowser } from '#tests/support/browser.ts';
import { median, type Measure } from '../harness.ts';

/** What reaches the clerk: a keystroke through the browser host's socket, and the page itself. Over the demo community. */

const PASSPHRASE = 'only for this run';
const PIN = '1234';
const KEYSTROKES = 60;
const CLI = join(projectRoot, 'electron/cli/main.ts');
const env = { ...process.env, FOYER_PASSPHRASE: PASSPHRASE };

type Client = ContractRouterClient<Contract>;
interface Stage { folder: string; host: ChildProcess; address: string }

async function begin(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  const data = join(folder, 'data');
  await promisify(execFile)(process.execPath, [CLI, 'demo', '--data', data, '--json'], { env });
  cpSync(data, join(folder, 'copy'), { recursive: true });
  const host = spawn(process.execPath, [CLI, 'serve', '--no-open', '--data', data], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(host.stdout.setEncoding('utf8'), 'data')) as [string];
  return { folder, host, address: said.trim() };
}

async function end(stage: Stage | undefined): Promise<void> {
  if (stage === undefined) return;
  const ended = once(stage.host, 'exit');
  stage.host.kill('SIGTERM');
  await ended;
  rmSync(stage.folder, { recursive: true, force: true });
}

async function login(client: Client): Promise<void> {
  const [clerk] = await client.session.clerks();
  await client.session.login({ staff: clerk?.id ?? '', pin: PIN });
}

/** Letter by letter, as people are typed. */
const KEYS = demoCommunity({ today: '2026-11-20' }).people.slice(0, 40).flatMap(({ name }) => [...name].map((_, at) => name.slice(0, at + 1))).slice(0, KEYSTROKES);

/** Milliseconds that a keystroke takes; the median, for what is seen is noted by the desk every now and then. */
async function keystroke(client: Client | undefined): Promise<number> {
  const took: number[] = [];
  for (const text of KEYS) {
    const from = performance.now();
    await client?.search.find({ text, limit: 10 });
    took.push(performance.now() - from);
  }
  return median(took);
}

let stage: Stage | undefined;
let inside: { client: Client; service: DeskService } | undefined;
let outside: { client: Client; socket: WebSocket } | undefined;
let seen: { browser: Browser; page: Page; origin: string } | undefined;

async function connect(address: string): Promise<{ client: Client; socket: WebSocket }> {
  const { origin, host } = new URL(address);
  const given = await fetch(address, { redirect: 'manual' });
  const cookie = (given.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const socket = new WebSocket(`ws://${host}/rpc`, { headers: { origin, cookie } });
  await once(socket, 'open');
  return { client: createORPCClient(new RPCLink({ websocket: socket })), socket };
}

/** From setting out to something that a clerk can act on. */
async function arrival(path: string, ready: (page: Page) => Promise<unknown>): Promise<number> {
  if (seen === undefined) throw new Error('not prepared');
  const { page, origin } = seen;
  await page.goto('about:blank');
  const from = performance.now();
  await page.goto(`${origin}${path}`, { waitUntil: 'commit' });
  await ready(page);
  return performance.now() - from;
}

export const measures: Measure[] = [
  {
    name: 'keystroke through the host', unit: 'ms', goal: 2.5,
    async prepare() {
      stage = await begin();
      const service = openDeskService({ dir: join(stage.folder, 'copy') });
      await service.start();
      await service.unlock({ kind: 'passphrase', passphrase: PASSPHRASE });
      inside = { client: createRouterClient(router, { context: { service, session: service.connect() } }), service };
      outside = await connect(stage.address);
      await Promise.all([login(inside.client), login(outside.client)]);
    },
    floor: () => keystroke(inside?.client),
    value: () => keystroke(outside?.client),
    async dispose() {
      outside?.socket.terminate();
      inside?.service.close();
      await end(stage);
    },
  },
  {
    // The search box stands behind the door: what a clerk can act on first is the choice of who is at work.
    name: 'page ready for the clerk', unit: 'ms', goal: 1.5, rounds: 5,
    async prepare() {
      if (await needsBuild()) await build();
      const found = await findBrowser();
      if (found.browser === undefined) throw new Error(`no browser: ${found.reason}`);
      const { browser } = found;
      stage = await begin();
      const started = await chromium.launch({ executablePath: browser.program, args: browser.args, env: { ...process.env, ...browser.env } });
      const page = await (await started.newContext({ locale: 'zh-CN' })).newPage();
      await page.goto(stage.address);
      seen = { browser: started, page, origin: new URL(stage.address).origin };
    },
    // The shortest page that the same host answers with: its words for an address where nothing is.
    floor: () => arrival('/nothing-here', (page) => page.getByText('Nothing here').waitFor()),
    value: () => arrival('/', (page) => page.getByRole('radio').first().waitFor()),
    async dispose() {
      await seen?.browser.close();
      await end(stage);
    },
  },
];
