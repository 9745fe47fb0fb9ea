import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { keep } from '#core/contract/setup.ts';
import { Refusal } from '#core/refusal.ts';
import { wrapKinds, type WrapChoice } from '#db/vault/index.ts';
import { sqliteRefusal } from '#db/vault/sqliteRefusal.ts';
import { refusalOf } from '#electron/desk/answer.ts';
import type { DeskMemory } from '#electron/desk/deskMemory.ts';
import { openDeskService } from '#electron/desk/open.ts';
import { FolderVaults } from '#electron/desk/openVaults.ts';
import { router } from '#electron/desk/router.ts';
import type { DeskService } from '#electron/desk/service.ts';
import type { Session } from '#electron/desk/sessions.ts';
import type { Keep, Unlocking } from '#electron/desk/vaults.ts';
import { UsageError } from './words.ts';

/** What a verb works with: its options, the secrets that came by environment, and desks to open. */
export interface Options {
  readonly dir: string;
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly args: readonly string[];
}

/** `data` is the one JSON document; `lines` are for people. A verb that keeps running gives `until`. */
export interface Outcome {
  readonly data: unknown;
  readonly lines: readonly string[];
  /** False: the verb did its work and found something wrong. */
  readonly ok?: boolean;
  readonly until?: Promise<void>;
}
export type Verb = (options: Options) => Promise<Outcome>;

/** Secrets come by environment, because every program of the machine can read another's arguments. Taken out at once, so that no child inherits them. */
const secrets = new Map<string, string>();
for (const name of ['FOYER_PASSPHRASE', 'FOYER_PIN', 'FOYER_RECOVERY_CODE', 'FOYER_JOIN_CODE']) {
  const value = process.env[name];
  delete process.env[name];
  if (value !== undefined && value !== '') secrets.set(name, value);
}
export const secretOf = (name: 'FOYER_PASSPHRASE' | 'FOYER_PIN' | 'FOYER_RECOVERY_CODE' | 'FOYER_JOIN_CODE'): string | undefined => secrets.get(name);

export function text(options: Options, name: string): string | undefined {
  const value = options.values[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
export function required(options: Options, name: string): string {
  const value = text(options, name);
  if (value === undefined) throw new UsageError(`--${name} is needed.`);
  return value;
}
export function argument(options: Options, index: number, what: string): string {
  const value = options.args[index];
  if (value === undefined || value === '') throw new UsageError(`${what} is missing.`);
  return value;
}

/** Reads a file that the caller named. Its name stays out of the refusal: people put names of people into names of files. */
export function readInput(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new Refusal('file_missing');
  }
}

/** `--key-file` takes an optional path; without one the key lies in the data folder. */
const keyFileOf = (options: Options): string | undefined => {
  const path = text(options, 'key-file-path') ?? process.env['FOYER_KEY_FILE'];
  return path === undefined || path === '' ? undefined : resolve(path);
};

export const folderOf = (options: Options): FolderVaults => new FolderVaults({ dir: options.dir, keyFile: keyFileOf(options) });

/** How a new desk's secrets are to be kept. A key file only if it was asked for: it protects from nobody who has the folder. */
export function keepOf(options: Options): Keep {
  const passphrase = secretOf('FOYER_PASSPHRASE');
  if (options.values['key-file'] === true || text(options, 'key-file-path') !== undefined) return { kind: 'keyFile' };
  if (passphrase === undefined) throw new Refusal('keep_needed');
  return { kind: 'passphrase', passphrase };
}

/** The same for a desk that begins from a file, which the contract's own check of passphrases does not see. */
export function wrapOf(options: Options): WrapChoice {
  const chosen = keepOf(options);
  if (!keep.safeParse(chosen).success) throw new Refusal('keep_needed');
  return folderOf(options).choiceOf(chosen);
}

/**
 * How an existing desk is opened: the passphrase if one was given, else a key file if the desk has one. Also for a desk that
 * cannot be opened just now, because a restore needs its keys all the same. Refuses as `wrapKinds` does where they are gone.
 */
export function unlockingOf(options: Options): Unlocking {
  const passphrase = secretOf('FOYER_PASSPHRASE');
  if (passphrase !== undefined) return { kind: 'passphrase', passphrase };
  if (wrapKinds(options.dir).includes('keyFile')) return { kind: 'keyFile' };
  throw new Refusal('passphrase_needed');
}

export type Client = RouterClient<typeof router>;
export interface OpenDesk {
  readonly service: DeskService;
  readonly session: Session;
  /** The contract, called in this process through the same gate as any page. */
  readonly client: Client;
  readonly memory: () => DeskMemory;
}

async function over<T>(service: DeskService, work: (desk: OpenDesk) => Promise<T>): Promise<T> {
  const session = service.connect();
  const client = createRouterClient(router, { context: { service, session } });
  try {
    return await work({ service, session, client, memory: () => service.desk.memory as DeskMemory });
  } catch (error) {
    throw refusalOf(error) ?? sqliteRefusal(error) ?? error;
  } finally {
    service.disconnect(session);
    service.close();
  }
}

/** For first runs: the folder as it is, nothing opened. */
export const withFolder = <T>(options: Options, work: (desk: OpenDesk) => Promise<T>): Promise<T> =>
  over(openDeskService({ dir: options.dir, keyFile: keyFileOf(options) }), work);

/** Opens the desk, lets the verb work, closes it in any case. Refuses `desk_empty`, the trouble's own code, `passphrase_needed` … */
export async function withDesk<T>(options: Options, work: (desk: OpenDesk) => Promise<T>, known?: Unlocking): Promise<T> {
  const found = await folderOf(options).look();
  if (found.phase === 'empty') throw new Refusal('desk_empty');
  if (found.phase === 'trouble') throw new Refusal(found.code, found.params);
  const how = known ?? unlockingOf(options);
  return withFolder(options, async (desk) => {
    await desk.service.unlock(how);
    return work(desk);
  });
}
