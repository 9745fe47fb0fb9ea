import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { canonical } from '#core/facts/canonical.ts';
import { Refusal } from '#core/refusal.ts';

/**
 * The outer form of files that desks exchange: a line of clear text that says what it is, then pages, each compressed and
 * sealed under one secret and bound to the head line, its own number and whether it is the last. So a file that was altered,
 * reordered or cut short is refused as a whole.
 */
const MAGIC = 'FOYER1\n';
/** What one page may unfold to: a page holds about a megabyte; ten times that is somebody's bomb. */
const PAGE_LIMIT = 12 * 1024 * 1024;
/** What a file may be. A site of ten years stays below it; above it nobody looks. */
export const FILE_LIMIT = 512 * 1024 * 1024;

export function writeFrames(head: Record<string, unknown>, secret: Uint8Array, pages: readonly unknown[]): Buffer {
  const line = canonical(head);
  const parts: Buffer[] = [Buffer.from(MAGIC), Buffer.from(`${line}\n`)];
  pages.forEach((page, index) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', secret, nonce);
    cipher.setAAD(bound(line, index, index === pages.length - 1));
    const body = Buffer.concat([cipher.update(gzipSync(JSON.stringify(page))), cipher.final()]);
    const sealed = Buffer.concat([nonce, body, cipher.getAuthTag()]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(sealed.length);
    parts.push(length, sealed);
  });
  return Buffer.concat(parts);
}

const bound = (line: string, index: number, last: boolean): Buffer => Buffer.from(`${line}\n${index}\n${last}`);

/** Head line of a file. @throws Refusal not_ours, file_damaged, file_too_large */
export function readHead(bytes: Uint8Array): { head: unknown; line: string; rest: Buffer } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length > FILE_LIMIT) throw new Refusal('file_too_large', { limit: FILE_LIMIT });
  if (buffer.subarray(0, MAGIC.length).toString('latin1') !== MAGIC) throw new Refusal('not_ours');
  const end = buffer.indexOf(0x0a, MAGIC.length);
  if (end < 0 || end > 1_000_000) throw new Refusal('file_damaged');
  const line = buffer.subarray(MAGIC.length, end).toString('utf8');
  try {
    return { head: JSON.parse(line), line, rest: buffer.subarray(end + 1) };
  } catch {
    throw new Refusal('file_damaged');
  }
}

/** Pages of a file, opened one by one. @throws Refusal file_damaged (altered, cut short, or sealed under another secret) */
export function* readPages(line: string, rest: Buffer, secret: Uint8Array): Generator<unknown> {
  let at = 0;
  for (let index = 0; ; index++) {
    if (at + 4 > rest.length) throw new Refusal('file_damaged');
    const length = rest.readUInt32BE(at);
    const sealed = rest.subarray(at + 4, at + 4 + length);
    if (sealed.length !== length || length < 28) throw new Refusal('file_damaged');
    at += 4 + length;
    const last = at === rest.length;
    yield openPage(sealed, secret, bound(line, index, last));
    if (last) return;
  }
}

function openPage(sealed: Buffer, secret: Uint8Array, aad: Buffer): unknown {
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, 12));
    decipher.setAAD(aad);
    decipher.setAuthTag(sealed.subarray(-16));
    const packed = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    return JSON.parse(gunzipSync(packed, { maxOutputLength: PAGE_LIMIT }).toString('utf8'));
  } catch {
    throw new Refusal('file_damaged');
  }
}
