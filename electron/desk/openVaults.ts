import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { demoCommunity } from '#core/demo/community.ts';
import { isRefusal, Refusal } from '#core/refusal.ts';
import { decideAddStaff } from '#core/subjects/staff.ts';
import { fillDemo } from '#db/demo.ts';
import { foundDesk, openDesk, type Desk } from '#db/desk.ts';
import { join as joinSite } from '#db/exchange/join.ts';
import {
  createVault, deskState, discardUnfinished, listBackups, unlockVault, vaultPaths, wrapKinds, type Keystore, type Secrets, type Unlocker, type WrapChoice,
} from '#db/vault/index.ts';
import { deskMemory, type DeskMemory } from './deskMemory.ts';
import { Incoming } from './incoming.ts';
import { bringIn, rescueMode } from './rescue.ts';
import type { ClosedPhase, Founding, Keep, Opened, Rescue, Restoring, Unlocking, Vaults, VerifierOf } from './vaults.ts';

/** Opening and founding over a real data folder. */
export interface FolderOptions {
  readonly dir: string;
  /** The system's keystore, where the program that runs the desk has one. */
  readonly keystore?: Keystore | undefined;
  /** Where a chosen key file lies; in the data folder unless told. */
  readonly keyFile?: string | undefined;
  readonly now?: (() => number) | undefined;
  readonly nativeBinding?: string | undefined;
}

/** The contract names it: everybody in the demo community has this PIN. */
const DEMO_PIN = '1234';

type Trouble = { readonly code: string; readonly params: Record<string, string | number | boolean> };

export class FolderVaults implements Vaults {
  readonly #options: FolderOptions;
  readonly #incoming: Incoming;
  #trouble: Trouble | undefined;

  constructor(options: FolderOptions) {
    this.#options = options;
    this.#incoming = new Incoming(options.dir);
  }

  async look(): Promise<ClosedPhase> {
    const { dir } = this.#options;
    const found = deskState(dir);
    if (found.state === 'empty' || found.state === 'unfinished') {
      return { phase: 'empty', osKeystore: await this.#hasKeystore() };
    }
    const trouble = found.state === 'problem' ? { code: found.code, params: {} } : this.#trouble;
    if (trouble) return { phase: 'trouble', ...trouble, backups: listBackups(vaultPaths(dir).backups).length };
    return { phase: 'closed', ways: this.#ways() };
  }

  async #hasKeystore(): Promise<boolean> {
    const { keystore } = this.#options;
    return keystore !== undefined && keystore.name !== 'basic_text' && (await keystore.available());
  }

  #ways(): Unlocking['kind'][] {
    return wrapKinds(this.#options.dir).filter((kind) => kind !== 'osKeystore' || this.#options.keystore !== undefined);
  }

  async found(founding: Founding, verifierOf: VerifierOf): Promise<Opened & { recoveryCode: string }> {
    return this.#found(founding, verifierOf, false, (desk) => {
      for (const { id, name, grants } of founding.staff) {
        desk.act({ staff: null, decide: () => ({ facts: decideAddStaff(id, name, grants), reply: undefined }) });
      }
    });
  }

  async foundDemo(keep: Keep, verifierOf: VerifierOf): Promise<Opened & { recoveryCode: string }> {
    // The day decides nothing about who the staff are.
    const { site, staff } = demoCommunity({ today: '2026-01-01' });
    const clerks = staff.map(({ name, grants }) => ({ id: randomUUID(), name, grants, pin: DEMO_PIN }));
    const founding: Founding = { site, deskName: '前台1号', keep, staff: clerks };
    return this.#found(founding, verifierOf, true, (desk) => void fillDemo(desk, clerks.map(({ id }) => id)));
  }

  /** PINs are made before anything is written, because that takes a moment; then facts and verifiers, then it counts as a desk. */
  async #found(founding: Founding, verifierOf: VerifierOf, demo: boolean, fill: (desk: Desk) => void): Promise<Opened & { recoveryCode: string }> {
    const { site, deskName, staff } = founding;
    const { secrets, recoveryCode } = await createVault(this.#options.dir, { wraps: [this.choiceOf(founding.keep)] });
    const verifiers = await Promise.all(staff.map(async ({ id, pin }) => [id, await verifierOf(secrets.siteSecret, id, pin)] as const));
    const desk = foundDesk({
      ...this.#deskOptions(secrets), site, deskName, demo,
      fill: (fresh) => {
        fill(fresh);
        const { pins } = this.#memory(fresh);
        for (const [id, verifier] of verifiers) pins.put(id, verifier, 1);
      },
    });
    return { ...this.#opened(desk, secrets), recoveryCode };
  }

  async unlock(how: Unlocking): Promise<Opened> {
    return this.#open(await unlockVault(this.#options.dir, this.unlockerOf(how)));
  }

  #open(secrets: Secrets): Opened {
    try {
      const desk = openDesk(this.#deskOptions(secrets));
      this.#trouble = undefined;
      return this.#opened(desk, secrets);
    } catch (error) {
      // The secrets are right and the file is not: that is damage to be named, not a passphrase to be asked for again.
      if (isRefusal(error)) this.#trouble = { code: error.code, params: { ...error.params } };
      throw error;
    }
  }

  bring(upload: string, at: number, part: Uint8Array): number {
    return this.#incoming.put(upload, at, part);
  }

  join(upload: string, code: string, keep: Keep): Promise<Opened & { recoveryCode: string }> {
    const { dir, now, nativeBinding } = this.#options;
    const options = { dir, code, ...(now ? { now } : {}), ...(nativeBinding === undefined ? {} : { nativeBinding }) };
    return this.#incoming.use(upload, (file) =>
      this.#orAsBefore(keep, async () => {
        const { desk, secrets, recoveryCode } = await joinSite({ ...options, bytes: readFileSync(file), wraps: [this.choiceOf(keep)] });
        return { ...this.#opened(desk, secrets), recoveryCode };
      }),
    );
  }

  /** Into an empty folder or not at all: what a refusal leaves half-made would stand there with nobody's way to open it. */
  async #orAsBefore<T>(keep: Keep | undefined, work: () => Promise<T>): Promise<T> {
    const { dir } = this.#options;
    const wasEmpty = deskState(dir).state === 'empty';
    const hadKeyFile = existsSync(this.keyFile);
    try {
      return await work();
    } catch (error) {
      if (wasEmpty) discardUnfinished(dir);
      if (wasEmpty && keep?.kind === 'keyFile' && !hadKeyFile && deskState(dir).state === 'empty') rmSync(this.keyFile, { force: true });
      throw error;
    }
  }

  async rescue(): Promise<Rescue> {
    const { dir } = this.#options;
    const mode = rescueMode(dir);
    return {
      mode,
      ways: mode === 'over' ? this.#ways() : ['recoveryCode'],
      osKeystore: await this.#hasKeystore(),
      backups: listBackups(vaultPaths(dir).backups).map(({ name, at, bytes }) => ({ name, at: at.toISOString(), bytes })),
    };
  }

  restore({ from, how, keep }: Restoring): Promise<Opened> {
    const { dir, nativeBinding } = this.#options;
    const bring = (file: string): Promise<Opened> =>
      this.#orAsBefore(keep, async () => {
        const secrets = await bringIn(dir, file, this.unlockerOf(how), keep && this.choiceOf(keep), nativeBinding);
        this.#trouble = undefined;
        return this.#open(secrets);
      });
    if (from.kind === 'upload') return this.#incoming.use(from.upload, bring);
    // Only a name from the list: a path of the page's own would let it read any file of this account.
    const listed = listBackups(vaultPaths(dir).backups).find(({ name }) => name === from.name);
    if (!listed) return Promise.reject(new Refusal('backup_gone'));
    return bring(listed.file);
  }

  close(): void {
    this.#incoming.clear();
  }

  /** How a chosen way of keeping becomes a wrap of the vault. Refuses `keystore_unavailable` where there is none. */
  choiceOf(keep: Keep): WrapChoice {
    if (keep.kind === 'passphrase') return keep;
    if (keep.kind === 'osKeystore') return { kind: 'osKeystore', keystore: this.#keystore };
    mkdirSync(dirname(this.keyFile), { recursive: true, mode: 0o700 });
    return { kind: 'keyFile', path: this.keyFile };
  }

  unlockerOf(how: Unlocking): Unlocker {
    if (how.kind === 'passphrase' || how.kind === 'recoveryCode') return how;
    return how.kind === 'keyFile' ? { kind: 'keyFile', path: this.keyFile } : { kind: 'osKeystore', keystore: this.#keystore };
  }

  get keyFile(): string {
    return this.#options.keyFile ?? join(this.#options.dir, 'desk.key');
  }

  get #keystore(): Keystore {
    return this.#options.keystore ?? NO_KEYSTORE;
  }

  #deskOptions(secrets: Secrets) {
    const { dir, now, nativeBinding } = this.#options;
    return { dir, secrets, ...(now ? { now } : {}), ...(nativeBinding === undefined ? {} : { nativeBinding }) };
  }

  #memory(desk: Desk): DeskMemory {
    return deskMemory(desk, this.#options.now ?? Date.now);
  }

  #opened(desk: Desk, secrets: Secrets): Opened {
    return { memory: this.#memory(desk), siteSecret: secrets.siteSecret };
  }
}

const refuse = (): never => {
  throw new Error('no keystore');
};
const NO_KEYSTORE: Keystore = { name: 'none', available: () => false, wrap: refuse, unwrap: refuse };
