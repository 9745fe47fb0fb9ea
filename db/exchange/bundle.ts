import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { canonical } from '#core/facts/canonical.ts';
import { commandsFor, headsOf, pagesOf, vector, type Vector } from '#core/replica/plan.ts';
import { receive, retrusted } from '#core/replica/receive.ts';
import { Refusal } from '#core/refusal.ts';
import { siteId } from '#core/facts/envelope.ts';
import type { Log } from '#db/log/log.ts';
import { epochs, latest, learnEpoch } from './epoch.ts';
import { readHead, readPages, writeFrames } from './frames.ts';
import { notePeer } from './peers.ts';
import { applySecrets, pinRow, pinRows, secretEntry, takePins } from './keyring.ts';

/** The bundle (同步文件): what a peer lacks, sealed. HQ and LAN will carry the very same. */

const PAGE_FACTS = 500;
const PAGE_BYTES = 1_000_000;

const head = z.object({ foyer: z.literal('bundle'), v: z.int(), site: siteId, epoch: z.string(), notice: z.unknown().optional() });
const page = z.object({
  from: vector.optional(),
  commands: z.array(z.object({ facts: z.array(z.string()).max(200), signature: z.string().max(100) })).max(PAGE_FACTS),
  secrets: z.array(secretEntry).max(10_000),
  tombstones: z.array(z.string().max(80)).max(200_000),
  pins: z.array(pinRow).max(10_000),
});
type Page = z.infer<typeof page>;

export interface Exchanging {
  readonly log: Log;
  readonly siteSecret: Uint8Array;
  readonly now: () => number;
}

export function vectorOf({ log, siteSecret }: Exchanging): Vector {
  const own = log.own();
  const said: Vector = { foyer: 'vector', v: 1, site: own.site, writer: own.writer, heads: headsOf(log.store.streams()), tombstones: log.secrets.tombstones() };
  const epoch = latest(epochs(log.db, siteSecret));
  return { ...said, seal: { epoch: epoch.id, mac: macOf(said, epoch.secret) } };
}

function macOf(vector: Vector, secret: Uint8Array): string {
  const { seal: _seal, ...said } = vector;
  return createHmac('sha256', secret).update(`foyer/vector/1\n${canonical(said)}`).digest('base64');
}

/** Whether a desk that knows the present epoch made this vector: a desk that was retired does not. */
export function isSealed({ log, siteSecret }: Exchanging, vector: Vector): boolean {
  const epoch = latest(epochs(log.db, siteSecret));
  const { seal } = vector;
  if (seal?.epoch !== epoch.id) return false;
  const [given, right] = [Buffer.from(seal.mac, 'base64'), Buffer.from(macOf(vector, epoch.secret), 'base64')];
  return given.length === right.length && timingSafeEqual(given, right);
}

/** @throws Refusal not_ours, upgrade_required, site_mismatch */
export function readVector(bytes: Uint8Array, site: string): Vector {
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new Refusal('not_ours');
  }
  if ((raw as { foyer?: unknown } | null)?.foyer !== 'vector') throw new Refusal('not_ours');
  if (Number((raw as { v?: unknown }).v) > 1) throw new Refusal('upgrade_required');
  const parsed = vector.safeParse(raw);
  if (!parsed.success) throw new Refusal('file_damaged');
  if (parsed.data.site !== site) throw new Refusal('site_mismatch');
  return parsed.data;
}

/** What the peer of `theirs` lacks, or everything. Whole commands, a stream's own order kept, pages of bounded size. */
export function exportBundle(ex: Exchanging, theirs?: Vector): { bytes: Buffer; facts: number } {
  const { log } = ex;
  const own = log.own();
  let facts = 0;
  const pages: Page[] = [];
  for (const commands of pagesOf(commandsFor(log.store, theirs?.heads ?? []), { facts: PAGE_FACTS, length: PAGE_BYTES })) {
    pages.push({ ...emptyPage(), commands: commands.map((c) => ({ facts: [...c.facts], signature: c.signature })) });
    facts += commands.reduce((sum, c) => sum + c.facts.length, 0);
  }
  if (pages.length === 0) pages.push(emptyPage());
  pages[0]!.from = vectorOf(ex);
  pages[0]!.tombstones = log.secrets.tombstones();
  pages[0]!.pins = pinRows(log.db);
  // Secrets are few bytes and their absence makes facts unreadable, so a bundle carries all that the peer may need.
  const secrets = [...log.secrets.all()];
  for (let i = 0; i < secrets.length; i += 10_000) {
    const part = secrets.slice(i, i + 10_000);
    if (i === 0) pages[0]!.secrets = part;
    else pages.splice(1, 0, { ...emptyPage(), secrets: part });
  }
  const epoch = latest(epochs(log.db, ex.siteSecret));
  const line = { foyer: 'bundle', v: 1, site: own.site, epoch: epoch.id, ...(epoch.notice ? { notice: epoch.notice } : {}) };
  return { bytes: writeFrames(line, epoch.secret, pages), facts };
}

const emptyPage = (): Page => ({ commands: [], secrets: [], tombstones: [], pins: [] });

export interface Imported {
  facts: number;
  already: number;
  waiting: number;
  changed: string[];
  /** Another copy writes under this copy's name, whether or not the log has split already: this one must get a new writer. */
  ownForked: boolean;
}

/**
 * Takes in a bundle: all of it or, on any refusal, nothing. Importing it again changes nothing.
 * @throws Refusal not_ours, upgrade_required, site_mismatch, epoch_changed, retired, file_damaged, and those of receive()
 */
export function importBundle(ex: Exchanging, bytes: Uint8Array): Imported {
  const { log } = ex;
  const { head: raw, line, rest } = readHead(bytes);
  if ((raw as { foyer?: unknown } | null)?.foyer !== 'bundle') throw new Refusal('not_ours');
  const parsed = head.safeParse(raw);
  if (!parsed.success) throw new Refusal('file_damaged');
  if (parsed.data.v > 1) throw new Refusal('upgrade_required');
  const own = log.own();
  if (parsed.data.site !== own.site) throw new Refusal('site_mismatch');
  return log.transaction(() => {
    if (parsed.data.notice !== undefined) learnEpoch(log, parsed.data.notice);
    const epoch = epochs(log.db, ex.siteSecret).find((e) => e.id === parsed.data.epoch);
    if (!epoch) throw new Refusal('epoch_changed');
    // Facts are signed, so they are good under any epoch. Tombstones and PINs are not: under an epoch that is over they may be
    // a retired desk's, and would destroy or open what it has no say in. Who is in good standing sends them again.
    const present = epoch.id === latest(epochs(log.db, ex.siteSecret)).id;
    const before = log.store.counts().waiting;
    const changed = new Set<string>();
    let erased = false;
    const sum: Imported = { facts: 0, already: 0, waiting: 0, changed: [], ownForked: false };
    const retired = new Map([...log.store.trust()].map(([writer, row]) => [writer, row.retired?.seq]));
    for (const body of readPages(line, rest, epoch.secret)) {
      const { from, commands, secrets, ...unsigned } = readPage(body);
      const { tombstones, pins } = present ? unsigned : emptyPage();
      erased ||= tombstones.some((id) => !log.secrets.isErased(id));
      for (const ref of applySecrets(log, secrets, tombstones, ex.now())) changed.add(ref);
      const report = receive({ site: own.site, root: own.root.public, store: log.store, crypt: log.crypt }, commands);
      sum.facts += report.stored;
      sum.already += report.already;
      if (report.forked.has(own.writer) || report.wrote.has(own.writer)) sum.ownForked = true;
      for (const ref of report.changed) changed.add(ref);
      takePins(log.db, pins);
      if (from) notePeer(log.db, from, ex.now());
    }
    const lost = [...log.store.trust()].filter(([writer, row]) => row.retired?.seq !== retired.get(writer)).map(([writer]) => writer);
    for (const ref of retrusted(log.store, lost)) changed.add(ref);
    log.project(resolutionsLast(changed));
    // Tokens of what was erased must not linger in index pages.
    if (erased) log.search.tidy();
    sum.waiting = log.store.counts().waiting - before;
    sum.changed = [...changed];
    return sum;
  });
}

function readPage(body: unknown): Page {
  const parsed = page.safeParse(body);
  if (!parsed.success) throw new Refusal('file_damaged');
  return parsed.data;
}

/** A resolution covers rows that other subjects make: those first. */
const resolutionsLast = (refs: Iterable<string>): string[] => {
  const all = [...refs];
  const isResolution = (ref: string) => ref.startsWith('anomaly/');
  return [...all.filter((ref) => !isResolution(ref)), ...all.filter(isResolution)];
};
