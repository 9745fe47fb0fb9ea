import { implement } from '@orpc/server';
import { contract } from '#core/contract/index.ts';
import type { ProcedureMeta } from '#core/contract/base.ts';
import { Refusal } from '#core/refusal.ts';
import { refusalOf, toRefused } from './answer.ts';
import type { Looks } from './looks.ts';
import type { Memory } from './memory.ts';
import type { DeskService } from './service.ts';
import { requireRole, type Clerk, type Session } from './sessions.ts';

/** What every call brings: the desk, and the session of the connection that it came through. */
export interface Call {
  readonly service: DeskService;
  readonly session: Session;
}

/** Decides whether this connection may call a procedure now. Throws the refusal; returns the clerk where one is needed. */
export function admit({ service, session }: Call, meta: ProcedureMeta, name: string): Clerk | undefined {
  if (meta.needs === 'nothing') return undefined;
  if (!service.isOpen) throw new Refusal('desk_not_open');
  if (meta.needs === 'open') return undefined;
  const clerk = session.clerk(service.standing());
  // The PIN that was typed may be a thief's: it opens nothing but the way to a new one, which asks for it again.
  if (session.mustChangePin && !name.startsWith('session.') && name !== 'staff.setPin') throw new Refusal('pin_must_change');
  requireRole(clerk, meta.roles);
  return clerk;
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** What an open page asks again and again with nobody before it. */
const ASKS_BY_ITSELF: ReadonlySet<string> = new Set(['desk.strip', 'session.current', 'session.clerks']);

/** A stream may fail in the middle: its error crosses the wire by the same rule as any other. */
async function* guarded(stream: AsyncIterable<unknown>, translate: (error: unknown) => Error): AsyncGenerator<unknown> {
  try {
    yield* stream;
  } catch (error) {
    throw translate(error);
  }
}

/**
 * The one chain that every call of every transport passes: phase → session → role → schema → procedure → audit. It is part
 * of the router itself, so that no transport can be added that goes round it.
 */
export const os = implement(contract)
  .$context<Call>()
  .use(async ({ context, next, path, procedure }) => {
    const { service, session } = context;
    const meta: ProcedureMeta = procedure['~orpc'].meta;
    const name = path.join('.');
    const audit = (outcome: string): void =>
      service.log.audit({ connection: session.connection, staff: session.staff, procedure: name, outcome });
    const translate = (error: unknown): Error => {
      const answer = toRefused(error, name, service.log);
      const code = refusalOf(answer)?.code ?? 'internal';
      if (meta.acts || code === 'role_needed') audit(code);
      return answer;
    };
    try {
      admit(context, meta, name);
      if (meta.needs !== 'nothing' && !ASKS_BY_ITSELF.has(name) && service.isOpen) service.desk.care.acted();
      if (meta.acts && service.isOpen) {
        // What was seen before an act is written before it, so that the log tells the order of things.
        service.desk.looks.flush();
        if (meta.needs === 'session') session.touch(service.now());
      }
      const result = await next({});
      if (meta.acts) audit('done');
      if (!isStream(result.output)) return result;
      return { ...result, output: guarded(result.output, translate) };
    } catch (error) {
      throw translate(error);
    }
  });

export const memoryOf = (call: Call): Memory => call.service.desk.memory;
export const looksOf = (call: Call): Looks => call.service.desk.looks;

/** The id of the clerk behind a call that the gate let through as one of a session. */
export function staffOf(call: Call): string {
  const { staff } = call.session;
  if (staff === null) throw new Refusal('session_needed');
  return staff;
}

