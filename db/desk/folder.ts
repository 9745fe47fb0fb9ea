import { logMigration } from '#db/log/schema.ts';
import { projectionMigration } from '#db/projections/schema.ts';
import { openDesk as openVault, type Desk as Folder } from '#db/vault/desk.ts';
import type { Db } from '#db/vault/types.ts';
import type { Log } from '#db/log/log.ts';
import type { DeskOptions } from './types.ts';

export const MIGRATIONS = [logMigration, projectionMigration];

/** What a backup must have in common with its database: how many facts, and which came last. */
const fingerprint = (db: Db): string =>
  JSON.stringify(db.prepare('SELECT count(*) n, max(n) last, (SELECT hex(id) FROM fact ORDER BY n DESC LIMIT 1) id FROM fact').get());

/** The data folder with its lock, its file judged and migrated; `create` right after its vault was made. */
export const openFolder = (o: DeskOptions, create: boolean): Folder =>
  openVault(o.dir, o.secrets, {
    migrations: MIGRATIONS,
    create,
    fingerprint,
    ...(o.nativeBinding === undefined ? {} : { nativeBinding: o.nativeBinding }),
  });

/** Remembers outside the database how far its own log had come, so that a roll-back is noticed. */
export function noteHead(folder: Folder, log: Log): void {
  const { writer } = log.own();
  const head = log.store.stream(writer)?.head;
  if (!head?.id) return;
  try {
    folder.noteHighWater({ writer, seq: head.seq, id: head.id });
  } catch {
    // The act is committed already: a mark that could not be written (a full disk) must not make it look as if it were not.
    // A mark that lags is harmless; it is a witness, not a source.
  }
}
