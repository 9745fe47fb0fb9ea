import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Refusal } from '#core/refusal.ts';
import type { VaultPaths } from './files.ts';
import { moveAside, writeAtomic } from './files.ts';
import type { Secrets, Unlocker } from './types.ts';
import type { Wrap } from './wraps.ts';
import { openWrap, seal, unseal } from './wraps.ts';

/** `keys.json`: everything needed to open the secrets, given one way of unlocking. Nothing in it is secret by itself. */
export interface KeysFile {
  readonly version: 1;
  readonly vault: string;
  readonly created: string;
  /** HMAC of a constant under the database secret: tells a wrong secret from a damaged database. */
  readonly keyCheck: string;
  readonly wraps: readonly Wrap[];
  /** The secrets, sealed by the master secret that each wrap holds. */
  readonly sealed: string;
}

const VERSION = 1;
const sumOf = (body: string): string => createHash('sha256').update(body).digest('hex');

/** The file carries its own sum, so that a damaged file and a wrong passphrase never look alike. */
export const keysText = (keys: KeysFile): string => {
  const body = JSON.stringify(keys);
  return `{"sum":"${sumOf(body)}","keys":${body}}\n`;
};

export const parseKeys = (text: string): KeysFile | 'damaged' | 'from_future' => {
  try {
    const outer = JSON.parse(text) as { sum?: unknown; keys?: KeysFile } | null;
    const keys = outer?.keys;
    if (!keys || outer.sum !== sumOf(JSON.stringify(keys))) return 'damaged';
    return keys.version === VERSION ? keys : 'from_future';
  } catch {
    return 'damaged';
  }
};

type Copy = KeysFile | 'missing' | 'damaged' | 'from_future';
const readCopy = (file: string): Copy => {
  if (!existsSync(file)) return 'missing';
  try {
    return parseKeys(readFileSync(file, 'utf8'));
  } catch {
    return 'damaged';
  }
};

/** The first readable copy. Refuses `keys_missing`, `keys_damaged`, `keys_from_future`; changes no file in any case. */
export const loadKeys = (paths: Pick<VaultPaths, 'keys' | 'keysCopy'>): KeysFile => {
  const copies = [readCopy(paths.keys), readCopy(paths.keysCopy)];
  const good = copies.find((copy) => typeof copy === 'object');
  if (good) return good;
  if (copies.includes('from_future')) throw new Refusal('keys_from_future');
  throw new Refusal(copies.every((copy) => copy === 'missing') ? 'keys_missing' : 'keys_damaged');
};

/** Writes both copies. A copy that cannot be read is moved aside first: it may be all that a repair tool has. */
export const saveKeys = (paths: VaultPaths, keys: KeysFile, now: Date): void => {
  const unreadable = [paths.keys, paths.keysCopy].filter((file) => existsSync(file) && typeof readCopy(file) !== 'object');
  if (unreadable.length > 0) moveAside(paths, unreadable, now);
  const text = keysText(keys);
  writeAtomic(paths.keys, text);
  writeAtomic(paths.keysCopy, text);
};

export const keyCheckOf = (dbSecret: Uint8Array): string =>
  createHmac('sha256', dbSecret).update('foyer key check 1').digest('base64');

const payloadAbout = (vault: string): string => `foyer secrets 1 ${vault}`;

/** Seals the secrets under a fresh master secret. The caller wraps that master and forgets it. */
export const sealSecrets = (secrets: Secrets, created: string): { master: Buffer; keys: KeysFile } => {
  const master = randomBytes(32);
  return { master, keys: resealSecrets(master, secrets, created) };
};

export const resealSecrets = (master: Uint8Array, secrets: Secrets, created: string): KeysFile => {
  const payload: Record<string, string> = {
    ...Object.fromEntries(Object.entries(secrets.extra).map(([name, value]) => [`extra:${name}`, value])),
    dbSecret: Buffer.from(secrets.dbSecret).toString('base64'),
    siteSecret: Buffer.from(secrets.siteSecret).toString('base64'),
  };
  return {
    version: VERSION,
    vault: secrets.vault,
    created,
    keyCheck: keyCheckOf(secrets.dbSecret),
    wraps: [],
    sealed: seal(master, Buffer.from(JSON.stringify(payload)), payloadAbout(secrets.vault)),
  };
};

/** Opens the secrets. The refusals of the way that was tried (see wraps.ts), or `keys_damaged`. */
export const openSecrets = async (keys: KeysFile, unlocker: Unlocker): Promise<{ master: Buffer; secrets: Secrets }> => {
  const master = await openWrap(keys.vault, keys.wraps, unlocker);
  const plain = unseal(master, keys.sealed, payloadAbout(keys.vault));
  // The wrap opened, so the master is right unless a keystore gave back something else: either way these keys are no good.
  if (!plain) throw new Refusal('keys_damaged');
  const payload = JSON.parse(plain.toString('utf8')) as Record<string, string>;
  const bytes = (name: string): Buffer => Buffer.from(payload[name] ?? '', 'base64');
  const extra = Object.fromEntries(
    Object.entries(payload).flatMap(([name, value]) => (name.startsWith('extra:') ? [[name.slice(6), value]] : [])),
  ) as Record<string, string>;
  const secrets: Secrets = { vault: keys.vault, dbSecret: bytes('dbSecret'), siteSecret: bytes('siteSecret'), extra };
  const expected = Buffer.from(keys.keyCheck, 'base64');
  const found = Buffer.from(keyCheckOf(secrets.dbSecret), 'base64');
  if (expected.length !== found.length || !timingSafeEqual(expected, found)) throw new Refusal('keys_damaged');
  return { master, secrets };
};
