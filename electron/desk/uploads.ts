import { randomUUID } from 'node:crypto';
import type { CellEdit, Sheet } from '#core/roster/grid.ts';
import type { RosterReading } from '#core/roster/read.ts';
import type { RosterReport } from '#core/contract/roster.ts';
import { Refusal } from '#core/refusal.ts';

/** A roster on its way in: read and checked, not yet written. It lives in memory only and belongs to the connection that brought it. */
export interface Upload {
  readonly bytes: Uint8Array;
  readonly sheets: readonly Sheet[];
  /** What the clerk said beside the file: sheet, header row, columns, corrected cells. */
  sheet: number | undefined;
  headerRow: number | null | undefined;
  mapping: Readonly<Record<string, string>>;
  edits: readonly CellEdit[];
  /** What the reader made of it; forgotten when the clerk says something new. */
  reading?: RosterReading | undefined;
  /** Set once it was written: the same command answers the same, another one finds nothing more to do. */
  done?: { readonly command: string; readonly report: RosterReport };
}

/** A clerk imports one roster at a time; a second one is a second try. */
const MOST = 2;

export class Uploads {
  readonly #uploads = new Map<string, { readonly connection: string; readonly upload: Upload }>();

  add(connection: string, upload: Upload): string {
    const own = [...this.#uploads].filter(([, held]) => held.connection === connection);
    for (const [id] of own.slice(0, Math.max(0, own.length - MOST + 1))) this.#uploads.delete(id);
    const id = randomUUID();
    this.#uploads.set(id, { connection, upload });
    return id;
  }

  /** Refuses `upload_gone`: cancelled, replaced, or another connection's. */
  get(connection: string, id: string): Upload {
    const held = this.#uploads.get(id);
    if (!held || held.connection !== connection) throw new Refusal('upload_gone');
    return held.upload;
  }

  drop(connection: string, id: string): void {
    if (this.#uploads.get(id)?.connection === connection) this.#uploads.delete(id);
  }

  dropOf(connection: string): void {
    for (const [id, held] of this.#uploads) if (held.connection === connection) this.#uploads.delete(id);
  }
}
