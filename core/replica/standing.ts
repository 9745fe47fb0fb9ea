import { idOf, kindOf, type Fact, type FactId, type SubjectRef } from '../facts/envelope.ts';
import { foldAll } from '../facts/fold.ts';
import { isHeir } from '../facts/trust.ts';
import { subjectKind } from '../subjects/index.ts';
import type { WriterState } from '../subjects/writer.ts';
import type { FactStore, StoredFact, Stream, TrustRow } from './store.ts';

/**
 * Standing: which stored facts count. A fact of a writer after its last trusted one is kept and relayed but not folded, until
 * somebody adopts it. This is a function of the set of facts alone, so every desk reaches the same answer.
 */

/** Whether the log of `stream` up to its end contains (`seq`, `id`) at or before which `fact` stands. */
function before(store: FactStore, fact: StoredFact, last: { seq: number; id: FactId | null }): boolean {
  if (fact.fact.seq > last.seq) return false;
  const end = last.id === null ? undefined : store.get(last.id);
  // The last trusted fact itself has not arrived: the number alone decides until it does.
  if (!end || end.stream === fact.stream) return true;
  for (let s: Stream | undefined = store.stream(end.stream); s?.parent; s = store.stream(s.parent)) {
    if (s.parent === fact.stream) return true;
  }
  return false;
}

export function countsIn(store: FactStore, stored: StoredFact): boolean {
  const { fact } = stored;
  return trusted(store, stored) || adoptedOf(store, fact.writer).includes(fact.id);
}

function trusted(store: FactStore, stored: StoredFact): boolean {
  const { fact } = stored;
  const trust = store.trust();
  const own = trust.get(fact.writer);
  if (!own) return false;
  if (own.retired && !before(store, stored, own.retired)) return false;
  return vouchedFor(trust, own);
}

/** Whether what `writer` writes next will count, as far as this desk knows. */
export function inStanding(trust: ReadonlyMap<string, TrustRow>, writer: string): boolean {
  const own = trust.get(writer);
  return own !== undefined && own.retired === null && vouchedFor(trust, own);
}

/** A successor that its issuer's retirement does not leave in trust is as untrusted as its issuer. */
export function vouchedFor(trust: ReadonlyMap<string, TrustRow>, own: TrustRow): boolean {
  const seen = new Set([own.certificate.writer]);
  for (let at = own; at.certificate.issuer !== 'root'; ) {
    const issuer = at.certificate.issuer;
    const next = trust.get(issuer);
    if (!next || seen.has(issuer)) return false;
    if (next.retired && !isHeir(next.retired, at.certificate)) return false;
    seen.add(issuer);
    at = next;
  }
  return true;
}

function adoptedOf(store: FactStore, writer: string): readonly string[] {
  return (store.subject(`writer/${writer}`)?.state as WriterState | undefined)?.adopted ?? [];
}

/** The writer and everyone whose certificate leads back to it. */
export function withSuccessors(store: FactStore, writer: string): string[] {
  const found = new Set([writer]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [id, row] of store.trust()) {
      if (!found.has(id) && found.has(row.certificate.issuer)) {
        found.add(id);
        grew = true;
      }
    }
  }
  return [...found];
}

/** Folds a subject again from all its placed facts. Returns whether its state is another one now. */
export function refold(store: FactStore, ref: SubjectRef): void {
  const row = store.subject(ref);
  if (!row) return;
  const placed = [...store.ofSubject(ref)];
  const held = new Set(placed.filter((p) => !countsIn(store, p)).map((p) => p.fact.id));
  const state = foldAll(subjectKind(kindOf(ref)), placed, (fact: Fact) => !held.has(fact.id));
  store.putSubject({ ...row, state });
}

/**
 * Folds again what a change of trust in these writers may touch, and returns those subjects. Adoptions are facts too and may
 * themselves begin or cease to count, so writer subjects are folded until nothing moves; only then everything else, once.
 */
export function refoldTrusted(store: FactStore, writers: Iterable<string>): Set<SubjectRef> {
  const touched = new Set<SubjectRef>();
  for (let open = new Set(writers); open.size > 0; ) {
    const moved = new Set<string>();
    const refs = new Set(store.subjectsBy([...new Set([...open].flatMap((w) => withSuccessors(store, w)))]));
    for (const ref of refs) {
      touched.add(ref);
      if (kindOf(ref) !== 'writer') continue;
      const before = adoptedOf(store, idOf(ref)).join();
      refold(store, ref);
      if (adoptedOf(store, idOf(ref)).join() !== before) moved.add(idOf(ref));
    }
    open = moved;
  }
  for (const ref of touched) if (kindOf(ref) !== 'writer') refold(store, ref);
  return touched;
}
