import { ORPCError } from '@orpc/server';
import { isRefusal, Refusal } from '#core/refusal.ts';
import { sqliteRefusal } from '#db/vault/sqliteRefusal.ts';
import type { DeskLog } from './log.ts';

/**
 * How anything that goes wrong crosses the wire: one typed error, `REFUSED {code, params}`. A caller learns a permanent code
 * and harmless params; stacks, paths, SQL and values stay here.
 */
export type Refused = ORPCError<'REFUSED', { code: string; params: Record<string, string | number | boolean> }>;

const STATUS = 422;

export const refusedError = (code: string, params: Readonly<Record<string, string | number | boolean>> = {}): Refused =>
  new ORPCError('REFUSED', { defined: true, status: STATUS, message: code, data: { code, params: { ...params } } });

interface Issue {
  readonly path?: readonly unknown[];
}

/** Names of our own fields only: a key of a record comes from the caller and may be anything, a person's name included. */
function fieldOf(issues: readonly Issue[]): string {
  const steps = issues[0]?.path ?? [];
  const named = steps.map((step) => {
    const key = typeof step === 'object' && step !== null && 'key' in step ? step.key : step;
    return typeof key === 'number' ? String(key) : typeof key === 'string' && /^[a-zA-Z]{1,24}$/.test(key) ? key : '?';
  });
  return named.slice(0, 6).join('.');
}

/** Any error as the caller may see it. Unexpected ones are noted under a random id that leads from the screen to the log. */
export function toRefused(error: unknown, where: string, log: DeskLog): Refused {
  if (isRefusal(error)) return refusedError(error.code, error.params);
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    if (error.code === 'REFUSED') return error as Refused;
    if (error.code === 'BAD_REQUEST') {
      const issues = typeof data === 'object' && data !== null && 'issues' in data && Array.isArray(data.issues) ? (data.issues as Issue[]) : [];
      return refusedError('call_malformed', issues.length > 0 ? { field: fieldOf(issues) } : {});
    }
  }
  const cause = error instanceof ORPCError && error.cause !== undefined ? error.cause : error;
  // A damaged page or a full disk met outside a transaction: a person can do something about it, so it is named.
  const storage = sqliteRefusal(cause);
  if (storage) return refusedError(storage.code, { ...storage.params, incident: log.incident(cause, where) });
  return refusedError('internal', { incident: log.incident(cause, where) });
}

/** For callers in this process (CLI): the refusal back out of the typed error. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (isRefusal(error)) return error;
  if (!(error instanceof ORPCError) || error.code !== 'REFUSED') return undefined;
  const data = error.data as { code?: unknown; params?: unknown } | undefined;
  if (typeof data?.code !== 'string') return undefined;
  return new Refusal(data.code, (data.params ?? {}) as Record<string, string | number | boolean>);
}
