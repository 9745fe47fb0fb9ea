import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { build } from 'vite';
import { findElectron, rootSwitches } from '#electron/runtime.ts';
import { electronBuilds } from '#electron/vite.config.ts';

const root = join(import.meta.dirname, '..', '..');
const out = join(root, 'tests', '.out');

/**
 * What a test starts: the real main always. In place of the rest a test may put
 * - a desk that only answers (`stub`), where the desk's own work would be in the way;
 * - a page that does nothing by itself (`blank`), or the built one (`built`);
 * - a preload that hands the page all of ipcRenderer (`open`): what a subverted preload or renderer could send.
 */
export interface Made {
  readonly desk?: 'real' | 'stub';
  readonly page?: 'built' | 'blank';
  readonly preload?: 'real' | 'open';
}

const blankPage = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>blank</title><script src="/page.js"></script></head><body><a id="link" href="https://evil.example/">x</a></body></html>';

/** Keeps what main tells the page and what the desk answers; calls the desk with frames like those of its client. */
const blankScript = `
globalThis.told = [];
globalThis.port = null;
globalThis.heard = [];
let next = 0;
const open = new Map();
addEventListener('message', (event) => {
  if (event.source !== window) return;
  told.push(event.data);
  if (event.data !== 'foyer:port') return;
  globalThis.port = event.ports[0];
  port.addEventListener('message', ({ data }) => { heard.push(data); const { i, p } = JSON.parse(data); open.get(i)?.(p); });
  port.addEventListener('close', () => told.push('closed'));
  port.start();
});
globalThis.ask = (path, json) => new Promise((resolve) => {
  const i = String(++next);
  open.set(i, (p) => resolve(p.b?.json));
  port.postMessage(JSON.stringify({ i, p: { u: path, b: { json } } }));
});
`;

const openPreload = `
const { contextBridge, ipcRenderer } = require('electron');
contextBridge.exposeInMainWorld('raw', { invoke: (...given) => ipcRenderer.invoke(...given), send: (...given) => ipcRenderer.send(...given) });
`;

/** The stub has a build like the desk's, of its own entry. */
const buildStub = async (outDir: string): Promise<void> => {
  const config = electronBuilds.find((each) => each.build?.outDir === 'electron/dist/desk');
  if (config === undefined) throw new Error('the build of the desk process has another name now');
  await build({ ...config, build: { ...config.build, outDir, ssr: 'tests/support/deskStub.ts' } });
};

/** Puts the program of `made` together from what was built, in a folder of its own under tests/.out, as Electron takes it. */
const assemble = async ({ desk = 'real', page = 'built', preload = 'real' }: Made): Promise<string> => {
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(out, 'electron-'));
  cpSync(join(root, 'electron', 'dist'), join(folder, 'electron', 'dist'), { recursive: true });
  if (desk === 'stub') await buildStub(join(folder, 'electron', 'dist', 'desk'));
  if (preload === 'open') writeFileSync(join(folder, 'electron/dist/preload/index.cjs'), openPreload);
  const pages = join(folder, 'renderer', 'dist');
  if (page === 'built') cpSync(join(root, 'renderer', 'dist'), pages, { recursive: true });
  else {
    mkdirSync(pages, { recursive: true });
    writeFileSync(join(pages, 'index.html'), blankPage);
    writeFileSync(join(pages, 'page.js'), blankScript);
  }
  const { name, version, type, main } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, type, main }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
};

export interface Started {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** The desk's data folder; main's profile and log are in its folder `electron`. */
  readonly data: string;
  readonly folder: string;
  readonly program: string;
  readonly switches: readonly string[];
  log(): string;
  stop(): Promise<void>;
}

/** Milliseconds for Playwright to take hold of an Electron that was started. */
const HANDSHAKE = 15_000;

/**
 * On a busy machine Playwright now and then (one start in sixty was seen) connects to an Electron and then waits for ever,
 * though the program is up and says so in its log. Only such a start is repeated: a program that did not come up is a
 * failure at once.
 */
const launched = async (launch: () => Promise<ElectronApplication>, log: () => string): Promise<ElectronApplication> => {
  for (let left = 2; ; left--) {
    try {
      return await launch();
    } catch (error) {
      if (left === 0 || !log().includes('desk.ready')) throw error;
    }
  }
};

/**
 * Starts the program and waits for its window. Its data folder is fresh unless `fill` puts something there first. As root
 * the sandbox must be off, elsewhere it is on.
 */
export const startElectron = async (made: Made = {}, extra: readonly string[] = [], fill?: (data: string) => void): Promise<Started> => {
  const program = process.env['FOYER_TEST_ELECTRON'] ?? findElectron();
  if (program === undefined) throw new Error('no Electron runtime: the electron lane should not have been started');
  const folder = await assemble(made);
  const data = join(folder, 'data');
  const logFile = join(data, 'electron', 'logs', 'foyer.log');
  const log = (): string => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '');
  const switches = [...rootSwitches(), ...extra];
  const app = await launched(async () => {
    rmSync(data, { recursive: true, force: true });
    fill?.(data);
    return _electron.launch({
      executablePath: program,
      args: [...switches, folder, '--data', data],
      // Without this Playwright switches the sandbox off by itself, and half of what is proved here would not be.
      chromiumSandbox: !switches.includes('--no-sandbox'),
      timeout: HANDSHAKE,
    });
  }, log);
  const page = await app.firstWindow();
  await page.waitForLoadState();
  return {
    app, page, data, folder, program, switches,
    log,
    stop: async () => {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** The process id of the desk, as Chromium's own list of processes has it. */
export const deskPid = (app: ElectronApplication): Promise<number | undefined> =>
  app.evaluate(({ app: inMain }) => inMain.getAppMetrics().find(({ name }) => name === 'foyer-desk')?.pid);
