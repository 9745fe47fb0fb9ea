import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { isRefusal } from '#core/refusal.ts';
import type { Desk, Keystore, OpenDeskOptions, Secrets, WrapChoice } from '#db/vault/index.ts';
import { createVault, openDesk } from '#db/vault/index.ts';
import { addFacts, CHEAP, countFacts, countProjections, fingerprint, FIRST } from '#tests/support/facts.ts';

export { addFacts, CHEAP, countFacts, countProjections, fingerprint, FIRST };

export const PASSPHRASE = '前台 passphrase';
export const cheapPassphrase: WrapChoice = { kind: 'passphrase', passphrase: PASSPHRASE, cost: CHEAP };

/** A folder that goes with the test. */
export const tempDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

export interface Made {
  readonly dir: string;
  readonly secrets: Secrets;
  readonly recoveryCode: string;
}

/** An enrolled desk with some facts, closed. */
export const makeDesk = async (dir: string, facts = 300, options: Partial<OpenDeskOptions> = {}): Promise<Made> => {
  const { secrets, recoveryCode } = await createVault(dir, { wraps: [cheapPassphrase] });
  const desk = openDesk(dir, secrets, { migrations: [FIRST], create: true, fingerprint, ...options });
  addFacts(desk.db, facts);
  desk.finishEnrolment();
  desk.close();
  return { dir, secrets, recoveryCode };
};

export const reopen = (made: Made, options: Partial<OpenDeskOptions> = {}): Desk =>
  openDesk(made.dir, made.secrets, { migrations: [FIRST], fingerprint, ...options });

/** The code of the refusal that `work` ends in; anything else is told as what it was, so that a wrong error shows. */
export const refusalOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return isRefusal(error) ? error.code : `not a refusal: ${String(error)}`;
  }
  return 'nothing was refused';
};

export const refusalOfAsync = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work();
  } catch (error) {
    return isRefusal(error) ? error.code : `not a refusal: ${String(error)}`;
  }
  return 'nothing was refused';
};

/** Flips one bit. A handle of its own: nothing of the file is open in this process when tests call it. */
export const flip = (file: string, offset: number): void => {
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, offset);
  writeSync(handle, Buffer.from([(byte[0] ?? 0) ^ 4]), 0, 1, offset);
  closeSync(handle);
};

/** Every file under a folder with its bytes, for "nothing changed" and for searching plain text. */
export const filesUnder = (dir: string): Map<string, Buffer> =>
  new Map(
    readdirSync(dir, { recursive: true })
      .map(String)
      .filter((name) => statSync(join(dir, name)).isFile())
      .sort()
      .map((name) => [name, readFileSync(join(dir, name))]),
  );

/** A keystore that a test can rename, switch off or spoil. */
export const fakeKeystore = (name = 'test_store'): Keystore & { name: string; on: boolean; pad: number } => ({
  name,
  on: true,
  pad: 0x5a,
  available() {
    return this.on;
  },
  wrap(bytes) {
    return Uint8Array.from(bytes, (byte) => byte ^ this.pad);
  },
  unwrap(bytes) {
    return Uint8Array.from(bytes, (byte) => byte ^ this.pad);
  },
});
