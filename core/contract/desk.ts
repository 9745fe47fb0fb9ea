import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { factId } from '../facts/envelope.ts';
import { siteSettings } from '../subjects/site.ts';
import { anyone, clerk, id, only, onlyActs } from './base.ts';

/** The desk itself: settings, status strip, backups, exchange, self-check. */

export const deskProblem = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) });

export const strip = z.object({
  desk: z.string(),
  /** Facts of this desk that no other desk is known to have, and since when. */
  pending: z.int(),
  pendingSince: z.string().nullable(),
  pendingLate: z.boolean(),
  lastExchange: z.string().nullable(),
  /** Facts whose causes have not arrived, and of writers no longer trusted. */
  waiting: z.int(),
  held: z.int(),
  partialBatches: z.int(),
  anomalies: z.int(),
  /** People with something to be checked at the counter. */
  toCheck: z.int(),
  lastBackup: z.string().nullable(),
  /** Seconds by which the clock went backwards since the last fact; 0 in ordinary times. */
  clockBehind: z.int(),
  /** What the desk's own care met: `backup_disk_full`, `backup_failed`, `verify_found {n}`, `verify_failed`. */
  problems: z.array(deskProblem),
});
export type Strip = z.infer<typeof strip>;

/** Something changed: refetch what shows it. Kinds of subjects, never contents. */
export const changeNotice = z.object({ kinds: z.array(z.string()), refs: z.array(z.string()) });

const verifyReport = z.object({ ok: z.boolean(), problems: z.array(deskProblem), facts: z.int(), subjects: z.int() });

export const site = {
  get: clerk.output(siteSettings.extend({ demo: z.boolean() })),
  configure: onlyActs('administrator', 'manager').input(siteSettings.partial()).output(z.object({})),
};

export const desk = {
  strip: clerk.output(strip),
  /** For every open view; before login it tells only that the phase or session changed. */
  changes: anyone.output(eventIterator(changeNotice)),
  stats: clerk.output(z.record(z.string(), z.number())),
  verify: onlyActs('administrator', 'manager', 'supervisor').output(verifyReport),
  /** What the last self-check found, whoever asked for it. */
  lastVerify: clerk.output(verifyReport.extend({ at: z.string() }).nullable()),
  desks: clerk.output(z.array(z.object({ writer: id, name: z.string(), self: z.boolean(), facts: z.int(), retired: z.boolean(), began: z.string().nullable() }))),
  nameDesk: onlyActs('administrator', 'manager').input(z.object({ name: z.string().trim().min(1).max(40) })).output(z.object({})),
  backups: clerk.output(z.array(z.object({ name: z.string(), at: z.string(), bytes: z.int() }))),
  backupNow: onlyActs('administrator', 'manager', 'supervisor').output(z.object({ name: z.string() })),
};

const fileOut = z.object({ name: z.string(), bytes: z.base64() });
export const exchange = {
  /** What this desk has, to be carried to a peer. */
  vector: onlyActs('administrator', 'manager', 'supervisor').output(fileOut),
  /** What the peer lacks; without its vector: everything. */
  export: onlyActs('administrator', 'manager', 'supervisor').input(z.object({ vector: z.base64().max(4_000_000).optional() })).output(fileOut.extend({ facts: z.int() })),
  import: onlyActs('administrator', 'manager', 'supervisor').input(z.object({ bytes: z.base64().max(140_000_000) })).output(z.object({ facts: z.int(), already: z.int(), waiting: z.int() })),
  /** An invitation for a new desk: a sealed copy and the code that opens it. */
  invite: onlyActs('administrator').input(z.object({ deskName: z.string().trim().min(1).max(40) })).output(fileOut.extend({ code: z.string() })),
  /** Facts that a retired desk wrote after its last trusted one: stored, not counted, until somebody vouches for them. */
  held: only('administrator', 'manager', 'supervisor')
    .output(z.object({ total: z.int(), facts: z.array(z.object({ fact: z.string(), type: z.string(), time: z.string(), staff: z.string().nullable(), writer: id, desk: z.string(), kind: z.string(), label: z.string() })) })),
  adopt: onlyActs('administrator', 'manager').input(z.object({ writer: id, facts: z.array(factId).min(1).max(200) })).output(z.object({})),
  retire: onlyActs('administrator').input(z.object({ writer: id, lastSeq: z.int().min(0) })).output(z.object({ held: z.int() })),
};
