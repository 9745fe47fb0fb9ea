import { isRefusal } from '#core/refusal.ts';
import type { DeskLog } from './log.ts';
import type { DeskProblem, Memory, VerifyReport } from './memory.ts';

/**
 * What a desk does for itself while nobody needs it: backups, and once a week the self-check. Both hold the desk up for
 * moments, so both wait for a pause. Nothing here throws: what went wrong is a problem with a code, shown on the strip until
 * it is right again.
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const CARE = {
  /** How often it looks whether something is due. */
  every: 30_000,
  backupAge: 4 * HOUR,
  /** Nobody has acted for so long before a backup begins. */
  backupPause: MINUTE,
  closingAge: DAY,
  /** A backup that failed is not tried again at once: a full disk does not empty itself. */
  again: 15 * MINUTE,
  verifyAge: 7 * DAY,
  /** The self-check takes longer than a backup: the desk should have been left for a while. */
  verifyPause: 10 * MINUTE,
} as const;

/** Kept with the desk, so that a restart neither forgets what was found nor begins the week anew. */
const VERIFIED = 'care.verify';

export interface Verified extends VerifyReport {
  readonly at: string;
}

export interface CareOptions {
  readonly memory: Memory;
  readonly now: () => number;
  readonly log: DeskLog;
  /** The strip says something else now. */
  readonly changed: () => void;
}

export class Care {
  readonly #options: CareOptions;
  #acted: number;
  #backupProblem: DeskProblem | undefined;
  #verifyProblem: DeskProblem | undefined;
  #backupTried = Number.NEGATIVE_INFINITY;
  #verifyTried = Number.NEGATIVE_INFINITY;
  #verified: Verified | null;
  #verifying: Promise<VerifyReport> | undefined;

  constructor(options: CareOptions) {
    this.#options = options;
    this.#acted = options.now();
    this.#verified = readVerified(options.memory.notes.get(VERIFIED));
  }

  /** Somebody is at work. */
  acted(): void {
    this.#acted = this.#options.now();
  }

  /** Looks whether something is due, and does it. Called every half minute. */
  async tick(): Promise<void> {
    const { memory, now } = this.#options;
    // A clock set back would make every pause negative and every age small; the next act sets the pause right.
    const pause = Math.abs(now() - this.#acted);
    if (memory.busy() || this.#verifying) return;
    if (pause >= CARE.backupPause && this.#backupAge() >= CARE.backupAge && since(this.#backupTried, now()) >= CARE.again) this.#tryBackup();
    else if (pause >= CARE.verifyPause && this.#verifyAge() >= CARE.verifyAge && since(this.#verifyTried, now()) >= CARE.again) await this.#tryVerify();
  }

  /** At orderly close: a desk that is on for an hour a day gets its backup too. */
  closing(): void {
    if (!this.#options.memory.busy() && this.#backupAge() >= CARE.closingAge) this.#tryBackup();
  }

  /** Makes a backup now. Throws what the memory throws. */
  backup(): string {
    const name = this.#options.memory.backupNow();
    this.#backupProblem = undefined;
    this.#options.changed();
    return name;
  }

  /** The self-check now; two that ask at once get one. */
  verify(): Promise<VerifyReport> {
    this.#verifying ??= this.#verify().finally(() => {
      this.#verifying = undefined;
    });
    return this.#verifying;
  }

  get verified(): Verified | null {
    return this.#verified;
  }

  problems(): DeskProblem[] {
    const found = this.#verified?.ok === false ? { code: 'verify_found', params: { n: this.#verified.problems.length } } : undefined;
    return [this.#backupProblem, this.#verifyProblem, found].flatMap((problem) => (problem ? [problem] : []));
  }

  async #verify(): Promise<VerifyReport> {
    const { memory, now, changed } = this.#options;
    const report = await memory.verify();
    this.#verified = { ...report, at: new Date(now()).toISOString() };
    this.#verifyProblem = undefined;
    changed();
    try {
      memory.notes.put(VERIFIED, JSON.stringify(this.#verified));
    } catch (error) {
      // A damaged file may not take a note about its damage; it is said all the same for as long as the desk runs.
      this.#options.log.incident(error, 'care.verify');
    }
    return report;
  }

  #tryBackup(): void {
    this.#backupTried = this.#options.now();
    try {
      this.backup();
    } catch (error) {
      const full = isRefusal(error) && error.code === 'disk_full';
      if (!full) this.#options.log.incident(error, 'care.backup');
      this.#backupProblem = { code: full ? 'backup_disk_full' : 'backup_failed', params: {} };
      this.#options.changed();
    }
  }

  async #tryVerify(): Promise<void> {
    this.#verifyTried = this.#options.now();
    try {
      await this.verify();
    } catch (error) {
      this.#options.log.incident(error, 'care.verify');
      this.#verifyProblem = { code: 'verify_failed', params: {} };
      this.#options.changed();
    }
  }

  /** Backups named while the clock was wrong, in the future, count for nothing. */
  #backupAge(): number {
    const now = this.#options.now();
    const last = this.#options.memory.backups().map(({ at }) => Date.parse(at)).filter((at) => at <= now);
    return last.length === 0 ? Number.POSITIVE_INFINITY : now - Math.max(...last);
  }

  #verifyAge(): number {
    return this.#verified ? since(Date.parse(this.#verified.at), this.#options.now()) : Number.POSITIVE_INFINITY;
  }
}

/** Time that passed; a moment in the future passed long ago, because a clock was wrong then. */
const since = (at: number, now: number): number => (at > now ? Number.POSITIVE_INFINITY : now - at);

function readVerified(text: string | undefined): Verified | null {
  if (text === undefined) return null;
  try {
    return JSON.parse(text) as Verified;
  } catch {
    return null;
  }
}
