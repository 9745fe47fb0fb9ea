import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const electronPackage = fileURLToPath(new URL('../node_modules/electron', import.meta.url));

const platformFile = (): string =>
  process.platform === 'win32' ? 'electron.exe' : process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';

/**
 * The Electron program that can be started here, found by its files alone: asking the `electron` package would start a
 * download. `ELECTRON_OVERRIDE_DIST_PATH` wins, as it does in that package. Undefined when there is none.
 */
export const findElectron = (): string | undefined => {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override !== undefined && override !== '') {
    const program = join(override, platformFile());
    return existsSync(program) ? program : undefined;
  }
  const pathFile = join(electronPackage, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const program = join(electronPackage, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(program) ? program : undefined;
};

/** The script by which the `electron` package fetches its program. */
export const electronInstaller = join(electronPackage, 'install.js');

/** Whether a window can be shown: always on Windows and macOS, elsewhere where X11 or Wayland is announced. */
export const hasDisplay = (): boolean =>
  process.platform === 'win32' || process.platform === 'darwin' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

/** Chromium refuses to start as root with its sandbox; a desk is never run so, containers and test machines are. */
export const rootSwitches = (): string[] => (process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []);
