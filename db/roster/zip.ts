/**
 * The part of the zip format that an xlsx file uses, read with hard limits.
 *
 * Why not a library: a roster comes by e-mail from outside. Sizes are checked before and while inflating, so that a few
 * kilobytes that claim to be gigabytes end as a refusal and not as a full memory.
 */
import { inflateRawSync } from 'node:zlib';
import { Refusal } from '#core/refusal.ts';

interface ZipLimits {
  /** Bytes of one inflated entry. */
  readonly entry: number;
  /** Bytes of all inflated entries together. */
  readonly total: number;
  readonly entries: number;
}

export interface Zip {
  readonly names: readonly string[];
  /** The inflated bytes of an entry, undefined if there is none of that name. */
  read(name: string): Buffer | undefined;
}

interface Entry {
  readonly method: number;
  readonly encrypted: boolean;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

const unreadable = (why: string): Refusal => new Refusal('file_unreadable', { why });
const tooLarge = (what: string, limit: number): Refusal => new Refusal('file_too_large', { what, limit });

const END = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

const findEnd = (bytes: Buffer): number => {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 0xffff); at--) if (bytes.readUInt32LE(at) === END) return at;
  throw unreadable('zip');
};

const big = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));

/** Opens a zip from its central directory. Throws `Refusal('file_unreadable')` or `Refusal('file_too_large')`. */
export const openZip = (input: Uint8Array, limits: ZipLimits): Zip => {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  try {
    const end = findEnd(bytes);
    let count = bytes.readUInt16LE(end + 10);
    let at = bytes.readUInt32LE(end + 16);
    if ((count === 0xffff || at === 0xffffffff) && end >= 20 && bytes.readUInt32LE(end - 20) === END64_LOCATOR) {
      const end64 = big(bytes, end - 12);
      if (bytes.readUInt32LE(end64) !== END64) throw unreadable('zip');
      count = big(bytes, end64 + 32);
      at = big(bytes, end64 + 48);
    }
    if (count > limits.entries) throw tooLarge('entries', limits.entries);
    const entries = new Map<string, Entry>();
    for (let i = 0; i < count; i++) {
      if (bytes.readUInt32LE(at) !== CENTRAL) throw unreadable('zip');
      const nameLength = bytes.readUInt16LE(at + 28);
      const extraLength = bytes.readUInt16LE(at + 30);
      let size = bytes.readUInt32LE(at + 24);
      let packed = bytes.readUInt32LE(at + 20);
      let offset = bytes.readUInt32LE(at + 42);
      const name = bytes.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/');
      for (let x = at + 46 + nameLength; x + 4 <= at + 46 + nameLength + extraLength; x += 4 + bytes.readUInt16LE(x + 2)) {
        if (bytes.readUInt16LE(x) !== 1) continue;
        let field = x + 4;
        if (size === 0xffffffff) [size, field] = [big(bytes, field), field + 8];
        if (packed === 0xffffffff) [packed, field] = [big(bytes, field), field + 8];
        if (offset === 0xffffffff) offset = big(bytes, field);
      }
      entries.set(name.replace(/^\//, ''), { method: bytes.readUInt16LE(at + 10), encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1, packed, size, offset });
      at += 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
    }
    let total = 0;
    return {
      names: [...entries.keys()],
      read(name) {
        const entry = entries.get(name);
        if (entry === undefined) return undefined;
        if (entry.encrypted) throw new Refusal('file_password');
        if (entry.size > limits.entry) throw tooLarge('entry', limits.entry);
        const data = inflate(bytes, entry, Math.min(limits.entry, limits.total - total), limits);
        total += data.length;
        return data;
      },
    };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw unreadable('zip');
  }
};

const inflate = (bytes: Buffer, entry: Entry, limit: number, limits: ZipLimits): Buffer => {
  try {
    if (bytes.readUInt32LE(entry.offset) !== LOCAL) throw unreadable('zip');
    const start = entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28);
    const packed = bytes.subarray(start, start + entry.packed);
    if (entry.method === 0) {
      if (packed.length > limit) throw tooLarge('total', limits.total);
      return packed;
    }
    if (entry.method !== 8) throw unreadable('zip_method');
    // The size in the directory is a claim; this limit is not.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, limit) });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof RangeError && (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge('total', limits.total);
    throw unreadable('zip_data');
  }
};
