import { kindOf } from '#core/facts/envelope.ts';
import { Refusal } from '#core/refusal.ts';

/** "Something changed, refetch what shows it": kinds and ids, never contents. */
export interface Notice {
  readonly kinds: string[];
  readonly refs: string[];
}

/** More ids than this say no more than the kind does. */
const MOST_REFS = 200;
const MOST_LISTENERS = 64;

/** A view that is slow to read gets one notice of all it missed, never a growing queue and never a lost one. */
class Listener {
  #kinds = new Set<string>();
  #refs = new Set<string>();
  #all = false;
  #wake: (() => void) | undefined;
  closed = false;

  add(kinds: readonly string[], refs: readonly string[]): void {
    for (const kind of kinds) this.#kinds.add(kind);
    for (const ref of refs) if (this.#refs.size <= MOST_REFS) this.#refs.add(ref);
    this.#all ||= this.#refs.size > MOST_REFS;
    this.#wake?.();
  }

  close(): void {
    this.closed = true;
    this.#wake?.();
  }

  async next(): Promise<Notice | undefined> {
    while (this.#kinds.size === 0 && !this.closed) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#kinds.size === 0) return undefined;
    const notice = { kinds: [...this.#kinds], refs: this.#all ? [] : [...this.#refs] };
    this.#kinds = new Set();
    this.#refs = new Set();
    this.#all = false;
    return notice;
  }
}

export class Changes {
  readonly #listeners = new Set<Listener>();

  /** Facts were committed about these subjects. */
  subjects(refs: readonly string[]): void {
    const kinds = [...new Set(refs.map(kindOf))];
    for (const listener of this.#listeners) listener.add(kinds, refs);
  }

  /** The phase of the desk, a session, or what the strip says of backups and self-check changed. */
  announce(kind: 'phase' | 'session' | 'care'): void {
    for (const listener of this.#listeners) listener.add([kind], []);
  }

  /** Ends with the signal, or when the desk closes. `sees` is asked at each notice, because a session may lock meanwhile. */
  async *listen(signal: AbortSignal | undefined, sees: () => boolean): AsyncGenerator<Notice> {
    const listener = new Listener();
    const stop = (): void => listener.close();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) return;
    // A page has one; a page that opens them without end must not make each commit slow for everybody.
    if (this.#listeners.size >= MOST_LISTENERS) throw new Refusal('too_many_calls');
    this.#listeners.add(listener);
    try {
      for (let notice = await listener.next(); notice; notice = await listener.next()) {
        if (listener.closed) return;
        if (sees()) {
          yield notice;
          continue;
        }
        const kinds = notice.kinds.filter((kind) => kind === 'phase' || kind === 'session');
        if (kinds.length > 0) yield { kinds, refs: [] };
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#listeners.delete(listener);
    }
  }

  get size(): number {
    return this.#listeners.size;
  }

  close(): void {
    for (const listener of this.#listeners) listener.close();
  }
}
