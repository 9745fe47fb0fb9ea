import { randomUUID } from 'node:crypto';
import { Refusal } from '#core/refusal.ts';
import { hasRole, rolesOn, type Grant, type Role, type StaffState } from '#core/subjects/staff.ts';
import type { Memory } from './memory.ts';

/**
 * Who is at work behind a connection. A connection is one port, socket or command-line call; what its holder may do is
 * decided here alone, however the call came in.
 */
export interface Clerk {
  readonly id: string;
  readonly roles: readonly Grant[];
}

export interface Standing {
  readonly memory: Memory;
  readonly now: number;
  readonly lockAfterMinutes: number;
}

export class Session {
  readonly connection = randomUUID();
  #staff: string | null = null;
  #locked = false;
  #touched = 0;
  #stale = false;

  /** The clerk of this session, locked or not. */
  get staff(): string | null {
    return this.#staff;
  }

  /** Whether a PIN is needed before anything else. Idle time counts here, so a page that stops asking gains nothing. */
  isLocked(at: Standing): boolean {
    if (this.#staff === null) return false;
    const idle = at.now - this.#touched;
    // A clock set back (negative idle) must not keep a screen open for hours.
    if (!this.#locked && (idle > at.lockAfterMinutes * 60_000 || idle < -60_000)) this.#locked = true;
    return this.#locked;
  }

  /** The PIN that opened this session is good for setting another one only. */
  get mustChangePin(): boolean {
    return this.#staff !== null && this.#stale;
  }

  begin(staff: string, now: number, stalePin = false): void {
    this.#staff = staff;
    this.#stale = stalePin;
    this.#locked = false;
    this.#touched = now;
  }

  pinChanged(): void {
    this.#stale = false;
  }

  lock(): void {
    if (this.#staff !== null) this.#locked = true;
  }

  end(): void {
    this.#staff = null;
    this.#locked = false;
  }

  touch(now: number): void {
    this.#touched = Math.max(this.#touched, now);
  }

  /**
   * The clerk who may act now. Refuses `session_needed` and `session_locked`. Somebody who left the staff has no session,
   * whenever it was begun: their rights are read from the facts at each call.
   */
  clerk(at: Standing): Clerk {
    if (this.#staff === null) throw new Refusal('session_needed');
    const state = at.memory.read.state<StaffState>(`staff/${this.#staff}`);
    if (state.name.length === 0 || state.left.some((held) => held.value)) {
      this.end();
      throw new Refusal('session_needed');
    }
    if (this.isLocked(at)) throw new Refusal('session_locked');
    return { id: this.#staff, roles: rolesOn(state, at.memory.businessDay()) };
  }
}

/** Refuses `role_needed {roles}` unless the clerk holds one of them today. */
export function requireRole(clerk: Clerk, roles: readonly Role[] | undefined): void {
  if (roles && !hasRole(clerk.roles, ...roles)) throw new Refusal('role_needed', { roles: roles.join(',') });
}
