import { appendFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#core/refusal.ts';
import { refusing } from '#db/vault/sqliteRefusal.ts';

/**
 * A file on its way in before a desk is open: an invitation, or a backup from a stick. It arrives in parts and lies in the
 * data folder, which only this account may read, under a name of the program's own; what was chosen may be named after a
 * person. One at a time: whoever can reach the page of a closed desk must not be able to fill its disk.
 */
const LIMIT = 4 * 1024 * 1024 * 1024;

export class Incoming {
  readonly #folder: string;
  #upload: string | undefined;

  constructor(dir: string) {
    this.#folder = join(dir, 'incoming');
  }

  get #file(): string {
    return join(this.#folder, 'chosen.foyer');
  }

  /** Adds a part and says how much is there. Refuses `upload_gone` where it does not follow on, `file_too_large`, `disk_full`. */
  put(upload: string, at: number, part: Uint8Array): number {
    if (at === 0) {
      this.clear();
      this.#upload = upload;
    }
    const have = this.#upload === upload && existsSync(this.#file) ? statSync(this.#file).size : 0;
    if (this.#upload !== upload || have !== at) throw new Refusal('upload_gone');
    if (at + part.length > LIMIT) {
      this.clear();
      throw new Refusal('file_too_large', { limit: LIMIT });
    }
    try {
      refusing(this.#folder, () => {
        mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
        appendFileSync(this.#file, part, { mode: 0o600 });
      });
    } catch (error) {
      this.clear();
      throw error;
    }
    return at + part.length;
  }

  /** Lets `work` have the whole file. It is gone afterwards in any case: after a refusal the page brings it again. */
  async use<T>(upload: string, work: (file: string) => T | Promise<T>): Promise<T> {
    if (this.#upload !== upload || !existsSync(this.#file)) throw new Refusal('upload_gone');
    try {
      return await work(this.#file);
    } finally {
      this.clear();
    }
  }

  clear(): void {
    this.#upload = undefined;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
