/**
 * `npm start`: Electron where it can run, else the browser host; one line says which and why.
 *
 *   --data DIR   the desk's data folder        --port N    the browser host's port (default: any free one)
 *   --browser    the browser host, even where Electron is (also FOYER_HOST=browser)
 *   --no-open    the browser host; opens nothing and prints its address, alone, on standard output
 *   --dev        the browser host with the page straight from its sources
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, needsBuild, projectRoot, rendererDist } from './built.ts';
import { defaultDataDir } from './dataDir.ts';
import { fetchElectron } from './fetchElectron.ts';
import { openAppWindow } from './host/open.ts';
import type { Serve } from './host/options.ts';
import { findElectron, hasDisplay, rootSwitches } from './runtime.ts';

type Asked = { data: string; port: number; browser: boolean; open: boolean; dev: boolean };

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const fail = (error: unknown): void => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
};

const ask = (): Asked => {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      browser: { type: 'boolean', default: false },
      'no-open': { type: 'boolean', default: false },
      dev: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port takes a number from 0 to 65535, not ${values.port}`);
  return {
    data: values.data === undefined ? defaultDataDir() : resolve(values.data),
    port,
    browser: values.browser || process.env['FOYER_HOST'] === 'browser',
    open: !values['no-open'],
    dev: values.dev,
  };
};

/** Which host, and why; the Electron program where it is the one. */
const decide = async (asked: Asked): Promise<{ program?: string; reason: string }> => {
  if (!asked.open) return { reason: '--no-open was given' };
  if (asked.dev) return { reason: '--dev was given' };
  if (asked.browser) return { reason: 'it was asked for' };
  if (!hasDisplay()) return { reason: 'there is no display (DISPLAY or WAYLAND_DISPLAY)' };
  const program = findElectron();
  if (program !== undefined) return { program, reason: 'it is installed and there is a display' };
  const fetched = await fetchElectron();
  return 'program' in fetched ? { program: fetched.program, reason: 'it was fetched and there is a display' } : fetched;
};

/** What the loader of Linux answers for a program that it could not even load. */
const librariesMissing = 127;

const startElectron = (program: string, asked: Asked): void => {
  const child = spawn(program, [...rootSwitches(), projectRoot, '--data', asked.data], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    say(`Electron could not be started: ${error.message}. Use npm start -- --browser`);
    process.exitCode = 1;
  });
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
    if (code !== librariesMissing) return;
    say('Foyer starts in the browser host: Electron lacks system libraries (named above).');
    process.exitCode = 0;
    startBrowserHost(asked).catch(fail);
  });
};

const startBrowserHost = async (asked: Asked): Promise<void> => {
  // Loaded late: the desk and its database are no business of a start that ends in Electron.
  const [{ serve }, dev] = await Promise.all([
    import(new URL('host/serve.ts', import.meta.url).href) as Promise<{ serve: Serve }>,
    asked.dev ? import('./dev.ts').then(({ devPage }) => devPage()) : undefined,
  ]);
  const served = await serve({ data: asked.data, port: asked.port, rendererDir: rendererDist, ...(dev === undefined ? {} : { dev }) });
  let closing = false;
  const close = async () => {
    // A second Ctrl+C must not cut the first one's orderly end short.
    if (closing) return;
    closing = true;
    await Promise.all([served.close(), dev?.close()]);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close());
  process.stdout.write(`${served.url}\n`);
  if (asked.open && !(hasDisplay() && openAppWindow(served.address()))) say('Open this address in Chromium, Chrome or Edge on this computer.');
};

const start = async (): Promise<void> => {
  const asked = ask();
  const { program, reason } = await decide(asked);
  say(program === undefined ? `Foyer starts in the browser host: ${reason}.` : `Foyer starts in Electron: ${reason}.`);
  if (!asked.dev && (await needsBuild())) {
    say('Building, because the sources are newer than the last build …');
    await build();
  }
  if (program === undefined) await startBrowserHost(asked);
  else startElectron(program, asked);
};

await start().catch(fail);
