import { isRefusal, Refusal } from '#core/refusal.ts';
import type { DeskPhase } from '#core/contract/setup.ts';
import { SITE_REF, settingsOf, type SiteSettings, type SiteState } from '#core/subjects/site.ts';
import { current } from '#core/facts/register.ts';
import type { WriterState } from '#core/subjects/writer.ts';
import { Care, CARE } from './care.ts';
import { Changes } from './changes.ts';
import { createLog, type DeskLog } from './log.ts';
import { Looks } from './looks.ts';
import type { Memory } from './memory.ts';
import { makeVerifier, Pins, type PinCost } from './pins.ts';
import { readPreferences, writePreferences, type Preferences } from './preferences.ts';
import { Session, type Standing } from './sessions.ts';
import { Uploads } from './uploads.ts';
import type { Founding, Keep, Opened, Rescue, Restoring, Unlocking, Vaults, VerifierOf } from './vaults.ts';

/**
 * The desk as a program: it owns the open memory, the sessions and the change notices. Electron's desk process, the browser
 * host, the command line and the tests all talk to one of these, through the router and never past it.
 */
export interface ServiceOptions {
  readonly vaults: Vaults;
  /** Folder for the desk's own notes; null keeps none. */
  readonly logs: string | null;
  /** File of what the screen remembers; null remembers nothing. */
  readonly preferences?: string | null;
  readonly now?: () => number;
  readonly pinCost?: PinCost;
  /** Backs up and checks itself while nobody needs it: for desks that stay open, not for a single command. */
  readonly care?: boolean;
}

/** What is there only while the desk is open. */
interface OpenDesk extends Opened {
  readonly pins: Pins;
  readonly looks: Looks;
  readonly uploads: Uploads;
  readonly care: Care;
  readonly stop: () => void;
}

export class DeskService {
  readonly changes = new Changes();
  readonly log: DeskLog;
  readonly now: () => number;
  readonly #options: ServiceOptions;
  readonly #sessions = new Set<Session>();
  #open: OpenDesk | undefined;
  /** One opening or founding at a time: two at once would be two desks. */
  #busy = false;
  #closed = false;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.now = options.now ?? Date.now;
    this.log = createLog(options.logs, this.now);
  }

  /** Opens at once where no person is needed for it (the system's keystore, a key file). Never throws: what is wrong is a phase. */
  async start(): Promise<DeskPhase> {
    const found = await this.phase();
    if (found.phase !== 'closed') return found;
    const way = found.ways.find((kind) => kind === 'osKeystore' || kind === 'keyFile');
    if (!way) return found;
    try {
      return await this.unlock({ kind: way });
    } catch (error) {
      // The keystore may have changed or the key file be gone: then a person opens it with what they have.
      if (!isRefusal(error)) this.log.incident(error, 'start');
      return this.phase();
    }
  }

  get preferences(): Preferences {
    return readPreferences(this.#options.preferences ?? null);
  }

  set preferences(next: Preferences) {
    writePreferences(this.#options.preferences ?? null, next);
  }

  async phase(): Promise<DeskPhase> {
    if (this.#open) return this.#openPhase(this.#open.memory);
    return this.#options.vaults.look();
  }

  #openPhase(memory: Memory): DeskPhase {
    const site = memory.read.state<SiteState>(SITE_REF);
    const writer = memory.read.state<WriterState>(`writer/${memory.writer}`);
    return { phase: 'open', site: settingsOf(site).name, desk: current(writer.deskName) ?? '', demo: site.demo };
  }

  found(founding: Founding): Promise<{ recoveryCode: string }> {
    return this.#found((vaults) => vaults.found(founding, this.#verifierOf));
  }

  foundDemo(keep: Keep): Promise<{ recoveryCode: string }> {
    return this.#found((vaults) => vaults.foundDemo(keep, this.#verifierOf));
  }

  #found(make: (vaults: Vaults) => Promise<Opened & { recoveryCode: string }>): Promise<{ recoveryCode: string }> {
    return this.#alone(async () => {
      const opened = await make(this.#options.vaults);
      this.#begin(opened);
      return { recoveryCode: opened.recoveryCode };
    });
  }

  readonly #verifierOf: VerifierOf = (siteSecret, staff, pin) => makeVerifier(siteSecret, staff, pin, this.#options.pinCost);

  async unlock(how: Unlocking): Promise<DeskPhase> {
    if (this.#open) return this.phase();
    return this.#alone(async () => {
      this.#begin(await this.#options.vaults.unlock(how));
      return this.phase();
    });
  }

  /** A part of a chosen file, while there is no open desk that it could disturb. */
  bring(upload: string, at: number, part: Uint8Array): Promise<number> {
    return this.#alone(() => Promise.resolve(this.#options.vaults.bring(upload, at, part)));
  }

  join(upload: string, code: string, keep: Keep): Promise<{ recoveryCode: string }> {
    return this.#found((vaults) => vaults.join(upload, code, keep));
  }

  rescue(): Promise<Rescue> {
    return this.#alone(async () => this.#options.vaults.rescue());
  }

  restore(restoring: Restoring): Promise<DeskPhase> {
    return this.#alone(async () => {
      this.#begin(await this.#options.vaults.restore(restoring));
      return this.phase();
    });
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Refusal('desk_closing');
    if (this.#open) throw new Refusal('desk_exists');
    if (this.#busy) throw new Refusal('desk_busy');
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }

  #begin(opened: Opened): void {
    const { memory, siteSecret } = opened;
    const { pinCost } = this.#options;
    const care = new Care({ memory, now: this.now, log: this.log, changed: () => this.changes.announce('care') });
    const timer = this.#options.care === true ? setInterval(() => void care.tick(), CARE.every).unref() : undefined;
    const unhear = memory.onChange((refs) => this.changes.subjects(refs));
    this.#open = {
      ...opened,
      pins: new Pins({ store: memory.pins, siteSecret, failures: memory.pinFailures, now: this.now, ...(pinCost ? { cost: pinCost } : {}) }),
      looks: new Looks({ memory, now: this.now, limit: () => this.settings().exportLimit }),
      uploads: new Uploads(),
      care,
      stop: () => {
        clearInterval(timer);
        unhear();
      },
    };
    this.changes.announce('phase');
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** What an open desk has. Refuses `desk_not_open`. */
  get desk(): OpenDesk {
    if (!this.#open) throw new Refusal('desk_not_open');
    return this.#open;
  }

  settings(): SiteSettings {
    return settingsOf(this.desk.memory.read.state<SiteState>(SITE_REF));
  }

  standing(): Standing {
    return { memory: this.desk.memory, now: this.now(), lockAfterMinutes: this.settings().lockAfterMinutes };
  }

  /** One for each port, socket or command-line call. */
  connect(): Session {
    const session = new Session();
    this.#sessions.add(session);
    return session;
  }

  disconnect(session: Session): void {
    this.#sessions.delete(session);
    this.#open?.uploads.dropOf(session.connection);
    try {
      this.#open?.looks.flush();
    } catch (error) {
      this.log.incident(error, 'disconnect');
    }
    session.end();
  }

  /** Whoever is logged in elsewhere with a PIN that was just replaced, or has left, proves again who they are. */
  lockOthers(staff: string, except: Session): void {
    for (const session of this.#sessions) if (session !== except && session.staff === staff) session.lock();
    this.changes.announce('session');
  }

  /** Ends views, writes what is gathered, closes the database. Safe to call twice. */
  close(): void {
    this.#closed = true;
    const open = this.#open;
    this.#open = undefined;
    this.changes.close();
    this.#options.vaults.close();
    if (!open) return;
    open.stop();
    try {
      open.looks.flush();
    } catch (error) {
      this.log.incident(error, 'close');
    }
    if (this.#options.care === true) open.care.closing();
    open.memory.close();
  }
}
