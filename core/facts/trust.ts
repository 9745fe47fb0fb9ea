import { z } from 'zod';
import { canonical } from './canonical.ts';
import { deskUuid, factId, siteId, type FactId } from './envelope.ts';

/**
 * Who may write. The site's root signs for writers; a writer may sign for its own successor (rotation after a restore or a
 * clone). Each writer's first fact carries its certificate, so trust never depends on the order in which logs arrive.
 */
export const certificate = z.strictObject({
  site: siteId,
  writer: deskUuid,
  /** Ed25519 public part, base64 of the raw 32 bytes. */
  signer: z.base64().length(44),
  /** X25519 public part, base64 of the raw 32 bytes: new epoch secrets of the site are wrapped for it. */
  box: z.base64().length(44),
  /** The site's root, or the writer that this one succeeds. */
  issuer: z.union([z.literal('root'), deskUuid]),
  /** Where the issuing writer stood; null when the root issued. A retirement before this point covers the successor too. */
  after: z.strictObject({ seq: z.int().min(0), id: factId.nullable() }).nullable(),
  signature: z.base64().length(88),
});
export type Certificate = z.infer<typeof certificate>;

/** The root's word that nothing of `writer` after `last` is to be trusted (a stolen laptop). */
export const retirement = z.strictObject({
  site: siteId,
  writer: deskUuid,
  last: z.strictObject({
    seq: z.int().min(0),
    id: factId.nullable(),
    /**
     * Successors that the root still vouches for, sorted. The writer may have signed for others, or may yet: a certificate says
     * itself after which fact it was given, so nothing but this list can tell an honest successor from one that a thief makes
     * (or that the stolen desk makes by itself when an old backup is restored on it). Absent: all given before the end.
     */
    heirs: z.array(deskUuid).max(1000).optional(),
  }),
  signature: z.base64().length(88),
});
export type Retirement = z.infer<typeof retirement>;

/**
 * A new secret for what travels between desks, wrapped for every writer that is still trusted. It begins with a retirement:
 * the laptop that was stolen is not among them. Root-signed, because whoever could set it could read all exchange.
 */
export const epochNotice = z.strictObject({
  site: siteId,
  n: z.int().min(1),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  wraps: z.record(deskUuid, z.base64().max(400)),
  signature: z.base64().length(88),
});
export type EpochNotice = z.infer<typeof epochNotice>;
export const epochText = (e: Omit<EpochNotice, 'signature'> | EpochNotice): string =>
  `foyer/epoch/1\n${canonical('signature' in e ? unsigned(e) : e)}`;

const unsigned = <T extends { signature: string }>(record: T): Omit<T, 'signature'> => {
  const { signature: _, ...rest } = record;
  return rest;
};

/** What two retirements of one writer leave of trust: the earlier end, and only heirs that both name; in whatever order they came. */
export function stricter(a: Retirement['last'], b: Retirement['last']): Retirement['last'] {
  const { seq, id } = earlier(a, b);
  const heirs = a.heirs && b.heirs ? a.heirs.filter((heir) => b.heirs?.includes(heir)) : (a.heirs ?? b.heirs);
  return { seq, id, ...(heirs === undefined ? {} : { heirs }) };
}

function earlier(a: Retirement['last'], b: Retirement['last']): Retirement['last'] {
  if (a.seq !== b.seq) return a.seq < b.seq ? a : b;
  if (a.id === null || b.id === null) return a.id === null ? b : a;
  return a.id <= b.id ? a : b;
}

/** Whether this writer's certificate holds under the retirement of the writer that gave it. */
export const isHeir = ({ seq, heirs }: Retirement['last'], { writer, after }: Certificate): boolean =>
  (after?.seq ?? 0) <= seq && (heirs === undefined || heirs.includes(writer));

/** Texts that are signed. The purpose stands in front so that a signature for one thing can never serve for another. */
export const certificateText = (c: Omit<Certificate, 'signature'> | Certificate): string =>
  `foyer/certificate/1\n${canonical('signature' in c ? unsigned(c) : c)}`;
export const retirementText = (r: Omit<Retirement, 'signature'> | Retirement): string =>
  `foyer/retirement/1\n${canonical('signature' in r ? unsigned(r) : r)}`;
export const commandText = (lastFact: FactId): string => `foyer/command/1\n${lastFact}`;
