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

const language = z.enum(['zh', 'en']);

export const pin = z.string().regex(/^\d{4,12}$/);
export const keep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('osKeystore') }),
  z.object({ kind: z.literal('passphrase'), passphrase: z.string().min(8).max(200) }),
  z.object({ kind: z.literal('keyFile') }),
]);

/** The ways to open a desk that is here. */
const unlocking = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('osKeystore') }),
  z.object({ kind: z.literal('keyFile') }),
  z.object({ kind: z.literal('passphrase'), passphrase: z.string().max(200) }),
  z.object({ kind: z.literal('recoveryCode'), code: z.string().max(200) }),
]);

/**
 * What bringing a backup in would mean for this folder.
 * `new`: no desk is here, the backup becomes one · `over`: the database is replaced, what was there is moved aside ·
 * `keys`: only the keys come back, the database here is newer and stays · `whole`: keys and database are both gone.
 * All but `over` need the recovery code and a choice of how the secret is kept.
 */
export const rescueMode = z.enum(['new', 'over', 'keys', 'whole']);
export type RescueMode = z.infer<typeof rescueMode>;

/** 4 MiB of a file, in base64. */
const PART = 5_600_000;

export const clerkInfo = z.object({ id, name: z.string(), grants: z.array(grant), lockedUntil: z.string().nullable() });
export type ClerkInfo = z.infer<typeof clerkInfo>;

export const session = z.object({
  clerk: clerkInfo.nullable(),
  locked: z.boolean(),
  /** The PIN was known to a desk that is lost: nothing goes on before its clerk has set a new one. */
  mustChangePin: z.boolean(),
  lockAfterMinutes: z.int(),
});
export type Session = z.infer<typeof session>;

export const setup = {
  phase: anyone.output(deskPhase),
  /** The language that this desk's screen had last; null when nobody chose yet. */
  language: anyone.output(z.object({ language: language.nullable() })),
  setLanguage: anyone.input(z.object({ language })).output(z.object({})),
  /** Creates the site, its root, this desk and its first administrator. The recovery code is shown once. */
  create: anyone
    .meta({ needs: 'nothing', acts: true })
    .input(z.object({ site: z.string().trim().min(1).max(40), admin: z.string().trim().min(1).max(40), pin, keep, deskName: z.string().trim().min(1).max(40).optional() }))
    .output(z.object({ recoveryCode: z.string() })),
  /** The same, filled with the demo community; marked as such for ever. PIN of everybody in it: 1234. */
  createDemo: anyone.meta({ needs: 'nothing', acts: true }).input(z.object({ keep })).output(z.object({ recoveryCode: z.string() })),
  unlock: anyone
    .meta({ needs: 'nothing', acts: true })
    .input(unlocking)
    .output(deskPhase),
  /**
   * A file that the person chose, in parts, because an invitation or a backup is larger than one message may be. `at` is the
   * byte that this part begins with; 0 begins anew. One file at a time; it is gone once it was used, refused or replaced.
   */
  bring: anyone
    .meta({ needs: 'nothing', acts: true })
    .input(z.object({ upload: z.uuid(), at: z.int().min(0), bytes: z.base64().max(PART) }))
    .output(z.object({ bytes: z.int() })),
  /** Makes this empty folder a desk of an existing site, from its invitation. The recovery code is this desk's own and shown once. */
  join: anyone
    .meta({ needs: 'nothing', acts: true })
    .input(z.object({ upload: z.uuid(), code: z.string().max(200), keep }))
    .output(z.object({ recoveryCode: z.string(), site: z.string(), desk: z.string() })),
  /** What can be restored here and how; only while no desk is open. */
  rescue: anyone.output(z.object({
    mode: rescueMode,
    ways: z.array(z.enum(['osKeystore', 'passphrase', 'keyFile', 'recoveryCode'])),
    osKeystore: z.boolean(),
    backups: z.array(z.object({ name: z.string(), at: z.string(), bytes: z.int() })),
  })),
  /** Brings a backup in and opens the desk. `keep` where the mode makes keys anew. Nothing that was here is deleted. */
  restore: anyone
    .meta({ needs: 'nothing', acts: true })
    .input(z.object({
      from: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('listed'), name: z.string().max(80) }),
        z.object({ kind: z.literal('upload'), upload: z.uuid() }),
      ]),
      how: unlocking,
      keep: keep.optional(),
    }))
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
