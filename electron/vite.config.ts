import { fileURLToPath } from 'node:url';
import { defineConfig, type InlineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The newest Node that code in Electron may count on: the oldest runtime that the tests drive is Electron 33. */
const nodeTarget = 'node20.18';

/** Native addons stay outside: their .node files are found beside their own JavaScript. Everything else is bundled. */
const addons = ['better-sqlite3', '@node-rs/argon2'];

type Part = 'main' | 'preload' | 'desk';

const parts: Record<Part, { entry: string; file: string; format: 'es' | 'cjs'; external: string[] }> = {
  main: { entry: 'electron/main/index.ts', file: 'index.js', format: 'es', external: ['electron'] },
  // A sandboxed preload is a single CommonJS file: it can require nothing but a few of Electron's own modules.
  preload: { entry: 'electron/preload/index.ts', file: 'index.cjs', format: 'cjs', external: ['electron'] },
  desk: { entry: 'electron/desk/process.ts', file: 'process.js', format: 'es', external: ['electron', ...addons] },
};

const names: readonly Part[] = ['main', 'preload', 'desk'];

/** What the built program consists of, relative to the project: `electron/dist/<part>/<file>`. */
export const outputs = names.map((name) => `electron/dist/${name}/${parts[name].file}`);

const config = (name: Part): InlineConfig => {
  const { entry, file, format, external } = parts[name];
  return {
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    ssr: { target: 'node', noExternal: true, external },
    build: {
      ssr: entry,
      outDir: `electron/dist/${name}`,
      emptyOutDir: true,
      target: nodeTarget,
      minify: false,
      rolldownOptions: {
        external,
        // One file a part: the preload cannot load a second one, and main and desk have nothing to load late.
        output: { format, entryFileNames: file, codeSplitting: false },
      },
    },
  };
};

/** One build each for main, preload and desk. */
export const electronBuilds: readonly InlineConfig[] = names.map(config);

export default defineConfig(config('main'));
