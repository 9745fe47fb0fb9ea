import Database from 'better-sqlite3';
import type { Db } from '#db/vault/types.ts';

/**
 * The floor of a command is what it writes and nothing else: the same SQL with the same values in one transaction. Recorded
 * from real commands on one copy of a desk and played on another one, so that it follows the program by itself.
 */
type Write = { sql: string; method: 'run' | 'get' | 'all'; values: unknown[] };
export type Recorded = readonly Write[];

const METHODS = ['run', 'get', 'all'] as const;
type Patched = Record<(typeof METHODS)[number], (...values: unknown[]) => unknown> & { readonly: boolean; source: string };

/** Opens something with every statement that it prepares under watch. `recorded` gives the writes since the last call. */
export async function recording<T>(open: () => Promise<T>): Promise<{ opened: T; recorded: () => Recorded }> {
  let writes: Write[] = [];
  const prototype = Database.prototype as unknown as { prepare: (sql: string) => unknown };
  const plain = prototype.prepare;
  prototype.prepare = function prepare(this: unknown, sql: string): unknown {
    const statement = plain.call(this, sql) as Patched;
    if (statement.readonly) return statement;
    for (const method of METHODS) {
      const bare = statement[method].bind(statement);
      statement[method] = (...values) => {
        writes.push({ sql, method, values });
        return bare(...values);
      };
    }
    return statement;
  };
  try {
    const opened = await open();
    return {
      opened,
      recorded() {
        const some = writes;
        writes = [];
        return some;
      },
    };
  } finally {
    prototype.prepare = plain;
  }
}

/** Each recorded command as one act on `db`: prepared beforehand, one transaction, one flush. */
export function player(db: Db): (command: Recorded) => () => void {
  const known = new Map<string, Patched>();
  const statement = (sql: string): Patched => {
    let found = known.get(sql);
    if (found === undefined) known.set(sql, (found = db.prepare(sql) as unknown as Patched));
    return found;
  };
  return (command) => {
    const steps = command.map(({ sql, method, values }) => {
      const prepared = statement(sql);
      return () => prepared[method](...values);
    });
    return () => db.transaction(() => {
      for (const step of steps) step();
    }).immediate();
  };
}
