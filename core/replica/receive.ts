import { canonical } from '../facts/canonical.ts';
import {
  COMMAND_FACT_LIMIT,
  COMMAND_LENGTH_LIMIT,
  envelope,
  FACT_BYTE_LIMIT,
  idOf,
  kindOf,
  type Envelope,
  type Fact,
  type FactId,
  type SubjectRef,
} from '../facts/envelope.ts';
import { evolve } from '../facts/fold.ts';
import { afterAll, depthOf, headsAfter } from '../facts/order.ts';
import { certificate, certificateText, commandText, retirement, retirementText, stricter, type Certificate, type Retirement } from '../facts/trust.ts';
import { Refusal } from '../refusal.ts';
import { subjectKind } from '../subjects/index.ts';
import type { WriterState } from '../subjects/writer.ts';
import { countsIn, refold, refoldTrusted, withSuccessors } from './standing.ts';
import type { CarriedCommand, Crypt, FactStore, StoredFact, Stream } from './store.ts';

/** What came of receiving: for the screen's sentence and for refreshing what changed. */
export interface Received {
  stored: number;
  already: number;
  /** Subjects whose state may be another one now. */
  readonly changed: Set<SubjectRef>;
  /** Writers whose log turned out to be written twice. */
  readonly forked: Set<string>;
  /** Writers of whom something was new here. Where the own writer is among them, another copy writes under its name. */
  readonly wrote: Set<string>;
}

/** What one call of receive() has still to settle. */
interface Taking {
  readonly store: FactStore;
  readonly report: Received;
  /** Subjects to fold again. */
  readonly dirty: Set<SubjectRef>;
  /** Writers whose facts may count otherwise now. */
  readonly retrust: Set<string>;
}

export interface ReceiveFor {
  readonly site: string;
  /** The site's root, base64 of the raw public part. */
  readonly root: string;
  readonly store: FactStore;
  readonly crypt: Crypt;
}

/**
 * Takes in carried commands: each is checked whole (form, site, chain, signature), stored, placed where its causes are known,
 * and folded. Nothing is judged: what a trusted writer recorded happened. Receiving the same again changes nothing.
 * The caller's transaction makes a refusal leave no trace.
 * @throws Refusal site_mismatch, bad_fact, bad_signature, gap{writer,expected}, unknown_writer, command_too_large
 */
export function receive(to: ReceiveFor, commands: Iterable<CarriedCommand>): Received {
  const report: Received = { stored: 0, already: 0, changed: new Set(), forked: new Set(), wrote: new Set() };
  const taking: Taking = { store: to.store, report, dirty: new Set(), retrust: new Set() };
  for (const command of commands) {
    const facts = check(to, command, taking);
    if (to.store.get(facts[0]!.id)) {
      report.already += facts.length;
      continue;
    }
    const stream = openStream(to.store, facts[0]!, report);
    for (const [index, fact] of facts.entries()) {
      noteTrust(to, fact, taking);
      const signature = index === facts.length - 1 ? command.signature : null;
      to.store.add({ fact, text: command.facts[index]!, stream: stream.name, depth: 0 }, signature);
      settlePlace(taking, fact.id);
      report.stored++;
    }
    const last = facts.at(-1)!;
    to.store.putStream({ ...stream, head: { seq: last.seq, id: last.id } });
    if (last.batch) to.store.noteBatch(last.batch);
    report.wrote.add(last.writer);
    // Which branch of a log is trusted can be told only once its last trusted fact is here, and anew when it splits.
    const retired = to.store.trust().get(last.writer)?.retired;
    if (retired && (report.forked.has(last.writer) || facts.some((fact) => fact.id === retired.id))) taking.retrust.add(last.writer);
  }
  settle(taking);
  return report;
}

/** Trust first (it decides what counts), then every subject that linear folding could not serve. */
function settle({ store, dirty, retrust, report }: Taking): void {
  // Adoptions and retirements stand in writer subjects and change what counts elsewhere: those are folded first. A retirement
  // that came before its writer's first fact takes hold here.
  for (const ref of [...new Set([...dirty, ...report.changed])].filter((r) => kindOf(r) === 'writer')) {
    const had = (store.subject(ref)!.state as WriterState).adopted.length;
    if (dirty.has(ref)) refold(store, ref);
    const { retiredAt, adopted } = store.subject(ref)!.state as WriterState;
    const writer = idOf(ref);
    // Adoptions that counted and no longer do leave none to see, and what they had let in must go again.
    if (had > 0 || adopted.length > 0 || (retiredAt && retire(store, writer, retiredAt))) retrust.add(writer);
  }
  const folded = refoldTrusted(store, retrust);
  for (const ref of dirty) if (!folded.has(ref)) refold(store, ref);
  for (const ref of [...dirty, ...folded]) report.changed.add(ref);
}

/** Subjects to fold again after trust in these writers changed. */
export function retrusted(store: FactStore, writers: Iterable<string>): Set<SubjectRef> {
  const all = new Set([...writers].flatMap((w) => withSuccessors(store, w)));
  return all.size > 0 ? new Set(store.subjectsBy([...all])) : new Set();
}

function check(to: ReceiveFor, command: CarriedCommand, taking: Taking): Fact[] {
  if (command.facts.length === 0 || command.facts.length > COMMAND_FACT_LIMIT) {
    throw new Refusal('command_too_large', { facts: command.facts.length, limit: COMMAND_FACT_LIMIT });
  }
  const length = command.facts.reduce((sum, text) => sum + text.length, 0);
  if (length > COMMAND_LENGTH_LIMIT) throw new Refusal('command_too_large', { length, limit: COMMAND_LENGTH_LIMIT });
  const facts = command.facts.map((text) => parse(text, to.crypt));
  const first = facts[0]!;
  for (const [index, fact] of facts.entries()) {
    if (fact.site !== to.site) throw new Refusal('site_mismatch');
    const before = facts[index - 1];
    const chained = before === undefined || (fact.seq === before.seq + 1 && fact.prev === before.id);
    if (!chained || fact.writer !== first.writer || fact.command !== first.command) throw new Refusal('bad_fact', { what: 'chain' });
    if ((fact.seq === 1) !== (fact.prev === null)) throw new Refusal('bad_fact', { what: 'chain' });
    // A writer enrols itself, once, with its first word; nobody does it for another.
    if (fact.type === 'writer.enrolled' && (fact.seq !== 1 || fact.subject !== `writer/${fact.writer}`)) {
      throw new Refusal('bad_fact', { what: 'enrolment' });
    }
  }
  if (first.seq === 1) enrol(to, first, taking);
  const writer = to.store.trust().get(first.writer);
  if (!writer) throw new Refusal('unknown_writer');
  if (!to.crypt.verify(writer.certificate.signer, commandText(facts.at(-1)!.id), command.signature)) {
    throw new Refusal('bad_signature');
  }
  return facts;
}

function parse(text: string, crypt: Crypt): Fact {
  if (text.length > FACT_BYTE_LIMIT) throw new Refusal('bad_fact', { what: 'size' });
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new Refusal('bad_fact', { what: 'json' });
  }
  if (!hasForm(raw)) throw new Refusal('bad_fact', { what: 'form' });
  // The id is of the bytes as carried; a text that is not canonical would have two ids.
  let again: string;
  try {
    again = canonical(raw);
  } catch {
    throw new Refusal('bad_fact', { what: 'canonical' });
  }
  if (again !== text) throw new Refusal('bad_fact', { what: 'canonical' });
  // The text's own value, not the schema's copy: the copy leaves out a member named __proto__, and a fact must fold now as it
  // will when it is read again from its text.
  return { ...raw, id: crypt.factId(text) };
}

function hasForm(raw: unknown): raw is Envelope {
  try {
    return envelope.safeParse(raw).success;
  } catch {
    // Nested so deeply that the check itself ran out of stack.
    return false;
  }
}

/** A writer's first fact carries its certificate: signed by the root, or by the writer that it succeeds. */
function enrol(to: ReceiveFor, fact: Fact, taking: Taking): void {
  if (to.store.trust().has(fact.writer)) return;
  const parsed = certificate.safeParse(fact.type === 'writer.enrolled' ? fact.data['certificate'] : undefined);
  if (!parsed.success) throw new Refusal('unknown_writer');
  const cert = parsed.data;
  if (cert.site !== to.site || cert.writer !== fact.writer) throw new Refusal('bad_signature');
  const issuer = cert.issuer === 'root' ? to.root : to.store.trust().get(cert.issuer)?.certificate.signer;
  if (issuer === undefined) throw new Refusal('gap', { writer: cert.issuer, expected: 1 });
  if (!to.crypt.verify(issuer, certificateText(cert), cert.signature)) throw new Refusal('bad_signature');
  trustIn(cert, taking);
}

function trustIn(cert: Certificate, taking: Taking): void {
  taking.store.putTrust(cert.writer, { certificate: cert, retired: null });
  // A retirement may have come before the first word of the writer that it is about.
  for (const { fact: known } of taking.store.ofSubject(`writer/${cert.writer}`)) applyRetirement(taking, known);
}

/** An invitation carries the certificate too: a successor may be heard of before the invited writer's own first fact. */
function noteInvited(to: ReceiveFor, fact: Fact, taking: Taking): void {
  const parsed = certificate.safeParse(fact.data['certificate']);
  if (!parsed.success || parsed.data.site !== to.site || parsed.data.issuer !== 'root' || to.store.trust().has(parsed.data.writer)) return;
  if (!to.crypt.verify(to.root, certificateText(parsed.data), parsed.data.signature)) throw new Refusal('bad_signature');
  trustIn(parsed.data, taking);
}

function applyRetirement({ store, retrust }: Taking, fact: Fact): void {
  if (fact.type !== 'writer.retired') return;
  const parsed = retirement.safeParse(fact.data['retirement']);
  if (parsed.success && retire(store, parsed.data.writer, parsed.data.last)) retrust.add(parsed.data.writer);
}

/** The root's word holds whoever carries them; a forged one is refused with its command. */
function noteTrust(to: ReceiveFor, fact: Fact, taking: Taking): void {
  if (fact.type === 'writer.invited') noteInvited(to, fact, taking);
  if (fact.type !== 'writer.retired') return;
  const parsed = retirement.safeParse(fact.data['retirement']);
  if (!parsed.success || parsed.data.site !== to.site) throw new Refusal('bad_signature');
  if (!to.crypt.verify(to.root, retirementText(parsed.data), parsed.data.signature)) throw new Refusal('bad_signature');
  applyRetirement(taking, fact);
}

/** Notes a retirement; of several the one that trusts least holds. Returns whether trust changed. */
export function retire(store: FactStore, writer: string, last: Retirement['last']): boolean {
  const row = store.trust().get(writer);
  if (!row) return false;
  const retired = row.retired ? stricter(row.retired, last) : last;
  if (row.retired && canonical(row.retired) === canonical(retired)) return false;
  store.putTrust(writer, { ...row, retired });
  return true;
}

/**
 * The stream that the command continues. Where its predecessor already has another successor the log was written twice: both
 * branches are kept, each under the name of its first divergent fact, and the common part is closed.
 */
function openStream(store: FactStore, first: Fact, report: Received): Stream {
  const base = first.prev === null ? store.stream(first.writer) : store.stream(store.get(first.prev)?.stream ?? '');
  if (!base) {
    if (first.seq > 1) throw new Refusal('gap', { writer: first.writer, expected: expected(store, first.writer) });
    return { name: first.writer, writer: first.writer, parent: null, head: { seq: 0, id: null }, closed: false };
  }
  const fork = first.seq - 1;
  if (base.head.seq === fork && !base.closed && base.head.id === first.prev) return base;
  report.forked.add(first.writer);
  if (base.head.seq > fork) {
    const other = store.at(base.name, first.seq)!;
    const name = `${first.writer}#${other}`;
    // Branches that hung on the tail now hang on its new name.
    for (const s of store.streamsOf(first.writer)) {
      if (s.parent === base.name) store.putStream({ ...s, parent: name });
    }
    store.moveTail(base.name, first.seq, name);
    store.putStream({ ...base, name, parent: base.name });
    store.putStream({ ...base, head: { seq: fork, id: first.prev }, closed: true });
  }
  return { name: `${first.writer}#${first.id}`, writer: first.writer, parent: base.name, head: { seq: fork, id: first.prev }, closed: false };
}

const expected = (store: FactStore, writer: string): number =>
  1 + Math.max(0, ...store.streamsOf(writer).map((s) => s.head.seq));

/** Places a stored fact, and whatever waited for it, if its causes are here. */
function settlePlace(taking: Taking, added: FactId): void {
  const { store } = taking;
  const open = [added];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const next = store.get(id)!;
    if (next.depth > 0 || !place(taking, next)) continue;
    applyRetirement(taking, next.fact);
    for (const waiting of store.takeWaitingFor(id)) open.push(waiting);
  }
}

function place({ store: to, dirty, report }: Taking, stored: StoredFact): boolean {
  const { fact } = stored;
  const parents = fact.parents.map((id) => to.get(id));
  const missing = fact.parents.filter((_, i) => !parents[i] || parents[i].depth === 0);
  if (missing.length > 0) {
    to.addWaiting(fact.id, missing);
    return false;
  }
  const depth = depthOf(parents.map((p) => p!.depth));
  to.place(fact.id, depth);
  const row = to.subject(fact.subject);
  const heads = row?.heads ?? [];
  const linear = heads.length === fact.parents.length && heads.every((h) => fact.parents.includes(h));
  const kind = subjectKind(kindOf(fact.subject));
  let state = row?.state ?? kind.initial;
  if (!linear) dirty.add(fact.subject);
  else if (countsIn(to, { ...stored, depth })) state = evolve(kind, state, fact, afterAll);
  to.putSubject({
    ref: fact.subject,
    heads: headsAfter(heads, fact),
    depth: Math.max(row?.depth ?? 0, depth),
    count: (row?.count ?? 0) + 1,
    state,
  });
  report.changed.add(fact.subject);
  return true;
}
