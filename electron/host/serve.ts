import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { isRefusal, Refusal } from '#core/refusal.ts';
import { openDeskService } from '#electron/desk/open.ts';
import type { DeskService } from '#electron/desk/service.ts';
import { LONGEST_FRAME, serveWire } from '#electron/desk/wire.ts';
import { createGuard, type Guard } from './guard.ts';
import type { DevPage, Served, ServeOptions } from './options.ts';
import { readPage, type PageFile } from './page.ts';

/**
 * The browser host: the desk process in plain Node, with the built page and one socket before it, on 127.0.0.1 only. For
 * machines without Electron, for tests and for developers; never part of an installer.
 */

const SOCKET_PATH = '/rpc';

function policy(port: number, dev: DevPage | undefined): string {
  const loose = dev ? " 'unsafe-inline'" : '';
  const live = dev ? ` ${dev.socket}` : '';
  return [
    "default-src 'none'",
    `script-src 'self'${loose}`,
    `style-src 'self'${loose}`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self' ws://127.0.0.1:${port}${live}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    ...(dev ? [] : ["require-trusted-types-for 'script'"]),
  ].join('; ');
}

const headersOf = (port: number, dev: DevPage | undefined): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': policy(port, dev),
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=(), display-capture=()',
  'X-Frame-Options': 'DENY',
});

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/** Browsers say where a request comes from; another site's page has no business here even with the cookie. */
const foreign = ({ headers }: IncomingMessage): boolean => headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site';

interface Site {
  readonly guard: Guard;
  readonly page: ReadonlyMap<string, PageFile>;
  readonly headers: Readonly<Record<string, string>>;
  readonly dev: DevPage | undefined;
}

function answer({ guard, page, headers, dev }: Site, request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (!guard.hostFits(request) || !guard.originFits(request) || foreign(request)) return plain(response, 403, 'Not from here.');
  if (request.method !== 'GET') {
    response.setHeader('Allow', 'GET');
    return plain(response, 405, 'Only GET.');
  }
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const secret = path === '/' ? new URLSearchParams(query).get('s') : null;
  if (secret !== null) {
    const cookie = guard.hasCookie(request) ? '' : guard.exchange(secret);
    if (cookie === null) return plain(response, 403, '这个地址已经用过了,请重新启动前厅。\nThis address was used already. Start Foyer again.');
    // The address without the secret: nothing of it stays in the bar, the history or a screenshot.
    response.writeHead(303, { Location: '/', ...(cookie === '' ? {} : { 'Set-Cookie': cookie }) }).end();
    return;
  }
  if (!guard.hasCookie(request)) return plain(response, 403, '请用启动时显示的地址打开。\nOpen the address that was shown at start.');
  if (dev) return dev.handle(request, response);
  const file = page.get(path);
  if (!file) return plain(response, 404, page.size === 0 ? 'The page is not built: npm run build' : 'Nothing here.');
  // Built files carry a hash in their name and nothing personal: read once, they need not cross the wire at every reload.
  if (path.startsWith('/assets/')) response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
  response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': file.bytes.length }).end(file.bytes);
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function serveSocket(service: DeskService, socket: WebSocket): void {
  serveWire(service, {
    send: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    onMessage: (listener) => socket.on('message', (data: Buffer, binary) => listener(binary ? data : data.toString('utf8'))),
    onClose: (listener) => socket.on('close', listener),
    close: () => socket.close(1008),
  });
  // A frame beyond the limit or broken framing; `close` follows and does the rest.
  socket.on('error', () => {});
}

async function listen(port: number): Promise<ReturnType<typeof createServer>> {
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 30_000, headersTimeout: 10_000 });
  server.listen({ host: '127.0.0.1', port, exclusive: true });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw (error as { code?: string }).code === 'EADDRINUSE' ? new Refusal('port_in_use', { port }) : error;
  }
  return server;
}

/** A wrong passphrase is no reason not to serve: the page asks for the right one. */
async function open(service: DeskService, passphrase: string | undefined): Promise<void> {
  const { phase } = await service.start();
  if (phase !== 'closed' || passphrase === undefined) return;
  await service.unlock({ kind: 'passphrase', passphrase }).catch((error: unknown) => {
    if (!isRefusal(error)) service.log.incident(error, 'serve');
  });
}

/** Starts the host. Refuses `port_in_use {port}`. A desk that cannot be opened is shown by the page and is no refusal here. */
export async function serve({ data, port: asked = 0, rendererDir, dev, passphrase }: ServeOptions): Promise<Served> {
  const server = await listen(asked);
  const { port } = server.address() as AddressInfo;
  const service = openDeskService({ dir: data, care: true });
  await open(service, passphrase);
  const guard = createGuard(port);
  const site: Site = { guard, page: dev ? new Map() : readPage(rendererDir), headers: headersOf(port, dev), dev };
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_FRAME, perMessageDeflate: false });

  server.on('request', (request, response) => answer(site, request, response));
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    socket.on('error', () => {});
    if (request.url !== SOCKET_PATH) return refuseUpgrade(socket, '404 Not Found');
    if (!guard.hostFits(request) || !guard.originIsOurs(request) || !guard.hasCookie(request)) return refuseUpgrade(socket, '403 Forbidden');
    sockets.handleUpgrade(request, socket, head, (ws) => serveSocket(service, ws));
  });

  const address = (): string => `http://127.0.0.1:${port}/?s=${guard.mint()}`;
  return {
    url: address(),
    address,
    close: async () => {
      for (const socket of sockets.clients) socket.close(1001);
      server.closeAllConnections();
      const closed = once(server, 'close');
      server.close();
      // Sockets that do not answer the goodbye are cut: the database must close in any case.
      setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), 500).unref();
      await closed;
      service.close();
    },
  };
}
