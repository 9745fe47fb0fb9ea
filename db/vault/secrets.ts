import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { Refusal } from '#core/refusal.ts';
import { deskState } from './deskState.ts';
import type { VaultPaths } from './files.ts';
import { ensureDir, moveAside, vaultPaths } from './files.ts';
import type { KeysFile } from './keysFile.ts';
import { loadKeys, openSecrets, resealSecrets, saveKeys, sealSecrets } from './keysFile.ts';
import { lockFolder } from './lock.ts';
import { readMarker, writeMarker } from './marker.ts';
import { newRecoveryCode } from './recoveryCode.ts';
import { refusing } from './sqliteRefusal.ts';
import type { Secrets, Unlocker, WrapChoice, WrapKind } from './types.ts';
import type { Wrap } from './wraps.ts';
import { makeRecoveryWrap, makeWrap } from './wraps.ts';

export interface NewVault {
  /** The ways to open it every day; the recovery code is always added. */
  readonly wraps: readonly WrapChoice[];
  /** Of a desk that joins a site: the site's secret, from its invitation. A new site gets a fresh one. */
  readonly siteSecret?: Uint8Array;
  readonly extra?: Readonly<Record<string, string>>;
  readonly now?: Date;
}

/**
 * Begins a desk in an empty folder: makes its secrets, wraps them, writes `keys.json` and a marker that says "creating".
 * The desk counts as enrolled only when `Desk.finishEnrolment` is called after its first facts are committed; what an
 * interrupted earlier try left is moved aside. The recovery code is returned once and is kept nowhere.
 * Refuses `desk_exists`, or the problem's own code where a damaged desk lies: a first run never covers one.
 */
export const createVault = async (dir: string, options: NewVault): Promise<{ secrets: Secrets; recoveryCode: string }> => {
  const secrets: Secrets = {
    vault: randomUUID(),
    dbSecret: randomBytes(32),
    siteSecret: Uint8Array.from(options.siteSecret ?? randomBytes(32)),
    extra: { ...options.extra },
  };
  if (secrets.siteSecret.length !== 32) throw new TypeError('a site secret is 32 bytes');
  return { secrets, recoveryCode: await enrolSecrets(dir, secrets, options.wraps, options.now ?? new Date()) };
};

/** Writes the keys of `secrets` into a folder without a desk. Shared with the restore of a backup on a new machine. */
export const enrolSecrets = async (dir: string, secrets: Secrets, choices: readonly WrapChoice[], now: Date, givenCode?: string): Promise<string> => {
  requireNoDesk(dir);
  const { keys, recoveryCode } = await wrapSecrets(secrets, choices, now, givenCode);
  const paths = vaultPaths(dir);
  refusing(dir, () => ensureDir(dir));
  const lock = lockFolder(paths);
  try {
    writeNewVault(paths, secrets.vault, keys, now);
  } finally {
    lock.release();
  }
  return recoveryCode;
};

/** Under the lock, and after looking again: another process may have begun in the meantime. */
const writeNewVault = (paths: VaultPaths, vault: string, keys: KeysFile, now: Date): void => {
  const state = requireNoDesk(paths.dir);
  refusing(paths.dir, () => {
    if (state === 'unfinished') moveAside(paths, unfinishedFiles(paths), now);
    ensureDir(paths.backups);
    ensureDir(paths.attachments);
    writeMarker(paths, { version: 1, vault, state: 'creating' });
    saveKeys(paths, keys, now);
  });
};

/** A keys file for `secrets`. Every wrap is made and tried before any file is written: a refused keystore changes nothing. */
export const wrapSecrets = async (
  secrets: Secrets,
  choices: readonly WrapChoice[],
  now: Date,
  code = newRecoveryCode(),
): Promise<{ keys: KeysFile; recoveryCode: string }> => {
  const { master, keys } = sealSecrets(secrets, now.toISOString());
  const wraps: Wrap[] = [];
  for (const choice of choices) wraps.push(await makeWrap(secrets.vault, master, choice));
  wraps.push(makeRecoveryWrap(secrets.vault, master, code));
  return { keys: { ...keys, wraps }, recoveryCode: code };
};

const requireNoDesk = (dir: string): 'empty' | 'unfinished' => {
  const found = deskState(dir);
  if (found.state === 'problem') throw new Refusal(found.code);
  if (found.state === 'enrolled') throw new Refusal('desk_exists');
  return found.state;
};

const unfinishedFiles = (paths: VaultPaths): string[] => [
  paths.db,
  `${paths.db}-wal`,
  `${paths.db}-shm`,
  paths.keys,
  paths.keysCopy,
  paths.highWater,
  paths.marker, // last: until everything else has moved, the folder still reads as unfinished
];

/**
 * Takes away what a first run left that was refused half-way: nobody was ever told a way to open it. Only for a try of this
 * very process; what an interrupted one left is moved aside by the next, never deleted. Does nothing to a desk.
 */
export const discardUnfinished = (dir: string): void => {
  if (deskState(dir).state !== 'unfinished') return;
  const paths = vaultPaths(dir);
  const lock = lockFolder(paths);
  try {
    refusing(dir, () => {
      for (const file of unfinishedFiles(paths)) rmSync(file, { force: true });
      for (const folder of [paths.backups, paths.attachments]) if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
    });
  } finally {
    lock.release();
  }
};

/** The ways that open this desk, in the order of the keys file. Refuses `keys_missing`, `keys_damaged`, `keys_from_future`. */
export const wrapKinds = (dir: string): WrapKind[] => loadKeys(vaultPaths(dir)).wraps.map((wrap) => wrap.kind);

const loadOwnKeys = (paths: VaultPaths): KeysFile => {
  const keys = loadKeys(paths);
  const marker = readMarker(paths);
  if (typeof marker === 'object' && marker.vault !== keys.vault) throw new Refusal('keys_of_another_desk');
  return keys;
};

/** Opens the secrets. Changes no file; refuses `desk_empty` where no desk is. For the refusals see wraps.ts and keysFile.ts. */
export const unlockVault = async (dir: string, unlocker: Unlocker): Promise<Secrets> => {
  if (deskState(dir).state === 'empty') throw new Refusal('desk_empty');
  return (await openSecrets(loadOwnKeys(vaultPaths(dir)), unlocker)).secrets;
};

/** Adds a way to open the desk or replaces the one of its kind (a new passphrase, a new machine's keystore). */
export const setWrap = async (dir: string, unlocker: Unlocker, choice: WrapChoice, now = new Date()): Promise<void> => {
  const paths = vaultPaths(dir);
  const keys = loadOwnKeys(paths);
  const { master } = await openSecrets(keys, unlocker);
  const made = await makeWrap(keys.vault, master, choice);
  saveKeys(paths, { ...keys, wraps: [made, ...keys.wraps.filter((wrap) => wrap.kind !== made.kind)] }, now);
};

/** Takes a way of opening out. The recovery code can only be replaced, never taken out. */
export const removeWrap = async (dir: string, unlocker: Unlocker, kind: Exclude<WrapKind, 'recoveryCode'>, now = new Date()): Promise<void> => {
  const paths = vaultPaths(dir);
  const keys = loadOwnKeys(paths);
  await openSecrets(keys, unlocker);
  saveKeys(paths, { ...keys, wraps: keys.wraps.filter((wrap) => wrap.kind !== kind) }, now);
};

/**
 * Makes a new recovery code; the old one no longer opens `keys.json`. Backups made before keep the old code: who holds both
 * an old backup and the old code can still read that backup, and no program can take that back.
 */
export const reissueRecoveryCode = async (dir: string, unlocker: Unlocker, now = new Date()): Promise<string> => {
  const paths = vaultPaths(dir);
  const keys = loadOwnKeys(paths);
  const { master } = await openSecrets(keys, unlocker);
  const code = newRecoveryCode();
  const others = keys.wraps.filter((wrap) => wrap.kind !== 'recoveryCode');
  saveKeys(paths, { ...keys, wraps: [...others, makeRecoveryWrap(keys.vault, master, code)] }, now);
  return code;
};

/** Adds or replaces further secrets by name, kept with the others. Returns the secrets as they are now. */
export const extendSecrets = async (dir: string, unlocker: Unlocker, extra: Readonly<Record<string, string>>, now = new Date()): Promise<Secrets> => {
  const paths = vaultPaths(dir);
  const keys = loadOwnKeys(paths);
  const { master, secrets } = await openSecrets(keys, unlocker);
  const extended: Secrets = { ...secrets, extra: { ...secrets.extra, ...extra } };
  saveKeys(paths, { ...resealSecrets(master, extended, keys.created), wraps: keys.wraps }, now);
  return extended;
};

/** For `foyer recover`: the raw key of the database as 64 hex digits, as standard SQLCipher tools take it (`x'…'`). */
export const recoverRawKey = async (dir: string, code: string): Promise<string> => {
  const { secrets } = await openSecrets(loadKeys(vaultPaths(dir)), { kind: 'recoveryCode', code });
  return Buffer.from(secrets.dbSecret).toString('hex');
};
