import { existsSync } from 'node:fs';
import { isRefusal, Refusal } from '#core/refusal.ts';
import { backupName, backupTo, listBackups, rewriteBackup, rotateBackups } from './backup.ts';
import { damageReport } from './damage.ts';
import { deskState, requireEnrolled } from './deskState.ts';
import type { VaultPaths } from './files.ts';
import { ensureDir, vaultPaths } from './files.ts';
import { loadKeys } from './keysFile.ts';
import { lockFolder } from './lock.ts';
import type { Marker } from './marker.ts';
import { HighWaterFile, readMarker, writeMarker } from './marker.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { connect, openDatabase } from './open.ts';
import type { PageReader } from './pages.ts';
import { readPages } from './pages.ts';
import { refusing, sqliteRefusal } from './sqliteRefusal.ts';
import type { DamageReport, Db, Fingerprint, HighWater, Migration, Secrets } from './types.ts';

export interface OpenDeskOptions {
  readonly migrations: readonly Migration[];
  /** True right after `createVault`: makes the database. Everywhere else a missing database is a refusal. */
  readonly create?: boolean;
  /** Compared between the database and each of its backups, e.g. number of facts and last id. */
  readonly fingerprint?: Fingerprint;
  /** Page cache in KiB; 65536 unless told. */
  readonly cache?: number;
  readonly nativeBinding?: string;
  readonly now?: Date;
}

/** An open data folder: the only owner of its database until `close`. */
export interface Desk {
  readonly db: Db;
  readonly dir: string;
  readonly paths: VaultPaths;
  readonly secrets: Secrets;
  /** Ids of the migrations that this opening took. */
  readonly migrated: readonly number[];
  /** The last noted fact, as it stood when the folder was opened. A database that lacks it was rolled back: rotate the writer. */
  readonly highWater: HighWater | null;
  /** The name of the backup that a restore brought in, until `writerRotated` is called; else null. */
  readonly restored: string | null;
  /** After each commit: remembers outside the database how far it had come. Costs microseconds, is not flushed. */
  noteHighWater(mark: HighWater): void;
  /** The first facts are committed: from now on this folder is a desk. */
  finishEnrolment(): void;
  /** The log layer gave this copy a new writer. */
  writerRotated(): void;
  /** Writes a verified backup: to `file`, or into `backups/`, which is then rotated. Returns the file's path. */
  backup(file?: string, now?: Date): string;
  /** Reads every page and says what is wrong. */
  verify(): DamageReport;
  /**
   * Applies `work` to every backup in `backups/` and gives each the present keys: an erasure must reach them, and a new
   * recovery code should. A backup that does not open any more is left as it is and named in the answer.
   */
  rewriteBackups(work: (db: Db) => void): { readonly failed: readonly string[] };
  /** Empties the write-ahead log into the database. After a deletion, nothing deleted may linger in it. */
  checkpoint(): void;
  close(): void;
}

/**
 * Opens the desk in `dir`: takes the folder's lock, judges the file, opens it, and takes pending migrations after a backup.
 * Refuses with the code of whatever is wrong (see deskState, open.ts, migrate.ts, lock.ts) and then has created nothing.
 */
export const openDesk = (dir: string, secrets: Secrets, options: OpenDeskOptions): Desk => {
  const paths = vaultPaths(dir);
  if (options.create) {
    const found = deskState(dir);
    if (found.state === 'problem') throw new Refusal(found.code);
    if (found.state !== 'unfinished') throw new Refusal(found.state === 'enrolled' ? 'desk_exists' : 'desk_empty');
  } else {
    requireEnrolled(dir);
  }
  const lock = lockFolder(paths, options.nativeBinding);
  let db: Db | null = null;
  try {
    const marker = settleMarker(paths, secrets);
    const settings = {
      ...(options.cache === undefined ? {} : { cache: options.cache }),
      ...(options.nativeBinding === undefined ? {} : { nativeBinding: options.nativeBinding }),
    };
    db = openDatabase(paths.db, secrets.dbSecret, {
      ...settings,
      create: options.create ?? false,
      ...(marker.salt === undefined ? {} : { salt: marker.salt }),
    });
    const now = options.now ?? new Date();
    const pending = pendingMigrations(db, options.migrations);
    if (pending.length > 0 && (db.pragma('user_version', { simple: true }) as number) > 0) {
      ensureDir(paths.backups);
      backupTo(db, backupName(paths.backups, now), { dbSecret: secrets.dbSecret, keys: loadKeys(paths), fingerprint: options.fingerprint, nativeBinding: options.nativeBinding });
    }
    const migrated = migrate(db, options.migrations, now);
    return new OpenedDesk(db, paths, secrets, marker, migrated, options, () => lock.release());
  } catch (error) {
    db?.close();
    lock.release();
    // Reading the list of migrations may already meet a damaged page: that is damage to be named, not a bug.
    throw sqliteRefusal(error, dir) ?? error;
  }
};

/** The marker as it should be: written again where it was lost beside a whole database. */
const settleMarker = (paths: VaultPaths, secrets: Secrets): Marker => {
  const found = readMarker(paths);
  if (typeof found === 'object') {
    if (found.vault !== secrets.vault) throw new Refusal('keys_of_another_desk');
    return found;
  }
  return { version: 1, vault: secrets.vault, state: 'enrolled' };
};

class OpenedDesk implements Desk {
  readonly db: Db;
  readonly dir: string;
  readonly paths: VaultPaths;
  readonly secrets: Secrets;
  readonly migrated: readonly number[];
  readonly highWater: HighWater | null;
  #marker: Marker;
  #reader: PageReader | null = null;
  readonly #high: HighWaterFile;
  readonly #options: OpenDeskOptions;
  readonly #release: () => void;

  constructor(db: Db, paths: VaultPaths, secrets: Secrets, marker: Marker, migrated: readonly number[], options: OpenDeskOptions, release: () => void) {
    this.db = db;
    this.dir = paths.dir;
    this.paths = paths;
    this.secrets = secrets;
    this.migrated = migrated;
    this.#options = options;
    this.#release = release;
    this.#marker = marker;
    this.#high = new HighWaterFile(paths.highWater);
    this.highWater = this.#high.mark;
    if (marker.state === 'enrolled') this.#mark({});
  }

  get restored(): string | null {
    return this.#marker.restored ?? null;
  }

  noteHighWater(mark: HighWater): void {
    this.#high.note(mark);
  }

  finishEnrolment(): void {
    this.#mark({ state: 'enrolled' });
  }

  writerRotated(): void {
    const { restored: _, ...rest } = this.#marker;
    this.#marker = rest;
    writeMarker(this.paths, this.#marker);
  }

  #mark(change: Partial<Marker>): void {
    const next: Marker = { ...this.#marker, ...change };
    // Opening a file for its salt must not happen here: closing that handle would drop SQLite's locks. The reader stays open.
    const salt = this.#raw().salt.toString('hex');
    if (JSON.stringify({ ...next, salt }) === JSON.stringify(this.#marker) && existsSync(this.paths.marker)) return;
    this.#marker = { ...next, salt };
    writeMarker(this.paths, this.#marker);
  }

  /** The raw file, opened once and closed only after the connection: see `openDatabase` on POSIX locks. */
  #raw(): PageReader {
    this.#reader ??= readPages(this.paths.db, this.secrets.dbSecret);
    return this.#reader;
  }

  backup(file?: string, now = new Date()): string {
    const target = file ?? backupName(this.paths.backups, now);
    if (file === undefined) ensureDir(this.paths.backups);
    backupTo(this.db, target, {
      dbSecret: this.secrets.dbSecret,
      keys: loadKeys(this.paths),
      fingerprint: this.#options.fingerprint,
      nativeBinding: this.#options.nativeBinding,
    });
    if (file === undefined) rotateBackups(this.paths.backups, now);
    return target;
  }

  rewriteBackups(work: (db: Db) => void): { readonly failed: readonly string[] } {
    const failed: string[] = [];
    for (const backup of listBackups(this.paths.backups)) {
      try {
        rewriteBackup(backup.file, work, { dbSecret: this.secrets.dbSecret, keys: loadKeys(this.paths), nativeBinding: this.#options.nativeBinding });
      } catch (error) {
        if (!isRefusal(error)) throw error;
        failed.push(backup.name);
      }
    }
    return { failed };
  }

  verify(): DamageReport {
    this.checkpoint();
    return damageReport(this.#raw(), `${this.paths.db}-wal`, () =>
      connect(this.paths.db, this.secrets.dbSecret, {
        readonly: true,
        cache: 16384,
        ...(this.#options.nativeBinding === undefined ? {} : { nativeBinding: this.#options.nativeBinding }),
      }),
    );
  }

  checkpoint(): void {
    refusing(this.dir, () => this.db.pragma('wal_checkpoint(TRUNCATE)'));
  }

  close(): void {
    if (!this.db.open) return;
    try {
      this.db.close();
    } finally {
      this.#reader?.close();
      this.#reader = null;
      this.#high.close();
      this.#release();
    }
  }
}
