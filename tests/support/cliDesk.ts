import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/**
 * The command line on a desk that a passphrase opens, to fill a data folder before a program is started on it. The call
 * takes the clerk's PIN and the arguments, and gives back the JSON that was printed; it throws when the command failed.
 */
export const cli = (passphrase: string) => (pin: string, ...args: string[]): unknown => {
  const env = { ...process.env, FOYER_PASSPHRASE: passphrase, FOYER_PIN: pin };
  const printed = execFileSync(process.execPath, [join(root, 'electron/cli/main.ts'), ...args, '--json'], { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return JSON.parse(printed);
};
