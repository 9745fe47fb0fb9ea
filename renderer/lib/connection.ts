import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';

/**
 * One lasting line to the desk process, over whichever carrier this page was given. When the desk goes away the line
 * comes back by itself; what was being called then fails with `DeskGone`, is never repeated by the line (a caller knows
 * whether its act carries a command id), and nothing on the page is thrown away.
 */
export type LineState = 'connecting' | 'open' | 'lost';

export class DeskGone extends Error {
  constructor() {
    super('desk_gone');
    this.name = 'DeskGone';
  }
}

type Link = ClientLink<ClientContext>;

interface FoyerBridge {
  transport?: 'port';
}
declare global {
  interface Window {
    foyer?: FoyerBridge;
  }
}

const RETRY_MS = [200, 400, 800, 1500, 3000];
/** A call made while the line is down waits this long for its return before it gives up. */
const PATIENCE_MS = 4000;

let state: LineState = 'connecting';
let link: Link | null = null;
let tries = 0;
/** Counts lines: 1 for the first, so that 2 or more means that the desk was gone meanwhile. */
let lines = 0;
const listeners = new Set<() => void>();

export const lineState = (): LineState => state;
export const lineCount = (): number => lines;
export function onLine(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(next: LineState, nextLink: Link | null): void {
  state = next;
  link = nextLink;
  if (next === 'open') {
    tries = 0;
    lines += 1;
  }
  for (const listener of listeners) listener();
}

function openSocket(): void {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/rpc`);
  const mine = new SocketLink({ websocket: socket });
  socket.addEventListener('open', () => become('open', mine));
  socket.addEventListener('close', () => {
    if (link === mine || state !== 'open') become('lost', null);
    const wait = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 3000;
    tries += 1;
    setTimeout(openSocket, wait);
  });
}

function takePort(port: MessagePort): void {
  const mine = new PortLink({ port });
  port.addEventListener('close', () => {
    if (link === mine) become('lost', null);
  });
  port.start();
  become('open', mine);
}

/** The main process hands a port over; a new one arrives when it has started the desk process again. */
function awaitPorts(): void {
  window.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (event.source !== window || event.origin !== location.origin || event.data !== 'foyer:port' || !port) return;
    takePort(port);
  });
}

/** Called once, before anything is drawn: a port that arrives before its listener would be lost. */
export function connect(): void {
  if (window.foyer?.transport === 'port') awaitPorts();
  else openSocket();
}

function whenOpen(signal: AbortSignal | undefined): Promise<Link> {
  if (link) return Promise.resolve(link);
  return new Promise((resolve, reject) => {
    const finish = (act: () => void) => {
      stop();
      clearTimeout(timer);
      signal?.removeEventListener('abort', give);
      act();
    };
    const give = () => finish(() => reject(new DeskGone()));
    const stop = onLine(() => {
      const now = link;
      if (now) finish(() => resolve(now));
    });
    // The very first line may take as long as the desk takes to start.
    const timer = state === 'lost' ? setTimeout(give, PATIENCE_MS) : undefined;
    signal?.addEventListener('abort', give);
  });
}

export const lastingLink: Link = {
  async call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
    const used = await whenOpen(options.signal);
    try {
      return await used.call(path, input, options);
    } catch (error) {
      // The line went away under the call: whatever the carrier says about it, this is what happened.
      if (link !== used && !options.signal?.aborted) throw new DeskGone();
      throw error;
    }
  },
};
