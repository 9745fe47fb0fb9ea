import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { Role } from '../subjects/staff.ts';

/**
 * What every procedure of the desk declares. The desk process enforces it for all transports alike, so that whoever holds
 * the port gets what the logged-in clerk may get and no more.
 */
export interface ProcedureMeta {
  /** `nothing`: before a desk is open; `open`: an open desk, nobody logged in; `session`: a clerk is logged in and not locked. */
  needs: 'nothing' | 'open' | 'session';
  /** One of these roles is needed; absent = any clerk. */
  roles?: readonly Role[];
  /** Changes facts or files, so a call is written to the audit trail even when it is refused. */
  acts?: boolean;
}

/** Refusals cross the wire as one typed error: a permanent code and harmless params; the screen words it. */
export const refused = {
  REFUSED: {
    status: 422,
    data: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) }),
  },
} as const;

const base = oc.$meta<ProcedureMeta>({ needs: 'session' }).errors(refused);

export const anyone = base.meta({ needs: 'nothing' });
export const onOpenDesk = base.meta({ needs: 'open' });
export const clerk = base;
export const clerkActs = base.meta({ needs: 'session', acts: true });
export const only = (...roles: Role[]) => base.meta({ needs: 'session', roles });
export const onlyActs = (...roles: Role[]) => base.meta({ needs: 'session', roles, acts: true });

/** Ids of things are opaque: keyed hashes or UUIDs, never names or numbers of people. */
export const id = z.string().min(1).max(80).regex(/^[A-Za-z0-9_.:~-]+$/);

/** A repeated call with the same command id answers as the first did. */
export const commandId = z.uuid();
