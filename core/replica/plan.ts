import { z } from 'zod';
import { deskUuid, factId, siteId } from '../facts/envelope.ts';
import type { CarriedCommand, FactStore, Stream } from './store.ts';

/** "I have …" and "here is what you lack": the planner of exchange, the same for every carrier. */

export const vector = z.strictObject({
  foyer: z.literal('vector'),
  v: z.literal(1),
  site: siteId,
  writer: deskUuid,
  /** The end of every stream of every writer's log that this desk holds. */
  heads: z.array(z.strictObject({ writer: deskUuid, seq: z.int().min(0), id: factId })).max(10_000),
  /** Secrets that were destroyed: whoever receives the vector destroys them too before anything else. */
  tombstones: z.array(z.string().max(80)).max(1_000_000),
  /**
   * That a desk of the site in good standing said so, under the secret of an epoch. Heads need no proof, they only ask for
   * more; but destroying is for ever, and a file on a stick can be anybody's.
   */
  seal: z.strictObject({ epoch: z.string().max(40), mac: z.base64().max(64) }).optional(),
});
export type Vector = z.infer<typeof vector>;
type Heads = Vector['heads'];

export function headsOf(streams: Iterable<Stream>): Heads {
  const heads = [...streams].flatMap((s) => (s.head.id === null ? [] : [{ writer: s.writer, seq: s.head.seq, id: s.head.id }]));
  return heads.sort((a, b) => (a.writer + a.id < b.writer + b.id ? -1 : 1));
}

/** From which seq on (exclusive) each of our streams is news to a peer that has `heads`. Absent = all of it is. */
export function knownUpTo(store: FactStore, streams: readonly Stream[], heads: Heads): Map<string, number> {
  const known = new Map<string, number>();
  const note = (name: string, seq: number) => known.set(name, Math.max(known.get(name) ?? 0, seq));
  for (const head of heads) {
    const fact = store.get(head.id);
    if (fact) markPath(store, fact.stream, head.seq, note);
    else {
      // The peer is ahead of us on this writer, so it has what we have of it. If its log split from ours instead, it will
      // see so from our vector and send its branch; only where it is *not* ahead must we offer the whole log.
      const ours = streams.filter((s) => s.writer === head.writer);
      const [only] = ours;
      if (ours.length === 1 && only && only.head.seq < head.seq) note(only.name, only.head.seq);
    }
  }
  return known;
}

function markPath(store: FactStore, name: string, seq: number, note: (name: string, seq: number) => void): void {
  let upTo = seq;
  for (let s = store.stream(name); s; s = s.parent === null ? undefined : store.stream(s.parent)) {
    note(s.name, Math.min(upTo, s.head.seq));
    upTo = Number.MAX_SAFE_INTEGER;
  }
}

/**
 * Streams in an order in which an empty desk can take them in: an issuer before the writer that it vouches for, and the common
 * part of a log before its branches. The order in which they were made is not enough: where a log that has split already turns
 * out to have split earlier too, the piece between the two splits is younger than the branches that hang on it.
 */
function carryOrder(store: FactStore): Stream[] {
  const all = store.streams();
  const ordered: Stream[] = [];
  const met = new Set<string>();
  const branches = (parent: string): void => {
    for (const s of all) {
      if (s.parent !== parent) continue;
      ordered.push(s);
      branches(s.name);
    }
  };
  const writer = (id: string): void => {
    if (met.has(id)) return;
    met.add(id);
    const issuer = store.trust().get(id)?.certificate.issuer;
    if (issuer !== undefined && issuer !== 'root') writer(issuer);
    const trunk = all.find((s) => s.name === id);
    if (!trunk) return;
    ordered.push(trunk);
    branches(trunk.name);
  };
  for (const s of all) writer(s.writer);
  return ordered;
}

/** The commands that a desk with `heads` lacks, whole and in an order in which it can take them in. */
export function* commandsFor(store: FactStore, heads: Heads): Generator<CarriedCommand> {
  const known = knownUpTo(store, store.streams(), heads);
  for (const stream of carryOrder(store)) {
    let open: string[] = [];
    for (const row of store.carried(stream.name, (known.get(stream.name) ?? 0) + 1)) {
      open.push(row.text);
      if (row.signature === null) continue;
      yield { facts: open, signature: row.signature };
      open = [];
    }
  }
}

export interface PageLimits {
  readonly facts: number;
  readonly length: number;
}

/** Commands in pages of bounded size. A command is never cut, so a page holds at least one. */
export function* pagesOf(commands: Iterable<CarriedCommand>, limits: PageLimits): Generator<CarriedCommand[]> {
  let page: CarriedCommand[] = [];
  let facts = 0;
  let length = 0;
  for (const command of commands) {
    const more = command.facts.reduce((sum, text) => sum + text.length, 0);
    if (page.length > 0 && (facts + command.facts.length > limits.facts || length + more > limits.length)) {
      yield page;
      page = [];
      facts = 0;
      length = 0;
    }
    page.push(command);
    facts += command.facts.length;
    length += more;
  }
  if (page.length > 0) yield page;
}
