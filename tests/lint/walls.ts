import { builtinModules } from 'node:module';
import { posix } from 'node:path';

/**
 * The import walls: who may import whom. This table is the one place where they stand; the lint rule `house/walls`
 * enforces it and a unit test proves that each crossing is found.
 */
export type Folder = 'core' | 'db' | 'electron' | 'renderer' | 'hq' | 'tests';

type Wall = {
  /** Folders it may import from, besides itself. */
  folders: readonly Folder[];
  /** Packages from npm: any, or these and nothing else. */
  packages: 'any' | readonly string[];
  node: boolean;
};

const walls: Record<Folder, Wall> = {
  // What the trade knows must run anywhere and give the same answer everywhere: no I/O, no Node, no DOM.
  core: { folders: [], packages: ['zod', '@orpc/contract', 'pinyin-pro'], node: false },
  db: { folders: ['core'], packages: 'any', node: true },
  electron: { folders: ['core'], packages: 'any', node: true },
  renderer: { folders: ['core'], packages: 'any', node: false },
  hq: { folders: ['core'], packages: 'any', node: true },
  tests: { folders: ['core', 'db', 'electron', 'renderer', 'hq'], packages: 'any', node: true },
};

/** The parts of electron/ that run the desk in their own process; the rest (window, preload, start) never touches db/. */
const deskParts = ['electron/desk/', 'electron/host/', 'electron/cli/'];

/** Packages that open files or the database: db/ and the desk alone. */
const deskPackages = ['better-sqlite3', '@node-rs/argon2'];

const isFolder = (name: string | undefined): name is Folder => name !== undefined && Object.hasOwn(walls, name);

const packageName = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

const isNode = (specifier: string): boolean => specifier.startsWith('node:') || builtinModules.includes(specifier);

/** Built for Node and configured by Node: a folder's vite config is no part of its program. */
const isToolConfig = (file: string): boolean => /(?:^|\/)(?:vite|playwright|vitest)\.config\.ts$/u.test(file);

/**
 * Why `file` (a path inside the project, with forward slashes) may not import `specifier`; undefined when it may.
 * Relative paths are followed, so that `../../db/x.ts` is found as well as `#db/x.ts`.
 */
export const crossing = (file: string, specifier: string): string | undefined => {
  const from = file.split('/')[0];
  if (!isFolder(from)) return undefined;
  const wall = walls[from];
  if (isToolConfig(file)) return undefined;

  if (isNode(specifier)) return wall.node ? undefined : `${from}/ may not import Node's ${specifier}`;

  const inside = specifier.startsWith('#') ? specifier.slice(1) : specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : undefined;
  if (inside === undefined) {
    const name = packageName(specifier);
    if (wall.packages !== 'any' && !wall.packages.includes(name)) return `${from}/ may import ${wall.packages.join(', ')} and no other package: ${name}`;
    const desk = from === 'db' || from === 'tests' || from === 'hq' || deskParts.some((part) => file.startsWith(part));
    if (!desk && deskPackages.includes(name)) return `${name} belongs to db/ and the desk alone`;
    return undefined;
  }

  const to = inside.split('/')[0];
  if (to === from) return undefined;
  if (!isFolder(to)) return inside === 'package.json' ? undefined : `${specifier} lies in none of the project's folders`;
  if (from === 'electron' && to === 'db') {
    return deskParts.some((part) => file.startsWith(part)) ? undefined : 'of electron/ only desk, host and cli may import db/';
  }
  return wall.folders.includes(to) ? undefined : `${from}/ may not import ${to}/`;
};
