import { createHmac } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Refusal } from '#core/refusal.ts';
import type { PinStore } from './memory.ts';

/**
 * PINs of the staff. A verifier is argon2id over staff id and PIN, keyed by a pepper from the site's secret: who copies the
 * table of verifiers without the site's secret cannot try the ten thousand PINs, and a verifier moved to another clerk's
 * row fits nothing.
 */
export interface PinCost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
}
export const PIN_COST: PinCost = { memory: 64 * 1024, passes: 3 };

export const TRIES = 5;
export const LOCKED_FOR = 5 * 60_000;

/** Wrong tries of a clerk, kept with the desk: without that a restart would give five more. */
export interface Failures {
  readonly count: number;
  /** Milliseconds since the epoch, five minutes after the newest failure. */
  readonly until: number;
}
export interface FailureStore {
  get(staff: string): Failures | undefined;
  put(staff: string, failures: Failures): void;
  clear(staff: string): void;
}

export interface PinOptions {
  readonly store: PinStore;
  readonly siteSecret: Uint8Array;
  readonly failures: FailureStore;
  readonly now: () => number;
  readonly cost?: PinCost;
}

const pepperOf = (siteSecret: Uint8Array): Buffer => createHmac('sha256', siteSecret).update('foyer staff pin 1').digest();

/** The verifier of a PIN, as it is stored. */
export function makeVerifier(siteSecret: Uint8Array, staff: string, pin: string, cost: PinCost = PIN_COST): Promise<string> {
  const { memory, passes } = cost;
  // Algorithm 2 is argon2id; the package's enum is declared const and cannot be imported under type stripping.
  const options = { algorithm: 2, memoryCost: memory, timeCost: passes, parallelism: 1, secret: pepperOf(siteSecret) };
  return hash(text(staff, pin), options);
}

export class Pins {
  readonly #options: PinOptions;
  readonly #pepper: Buffer;

  constructor(options: PinOptions) {
    this.#options = options;
    this.#pepper = pepperOf(options.siteSecret);
  }

  /** When the lock-out of this clerk ends, in milliseconds since the epoch; null when there is none. */
  lockedUntil(staff: string): number | null {
    const failed = this.#options.failures.get(staff);
    if (!failed || failed.count < TRIES) return null;
    const now = this.#options.now();
    // A clock set back must not lock a clerk for a year: the wait is never longer than five minutes from now.
    const until = Math.min(failed.until, now + LOCKED_FOR);
    return until > now ? until : null;
  }

  /** Sets a PIN. Refuses nothing: the contract has checked its form. */
  async set(staff: string, pin: string): Promise<void> {
    const verifier = await this.make(staff, pin);
    this.put(staff, verifier);
  }

  make(staff: string, pin: string): Promise<string> {
    return makeVerifier(this.#options.siteSecret, staff, pin, this.#options.cost);
  }

  put(staff: string, verifier: string): void {
    this.#options.store.put(staff, verifier, (this.#options.store.get(staff)?.version ?? 0) + 1);
    this.#options.failures.clear(staff);
  }

  /** Whether this clerk has to set a new PIN before anything else. */
  isStale(staff: string): boolean {
    return this.#options.store.stale(staff);
  }

  /**
   * Returns normally when the PIN is right. Refuses `pin_wrong {left}`, `pin_locked {until}` or `pin_not_set`.
   *
   * A try is counted before it is checked and written down: neither many tries at once nor ending the process in the middle
   * of one gives a try for nothing.
   */
  async check(staff: string, pin: string): Promise<void> {
    const locked = this.lockedUntil(staff);
    if (locked !== null) throw new Refusal('pin_locked', { until: new Date(locked).toISOString() });
    const known = this.#options.store.get(staff);
    if (!known) throw new Refusal('pin_not_set');
    const { failures, now } = this.#options;
    const before = failures.get(staff)?.count ?? 0;
    const count = before < TRIES ? before + 1 : 1;
    failures.put(staff, { count, until: now() + LOCKED_FOR });
    if (await verify(known.verifier, text(staff, pin), { secret: this.#pepper })) {
      failures.clear(staff);
      return;
    }
    const until = this.lockedUntil(staff);
    if (until !== null) throw new Refusal('pin_locked', { until: new Date(until).toISOString() });
    throw new Refusal('pin_wrong', { left: TRIES - count });
  }
}

const text = (staff: string, pin: string): string => `${staff}\n${pin}`;
