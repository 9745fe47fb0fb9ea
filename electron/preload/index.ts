import { contextBridge, ipcRenderer } from 'electron';
import { type Answer, CONNECT, DESK, type DeskNews, deskNews, PORT, PRINT, READY } from '../main/channels.ts';
import { ORIGIN } from '../main/origin.ts';

/**
 * The whole of what the page gets from Electron: three named functions without arguments, and window messages
 * (`foyer:port` with one port; `foyer:desk-restarting`, `foyer:desk-stopped`). Nothing generic and no event object of
 * ipcRenderer crosses: either would hand a hostile script every channel of main.
 */
const bridge = {
  transport: 'port',
  /** Asks for another port to the desk, after `foyer:desk-stopped`. It comes as the window message `foyer:port`. */
  connect: (): Promise<Answer> => ipcRenderer.invoke(CONNECT),
  /** The first screen is drawn: the window may be shown. */
  ready: (): Promise<Answer> => ipcRenderer.invoke(READY),
  /** Opens the system's print dialog for the page as it is. */
  print: (): Promise<Answer> => ipcRenderer.invoke(PRINT),
} as const;

contextBridge.exposeInMainWorld('foyer', bridge);

ipcRenderer.on(PORT, (event) => window.postMessage(PORT, ORIGIN, [...event.ports]));
// The first port comes unasked. Scripts of the page are modules, so by now they have run and their listeners are in place.
window.addEventListener('DOMContentLoaded', () => void bridge.connect());

ipcRenderer.on(DESK, (_event, news: DeskNews) => {
  if (deskNews.includes(news)) window.postMessage(news, ORIGIN);
});
