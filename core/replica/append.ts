import { canonical } from '../facts/canonical.ts';
import {
  COMMAND_FACT_LIMIT,
  COMMAND_LENGTH_LIMIT,
  envelope,
  FACT_BYTE_LIMIT,
  kindOf,
  type DraftFact,
  type Envelope,
  type Fact,
  type PersonalValue,
  type SealedEntry,
} from '../facts/envelope.ts';
import { evolve } from '../facts/fold.ts';
import { afterAll, depthOf, headsAfter } from '../facts/order.ts';
import { commandText } from '../facts/trust.ts';
import { Refusal } from '../refusal.ts';
import { subjectKind } from '../subjects/index.ts';
import { countsIn } from './standing.ts';
import type { Crypt, FactStore, StoredFact, SubjectRow } from './store.ts';

/** What the log adds to the drafts of one command. */
export interface CommandHead {
  readonly site: string;
  readonly writer: string;
  readonly command: string;
  readonly batch?: { id: string; n: number; of?: number } | undefined;
  readonly at: Envelope['at'];
  readonly staff: string | null;
  readonly basis: Envelope['basis'];
  readonly visit?: string | undefined;
  readonly app: string;
}

export interface Signing extends Crypt {
  sign(text: string): string;
  /** Seals one personal value under its person's secret of that retention class. */
  seal(value: PersonalValue): SealedEntry;
}

/**
 * Writes one command: its facts at the end of the writer's log, each on the heads that this desk has seen of its subject, the
 * states moved on, the whole signed. The caller's transaction makes it one act.
 * @throws Refusal command_too_large, fact_too_large, fact_malformed; TypeError when data is not JSON
 */
export function append(store: FactStore, port: Signing, head: CommandHead, drafts: readonly DraftFact[]): Fact[] {
  if (drafts.length === 0 || drafts.length > COMMAND_FACT_LIMIT) {
    throw new Refusal('command_too_large', { facts: drafts.length, limit: COMMAND_FACT_LIMIT });
  }
  const stream = store.stream(head.writer);
  if (stream?.closed) throw new Refusal('writer_forked');
  let { seq, id: prev } = stream?.head ?? { seq: 0, id: null };
  const facts: Fact[] = [];
  let length = 0;
  for (const draft of drafts) {
    const row: SubjectRow | undefined = store.subject(draft.subject);
    const body = build(head, draft, { seq: ++seq, prev, parents: row?.heads ?? [] }, port);
    const text = canonical(body);
    if (text.length > FACT_BYTE_LIMIT) throw new Refusal('fact_too_large', { limit: FACT_BYTE_LIMIT });
    length += text.length;
    if (length > COMMAND_LENGTH_LIMIT) throw new Refusal('command_too_large', { length, limit: COMMAND_LENGTH_LIMIT });
    const fact: Fact = { ...body, id: port.factId(text) };
    const depth = depthOf([row?.depth ?? 0]);
    const isLast = facts.length === drafts.length - 1;
    const stored: StoredFact = { fact, text, stream: head.writer, depth };
    store.add(stored, isLast ? port.sign(commandText(fact.id)) : null);
    const kind = subjectKind(kindOf(draft.subject));
    const before = row?.state ?? kind.initial;
    store.putSubject({
      ref: draft.subject,
      heads: headsAfter(row?.heads ?? [], fact),
      depth,
      count: (row?.count ?? 0) + 1,
      // A desk that knows of its own retirement still records; what it records counts nowhere before it is adopted, here too.
      state: countsIn(store, stored) ? evolve(kind, before, fact, afterAll) : before,
    });
    prev = fact.id;
    facts.push(fact);
  }
  const last = facts.at(-1)!;
  store.putStream({ name: head.writer, writer: head.writer, parent: null, head: { seq, id: last.id }, closed: false });
  if (head.batch) store.noteBatch(head.batch);
  return facts;
}

function build(
  head: CommandHead,
  draft: DraftFact,
  place: { seq: number; prev: string | null; parents: readonly string[] },
  port: Signing,
): Envelope {
  const body = {
    ...head,
    ...place,
    parents: [...place.parents],
    subject: draft.subject,
    type: draft.type,
    v: draft.v ?? 1,
    ignorable: draft.ignorable ?? false,
    data: draft.data,
    sealed: (draft.personal ?? []).map((value) => port.seal(value)),
  };
  for (const name of ['batch', 'visit'] as const) if (body[name] === undefined) delete body[name];
  // A fact that peers would refuse must not enter the log here: it could never leave.
  const checked = envelope.safeParse(dropUndefined(body));
  if (!checked.success) {
    const at = checked.error.issues[0]?.path.join('.') ?? '';
    // Where the type itself is what is wrong it may be anything, a name too, and refusals reach logs.
    throw new Refusal('fact_malformed', { type: at === 'type' ? '' : draft.type, at });
  }
  return checked.data;
}

/** JSON has no undefined; an optional member that is absent must be absent in the hashed text too. */
function dropUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropUndefined);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, v]) => (v === undefined ? [] : [[name, dropUndefined(v)]])),
  );
}
