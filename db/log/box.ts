import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';

/** Sealing for one receiver: X25519 with a fresh sender pair, HKDF, AES-256-GCM. Carries epoch secrets from desk to desk. */

const SPKI = Buffer.from('302a300506032b656e032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const INFO = 'foyer/box/1';

export interface BoxPair {
  /** Raw parts, base64. */
  readonly public: string;
  readonly private: string;
}

const publicPart = (raw: Uint8Array): KeyObject => createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' });

export function newBox(): BoxPair {
  const pair = generateKeyPairSync('x25519');
  return {
    public: pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64'),
    private: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64'),
  };
}

const wrapSecret = (shared: Buffer, sender: Uint8Array, receiver: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', shared, Buffer.concat([sender, receiver]), INFO, 32));

export function boxFor(receiverPublic: string, plain: Uint8Array): string {
  const receiver = Buffer.from(receiverPublic, 'base64');
  const pair = generateKeyPairSync('x25519');
  const sender = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const shared = diffieHellman({ privateKey: pair.privateKey, publicKey: publicPart(receiver) });
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', wrapSecret(shared, sender, receiver), nonce);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([sender, nonce, body, cipher.getAuthTag()]).toString('base64');
}

/** The plaintext, or undefined when the box is not for this receiver or was altered. */
export function openBox(pair: BoxPair, boxed: string): Buffer | undefined {
  try {
    const bytes = Buffer.from(boxed, 'base64');
    const sender = bytes.subarray(0, 32);
    const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.from(pair.private, 'base64')]), format: 'der', type: 'pkcs8' });
    const shared = diffieHellman({ privateKey, publicKey: publicPart(sender) });
    const decipher = createDecipheriv('aes-256-gcm', wrapSecret(shared, sender, Buffer.from(pair.public, 'base64')), bytes.subarray(32, 44));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(44, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
}
