import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import type { VaultPaths } from './files.ts';
import { writeAtomic } from './files.ts';
import type { HighWater } from './types.ts';

/**
 * The marker outside the database: "a desk was enrolled here". Without it an emptied or missing database would look like a
 * first run, and a first run creates files.
 */
export interface Marker {
  readonly version: 1;
  readonly vault: string;
  /** `creating` until the first facts are committed. */
  readonly state: 'creating' | 'enrolled';
  /** The first 16 bytes of the database file, hex. Public there too; kept to tell damage in them from another desk's file. */
  readonly salt?: string;
  /** Set by a restore until the log layer has rotated the writer: which backup came in, by its name. */
  readonly restored?: string;
}

export const readMarker = (paths: VaultPaths): Marker | 'missing' | 'damaged' => {
  if (!existsSync(paths.marker)) return 'missing';
  try {
    const value = JSON.parse(readFileSync(paths.marker, 'utf8')) as Partial<Marker> | null;
    const good = value?.version === 1 && typeof value.vault === 'string' && (value.state === 'creating' || value.state === 'enrolled');
    return good ? (value as Marker) : 'damaged';
  } catch {
    return 'damaged';
  }
};

export const writeMarker = (paths: VaultPaths, marker: Marker): void => {
  writeAtomic(paths.marker, `${JSON.stringify(marker)}\n`);
};

// The high-water mark moves with every command, so it must cost microseconds: two fixed slots in one file, written in turn
// and never flushed. A slot torn by a power cut fails its check and the other one counts. An older mark is harmless (it
// only has to be no higher than the database); a mark above the database is the alarm.
const SLOT = 512;

const slotText = (turn: number, mark: HighWater): string => {
  const body = JSON.stringify({ turn, ...mark });
  const check = createHash('sha256').update(body).digest('hex').slice(0, 16);
  const line = `${check} ${body}`;
  if (Buffer.byteLength(line) >= SLOT) throw new TypeError('high-water mark too long');
  return `${line.padEnd(SLOT - 1)}\n`;
};

const readSlot = (text: string): (HighWater & { turn: number }) | null => {
  const body = text.slice(17).trimEnd();
  if (createHash('sha256').update(body).digest('hex').slice(0, 16) !== text.slice(0, 16)) return null;
  try {
    return JSON.parse(body) as HighWater & { turn: number };
  } catch {
    return null;
  }
};

export class HighWaterFile {
  readonly #handle: number;
  #turn = 0;
  #mark: HighWater | null = null;

  /** Opens or creates the file. A file that cannot be read counts as no mark: it is a witness, not a source. */
  constructor(file: string) {
    this.#handle = openSync(file, existsSync(file) ? 'r+' : 'wx+', 0o600);
    const bytes = Buffer.alloc(2 * SLOT);
    readSync(this.#handle, bytes, 0, bytes.length, 0);
    for (const from of [0, SLOT]) {
      const slot = readSlot(bytes.subarray(from, from + SLOT).toString('utf8'));
      if (slot && slot.turn >= this.#turn) {
        this.#turn = slot.turn;
        this.#mark = { writer: slot.writer, seq: slot.seq, id: slot.id };
      }
    }
  }

  get mark(): HighWater | null {
    return this.#mark;
  }

  /** Call after a commit. Costs one small write without a flush. */
  note(mark: HighWater): void {
    this.#turn += 1;
    writeSync(this.#handle, slotText(this.#turn, mark), (this.#turn % 2) * SLOT, 'utf8');
    this.#mark = mark;
  }

  close(): void {
    fsyncSync(this.#handle);
    closeSync(this.#handle);
  }
}
