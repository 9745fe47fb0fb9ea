import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Contract } from '#core/contract/index.ts';
import type { Served } from '#electron/host/options.ts';
import { serve } from '#electron/host/serve.ts';
import { codeOf } from '../support/fakeDesk.ts';

let dir: string;
let host: Served;
let port: number;
let cookie: string;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request as a hostile program would write it: any path, any header. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on('error', reject).end();
  });
}

const ours = (over: Record<string, string> = {}) => ({ host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}`, cookie, ...over });

/** The status that an upgrade was answered with; 101 when it was let in. */
function upgrade(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('error', () => {});
  });
}

async function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: ours() });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

const nextText = (socket: WebSocket): Promise<string> => new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString('utf8'))));

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'foyer-host-'));
  mkdirSync(join(dir, 'page', 'assets'), { recursive: true });
  writeFileSync(join(dir, 'page', 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(dir, 'page', 'assets', 'main-1.js'), 'export {}');
  writeFileSync(join(dir, 'page', 'assets', 'notes.txt'), 'not part of a page');
  writeFileSync(join(dir, 'secret.js'), 'outside');
  host = await serve({ data: join(dir, 'data'), rendererDir: join(dir, 'page') });
  port = Number(new URL(host.url).port);
  const given = await ask(new URL(host.address()).search.replace(/^/, '/'));
  cookie = (given.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
});
afterAll(async () => {
  await host.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('the address', () => {
  it('is exchanged once for a cookie that scripts cannot read, and leaves the bar', async () => {
    const path = `/${new URL(host.url).search}`;
    const first = await ask(path);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    expect(first.headers['set-cookie']?.[0]).toMatch(/^foyer-\d+=[\w-]{40,}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await ask(path)).status).toBe(403);
    expect((await ask('/?s=wrong')).status).toBe(403);
    expect((await ask(path, { cookie })).status).toBe(303);
  });

  it('is loopback only', () => {
    expect(new URL(host.url).hostname).toBe('127.0.0.1');
  });
});

describe('a request', () => {
  it('gets nothing without the cookie', async () => {
    for (const path of ['/', '/assets/main-1.js', '/index.html']) expect((await ask(path)).status).toBe(403);
    expect((await ask('/', { cookie: `foyer-${port}=` })).status).toBe(403);
    expect((await ask('/', { cookie: cookie.slice(0, -1) })).status).toBe(403);
  });

  it('with the cookie gets the page under a strict policy', async () => {
    const { status, headers, body } = await ask('/', { cookie });
    expect([status, body]).toEqual([200, '<!doctype html><title>page</title>']);
    const policy = String(headers['content-security-policy']);
    for (const part of ["default-src 'none'", "script-src 'self';", "style-src 'self';", `connect-src 'self' ws://127.0.0.1:${port};`, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
    });
    expect((await ask('/assets/main-1.js', { cookie })).headers['content-type']).toContain('text/javascript');
  });

  it('must name this very host (a foreign name that points here does not)', async () => {
    for (const name of ['evil.example', `evil.example:${port}`, `localhost:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`, `127.0.0.1:${port}.evil.example`]) {
      expect([name, (await ask('/', { cookie, host: name })).status]).toEqual([name, 403]);
    }
  });

  it('must not come from another page', async () => {
    for (const origin of ['http://evil.example', 'null', `http://localhost:${port}`, `https://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`]) {
      expect([origin, (await ask('/', { cookie, origin })).status]).toEqual([origin, 403]);
    }
    expect((await ask('/', { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await ask('/', { cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('may only be a GET', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) expect([method, (await ask('/', { cookie }, method)).status]).toEqual([method, 405]);
  });

  it('reaches files of the page and no others', async () => {
    const paths = ['/../secret.js', '/%2e%2e/secret.js', '/assets/../../secret.js', '/assets/..%2f..%2fsecret.js', '//secret.js', '/assets/notes.txt', '/assets', '/assets/', '/data/keys.json', '/assets/main-1.js/', '/%00'];
    for (const path of paths) {
      const { status, body } = await ask(path, { cookie });
      expect([path, status]).toEqual([path, 404]);
      expect(body).not.toContain('outside');
    }
  });
});

describe('a socket', () => {
  it('is let in with our host, our origin and the cookie, and with nothing less', async () => {
    expect(await upgrade('/rpc', ours())).toBe(101);
    expect(await upgrade('/rpc', ours({ cookie: '' }))).toBe(403);
    expect(await upgrade('/rpc', ours({ cookie: `foyer-${port}=x` }))).toBe(403);
    expect(await upgrade('/rpc', ours({ host: 'evil.example' }))).toBe(403);
    expect(await upgrade('/rpc', ours({ origin: 'http://evil.example' }))).toBe(403);
    const { origin: _, ...without } = ours();
    expect(await upgrade('/rpc', without)).toBe(403);
    expect(await upgrade('/', ours())).toBe(404);
    expect(await upgrade('/rpc?s=1', ours())).toBe(404);
  });

  it('speaks the contract, in a session of its own', async () => {
    const socket = await openSocket();
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket }));
    expect(await client.setup.phase()).toEqual({ phase: 'empty', osKeystore: false });
    expect(await codeOf(client.home.buildings())).toBe('desk_not_open');
    expect(await codeOf(client.setup.create({ site: '', admin: 'x', pin: '1', keep: { kind: 'keyFile' } }))).toBe('call_malformed');
    socket.terminate();
  });

  it('answers what is no call with a typed refusal', async () => {
    const socket = await openSocket();
    const send = async (text: string): Promise<unknown> => {
      const answer = nextText(socket);
      socket.send(text);
      const parsed = JSON.parse(await answer) as { i: string; p: { s: number; b: { json: { code: string; defined: boolean; data: { code: string } } } } };
      expect(parsed.p.s).toBe(422);
      expect(parsed.p.b.json).toMatchObject({ code: 'REFUSED', defined: true });
      return [parsed.i, parsed.p.b.json.data.code];
    };
    expect(await send('{"i":"1","p":{"u":"/no/such"}}')).toEqual(['1', 'procedure_unknown']);
    expect(await send('{"i":"2","p":{"u":"/__proto__/toString"}}')).toEqual(['2', 'procedure_unknown']);
    expect(await send('{"i":"3","p":{"u":"http://evil.example/setup/phase"}}')).toEqual(['3', 'procedure_unknown']);
    expect(await send('{"i":"4","p":7}')).toEqual(['4', 'call_malformed']);
    expect(await send('{"i":"5","t":3,"p":{"e":"message"}}')).toEqual(['5', 'call_malformed']);
    expect(await send('{"i":"6","p":{"u":"/setup/phase","b":{')).toEqual(['6', 'call_malformed']);
    expect(await send(`{"i":"7","p":{"u":"/search/find","b":{"json":{"text":"${'x'.repeat(300_000)}"}}}}`)).toEqual(['7', 'call_too_large']);
    expect(await send('{"i":"8","p":{"u":"/setup/create","b":{"json":{"site":5},"meta":[[1,"__proto__","x"]]}}}')).toEqual(['8', 'call_malformed']);
    // Frames without an id get no answer, and end nothing.
    for (const text of ['', 'null', '[]', '{"i":{}}', '\u0000']) socket.send(text);
    socket.send(Buffer.from([1, 2, 3]));
    const answer = nextText(socket);
    socket.send('{"i":"9","p":{"u":"/setup/phase"}}');
    expect(await answer).toContain('"empty"');
    socket.terminate();
  });

  it('is closed when it only sends nonsense, or a frame beyond all limits, and the desk lives on', async () => {
    const noisy = await openSocket();
    const closed = new Promise((resolve) => noisy.once('close', resolve));
    for (let n = 0; n < 60; n += 1) noisy.send('nonsense');
    expect(await closed).toBe(1008);
    const huge = await openSocket();
    huge.on('error', () => {});
    const ended = new Promise((resolve) => huge.once('close', resolve));
    // A header that announces 1 GB is enough: nothing of it has to be sent.
    (Reflect.get(huge, '_socket') as Socket).write(Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4]));
    expect(await ended).toBe(1009);
    const socket = await openSocket();
    const answer = nextText(socket);
    socket.send('{"i":"1","p":{"u":"/setup/phase"}}');
    expect(await answer).toContain('"empty"');
    socket.terminate();
  });

  it('ends its streams when it closes', async () => {
    const socket = await openSocket();
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket }));
    const notices = await client.desk.changes();
    void (async () => {
      for await (const _ of notices) break;
    })().catch(() => {});
    socket.terminate();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await ask('/', { cookie })).status).toBe(200);
  });
});
