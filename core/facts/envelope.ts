import { z } from 'zod';
import type { Json } from './canonical.ts';

/**
 * The envelope: what every fact carries, whatever it is about. Shapes only; making and checking facts is done by the desk.
 *
 * `id` is not part of it: the id of a fact is the SHA-256 (hex) of the canonical text of its envelope, sealed bytes included.
 */

/** 64 hex digits. */
export type FactId = string;
/** `<kind>/<id>`, e.g. `home/3f…`. */
export type SubjectRef = string;

/** How long, and for which duty, a sealed value may be kept (PIPL 19, 47): each class of a person has its own secret. */
export const RETENTION_CLASSES = ['identity', 'contact', 'note', 'staff'] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));
export const factId = hex(64);
export const siteId = hex(32);
export const subjectRef = z.string().regex(/^[a-zA-Z]{2,24}\/[A-Za-z0-9_.~/-]{1,160}$/);
export const deskUuid = z.uuid();

export const sealedEntry = z.strictObject({
  /** Person (or home, for notes on a home nobody owns yet) whose secret sealed it. */
  person: z.string().min(1).max(80),
  secret: hex(32),
  retention: z.string().min(1).max(24),
  field: z.string().min(1).max(40),
  /** base64 of nonce · ciphertext · tag. */
  box: z.base64().max(90_000),
});
export type SealedEntry = z.infer<typeof sealedEntry>;

const json: z.ZodType<Json> = z.json();

export const envelope = z.strictObject({
  site: siteId,
  writer: deskUuid,
  /** Gapless per writer, from 1. */
  seq: z.int().min(1),
  /** Id of the writer's fact `seq - 1`; null only for the first. */
  prev: factId.nullable(),
  command: deskUuid,
  /** Commands of one import belong together; the last one says how many there are. */
  batch: z.strictObject({ id: deskUuid, n: z.int().min(1), of: z.int().min(1).optional() }).optional(),
  subject: subjectRef,
  /** Heads of the subject that the desk had seen, sorted. Empty for the first fact of a subject (as far as that desk knew). */
  parents: z.array(factId).max(64),
  type: z.string().regex(/^[a-zA-Z]{2,24}\.[a-zA-Z]{2,40}$/),
  v: z.int().min(1),
  /** An older program may fold the subject as if this fact were not there. */
  ignorable: z.boolean(),
  /** The desk's clock, a claim: time with UTC offset, and the business day that it was booked on. */
  at: z.strictObject({ time: z.iso.datetime({ offset: true }), day: z.iso.date() }),
  staff: z.string().max(80).nullable(),
  /** Heads of the facts that gave the right and the rules: re-checkable by anybody, without clocks. */
  basis: z.record(z.string().max(24), factId),
  visit: z.string().max(80).optional(),
  app: z.string().max(24),
  data: z.record(z.string(), json),
  sealed: z.array(sealedEntry).max(64),
});
export type Envelope = z.infer<typeof envelope>;

/** A fact as code meets it: its id beside its envelope. */
export interface Fact extends Envelope {
  readonly id: FactId;
}

/** A personal value before it is sealed. It exists in memory only. */
export interface PersonalValue {
  person: string;
  retention: RetentionClass;
  field: string;
  value: Json;
}

/** What decide returns: a fact without the parts that only the log can give it. */
export interface DraftFact {
  subject: SubjectRef;
  type: string;
  v?: number;
  ignorable?: boolean;
  data: Record<string, unknown>;
  personal?: PersonalValue[];
}

/** Where a sealed value stands. States hold these, never plaintext. */
export interface SealedRef {
  readonly fact: FactId;
  readonly index: number;
}

/** At most this many facts in a command: one act stays one small transaction and fits any carrier. */
export const COMMAND_FACT_LIMIT = 200;
/** At most this many bytes of canonical text in a fact: notes and lists, never scans (those are attachments). */
export const FACT_BYTE_LIMIT = 128 * 1024;

/** At most this many characters of canonical text in a command: it must fit a page of any carrier, unpacked, with room to spare. */
export const COMMAND_LENGTH_LIMIT = 1_000_000;

export const kindOf = (ref: SubjectRef): string => ref.slice(0, ref.indexOf('/'));
export const idOf = (ref: SubjectRef): string => ref.slice(ref.indexOf('/') + 1);

/** The sealed entry of `fact` for `field`, as a reference; undefined when the fact does not carry it. */
export function sealedRef(fact: Fact, field: string): SealedRef | undefined {
  const index = fact.sealed.findIndex((entry) => entry.field === field);
  return index < 0 ? undefined : { fact: fact.id, index };
}
