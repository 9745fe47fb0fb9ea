import type { Keystore } from '#db/vault/index.ts';
import { Refusal } from '#core/refusal.ts';
import { openDeskService } from './open.ts';
import { portWire, type Port } from './portWire.ts';
import { toDesk, type FromDesk, type KeystoreFound, type ToDesk } from './protocol.ts';
import type { DeskService } from './service.ts';
import { serveWire } from './wire.ts';

/**
 * The desk as a process of its own under Electron: the only owner of the database. It is told where its folder lies and
 * given ports of pages by main; secrets pass between it and the system's keystore as messages and are nowhere else.
 */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: readonly Port[] }) => void): void;
  postMessage(message: FromDesk): void;
}

/** The system's keystore, which only main can reach. Requests are numbered, so that replies find their question. */
export function remoteKeystore(found: KeystoreFound, post: (message: FromDesk) => void): { keystore: Keystore; reply(message: Extract<ToDesk, { type: 'keystore.reply' }>): void } {
  const asked = new Map<number, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>();
  let last = 0;
  const ask = (verb: 'wrap' | 'unwrap', bytes: Uint8Array): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      last += 1;
      asked.set(last, { resolve, reject });
      post({ type: 'keystore.request', request: last, verb, bytes: Uint8Array.from(bytes) });
    });
  return {
    keystore: { name: found.name, available: () => found.available, wrap: (bytes) => ask('wrap', bytes), unwrap: (bytes) => ask('unwrap', bytes) },
    reply(message) {
      const waiting = asked.get(message.request);
      asked.delete(message.request);
      if (message.ok) waiting?.resolve(message.bytes);
      else waiting?.reject(new Refusal(message.code));
    },
  };
}

export function runDesk(main: ParentPort, exit: (code: number) => void): void {
  let service: DeskService | undefined;
  let started: Promise<unknown> = Promise.resolve();
  let remote: ReturnType<typeof remoteKeystore> | undefined;

  // Bound, because what a page's window is told needs an origin and the linter cannot tell the two apart.
  const say: ParentPort['postMessage'] = main.postMessage.bind(main);
  const end = (code: number): void => {
    try {
      service?.close();
    } finally {
      say({ type: 'closed' });
      // Ending is immediate in newer Electrons: the message needs a moment to leave.
      setTimeout(() => exit(code), 50);
    }
  };
  // Newer Electrons only warn of a rejection nobody handled. A desk in an unknown state must not go on writing.
  const fail = (error: unknown): void => {
    service?.log.incident(error, 'process');
    end(1);
  };
  process.on('unhandledRejection', fail);
  process.on('uncaughtException', fail);

  const hear = (message: ToDesk, ports: readonly Port[]): void => {
    switch (message.type) {
      case 'start': {
        if (service) return;
        remote = remoteKeystore(message.keystore, say);
        service = openDeskService({ dir: message.dir, keystore: message.keystore.available ? remote.keystore : undefined, care: true });
        started = service.start();
        return;
      }
      case 'port': {
        const [port] = ports;
        // Served once the first try to open is over, so that no page sees a desk as closed that opens in a moment.
        if (port) void started.then(() => service && servePort(service, port));
        return;
      }
      case 'keystore.reply':
        return remote?.reply(message);
      case 'close':
        return end(0);
    }
  };
  main.on('message', ({ data, ports }) => {
    const parsed = toDesk.safeParse(data);
    if (parsed.success) hear(parsed.data, ports);
    else service?.log.incident(new TypeError('unfit message'), 'process');
  });
  say({ type: 'ready' });
}

function servePort(service: DeskService, port: Port): void {
  serveWire(service, portWire(port));
  port.start();
}

const { parentPort } = process as unknown as { parentPort?: ParentPort };
if (parentPort) {
  process.title = 'foyer-desk';
  runDesk(parentPort, (code) => process.exit(code));
}
