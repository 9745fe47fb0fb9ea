import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '#core/refusal.ts';
import { syncDir } from '#db/vault/files.ts';

/**
 * Attachments (ID copies, photos, signatures, archived PDFs): sealed files beside the database, each under a random secret of
 * its own, named by the hash of the sealed bytes. The secret is what facts carry, sealed to every person shown; the file alone
 * says nothing, and any desk can check that it is whole without being able to read it.
 *
 * Form: chunks of 64 KiB, each AES-256-GCM under (counter, last) as nonce, so that a file of any size is streamed, and one
 * that was cut short, reordered or altered is refused at the chunk where it happens.
 */
const CHUNK = 64 * 1024;
const TAG = 16;
const NAME = /^[0-9a-f]{64}$/;

export interface SealedFile {
  /** SHA-256 of the sealed bytes, hex: the file's name, and what facts refer to. */
  readonly hash: string;
  /** Bytes of plaintext. */
  readonly size: number;
  /** base64 of 32 bytes. */
  readonly secret: string;
}

export interface Attachments {
  /** Seals what `source` yields into a file. An interrupted write leaves nothing that counts. @throws Refusal file_too_large */
  put(source: AsyncIterable<Uint8Array>, limit?: number): Promise<SealedFile>;
  /** The plaintext, chunk by chunk. @throws Refusal attachment_missing ("not here yet"), attachment_damaged */
  read(file: Pick<SealedFile, 'hash' | 'secret'>): AsyncGenerator<Uint8Array>;
  has(hash: string): boolean;
  /** Hashes of files whose bytes are not what their name says. */
  damaged(): Promise<string[]>;
  remove(hash: string): Promise<void>;
}

const nonceOf = (counter: number, last: boolean): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(counter, 0, 6);
  nonce[11] = last ? 1 : 0;
  return nonce;
};

function sealChunk(secret: Uint8Array, plain: Uint8Array, counter: number, last: boolean): Buffer {
  const cipher = createCipheriv('aes-256-gcm', secret, nonceOf(counter, last));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function openChunk(secret: Uint8Array, sealed: Buffer, counter: number, last: boolean): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, nonceOf(counter, last));
    decipher.setAuthTag(sealed.subarray(-TAG));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()]);
  } catch {
    throw new Refusal('attachment_damaged');
  }
}

/** Cuts a stream into pieces of exactly `size`, the last one shorter (empty for an empty stream), telling which is the last. */
async function* pieces(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  let held = Buffer.alloc(0);
  for await (const bytes of source) {
    held = Buffer.concat([held, bytes]);
    // More than a piece must be held before one is let go: only then it is known not to be the last.
    while (held.length > size) {
      yield { piece: held.subarray(0, size), last: false };
      held = held.subarray(size);
    }
  }
  yield { piece: held, last: true };
}

export function createAttachments(dir: string): Attachments {
  const fileOf = (hash: string): string => {
    if (!NAME.test(hash)) throw new Refusal('attachment_missing');
    return join(dir, hash);
  };

  return {
    async put(source, limit = Number.MAX_SAFE_INTEGER) {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      const secret = randomBytes(32);
      const part = join(dir, `${randomBytes(8).toString('hex')}.part`);
      const hash = createHash('sha256');
      const file = await open(part, 'wx', 0o600);
      let size = 0;
      try {
        let counter = 0;
        for await (const { piece, last } of pieces(source, CHUNK)) {
          size += piece.length;
          if (size > limit) throw new Refusal('file_too_large', { limit });
          const sealed = sealChunk(secret, piece, counter++, last);
          hash.update(sealed);
          await file.write(sealed);
        }
        await file.sync();
        await file.close();
        const name = hash.digest('hex');
        await rename(part, fileOf(name));
        syncDir(dir);
        return { hash: name, size, secret: secret.toString('base64') };
      } catch (error) {
        await file.close().catch(() => undefined);
        await rm(part, { force: true });
        throw error;
      }
    },
    async *read({ hash, secret }) {
      const path = fileOf(hash);
      if (!existsSync(path)) throw new Refusal('attachment_missing');
      const opener = Buffer.from(secret, 'base64');
      let counter = 0;
      for await (const { piece, last } of pieces(createReadStream(path), CHUNK + TAG)) {
        yield openChunk(opener, piece, counter++, last);
      }
    },
    has: (hash) => NAME.test(hash) && existsSync(join(dir, hash)),
    async damaged() {
      const wrong: string[] = [];
      for (const name of existsSync(dir) ? readdirSync(dir) : []) {
        if (!NAME.test(name) || !statSync(join(dir, name)).isFile()) continue;
        const hash = createHash('sha256');
        for await (const bytes of createReadStream(join(dir, name))) hash.update(bytes as Buffer);
        if (hash.digest('hex') !== name) wrong.push(name);
      }
      return wrong;
    },
    async remove(hash) {
      await rm(fileOf(hash), { force: true });
    },
  };
}
