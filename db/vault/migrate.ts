import { createHash } from 'node:crypto';
import { Refusal } from '#core/refusal.ts';
import { inTransaction } from './sqliteRefusal.ts';
import type { Db, Migration } from './types.ts';

export interface MigrationRow {
  readonly id: number;
  readonly name: string;
  /** SHA-256 over the schema as it stood after this step. Tells verify whether the schema was altered since. */
  readonly schema: string;
  readonly at: string;
}

/** SHA-256 over every table, index, view and trigger, in a fixed order. Statistics and internal tables do not count. */
export const schemaHash = (db: Db): string => {
  const rows = db
    .prepare<[], { type: string; name: string; sql: string | null }>(
      "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'migration' ORDER BY type, name",
    )
    .all();
  return createHash('sha256').update(JSON.stringify(rows.map((row) => [row.type, row.name, row.sql]))).digest('hex');
};

const requireOrdered = (migrations: readonly Migration[]): void => {
  for (const [i, migration] of migrations.entries()) {
    const before = migrations[i - 1]?.id ?? 0;
    if (!Number.isSafeInteger(migration.id) || migration.id <= before || migration.id > 0x7fffffff) {
      throw new TypeError(`migration ids must increase strictly: ${migration.id} after ${before}`);
    }
  }
};

const hasMigrationTable = (db: Db): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'").get() !== undefined;

/** The steps that this file has taken, in order. Empty for a new file. */
export const appliedMigrations = (db: Db): MigrationRow[] =>
  hasMigrationTable(db) ? db.prepare<[], MigrationRow>('SELECT id, name, schema, at FROM migration ORDER BY id').all() : [];

/**
 * The steps that this file still needs. Refuses `db_from_future {have, known}` for a file that a newer program wrote, and
 * `db_migrations_differ {id}` for one whose history is not this program's.
 */
export const pendingMigrations = (db: Db, migrations: readonly Migration[]): Migration[] => {
  requireOrdered(migrations);
  const have = db.pragma('user_version', { simple: true }) as number;
  const known = migrations.at(-1)?.id ?? 0;
  if (have > known) throw new Refusal('db_from_future', { have, known });
  const applied = appliedMigrations(db);
  const last = applied.at(-1)?.id ?? 0;
  if (last !== have) throw new Refusal('db_migrations_differ', { id: last });
  const taken = migrations.filter((migration) => migration.id <= have);
  for (const [i, row] of applied.entries()) {
    if (taken[i]?.id !== row.id || taken[i].name !== row.name) throw new Refusal('db_migrations_differ', { id: row.id });
  }
  // A step numbered below the file's version that the file has not taken can never run in its place: someone slipped it in.
  if (taken.length !== applied.length) throw new Refusal('db_migrations_differ', { id: taken[applied.length]?.id ?? 0 });
  return migrations.filter((migration) => migration.id > have);
};

/**
 * Takes all pending steps in one transaction: a process killed at any moment leaves the old schema or the new one, never
 * one between. The caller makes the backup first (see desk.ts). Returns the ids taken.
 */
export const migrate = (db: Db, migrations: readonly Migration[], now: Date): number[] => {
  const pending = pendingMigrations(db, migrations);
  if (pending.length === 0) return [];
  inTransaction(db, () => {
    // Steps may rebuild tables that others refer to; the references are checked once, at the commit.
    db.pragma('defer_foreign_keys = ON');
    db.exec(
      'CREATE TABLE IF NOT EXISTS migration (id INTEGER PRIMARY KEY, name TEXT NOT NULL, schema TEXT NOT NULL, at TEXT NOT NULL) STRICT',
    );
    const note = db.prepare('INSERT INTO migration (id, name, schema, at) VALUES (?, ?, ?, ?)');
    for (const step of pending) {
      step.up(db);
      if (!db.inTransaction) throw new TypeError(`migration ${step.id} ended the transaction`);
      note.run(step.id, step.name, schemaHash(db), now.toISOString());
      db.pragma(`user_version = ${step.id}`);
    }
  });
  return pending.map((step) => step.id);
};

/** True when tables, indexes, views or triggers are not as the last migration left them. For `verify`, not for opening. */
export const schemaAltered = (db: Db): boolean => {
  const last = appliedMigrations(db).at(-1);
  return last !== undefined && last.schema !== schemaHash(db);
};
