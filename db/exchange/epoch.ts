import { hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { epochNotice, epochText, type EpochNotice } from '#core/facts/trust.ts';
import { inStanding } from '#core/replica/standing.ts';
import { Refusal } from '#core/refusal.ts';
import type { Db } from '#db/vault/types.ts';
import { boxFor, openBox } from '#db/log/box.ts';
import type { Log } from '#db/log/log.ts';
import { signWith } from '#db/log/seal.ts';
import { markPinsStale } from './stalePins.ts';

/**
 * Epochs: what travels between desks is sealed under a secret of the site. The first one comes from the site's own secret; a
 * retirement begins a new one that the retired desk never receives. Its notice rides in the head of every file, in the clear,
 * because it is wrapped for each trusted desk: so a desk that was away learns the new secret from the first file it gets.
 */
export interface Epoch {
  readonly n: number;
  readonly id: string;
  readonly secret: Uint8Array;
  readonly notice: EpochNotice | null;
}

export const storedEpoch = z.object({ n: z.int(), id: z.string(), secret: z.base64(), notice: epochNotice.nullable() });
type Stored = z.infer<typeof storedEpoch>;

const FIRST = '0000000000000000';

export function epochs(db: Db, siteSecret: Uint8Array): Epoch[] {
  const first: Epoch = { n: 0, id: FIRST, secret: Buffer.from(hkdfSync('sha256', siteSecret, '', 'foyer/epoch/0', 32)), notice: null };
  return [first, ...storedEpochs(db).map((e) => ({ ...e, secret: Buffer.from(e.secret, 'base64') }))];
}

/** The epoch to seal with: the highest; of two begun apart, the one with the higher id, on every desk alike. */
export const latest = (all: readonly Epoch[]): Epoch =>
  all.reduce((best, e) => (e.n > best.n || (e.n === best.n && e.id > best.id) ? e : best));

export const storedEpochs = (db: Db): Stored[] => {
  const row = db.prepare<[], string>("SELECT value FROM own WHERE name = 'epochs'").pluck().get();
  return row === undefined ? [] : (JSON.parse(row) as Stored[]);
};

export function storeEpoch(db: Db, epoch: Stored): void {
  markPinsStale(db);
  const all = [...storedEpochs(db).filter((e) => e.id !== epoch.id), epoch];
  db.prepare("INSERT INTO own (name, value) VALUES ('epochs', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(JSON.stringify(all));
}

/**
 * Begins a new epoch for every writer whose next fact would count. A successor that a retired desk vouched for after its last
 * trusted fact is the same stolen machine under another name. Needs the root.
 */
export function beginEpoch(log: Log, siteSecret: Uint8Array): EpochNotice {
  const own = log.own();
  if (own.root.private === null) throw new Refusal('needs_root');
  const secret = randomBytes(32);
  const wraps: Record<string, string> = {};
  const trust = log.store.trust();
  for (const [writer, row] of trust) {
    if (inStanding(trust, writer)) wraps[writer] = boxFor(row.certificate.box, secret);
  }
  const n = latest(epochs(log.db, siteSecret)).n + 1;
  const unsigned = { site: own.site, n, id: randomBytes(8).toString('hex'), wraps };
  const notice = { ...unsigned, signature: signWith(own.root.private)(epochText(unsigned)) };
  storeEpoch(log.db, { n, id: notice.id, secret: secret.toString('base64'), notice });
  return notice;
}

/**
 * Learns an epoch from a notice. Returns it when this desk can use it.
 * @throws Refusal bad_signature (not the root's word), retired (this desk is not among those it is for)
 */
export function learnEpoch(log: Log, raw: unknown): void {
  const parsed = epochNotice.safeParse(raw);
  const own = log.own();
  if (!parsed.success || parsed.data.site !== own.site || !log.crypt.verify(own.root.public, epochText(parsed.data), parsed.data.signature)) {
    throw new Refusal('bad_signature');
  }
  const notice = parsed.data;
  if (storedEpochs(log.db).some((e) => e.id === notice.id)) return;
  // Whoever began the epoch may not yet have heard of this copy's latest writer; then it was wrapped for one before it.
  let secret: Buffer | undefined;
  for (const { writer, box } of [own, ...(own.former ?? [])]) {
    const wrap = notice.wraps[writer];
    if (secret === undefined && wrap !== undefined) secret = openBox(box, wrap);
  }
  if (!secret) throw new Refusal('retired');
  storeEpoch(log.db, { n: notice.n, id: notice.id, secret: secret.toString('base64'), notice });
}
