import { RPCHandler } from '@orpc/server/message-port';
import { isContractProcedure } from '@orpc/contract';
import { contract } from '#core/contract/index.ts';
import { refusedError, toRefused } from './answer.ts';
import type { Call } from './gate.ts';
import { router } from './router.ts';
import type { DeskService } from './service.ts';
import type { Session } from './sessions.ts';

/**
 * The one wire format, for MessagePorts and WebSockets alike. What arrives is measured, parsed and rebuilt here before the
 * RPC handler sees it: that handler decodes inside event listeners, where a frame that is no request would be an unhandled
 * rejection and the end of the desk process.
 */
export interface Wire {
  send(text: string): void;
  onMessage(listener: (data: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** Characters of a frame. Most are searches and single acts. */
const FRAME_LIMIT = 256 * 1024;
/** Procedures that carry a file as base64: the contract's own bound and some air. */
const FILE_LIMITS: Readonly<Record<string, number>> = {
  '/setup/bring': 5_700_000,
  '/roster/open': 28_100_000,
  '/roster/read': 4_000_000,
  '/roster/commit': 6_000_000,
  '/exchange/export': 4_100_000,
  '/exchange/import': 140_100_000,
};
/** No frame of any kind may be longer; a socket with one is closed before it is read to the end. */
export const LONGEST_FRAME = Math.max(...Object.values(FILE_LIMITS));
/** Calls of one connection at a time: a page asks for a dozen things at once, never hundreds. */
const MOST_RUNNING = 64;
/** Unfit frames after which a connection is closed. An honest page sends none. */
const MOST_UNFIT = 50;

function pathsOf(node: unknown, path: string): string[] {
  if (isContractProcedure(node)) return [path];
  return Object.entries(node as Record<string, unknown>).flatMap(([name, next]) => pathsOf(next, `${path}/${name}`));
}
const PATHS: ReadonlySet<string> = new Set(pathsOf(contract, ''));

const REQUEST = 1;
const ABORT = 4;
const ID = /^[A-Za-z0-9_-]{1,40}$/;
/** The beginning of every frame that the client library writes: enough to know which call it is without reading on. */
const HEAD = /^\{"i":"([A-Za-z0-9_-]{1,40})"(?:,"t":1)?,"p":\{"u":"([A-Za-z/]{1,60})"/;

type Frame = { i: string; t: typeof REQUEST; p: { u: string; b: { json: unknown; meta: [] } } } | { i: string; t: typeof ABORT };
type Read = { frame: Frame } | { id: string | undefined; code: string; params?: Record<string, number> };

const fields = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

/** A frame as the handler may have it, or what is wrong with it. Never throws. */
export function readFrame(data: unknown): Read {
  if (typeof data !== 'string') return { id: undefined, code: 'call_malformed' };
  const [, headId, headPath = ''] = HEAD.exec(data.slice(0, 200)) ?? [];
  const limit = FILE_LIMITS[headPath] ?? FRAME_LIMIT;
  if (data.length > limit) return { id: headId, code: 'call_too_large', params: { limit } };
  let parsed: unknown;
  try {
    parsed = JSON.parse(data);
  } catch {
    return { id: headId, code: 'call_malformed' };
  }
  const { i, t = REQUEST, p } = fields(parsed);
  if (typeof i !== 'string' || !ID.test(i)) return { id: undefined, code: 'call_malformed' };
  if (t === ABORT) return { frame: { i, t: ABORT } };
  const { u, b } = fields(p);
  if (t !== REQUEST || typeof u !== 'string') return { id: i, code: 'call_malformed' };
  if (!PATHS.has(u)) return { id: i, code: 'procedure_unknown' };
  // Built anew, of plain JSON only: headers, methods and the library's richer types (patterns, addresses) mean nothing here.
  return { frame: { i, t: REQUEST, p: { u, b: { json: fields(b)['json'], meta: [] } } } };
}

const refusal = (code: string, params: Record<string, number> = {}) => {
  const error = refusedError(code, params);
  return { status: error.status, body: { json: error.toJSON() } };
};

function answer(id: string, code: string, params?: Record<string, number>): string {
  const { status, body } = refusal(code, params);
  return JSON.stringify({ i: id, p: { s: status, b: body } });
}

/** One handler for all connections of a service. */
function handlerOf(service: DeskService): RPCHandler<Call> {
  const running = new WeakMap<Session, number>();
  return new RPCHandler<Call>(router, {
    rootInterceptors: [
      async (call) => {
        const { session } = call.context;
        const now = running.get(session) ?? 0;
        if (now >= MOST_RUNNING) return { matched: true, response: { headers: {}, ...refusal('too_many_calls') } };
        running.set(session, now + 1);
        try {
          return await call.next();
        } finally {
          running.set(session, (running.get(session) ?? 1) - 1);
        }
      },
    ],
    interceptors: [
      async (call) => {
        try {
          return await call.next();
        } catch (error) {
          // Only what the chain of the router never saw.
          throw toRefused(error, call.request.url.pathname, service.log);
        }
      },
    ],
  });
}

const handlers = new WeakMap<DeskService, RPCHandler<Call>>();

/** Serves one connection: a session of its own from now until the wire closes. */
export function serveWire(service: DeskService, wire: Wire): void {
  const session = service.connect();
  let unfit = 0;
  let closed = false;
  let deliver: (data: unknown) => void = () => {};
  const closing: (() => void)[] = [];

  const port = {
    postMessage: (data: unknown): void => {
      // A stream may still have something to say when its page is gone; that is no failure of the desk.
      if (!closed && typeof data === 'string') wire.send(data);
    },
    on: (event: string, listener: (event?: { data: unknown }) => void): void => {
      if (event === 'message') deliver = (data) => listener({ data });
      if (event === 'close') closing.push(() => listener());
    },
  };
  const handler = handlers.get(service) ?? handlerOf(service);
  handlers.set(service, handler);
  handler.upgrade(port, { context: { service, session } });

  wire.onMessage((data) => {
    if (closed) return;
    const read = readFrame(data);
    if ('frame' in read) return deliver(read.frame);
    if (read.id !== undefined) port.postMessage(answer(read.id, read.code, read.params));
    unfit += 1;
    if (unfit >= MOST_UNFIT) wire.close();
  });
  wire.onClose(() => {
    if (closed) return;
    closed = true;
    for (const listener of closing) listener();
    service.disconnect(session);
  });
}
