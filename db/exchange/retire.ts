import { retirementText, type Retirement } from '#core/facts/trust.ts';
import { retire } from '#core/replica/receive.ts';
import { refoldTrusted } from '#core/replica/standing.ts';
import { Refusal } from '#core/refusal.ts';
import type { SubjectRef } from '#core/facts/envelope.ts';
import { signWith } from '#db/log/seal.ts';
import type { Exchanging } from './bundle.ts';
import { beginEpoch } from './epoch.ts';

/**
 * A desk was stolen or lost: the root's word that nothing of it after `lastSeq` is trusted. What it wrote later is kept, shown
 * and not folded, and so is everything of successors that it signed for and nobody here has heard of yet. A new epoch begins, whose secret the lost desk never gets.
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
    const given = [...log.store.trust().values()].map((row) => row.certificate).filter((c) => c.issuer === writer && (c.after?.seq ?? 0) <= lastSeq);
    const last = { seq: lastSeq, id: lastSeq === 0 ? null : (log.store.at(writer, lastSeq) ?? null), heirs: given.map((c) => c.writer).sort() };
    const unsigned = { site: own.site, writer, last };
    const retirement: Retirement = { ...unsigned, signature: signWith(root)(retirementText(unsigned)) };
    retire(log.store, writer, last);
    const epoch = beginEpoch(log, ex.siteSecret);
    log.write({ facts: [{ subject: `writer/${writer}`, type: 'writer.retired', data: { retirement, epoch } }], staff, now: ex.now() });
    const refs = foldAgain(ex, writer);
    const held = log.store.streamsOf(writer).reduce((sum, s) => sum + Math.max(0, s.head.seq - lastSeq), 0);
    return { held, refs };
  });
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
