import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { protocol, type Session } from 'electron';
import { isOurs, SCHEME } from './origin.ts';

/** Types of everything that the build of the page makes. A file of another type is not served: someone must decide first. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/** No directive that Chromium obeys covers WebRTC and DNS hints (seen: STUN and TURN went out under this policy); lockdown.ts closes those. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** On every answer, refusals included: a page without a policy would be a page without walls. */
const headers: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-dns-prefetch-control': 'off',
  'cache-control': 'no-cache',
};

/** Before `app` is ready, and once: Chromium fixes the list of schemes when it starts. Neither `bypassCSP` nor `corsEnabled`. */
export const registerScheme = (): void =>
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);

type BuiltFile = { readonly file: string; readonly type: string };

/** Every built file by the path that asks for it. Requests are looked up here and never joined to a folder, so none can climb out of it. */
export const builtFiles = (folder: string): ReadonlyMap<string, BuiltFile> => {
  const files = new Map<string, BuiltFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(file.slice(folder.length).replaceAll('\\', '/'), { file, type });
  }
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
};

const refuse = (status: number): Response => new Response(null, { status, headers });

/** Answers one request for `app://desk/…`: 200 with a built file, else 400 (not our host), 405 (not GET) or 404. */
export const answerFrom =
  (files: ReadonlyMap<string, BuiltFile>) =>
  async (request: { readonly url: string; readonly method: string }): Promise<Response> => {
    if (!isOurs(request.url)) return refuse(400);
    if (request.method !== 'GET') return refuse(405);
    const built = files.get(new URL(request.url).pathname);
    if (built === undefined) return refuse(404);
    const bytes = await readFile(built.file);
    return new Response(new Uint8Array(bytes), { headers: { ...headers, 'content-type': built.type } });
  };

/** On the window's own session: the default session serves nothing. */
export const serveScheme = (session: Session, folder: string): void => session.protocol.handle(SCHEME, answerFrom(builtFiles(folder)));
