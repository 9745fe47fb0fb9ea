import { retirementText, type Retirement } from '#core/facts/trust.ts';
import { retire } from '#core/replica/receive.ts';
import { refoldTrusted } from '#core/replica/standing.ts';
import { Refusal } from '#core/refusal.ts';
import type { SubjectRef } from '#core/facts/envelope.ts';
import type { WriterState } from '#core/subjects/writer.ts';
import type { Log } from '#db/log/log.ts';
import { signWith } from '#db/log/seal.ts';
import type { Exchanging } from './bundle.ts';
import { beginEpoch } from './epoch.ts';

/**
 * A desk was stolen or lost: the root's word that nothing of it after `lastSeq` is trusted. What it wrote later is kept, shown
 * and not folded, and so is everything of successors that it signed for and nobody here has heard of yet. Writers that the same
 * copy had before (it was restored or rolled back) end too, where they are known to stand: their signers are still in its old
 * backups, and one of them could vouch for a stranger. A new epoch begins, whose secret the lost desk never gets.
 * @throws Refusal needs_root, unknown_writer, own_writer
 */
export function retireWriter(ex: Exchanging, writer: string, lastSeq: number, staff: string | null): { held: number; refs: SubjectRef[] } {
  const { log } = ex;
  const own = log.own();
  const root = own.root.private;
  if (root === null) throw new Refusal('needs_root');
  if (writer === own.writer) throw new Refusal('own_writer');
  if (!log.store.trust().has(writer)) throw new Refusal('unknown_writer');
  return log.transaction(() => {
    const ends = [{ writer, seq: lastSeq }, ...formerWriters(log, writer).map((w) => ({ writer: w, seq: log.store.stream(w)?.head.seq ?? 0 }))];
    const retirements = ends.map((end) => {
      const last = lastOf(log, end.writer, end.seq);
      const unsigned = { site: own.site, writer: end.writer, last };
      retire(log.store, end.writer, last);
      return { ...unsigned, signature: signWith(root)(retirementText(unsigned)) } satisfies Retirement;
    });
    const epoch = beginEpoch(log, ex.siteSecret);
    const facts = retirements.map((retirement, at) => ({
      subject: `writer/${retirement.writer}`,
      type: 'writer.retired',
      data: { retirement, ...(at === 0 ? { epoch } : {}) },
    }));
    log.write({ facts, staff, now: ex.now() });
    const refs = ends.flatMap((end) => foldAgain(ex, end.writer));
    const held = log.store.streamsOf(writer).reduce((sum, s) => sum + Math.max(0, s.head.seq - lastSeq), 0);
    return { held, refs: [...new Set(refs)] };
  });
}

/** The last trusted fact, and the successors that this desk knows and that were vouched for no later. */
function lastOf(log: Log, writer: string, seq: number): Retirement['last'] {
  const given = [...log.store.trust().values()].map((row) => row.certificate).filter((c) => c.issuer === writer && (c.after?.seq ?? 0) <= seq);
  return { seq, id: seq === 0 ? null : (log.store.at(writer, seq) ?? null), heirs: given.map((c) => c.writer).sort() };
}

/**
 * Writers that this copy of the database had before, newest first. Only what a restore or a roll-back ended: where a disk was
 * cloned the writer before belongs to the other copy as well, and that one may be honest.
 */
function formerWriters(log: Log, writer: string): string[] {
  const former: string[] = [];
  for (let at = writer; ; ) {
    const issuer = log.store.trust().get(at)?.certificate.issuer;
    const { began } = log.state<WriterState>(`writer/${at}`);
    if (issuer === undefined || issuer === 'root' || former.includes(issuer) || (began !== 'restored' && began !== 'behind')) return former;
    if (log.store.trust().get(issuer)?.retired === null) former.push(issuer);
    at = issuer;
  }
}

/** Facts of a retired desk that somebody looked at and vouches for, one by one. */
export function adoptFacts(ex: Exchanging, writer: string, facts: readonly string[], staff: string | null): SubjectRef[] {
  return ex.log.transaction(() => {
    ex.log.write({ facts: [{ subject: `writer/${writer}`, type: 'writer.adopted', data: { facts: [...facts] } }], staff, now: ex.now() });
    return foldAgain(ex, writer);
  });
}

function foldAgain({ log }: Exchanging, writer: string): SubjectRef[] {
  const refs = [...refoldTrusted(log.store, [writer])];
  log.project(refs);
  return refs;
}
