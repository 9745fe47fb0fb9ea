import type { DraftFact } from '#core/facts/envelope.ts';
import { Refusal } from '#core/refusal.ts';
import { decideLook } from '#core/subjects/small.ts';
import type { Memory } from './memory.ts';
import type { Session } from './sessions.ts';

/**
 * Who saw whom. Every answer that shows a person leaves a fact, whoever asked and through whatever transport.
 *
 * - Opening a home or a person, and revealing values, is written before the answer leaves: no answer without its fact.
 * - What a search shows while somebody types is gathered and written together, at the latest after two seconds, before the
 *   next act, at lock and at close: a keystroke must not wait for the disk. Ending the process by force may lose those two
 *   seconds; nothing that is not masked is ever gathered.
 * - The same thing seen again by the same clerk in the same session within a minute is the same look.
 *
 * Against taking the archive away page by page: answers are limited (50 hits, 500 homes), what they show stays masked, and
 * once a clerk has seen more people in an hour than the site's export limit, further looks say `bulk`, which a supervisor
 * sees in the list. Nothing is refused for it: at a handover a clerk may well meet three hundred families in a day.
 */
export interface Seen {
  readonly refs: readonly string[];
  readonly fields: readonly string[];
  readonly grade: 'masked' | 'full';
  readonly why: string;
}

const SAME_LOOK = 60_000;
const GATHER = 2_000;
const HOUR = 3_600_000;
const REFS_PER_FACT = 50;
const FACTS_PER_COMMAND = 200;

interface Gathered extends Seen {
  readonly staff: string;
}

export interface LooksOptions {
  readonly memory: Memory;
  readonly now: () => number;
  /** People per clerk and hour after which looks are marked `bulk`. */
  readonly limit: () => number;
}

export class Looks {
  readonly #options: LooksOptions;
  /** When this session last saw this, by `session ref grade fields`. */
  readonly #recent = new Map<string, number>();
  readonly #peopleInHour = new Map<string, Map<string, number>>();
  #waiting: Gathered[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LooksOptions) {
    this.#options = options;
  }

  /** Written before this returns. Throws what the memory throws, so that nothing is shown when it could not be noted. */
  now(session: Session, seen: Seen): void {
    const fresh = this.#fresh(session, seen);
    if (fresh) this.#write([fresh]);
    this.#remember(session, seen, fresh);
  }

  /** As `now`, and each use is a fact of its own, however soon it is repeated. */
  reveal(session: Session, seen: Seen): void {
    if (session.staff === null) throw new Refusal('session_needed');
    this.#write([{ ...seen, staff: session.staff }]);
  }

  /** Gathered, for masked answers only. */
  soon(session: Session, seen: Omit<Seen, 'grade'>): void {
    const masked: Seen = { ...seen, grade: 'masked' };
    const fresh = this.#fresh(session, masked);
    this.#remember(session, masked, fresh);
    if (!fresh) return;
    this.#waiting.push(fresh);
    this.#timer ??= setTimeout(() => this.#flushLater(), GATHER).unref();
  }

  /** Writes what is gathered. Throws what the memory throws and keeps the looks for the next try. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    this.#write(this.#waiting);
    this.#waiting = [];
  }

  #flushLater(): void {
    try {
      this.flush();
    } catch {
      // The disk may be full: the next act meets the same refusal and says so; the looks stay gathered until then.
      if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#flushLater(), GATHER * 5).unref();
    }
  }

  #fresh(session: Session, seen: Seen): Gathered | undefined {
    const staff = session.staff;
    if (staff === null || seen.refs.length === 0) return undefined;
    const now = this.#options.now();
    const refs = [...new Set(seen.refs)].filter((ref) => {
      const before = this.#recent.get(keyOf(session, ref, seen));
      return before === undefined || now - before > SAME_LOOK || now < before;
    });
    return refs.length === 0 ? undefined : { ...seen, refs, staff, why: this.#tooMany(staff, refs, now) ? 'bulk' : seen.why };
  }

  #remember(session: Session, seen: Seen, fresh: Gathered | undefined): void {
    const now = this.#options.now();
    for (const ref of fresh?.refs ?? []) this.#recent.set(keyOf(session, ref, seen), now);
    if (this.#recent.size < 20_000) return;
    for (const [key, at] of this.#recent) if (now - at > SAME_LOOK) this.#recent.delete(key);
  }

  #tooMany(staff: string, refs: readonly string[], now: number): boolean {
    const seen = this.#peopleInHour.get(staff) ?? new Map<string, number>();
    this.#peopleInHour.set(staff, seen);
    for (const ref of refs) if (ref.startsWith('person/')) seen.set(ref, now);
    const limit = this.#options.limit();
    if (seen.size > limit) for (const [ref, at] of seen) if (now - at > HOUR) seen.delete(ref);
    return seen.size > limit;
  }

  /** One command for all: looks of one clerk for one reason share facts. */
  #write(looks: readonly Gathered[]): void {
    const { memory } = this.#options;
    const day = memory.businessDay();
    const byStaff = new Map<string, DraftFact[]>();
    for (const look of merged(looks)) {
      const drafts = byStaff.get(look.staff) ?? [];
      byStaff.set(look.staff, drafts);
      for (let from = 0; from < look.refs.length; from += REFS_PER_FACT) {
        const refs = look.refs.slice(from, from + REFS_PER_FACT);
        drafts.push(...decideLook(memory.writer, day, { refs, fields: [...look.fields], grade: look.grade, why: look.why }));
      }
    }
    for (const [staff, drafts] of byStaff) {
      for (let from = 0; from < drafts.length; from += FACTS_PER_COMMAND) {
        const facts = drafts.slice(from, from + FACTS_PER_COMMAND);
        memory.act({ staff, decide: () => ({ facts, reply: undefined }) });
      }
    }
  }
}

const keyOf = (session: Session, ref: string, seen: Seen): string => `${session.connection} ${session.staff} ${ref} ${seen.grade} ${seen.fields.join(',')}`;

/** Eight keystrokes of one search are one look at the people that they showed. */
function merged(looks: readonly Gathered[]): Gathered[] {
  const groups = new Map<string, Gathered>();
  for (const look of looks) {
    const key = `${look.staff} ${look.grade} ${look.why} ${look.fields.join(',')}`;
    const known = groups.get(key);
    groups.set(key, known ? { ...known, refs: [...new Set([...known.refs, ...look.refs])] } : look);
  }
  return [...groups.values()];
}
