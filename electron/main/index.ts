import { join } from 'node:path';
import { app, type BrowserWindow, Menu, safeStorage } from 'electron';
import { z } from 'zod';
import { dataFolder } from './arguments.ts';
import { CONNECT, PRINT, READY } from './channels.ts';
import { type DeskProcess, startDesk } from './deskProcess.ts';
import { answerOn } from './ipc.ts';
import { systemKeystore } from './keystore.ts';
import { closeNetwork, lockContents, lockedSession } from './lockdown.ts';
import { openLog } from './log.ts';
import { registerScheme, serveScheme } from './scheme.ts';
import { openWindow } from './window.ts';

/**
 * Main: opens the window, keeps the system's keystore, starts the desk process and introduces the two to each other. No
 * data of the trade passes through here.
 *
 * Nothing is awaited at the top level: Electron waits for this module before it becomes ready.
 */

const given = dataFolder(process.argv, process.cwd());
// Two data folders are two desks: each has a profile of its own, hence a lock of its own.
if (given !== undefined) app.setPath('userData', join(given, 'electron'));
const dir = given ?? join(app.getPath('userData'), 'desk');
const root = app.getAppPath();
const log = openLog(join(app.getPath('userData'), 'logs'));
const devTools = !app.isPackaged && process.argv.includes('--devtools');

let window: BrowserWindow | null = null;
let desk: DeskProcess | null = null;

const noArguments = z.tuple([]);
const ourPage = () => (window === null || window.isDestroyed() ? null : window.webContents);

const answerPage = (to: DeskProcess): void => {
  answerOn(CONNECT, noArguments, ourPage, (page) => to.connect(page));
  answerOn(READY, noArguments, ourPage, () => window?.show());
  answerOn(PRINT, noArguments, ourPage, (page) => page.print({ printBackground: true }));
};

const open = async (): Promise<void> => {
  const session = await lockedSession({ devTools });
  serveScheme(session, join(root, 'renderer', 'dist'));
  desk = startDesk({
    entry: join(root, 'electron', 'dist', 'desk', 'process.js'),
    dir,
    keystore: systemKeystore(safeStorage, process.platform),
    log,
  });
  answerPage(desk);
  window = openWindow({ session, preload: join(root, 'electron', 'dist', 'preload', 'index.cjs'), devTools, log });
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) desk?.forget();
  });
  window.webContents.on('render-process-gone', () => desk?.forget());
};

/** Without this Electron shows the error in a box, paths and all; the desk process is well and goes on. */
const keepErrorsIn = (): void => {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => log.note('main.error', { kind: error instanceof Error ? error.name : typeof error }));
  }
};

/** The desk ends its work, then the program ends. Windows are closed by then. */
const quitInOrder = (): void => {
  let ended = false;
  let again = false;
  app.on('window-all-closed', () => app.quit());
  app.on('second-instance', () => {
    if (window !== null && !window.isDestroyed()) {
      if (window.isMinimized()) window.restore();
      return window.focus();
    }
    // Started again while the last one still closes its database: it comes back when that is done.
    again = true;
  });
  app.on('will-quit', (event) => {
    if (ended && again) app.relaunch();
    if (ended || desk === null) return;
    event.preventDefault();
    void desk.close().finally(() => {
      ended = true;
      app.quit();
    });
  });
};

const run = (): void => {
  // With --no-sandbox (root in a container, tests) this call would contradict the switch and Electron would not start.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  registerScheme();
  closeNetwork();
  lockContents();
  // macOS edits text through its menu; elsewhere a menu would only offer reloading and developer tools.
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }]) : null);
  keepErrorsIn();
  quitInOrder();
  app.whenReady().then(open).catch(() => {
    log.note('main.not-opened');
    app.exit(1);
  });
};

// One desk, one program: the second one only brings the first to the front.
if (app.requestSingleInstanceLock()) run();
else app.quit();
