import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';

/**
 * The built page as a fixed map: every file is read once at start and answered by its exact path. No request ever becomes a
 * path on the disk.
 */
export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly tag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  ttf: 'font/ttf',
};

/** Files of `folder` by URL path, `/` being its index.html. Empty when nothing is built. */
export function readPage(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  const walk = (dir: string, url: string): void => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(`${dir}/${entry.name}`, `${url}${entry.name}/`);
      const type = TYPES[entry.name.slice(entry.name.lastIndexOf('.') + 1)];
      if (!entry.isFile() || type === undefined) continue;
      const bytes = readFileSync(`${dir}/${entry.name}`);
      files.set(`${url}${entry.name}`, { type, bytes, tag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 20)}"` });
    }
  };
  if (existsSync(folder)) walk(folder, '/');
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}
