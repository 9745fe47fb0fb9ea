/**
 * The build of what Electron and the browser host run: `renderer/dist` (the page), `electron/dist/{main,preload,desk}`.
 *
 * `npm run build` builds always; `npm start` only when something changed, by a hash of all sources (times of files say
 * nothing after a clone or a checkout). CLI and tests run the sources and need no build.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));
export const rendererDist = join(projectRoot, 'renderer', 'dist');

const stampFile = join(projectRoot, 'electron', 'dist', 'stamp');
const sourceFolders = ['core', 'db', 'electron', 'renderer'];
const buildFiles = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** All files under `folder`, sorted, without anything built or installed. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== 'dist' && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
    .toSorted();

/** SHA-256 over names and contents of `files`, names taken relative to `root` so that a moved checkout stays fresh. */
export const hashFiles = (root: string, files: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file).split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
};

/** One hash for everything that a build depends on. */
export const sourcesHash = (root = projectRoot): string =>
  hashFiles(root, [
    ...buildFiles.map((name) => join(root, name)).filter((file) => existsSync(file)),
    ...sourceFolders.map((name) => join(root, name)).filter((folder) => existsSync(folder)).flatMap(filesBelow),
  ]);

/** True when a built file is missing or the sources differ from those that were built last. */
export const needsBuild = async (): Promise<boolean> => {
  const { outputs } = await import('./vite.config.ts');
  const built = [...outputs.map((name) => join(projectRoot, name)), join(rendererDist, 'index.html')];
  if (!existsSync(stampFile) || built.some((file) => !existsSync(file))) return true;
  return readFileSync(stampFile, 'utf8') !== sourcesHash();
};

/** Builds all four parts. Throws with the bundler's message when one does not build; the stamp is written last. */
export const build = async (): Promise<void> => {
  const [vite, { electronBuilds }] = await Promise.all([import('vite'), import('./vite.config.ts')]);
  rmSync(stampFile, { force: true });
  // The hash is taken first: a file saved during the build then makes the next start build again.
  const hash = sourcesHash();
  await vite.build({ configFile: join(projectRoot, 'renderer', 'vite.config.ts') });
  for (const config of electronBuilds) await vite.build(config);
  writeFileSync(stampFile, hash);
};
