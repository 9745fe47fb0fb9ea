import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Everything a data folder holds. The paths are named here once, so that no other file spells one.
 *
 * | file | what it is |
 * |---|---|
 * | `foyer.db` (+ `-wal`, `-shm`) | the encrypted database |
 * | `keys.json`, `keys.json.2` | the wrapped secrets and a second copy |
 * | `marker.json` | "a desk was enrolled here" |
 * | `highwater` | the last fact known to be committed |
 * | `backups/` | verified copies, named by time |
 * | `attachments/` | sealed files |
 * | `aside/` | what a restore or an unfinished first run left; never deleted by the program |
 * | `lock` | held by the one process that has the folder open |
 */
export interface VaultPaths {
  readonly dir: string;
  readonly db: string;
  readonly keys: string;
  readonly keysCopy: string;
  readonly marker: string;
  readonly highWater: string;
  readonly backups: string;
  readonly attachments: string;
  readonly aside: string;
  readonly lock: string;
}

export const vaultPaths = (dir: string): VaultPaths => ({
  dir,
  db: join(dir, 'foyer.db'),
  keys: join(dir, 'keys.json'),
  keysCopy: join(dir, 'keys.json.2'),
  marker: join(dir, 'marker.json'),
  highWater: join(dir, 'highwater'),
  backups: join(dir, 'backups'),
  attachments: join(dir, 'attachments'),
  aside: join(dir, 'aside'),
  lock: join(dir, 'lock'),
});

/** Only the account that runs the desk may read its folder: other accounts of a shared counter PC have no business there. */
export const ensureDir = (dir: string): void => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32' && (statSync(dir).mode & 0o077) !== 0) chmodSync(dir, 0o700);
};

/** Makes a rename or a new name survive a power cut. Windows cannot open a folder for this and does it by itself. */
export const syncDir = (dir: string): void => {
  if (process.platform === 'win32') return;
  const handle = openSync(dir, 'r');
  try {
    fsyncSync(handle);
  } catch (error) {
    // Some network and stick file systems cannot flush a folder; the files in it are flushed all the same.
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes((error as { code?: string }).code ?? '')) throw error;
  } finally {
    closeSync(handle);
  }
};

export const syncFile = (file: string): void => {
  // 'r+' because Windows refuses to flush a file that was opened for reading only.
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** The name of a half-written file. It is the final name plus a suffix, so that a leftover is recognised and never read. */
export const partName = (file: string): string => join(dirname(file), `.${basename(file)}.part`);

/** Writes the whole file or nothing: temp, fsync, rename, fsync of the folder. A reader sees the old or the new content. */
export const writeAtomic = (file: string, content: string | Uint8Array): void => {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const part = partName(file);
  rmSync(part, { force: true });
  const handle = openSync(part, 'wx', 0o600);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
    fsyncSync(handle);
  } catch (error) {
    closeSync(handle);
    rmSync(part, { force: true });
    throw error;
  }
  closeSync(handle);
  renameSync(part, file);
  syncDir(dirname(file));
};

/** Moves files into a fresh folder under `aside/` and says where. Nothing that may hold facts is ever deleted. */
export const moveAside = (paths: VaultPaths, files: readonly string[], now: Date): string => {
  const stamp = now.toISOString().replace(/[-:]/g, '').slice(0, 15);
  let target = join(paths.aside, stamp);
  for (let n = 2; existsSync(target); n += 1) target = join(paths.aside, `${stamp}-${n}`);
  ensureDir(paths.aside);
  ensureDir(target);
  for (const file of files) if (existsSync(file)) renameSync(file, join(target, basename(file)));
  syncDir(target);
  syncDir(paths.aside);
  syncDir(paths.dir);
  return target;
};
