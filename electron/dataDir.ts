import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where the desk's data lies unless `--data` says otherwise: `FOYER_DATA`, else the place where this system keeps the
 * data of programs. Both hosts and the CLI ask here, so that they mean the same desk.
 */
export const defaultDataDir = (env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string => {
  if (env['FOYER_DATA']) return resolve(env['FOYER_DATA']);
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Foyer');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Foyer');
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'foyer');
};
