import { randomUUID } from 'node:crypto';
import type { Client } from './fakeDesk.ts';

/** A file given to a closed desk in parts, as the page does it. Small parts, so that there is more than one. */
export async function bring(client: Client, bytes: Uint8Array, part = 100_000): Promise<string> {
  const upload = randomUUID();
  for (let at = 0; at < bytes.length || at === 0; at += part) {
    await client.setup.bring({ upload, at, bytes: Buffer.from(bytes.subarray(at, at + part)).toString('base64') });
  }
  return upload;
}
