import { app, MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess, type WebContents } from 'electron';
import { Refusal } from '#core/refusal.ts';
import { type FromDesk, fromDesk, type ToDesk } from '../desk/protocol.ts';
import { DESK, type DeskNews, PORT } from './channels.ts';
import type { SystemKeystore } from './keystore.ts';
import type { Log } from './log.ts';
import { backOff } from './restart.ts';

const NAME = 'foyer-desk';

/** How long a desk may take to finish its work when it is asked to close, in milliseconds. Its commits are safe in any case. */
const PATIENCE = 10_000;

/** Ports that one load of the page may ask for; an honest page needs one, and few more when the desk has stopped. */
const PORTS_A_LOAD = 8;

/** All that the desk process needs to know of its surroundings. Whatever else is set (proxies, NODE_OPTIONS, tokens) stays out. */
const passedOn = [
  'FOYER_SQLITE_BINDING_ELECTRON',
  'LANG', 'LC_ALL', 'TZ',
  'HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA',
  'TMP', 'TEMP', 'TMPDIR', 'SystemRoot', 'windir',
];

export const scrubbed = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

const post = (desk: UtilityProcess, message: ToDesk, ports: MessagePortMain[] = []): void => desk.postMessage(message, ports);

export interface DeskProcess {
  /** A page wants a port. It gets one now or when the desk is up, and one after each restart. Refuses `too_many_ports`. */
  connect(page: WebContents): void;
  /** The page was loaded anew or is gone: what it asked for is void. */
  forget(): void;
  /** Asks the desk to end its work and waits until its process is gone. */
  close(): Promise<void>;
}

export const startDesk = (options: { entry: string; dir: string; keystore: SystemKeystore; log: Log }): DeskProcess => {
  const { log, keystore } = options;
  const pause = backOff();
  let child: UtilityProcess | null = null;
  let ready = false;
  let closing: Promise<void> | null = null;
  let retry: NodeJS.Timeout | null = null;
  let page: WebContents | null = null;
  let portsAsked = 0;

  const handOver = (): void => {
    if (child === null || !ready || page === null || page.isDestroyed()) return;
    const { port1, port2 } = new MessageChannelMain();
    post(child, { type: 'port' }, [port1]);
    page.postMessage(PORT, null, [port2]);
  };
  const tell = (news: DeskNews): void => {
    if (page !== null && !page.isDestroyed()) page.send(DESK, news);
  };

  const serveKeystore = async (desk: UtilityProcess, asked: Extract<FromDesk, { type: 'keystore.request' }>): Promise<void> => {
    const { request, verb } = asked;
    let reply: ToDesk;
    try {
      reply = { type: 'keystore.reply', request, ok: true, bytes: await keystore[verb](asked.bytes) };
    } catch {
      const { available } = await keystore.find();
      reply = { type: 'keystore.reply', request, ok: false, code: available ? 'keystore_failed' : 'keystore_unavailable' };
    }
    // A desk that died meanwhile asks again in its next life.
    if (desk === child) post(desk, reply);
  };

  const hear = async (desk: UtilityProcess, message: unknown): Promise<void> => {
    const parsed = fromDesk.safeParse(message);
    if (!parsed.success) return log.note('desk.message-unfit');
    switch (parsed.data.type) {
      case 'ready': {
        const found = await keystore.find();
        if (desk !== child) return;
        post(desk, { type: 'start', dir: options.dir, app: app.getVersion(), keystore: found });
        ready = true;
        log.note('desk.ready');
        return handOver();
      }
      case 'keystore.request':
        return serveKeystore(desk, parsed.data);
      case 'closed':
        return log.note('desk.closed');
    }
  };

  const start = (): void => {
    retry = null;
    const born = performance.now();
    // Its arguments are visible to every program of the user, so they say nothing; the folder and all else come by message.
    const desk = utilityProcess.fork(options.entry, [], { serviceName: NAME, env: scrubbed(process.env), execArgv: [], stdio: ['ignore', 'pipe', 'pipe'] });
    child = desk;
    log.drain(desk.stdout);
    log.drain(desk.stderr);
    desk.on('message', (message) => void hear(desk, message));
    desk.on('error', (type) => log.note('desk.fatal', { type }));
    desk.on('exit', (code) => {
      child = null;
      ready = false;
      log.note('desk.exit', { code });
      if (closing !== null) return;
      const delay = pause.afterLiving(performance.now() - born);
      if (delay === null) return tell('foyer:desk-stopped');
      tell('foyer:desk-restarting');
      retry = setTimeout(start, delay);
    });
  };

  // `exit` says that it ended; only this says why (killed, crashed, out of memory), and of a launch that failed nothing else tells.
  app.on('child-process-gone', (_event, { name, reason, exitCode }) => {
    if (name === NAME) log.note('desk.gone', { reason, exitCode });
  });

  const end = async (): Promise<void> => {
    if (retry !== null) clearTimeout(retry);
    const desk = child;
    if (desk === null) return;
    const gone = new Promise<void>((resolve) => desk.once('exit', () => resolve()));
    post(desk, { type: 'close' });
    const timer = setTimeout(() => {
      log.note('desk.killed');
      desk.kill();
    }, PATIENCE);
    await gone;
    clearTimeout(timer);
  };

  start();
  return {
    connect(asking) {
      if (asking !== page) portsAsked = 0;
      if (portsAsked >= PORTS_A_LOAD) throw new Refusal('too_many_ports');
      portsAsked += 1;
      page = asking;
      // The page asks again after it was told that the desk stopped: a person has pressed something, so try afresh.
      if (child === null && retry === null && closing === null) {
        pause.forgive();
        start();
      }
      handOver();
    },
    forget() {
      page = null;
      portsAsked = 0;
    },
    close: () => (closing ??= end()),
  };
};
