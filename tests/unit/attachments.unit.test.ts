import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createAttachments } from '#db/attachments/store.ts';
import { newDesk, newFolder } from '#tests/support/desk.ts';

async function* stream(bytes: Buffer, step: number) {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}
const collect = async (source: AsyncIterable<Uint8Array>) => {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
};

it.each([0, 1, 65_535, 65_536, 65_537, 300_000])('gives back %i bytes as they were, and keeps none of them in the clear', async (size) => {
  const store = createAttachments(newFolder());
  const bytes = Buffer.alloc(size, 'scan of an identity card ');
  const file = await store.put(stream(bytes, 7919));
  expect(file.size).toBe(size);
  expect((await collect(store.read(file))).equals(bytes)).toBe(true);
});

it('names the attachment in which a byte was flipped, and refuses to read it or one cut short', async () => {
  const { desk, dir } = await newDesk();
  const folder = join(dir, 'attachments');
  const store = createAttachments(folder);
  const good = await store.put(stream(Buffer.alloc(200_000, 'a'), 1000));
  const bad = await store.put(stream(Buffer.alloc(200_000, 'b'), 1000));
  expect((await desk.verify()).problems).toEqual([]);
  const path = join(folder, bad.hash);
  const bytes = readFileSync(path);
  bytes[100_000]! ^= 1;
  writeFileSync(path, bytes);
  expect((await desk.verify()).problems).toEqual([{ code: 'attachment_damaged', params: { attachment: bad.hash } }]);
  await expect(collect(store.read(bad))).rejects.toThrow('attachment_damaged');
  truncateSync(join(folder, good.hash), 65_552);
  await expect(collect(store.read(good))).rejects.toThrow('attachment_damaged');
  desk.close();
});

it('leaves nothing behind when the source fails or is too large, and says when a file is not here', async () => {
  const dir = newFolder();
  const store = createAttachments(dir);
  const failing = async function* () {
    yield Buffer.alloc(100_000);
    throw new Error('camera gone');
  };
  await expect(store.put(failing())).rejects.toThrow('camera gone');
  await expect(store.put(stream(Buffer.alloc(100_000), 5000), 99_999)).rejects.toThrow('file_too_large');
  expect(readdirSync(dir)).toEqual([]);
  await expect(collect(store.read({ hash: 'a'.repeat(64), secret: '' }))).rejects.toThrow('attachment_missing');
  await expect(collect(store.read({ hash: '../foyer.db', secret: '' }))).rejects.toThrow('attachment_missing');
});
