import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { hashRaw } from '@node-rs/argon2';
import { Refusal } from '#core/refusal.ts';
import { writeAtomic } from './files.ts';
import { readRecoveryCode } from './recoveryCode.ts';
import type { Keystore, PassphraseCost, Unlocker, WrapChoice } from './types.ts';

/**
 * A wrap is the vault's master secret (32 bytes) sealed for one way of opening it. The secrets themselves are sealed once
 * by the master secret, so that a way can be added or changed without touching the others.
 */
export type Wrap =
  | { readonly kind: 'osKeystore'; readonly backend: string; readonly sealed: string }
  | { readonly kind: 'passphrase'; readonly salt: string; readonly memory: number; readonly passes: number; readonly sealed: string }
  | { readonly kind: 'keyFile'; readonly salt: string; readonly sealed: string }
  | { readonly kind: 'recoveryCode'; readonly salt: string; readonly sealed: string };

const DEFAULT_COST: PassphraseCost = { memory: 64 * 1024, passes: 3 };

/** A keys file may come from a stranger's stick: it must not be able to ask for all memory of the machine. */
const COST_LIMIT: PassphraseCost = { memory: 1024 * 1024, passes: 20 };

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');

/** AES-256-GCM: nonce (12) · ciphertext · tag (16). `about` is bound to it: what was sealed for one use opens for no other. */
export const seal = (secret: Uint8Array, plain: Uint8Array, about: string): string => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(Buffer.from(about));
  return base64(Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
};

/** The plain bytes, or null when the secret is wrong or the bytes were altered. */
export const unseal = (secret: Uint8Array, sealed: string, about: string): Buffer | null => {
  const bytes = fromBase64(sealed);
  if (bytes.length < 28) return null;
  const opener = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(-16));
  try {
    return Buffer.concat([opener.update(bytes.subarray(12, -16)), opener.final()]);
  } catch {
    return null;
  }
};

const about = (vault: string, kind: string): string => `foyer wrap 1 ${kind} ${vault}`;

/** A code or a key file has full entropy: HKDF is enough, a slow function would only slow its owner. */
const stretch = (material: Uint8Array | string, salt: string, kind: string): Buffer =>
  Buffer.from(hkdfSync('sha256', material, fromBase64(salt), `foyer wrap 1 ${kind}`, 32));

const fromPassphrase = (passphrase: string, salt: string, cost: PassphraseCost): Promise<Buffer> =>
  hashRaw(passphrase.normalize('NFKC'), {
    algorithm: 2, // Argon2id; the package's enum is declared const and cannot be imported under type stripping.
    salt: fromBase64(salt),
    memoryCost: cost.memory,
    timeCost: cost.passes,
    parallelism: 1,
    outputLen: 32,
  });

/** `basic_text` is Chromium's name for "obfuscated with a constant": a store that protects nothing is no store. */
const requireKeystore = async (keystore: Keystore): Promise<void> => {
  if (keystore.name === 'basic_text' || !(await keystore.available())) {
    throw new Refusal('keystore_unavailable', { backend: keystore.name });
  }
};

const readKeyFile = (path: string): Buffer => {
  if (!existsSync(path)) throw new Refusal('key_file_missing');
  // A key that other accounts can read is refused, not silently repaired: it may have been read already.
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) throw new Refusal('key_file_open_to_others');
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Refusal('key_file_damaged');
  return Buffer.from(text, 'hex');
};

/** Seals `master` in the chosen way. A key file is created at its path if none is there, and used as it is if one is. */
export const makeWrap = async (vault: string, master: Uint8Array, choice: WrapChoice): Promise<Wrap> => {
  const salt = base64(randomBytes(16));
  const bound = about(vault, choice.kind);
  switch (choice.kind) {
    case 'osKeystore': {
      await requireKeystore(choice.keystore);
      const bytes = Uint8Array.from(master);
      const sealed = base64(await choice.keystore.wrap(bytes));
      // A store that cannot give back what it was given must be noticed now, before there is data to lose.
      const back = await choice.keystore.unwrap(fromBase64(sealed));
      if (!Buffer.from(back).equals(Buffer.from(master))) throw new Refusal('keystore_unavailable', { backend: choice.keystore.name });
      return { kind: 'osKeystore', backend: choice.keystore.name, sealed };
    }
    case 'passphrase': {
      if (choice.passphrase === '') throw new Refusal('passphrase_empty');
      const cost = choice.cost ?? DEFAULT_COST;
      const secret = await fromPassphrase(choice.passphrase, salt, cost);
      return { kind: 'passphrase', salt, memory: cost.memory, passes: cost.passes, sealed: seal(secret, master, bound) };
    }
    case 'keyFile': {
      if (!existsSync(choice.path)) writeAtomic(choice.path, `${randomBytes(32).toString('hex')}\n`);
      return { kind: 'keyFile', salt, sealed: seal(stretch(readKeyFile(choice.path), salt, 'keyFile'), master, bound) };
    }
  }
};

export const makeRecoveryWrap = (vault: string, master: Uint8Array, code: string): Wrap => {
  const salt = base64(randomBytes(16));
  const secret = stretch(readRecoveryCode(code), salt, 'recoveryCode');
  return { kind: 'recoveryCode', salt, sealed: seal(secret, master, about(vault, 'recoveryCode')) };
};

/** Opens a wrap. Each way of failing has its own refusal; none of them says anything about the secret. */
export const openWrap = async (vault: string, wraps: readonly Wrap[], unlocker: Unlocker): Promise<Buffer> => {
  const wrap = wraps.find((candidate) => candidate.kind === unlocker.kind);
  if (!wrap) throw new Refusal('wrap_not_chosen', { kind: unlocker.kind });
  const bound = about(vault, unlocker.kind);
  if (unlocker.kind === 'osKeystore' && wrap.kind === 'osKeystore') {
    // The desktop's store may change under us (a new session type, another login). What it then says about our bytes means
    // nothing, so the change itself is the refusal.
    if (wrap.backend !== unlocker.keystore.name) {
      throw new Refusal('keystore_changed', { was: wrap.backend, is: unlocker.keystore.name });
    }
    await requireKeystore(unlocker.keystore);
    try {
      const master = Buffer.from(await unlocker.keystore.unwrap(fromBase64(wrap.sealed)));
      if (master.length === 32) return master;
    } catch {
      // Falls through: the store's own words may carry names of accounts.
    }
    throw new Refusal('keystore_cannot_unwrap', { backend: wrap.backend });
  }
  if (unlocker.kind === 'passphrase' && wrap.kind === 'passphrase') {
    if (wrap.memory > COST_LIMIT.memory || wrap.passes > COST_LIMIT.passes) throw new Refusal('keys_damaged');
    const master = unseal(await fromPassphrase(unlocker.passphrase, wrap.salt, wrap), wrap.sealed, bound);
    if (!master) throw new Refusal('passphrase_wrong');
    return master;
  }
  if (unlocker.kind === 'keyFile' && wrap.kind === 'keyFile') {
    const master = unseal(stretch(readKeyFile(unlocker.path), wrap.salt, 'keyFile'), wrap.sealed, bound);
    if (!master) throw new Refusal('key_file_wrong');
    return master;
  }
  if (unlocker.kind === 'recoveryCode' && wrap.kind === 'recoveryCode') {
    const master = unseal(stretch(readRecoveryCode(unlocker.code), wrap.salt, 'recoveryCode'), wrap.sealed, bound);
    if (!master) throw new Refusal('recovery_code_wrong');
    return master;
  }
  throw new Refusal('wrap_not_chosen', { kind: unlocker.kind });
};
