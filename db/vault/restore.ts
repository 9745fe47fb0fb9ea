import { chmodSync, copyFileSync, existsSync, renameSync } from 'node:fs';
import { basename } from 'node:path';
import { isRefusal, Refusal } from '#core/refusal.ts';
import { dropTail, keysOfBackup, removeDatabase, verifyBackup } from './backup.ts';
import { deskState } from './deskState.ts';
import type { VaultPaths } from './files.ts';
import { moveAside, partName, syncDir, syncFile, vaultPaths } from './files.ts';
import type { KeysFile } from './keysFile.ts';
import { keyCheckOf, openSecrets, saveKeys } from './keysFile.ts';
import { lockFolder } from './lock.ts';
import { readMarker, writeMarker } from './marker.ts';
import { pendingMigrations } from './migrate.ts';
import { connect, diagnose, saltOf } from './open.ts';
import { readRecoveryCode } from './recoveryCode.ts';
import { refusing } from './sqliteRefusal.ts';
import { enrolSecrets, wrapSecrets } from './secrets.ts';
import type { Migration, Secrets, Unlocker, WrapChoice } from './types.ts';

export interface RestoreOptions {
  /** This program's migrations: a backup from a newer program is refused before anything is moved. */
  readonly migrations: readonly Migration[];
  readonly nativeBinding?: string;
  readonly now?: Date;
}

/** The keys that came with the file, or null for a bare database file (copied by hand, or its tail cut off). */
const tailOrNull = (file: string): { keys: KeysFile; dbBytes: number } | null => {
  try {
    return keysOfBackup(file);
  } catch (error) {
    if (isRefusal(error) && error.code === 'backup_keys_missing') return null;
    throw error;
  }
};

/** Copies the backup's pages into the folder under a name that counts for nothing, and checks that copy, not the original. */
const stage = (file: string, paths: VaultPaths, dbSecret: Uint8Array, options: RestoreOptions): string => {
  const part = partName(paths.db);
  const clean = (): void => removeDatabase(part);
  const copy = (from: string, to: string): void => {
    copyFileSync(from, to);
    chmodSync(to, 0o600);
  };
  clean();
  try {
    if (!existsSync(file)) throw new Refusal('db_missing');
    copy(file, part);
    const tail = tailOrNull(file);
    if (tail) dropTail(part, tail.dbBytes);
    // A database copied by hand may have its last commits in the log beside it: they belong to it.
    else if (existsSync(`${file}-wal`)) copy(`${file}-wal`, `${part}-wal`);
    diagnose(part, dbSecret);
    const db = connect(part, dbSecret, { cache: 2048, ...(options.nativeBinding === undefined ? {} : { nativeBinding: options.nativeBinding }) });
    try {
      pendingMigrations(db, options.migrations);
      db.pragma('journal_mode = DELETE'); // takes the log in and removes it: only one file is to be moved
    } finally {
      db.close();
    }
    verifyBackup(part, dbSecret, undefined, options.nativeBinding);
    syncFile(part);
    return part;
  } catch (error) {
    clean();
    throw error;
  }
};

/**
 * Brings a backup in over a desk whose secrets are open, also one whose database is damaged, emptied or missing. The desk must
 * be closed. The backup is verified first; the present database is moved to `aside/` and never deleted; the marker then says
 * `restored`, so that the log layer gives this copy a new writer before it writes (the old one's numbers may be used up).
 *
 * Cut off between the moves, the folder answers `db_missing` and the restore can simply be repeated.
 * Refuses `backup_of_another_desk`, and as `verifyBackup` and `pendingMigrations` do.
 */
export const restoreFrom = (file: string, dir: string, secrets: Secrets, options: RestoreOptions): void => {
  const found = deskState(dir);
  if (found.state === 'empty' || found.state === 'unfinished') throw new Refusal(`desk_${found.state}`);
  const paths = vaultPaths(dir);
  const lock = lockFolder(paths, options.nativeBinding);
  try {
    refusing(dir, () => {
      const tail = tailOrNull(file);
      if (tail && tail.keys.keyCheck !== keyCheckOf(secrets.dbSecret)) throw new Refusal('backup_of_another_desk');
      const part = stage(file, paths, secrets.dbSecret, options);
      place(part, basename(file), paths, secrets.vault, options.now ?? new Date());
    });
  } finally {
    lock.release();
  }
};

const place = (part: string, name: string, paths: VaultPaths, vault: string, now: Date): void => {
  const marker = readMarker(paths);
  if (typeof marker === 'object' && marker.vault !== vault) throw new Refusal('keys_of_another_desk');
  // The flag goes first: a new writer too many is harmless, a missing one doubles numbers.
  writeMarker(paths, { version: 1, vault, state: 'enrolled', salt: saltOf(part), restored: name });
  // The database goes before its log. The other way round a crash would leave it open without its last commits; and a log
  // left behind would be replayed into the restored file.
  const present = [paths.db, `${paths.db}-wal`, `${paths.db}-shm`].filter((path) => existsSync(path));
  if (present.length > 0) moveAside(paths, present, now);
  renameSync(part, paths.db);
  syncDir(paths.dir);
};

/**
 * Makes a desk out of a backup on a machine that has none: the backup's own keys and the recovery code are enough. The same
 * code stays good for the new folder. Attachments are not in a backup and come by exchange.
 * Refuses `desk_exists`, `backup_keys_missing`, `recovery_code_wrong` and as `restoreFrom` does.
 */
export const restoreToNew = async (
  file: string,
  dir: string,
  unlocker: Unlocker,
  choices: readonly WrapChoice[],
  options: RestoreOptions,
): Promise<{ secrets: Secrets; recoveryCode: string }> => {
  const now = options.now ?? new Date();
  const { keys } = keysOfBackup(file);
  const { secrets } = await openSecrets(keys, unlocker);
  verifyBackup(file, secrets.dbSecret, undefined, options.nativeBinding);
  const code = unlocker.kind === 'recoveryCode' ? readRecoveryCode(unlocker.code) : undefined;
  const recoveryCode = await enrolSecrets(dir, secrets, choices, now, code);
  const paths = vaultPaths(dir);
  const lock = lockFolder(paths, options.nativeBinding);
  try {
    refusing(dir, () => place(stage(file, paths, secrets.dbSecret, options), basename(file), paths, secrets.vault, now));
  } finally {
    lock.release();
  }
  return { secrets, recoveryCode };
};

/** The secrets that travelled with a backup. Refuses `backup_keys_missing`, `keys_damaged`, and as the way that was tried does. */
export const secretsOfBackup = async (file: string, unlocker: Unlocker): Promise<Secrets> => (await openSecrets(keysOfBackup(file).keys, unlocker)).secrets;

/**
 * Gives a desk whose keys file is missing, damaged or another desk's its keys back, from any backup of it and the recovery
 * code. The database stays as it is: it is newer than the backup. What lay in the keys' place is moved aside.
 * Refuses `keys_present` where they are whole, and as `diagnose` does where the backup's secret does not open this database.
 */
export const restoreKeys = async (file: string, dir: string, unlocker: Unlocker, choices: readonly WrapChoice[], now = new Date()): Promise<Secrets> => {
  const paths = vaultPaths(dir);
  const found = deskState(dir);
  if (found.state !== 'problem') throw new Refusal(found.state === 'enrolled' ? 'keys_present' : `desk_${found.state}`);
  if (!['keys_missing', 'keys_damaged', 'keys_of_another_desk'].includes(found.code)) throw new Refusal(found.code);
  const opened = await openSecrets(keysOfBackup(file).keys, unlocker);
  const marker = readMarker(paths);
  const secrets: Secrets = typeof marker === 'object' ? { ...opened.secrets, vault: marker.vault } : opened.secrets;
  const lock = lockFolder(paths);
  try {
    refusing(dir, () => diagnose(paths.db, secrets.dbSecret, typeof marker === 'object' ? marker.salt : undefined));
    const code = unlocker.kind === 'recoveryCode' ? unlocker.code : undefined;
    const { keys } = await wrapSecrets(secrets, choices, now, code);
    const present = [paths.keys, paths.keysCopy].filter((path) => existsSync(path));
    refusing(dir, () => {
      if (present.length > 0) moveAside(paths, present, now);
      saveKeys(paths, keys, now);
    });
    return secrets;
  } finally {
    lock.release();
  }
};
