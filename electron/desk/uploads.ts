import { randomUUID } from 'node:crypto';
import { Refusal } from '#core/refusal.ts';

/** Rosters on their way in: read, checked, not yet written. They live in memory only and belong to the connection that brought them. */
interface Upload<T> {
  readonly connection: string;
  readonly value: T;
}

/** A clerk imports one roster at a time; a second one is a second try. */
const MOST = 2;

export class Uploads<T = unknown> {
  readonly #uploads = new Map<string, Upload<T>>();

  add(connection: string, value: T): string {
    const own = [...this.#uploads].filter(([, upload]) => upload.connection === connection);
    for (const [id] of own.slice(0, own.length - MOST + 1)) this.#uploads.delete(id);
    const id = randomUUID();
    this.#uploads.set(id, { connection, value });
    return id;
  }

  /** Refuses `upload_gone`: cancelled, replaced, or another connection's. */
  get(connection: string, id: string): T {
    const upload = this.#uploads.get(id);
    if (!upload || upload.connection !== connection) throw new Refusal('upload_gone');
    return upload.value;
  }

  drop(connection: string, id: string): void {
    if (this.#uploads.get(id)?.connection === connection) this.#uploads.delete(id);
  }

  dropOf(connection: string): void {
    for (const [id, upload] of this.#uploads) if (upload.connection === connection) this.#uploads.delete(id);
  }
}
