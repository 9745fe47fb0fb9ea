import { existsSync, writeFileSync } from 'node:fs';
import { Refusal } from '#core/refusal.ts';
import { driver } from './driver.ts';
import type { VaultPaths } from './files.ts';

/**
 * One process per data folder. Two would write one writer's log twice.
 *
 * The lock is the operating system's own, held through an empty SQLite file: it goes when the process dies, however it dies,
 * so there is no stale lock to judge by process numbers. It is a file of its own, so that the database can be moved and
 * replaced under it. (Nothing else may open `lock` in this process: on POSIX, closing any handle drops the lock.)
 */
export interface FolderLock {
  release(): void;
}

/** Refuses `desk_open_elsewhere` at once when another process, or another part of this one, holds the folder. */
export const lockFolder = (paths: VaultPaths, nativeBinding?: string): FolderLock => {
  if (!existsSync(paths.lock)) writeFileSync(paths.lock, '', { flag: 'a', mode: 0o600 });
  const db = driver(paths.lock, { fileMustExist: true, timeout: 0, ...(nativeBinding === undefined ? {} : { nativeBinding }) });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    const code = (error as { code?: string }).code ?? '';
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) throw new Refusal('desk_open_elsewhere');
    throw error;
  }
  return {
    release: () => {
      if (db.open) db.close();
    },
  };
};
