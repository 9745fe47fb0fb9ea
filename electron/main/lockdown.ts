import { app, type Session, session, type WebContents } from 'electron';
import { isOurs, ORIGIN } from './origin.ts';

/**
 * Everything that a page could do and this one never does, denied for every web contents and for the window's session,
 * so that a script that got into the page finds nobody to talk to and nowhere to go.
 */

/** No `persist:`: what the page caches or stores lives in memory and is gone with the window. */
const PARTITION = 'foyer';

/**
 * Before `app` is ready. The window needs no network at all (the desk process speaks for itself), so names resolve to
 * nothing: policy and request filter do not see DNS prefetching or WebRTC, and a looked-up name can carry data.
 */
export const closeNetwork = (): void => app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');

const denyNavigation = (contents: WebContents): void => {
  // Covers links, location, forms, meta refresh and reloads, in every frame. Main loads the page itself and is not asked.
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // A page that will not be left would keep the desk from closing its database in order.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault();
    choose('');
  });
  contents.on('select-client-certificate', (event) => event.preventDefault());
  contents.on('login', (event) => event.preventDefault());
  contents.on('certificate-error', (event, _url, _error, _certificate, trust) => {
    event.preventDefault();
    trust(false);
  });
  // With the dead proxy below, WebRTC may then use neither UDP nor a direct connection.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
};

const denyPermissions = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.on('select-hid-device', (event, _details, choose) => {
    event.preventDefault();
    choose();
  });
  session.on('select-usb-device', (event, _details, choose) => {
    event.preventDefault();
    choose();
  });
  session.on('select-serial-port', (event, _ports, _contents, choose) => {
    event.preventDefault();
    choose('');
  });
};

const mayLoad = (address: string, devTools: boolean): boolean => {
  if (isOurs(address)) return true;
  if (address.startsWith(`blob:${ORIGIN}/`)) return true;
  return devTools && URL.canParse(address) && new URL(address).protocol === 'devtools:';
};

/** Files leave only as downloads that our page made itself; the system's dialog asks the clerk where to. */
const limitDownloads = (session: Session): void => {
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${ORIGIN}/`)) return event.preventDefault();
    item.setSaveDialogOptions({ properties: ['showOverwriteConfirmation', 'createDirectory'] });
  });
};

/** Call at once, before any web contents exists. */
export const lockContents = (): void => {
  app.on('web-contents-created', (_event, contents) => denyNavigation(contents));
};

/** After `app` is ready. The default session is locked as well, for whatever should ever come to be loaded there. */
export const lockedSession = async ({ devTools }: { devTools: boolean }): Promise<Session> => {
  const own = session.fromPartition(PARTITION, { cache: false });
  for (const each of [own, session.defaultSession]) {
    denyPermissions(each);
    each.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayLoad(details.url, devTools) }));
    each.setSpellCheckerEnabled(false);
    limitDownloads(each);
    // Port 9 answers nobody: what comes by all other walls ends here.
    await each.setProxy({ mode: 'fixed_servers', proxyRules: 'socks5://127.0.0.1:9', proxyBypassRules: '<-loopback>' });
  }
  return own;
};
