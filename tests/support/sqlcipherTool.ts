import { spawnSync } from 'node:child_process';

/**
 * The standard command-line tool of SQLCipher, if this machine has one that knows version 4 of the format (Debian 12's is of
 * version 3). FOYER_SQLCIPHER may name it. Returns the command, or the reason why there is none.
 */
export const sqlcipherTool = (): { readonly command: string } | { readonly reason: string } => {
  const command = process.env['FOYER_SQLCIPHER'] ?? 'sqlcipher';
  const asked = spawnSync(command, [':memory:', 'PRAGMA cipher_version'], { encoding: 'utf8', timeout: 10_000 });
  if (asked.error) return { reason: `${command} is not installed` };
  const version = /^(\d+)\.\d+\.\d+/m.exec(asked.stdout)?.[0] ?? 'unknown';
  return Number.parseInt(version, 10) >= 4 ? { command } : { reason: `${command} speaks format ${version}, 4 is needed` };
};

export const runSqlcipher = (command: string, file: string, rawHex: string, sql: readonly string[]): string => {
  const run = spawnSync(command, [file, `PRAGMA key = "x'${rawHex}'"`, ...sql], { encoding: 'utf8', timeout: 30_000 });
  if (run.status !== 0) throw new Error(`sqlcipher ended with ${run.status}: ${run.stderr}`);
  return run.stdout;
};
