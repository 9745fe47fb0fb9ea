import { BrowserWindow, screen, type Session } from 'electron';
import { isOurs, ORIGIN } from './origin.ts';
import type { Log } from './log.ts';

/** The counter's usual screen; the page fits into what a task bar leaves of it. */
const SIZE = { width: 1366, height: 768 };
/** Of the page's theme, so that nothing flashes before it is drawn. */
const BACKGROUND = '#F3F5F7';

/** What a page could do in a browser and ours never does. Their dialogs would open before any permission is asked. */
const UNUSED = ['FileSystemAccess', 'FileSystemAccessLocal', 'WebBluetooth', 'WebUSB', 'WebHID', 'Serial', 'PaymentRequest', 'SharedWorker'].join(',');

/** A page that crashes more often than this in a minute is left dead instead of flickering. */
const CRASHES_A_MINUTE = 3;

/** Opens the one window. It is shown when its first screen is painted. */
export const openWindow = (options: { session: Session; preload: string; devTools: boolean; log: Log }): BrowserWindow => {
  const { workAreaSize } = screen.getPrimaryDisplay();
  const window = new BrowserWindow({
    width: Math.min(SIZE.width, workAreaSize.width),
    height: Math.min(SIZE.height, workAreaSize.height),
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: '前厅 Foyer',
    backgroundColor: BACKGROUND,
    autoHideMenuBar: true,
    webPreferences: {
      session: options.session,
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      disableBlinkFeatures: UNUSED,
      devTools: options.devTools,
    },
  });
  const page = window.webContents;
  window.once('ready-to-show', () => window.show());

  let crashes: number[] = [];
  page.on('render-process-gone', (_event, { reason }) => {
    options.log.note('page.gone', { reason });
    if (reason === 'clean-exit') return;
    const now = performance.now();
    crashes = [...crashes.filter((at) => now - at < 60_000), now];
    if (crashes.length <= CRASHES_A_MINUTE) void window.loadURL(`${ORIGIN}/`);
  });
  // No event can stop a page from becoming about:blank. It would command nothing from there, but the clerk would sit before nothing.
  page.on('did-navigate', (_event, address) => {
    if (!isOurs(address)) void window.loadURL(`${ORIGIN}/`);
  });
  void window.loadURL(`${ORIGIN}/`).catch(() => options.log.note('page.not-loaded'));
  return window;
};
