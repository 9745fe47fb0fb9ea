import { spawn } from 'node:child_process';
import { rootSwitches } from '../runtime.ts';
import { installedBrowsers } from './browsers.ts';

/**
 * Opens `url` as an app window of an installed browser and leaves it running. False when no browser is installed: the
 * caller then shows the address instead.
 */
export const openAppWindow = (url: string): boolean => {
  const program = installedBrowsers()[0];
  if (program === undefined) return false;
  spawn(program, [`--app=${url}`, '--no-first-run', ...rootSwitches()], { detached: true, stdio: 'ignore' })
    .once('error', () => process.stderr.write(`${program} could not be started; open the address above yourself.\n`))
    .unref();
  return true;
};
