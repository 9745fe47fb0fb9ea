import { z } from 'zod';
import { grant, roleSchema } from '../subjects/staff.ts';
import { anyone, clerk, clerkActs, id, onlyActs, onOpenDesk } from './base.ts';

/** Before anybody works: first run, unlocking, who is here. */

/** Where the desk stands. Damage never looks like `empty`. */
export const deskPhase = z.discriminatedUnion('phase', [
  /** Nothing here yet: first run. */
  z.object({ phase: z.literal('empty'), osKeystore: z.boolean() }),
  /** Enrolled; a passphrase or the recovery code is needed. */
  z.object({ phase: z.literal('closed'), ways: z.array(z.enum(['osKeystore', 'passphrase', 'keyFile', 'recoveryCode'])) }),
  /** Enrolled, cannot be opened; `code` says what is wrong. Nothing was changed. */
  z.object({ phase: z.literal('trouble'), code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), backups: z.int() }),
  z.object({ phase: z.literal('open'), site: z.string(), desk: z.string(), demo: z.boolean() }),
]);
export type DeskPhase = z.infer<typeof deskPhase>;

export const pin = z.string().regex(/^\d{4,12}$/);
export const keep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('osKeystore') }),
  z.object({ kind: z.literal('passphrase'), passphrase: z.string().min(8).max(200) }),
  z.object({ kind: z.literal('keyFile') }),
]);

export const clerkInfo = z.object({ id, name: z.string(), grants: z.array(grant), lockedUntil: z.string().nullable() });
export type ClerkInfo = z.infer<typeof clerkInfo>;

export const session = z.object({
  clerk: clerkInfo.nullable(),
  locked: z.boolean(),
  lockAfterMinutes: z.int(),
});
export type Session = z.infer<typeof session>;

export const setup = {
  phase: anyone.output(deskPhase),
  /** Creates the site, its root, this desk and its first administrator. The recovery code is shown once. */
  create: anyone
    .meta({ needs: 'nothing', acts: true })
    .input(z.object({ site: z.string().trim().min(1).max(40), admin: z.string().trim().min(1).max(40), pin, keep, deskName: z.string().trim().min(1).max(40).optional() }))
    .output(z.object({ recoveryCode: z.string() })),
  /** The same, filled with the demo community; marked as such for ever. PIN of everybody in it: 1234. */
  createDemo: anyone.meta({ needs: 'nothing', acts: true }).input(z.object({ keep })).output(z.object({ recoveryCode: z.string() })),
  unlock: anyone
    .meta({ needs: 'nothing', acts: true })
    .input(z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('osKeystore') }),
      z.object({ kind: z.literal('keyFile') }),
      z.object({ kind: z.literal('passphrase'), passphrase: z.string().max(200) }),
      z.object({ kind: z.literal('recoveryCode'), code: z.string().max(200) }),
    ]))
    .output(deskPhase),
};

export const sessions = {
  /** Names to pick from at the lock screen. */
  clerks: onOpenDesk.output(z.array(clerkInfo)),
  current: onOpenDesk.output(session),
  /** Five wrong PINs lock that clerk for five minutes; others can switch in. */
  login: onOpenDesk.meta({ needs: 'open', acts: true }).input(z.object({ staff: id, pin: z.string().max(40) })).output(session),
  /** Screen is blurred and asks for a PIN; work in progress stays. */
  lock: onOpenDesk.output(session),
  logout: onOpenDesk.output(session),
  /** Tells the desk that the clerk is at work, so that idle lock counts from now. */
  touch: clerk.output(session),
};

export const staffProcedures = {
  list: clerk.output(z.array(clerkInfo.extend({ left: z.boolean() }))),
  add: onlyActs('administrator', 'manager').input(z.object({ name: z.string().trim().min(1).max(40), grants: z.array(grant).min(1).max(20), pin })).output(z.object({ staff: id })),
  setGrants: onlyActs('administrator', 'manager').input(z.object({ staff: id, grants: z.array(grant).max(20) })).output(z.object({})),
  /** One's own, with the old PIN; an administrator sets anybody's without it. */
  setPin: clerkActs.input(z.object({ staff: id, oldPin: z.string().max(40).optional(), pin })).output(z.object({})),
  leave: onlyActs('administrator', 'manager').input(z.object({ staff: id })).output(z.object({})),
  roles: clerk.output(z.array(roleSchema)),
};
