import { createHash, randomUUID } from 'node:crypto';
import { idOf, kindOf, type DraftFact, type Fact } from '#core/facts/envelope.ts';
import { evolve, type BaseState } from '#core/facts/fold.ts';
import { afterAll } from '#core/facts/order.ts';
import { current } from '#core/facts/register.ts';
import { Refusal } from '#core/refusal.ts';
import { subjectKind } from '#core/subjects/index.ts';
import type { StaffState } from '#core/subjects/staff.ts';
import type { Failures } from '#electron/desk/pins.ts';
import type { HomeRow, LookRow, Memory, PersonRow, RelationRow } from '#electron/desk/memory.ts';
import type { ClosedPhase, Founding, Keep, Opened, Rescue, Vaults, VerifierOf } from '#electron/desk/vaults.ts';

/** A desk's memory in a few maps, for tests of what stands above it: sessions, permissions, hiding, transports. */
export interface FakeMemory extends Memory {
  readonly facts: Fact[];
  readonly rows: { homes: HomeRow[]; people: PersonRow[]; relations: RelationRow[]; notes: Map<string, string> };
  day: string;
  /** The next act fails as on a full disk. */
  full: boolean;
  /** When backups were made, in milliseconds since 1970. */
  readonly made: number[];
  /** What the self-check finds. */
  damage: { code: string; params: Record<string, string | number | boolean> }[];
  /** `staff version` of verifiers that a lost desk knew. */
  readonly stale: Set<string>;
  importing: boolean;
}

const SITE = '5'.repeat(32);

export function fakeMemory(now: () => number = Date.now): FakeMemory {
  const facts: Fact[] = [];
  const states = new Map<string, BaseState>();
  const names = new Map<string, string>();
  const verifiers = new Map<string, { verifier: string; version: number }>();
  const noted = new Map<string, string>();
  const failures = new Map<string, Failures>();
  const listeners = new Set<(refs: readonly string[]) => void>();
  const rows: FakeMemory['rows'] = { homes: [], people: [], relations: [], notes: new Map() };
  const writer = randomUUID();
  const state = <S extends BaseState>(ref: string): S => (states.get(ref) ?? subjectKind(kindOf(ref)).initial) as S;

  const append = (draft: DraftFact, staff: string | null, command: string): void => {
    const sealed = (draft.personal ?? []).map(({ person, retention, field }) => ({ person, retention, field, secret: '0'.repeat(32), box: '' }));
    for (const { field, value } of draft.personal ?? []) if (field === 'name') names.set(draft.subject, typeof value === 'string' ? value : '');
    const seq = facts.length + 1;
    const id = createHash('sha256').update(`${writer} ${seq}`).digest('hex');
    const fact: Fact = {
      id, site: SITE, writer, seq, prev: facts.at(-1)?.id ?? null, command, subject: draft.subject, parents: [], type: draft.type,
      v: draft.v ?? 1, ignorable: draft.ignorable ?? false, at: { time: new Date(now()).toISOString(), day: memory.day }, staff, basis: {},
      app: 'test', data: draft.data as Fact['data'], sealed,
    };
    facts.push(fact);
    states.set(draft.subject, evolve(subjectKind(kindOf(draft.subject)), state(draft.subject), fact, afterAll));
  };

  const memory: FakeMemory = {
    facts, rows, day: '2026-11-21', full: false, made: [], damage: [], stale: new Set(), importing: false, site: SITE, writer,
    act: (act) => {
      const { staff, command = randomUUID() } = act;
      const { facts: drafts, reply } = act.decide({ state });
      if (memory.full) throw Object.assign(new Error('database or disk is full 张三 13800006120'), { code: 'SQLITE_FULL' });
      for (const draft of drafts) append(draft, staff, command);
      for (const listener of listeners) listener(drafts.map(({ subject }) => subject));
      return reply;
    },
    read: { state },
    unseal: () => ({ missing: 'notHere' }),
    views: {
      home: (id) => rows.homes.find((row) => row.id === id),
      homes: ({ building, offset, limit }) => {
        const found = rows.homes.filter((row) => row.homeNo.startsWith(`${building}-`));
        return { total: found.length, homes: found.slice(offset, offset + limit) };
      },
      buildings: () => [],
      relationsOfHome: (home) => rows.relations.filter((row) => row.home === home),
      relationsOfPerson: (person) => rows.relations.filter((row) => row.person === person),
      person: (id) => rows.people.find((row) => row.id === id),
      toCheck: () => rows.people.filter(({ checks }) => checks.length > 0).length,
      peopleToCheck: (offset, limit) => rows.people.filter(({ checks }) => checks.length > 0).slice(offset, offset + limit),
      linked: () => [],
      note: (home) => rows.notes.get(home) ?? null,
      history: () => [],
      staff: () => [...states.keys()].filter((ref) => kindOf(ref) === 'staff').map((ref) => {
        const staff = state<StaffState>(ref);
        return { id: idOf(ref), name: names.get(ref) ?? null, grants: current(staff.grants) ?? [], left: current(staff.left) ?? false };
      }),
      looks: (limit) => facts.filter(({ type }) => type === 'looks.made').slice(-limit).map((fact) => ({
        ...(fact.data as unknown as Pick<LookRow, 'refs' | 'fields' | 'grade' | 'why'>), time: fact.at.time, staff: fact.staff, desk: fact.writer,
      })),
      anomalies: () => [],
      held: () => [],
      writers: () => [{ writer, name: '前台1号', facts: facts.length, retired: false, began: 'founded' }],
    },
    find: (text, limit) => [
      ...rows.homes.filter(({ homeNo }) => homeNo.includes(text)).map(({ id }) => ({ ref: `home/${id}`, group: 'home', matched: 'room' })),
      ...rows.people
        .filter(({ name, phones }) => (name !== null && (name.startsWith(text) || text.includes(name))) || phones.some((phone) => phone.endsWith(text)))
        .map(({ id, name }) => ({ ref: `person/${id}`, group: 'person', matched: 'name', matchedName: name !== null && text.includes(name) })),
    ].slice(0, limit),
    busy: () => memory.importing,
    notes: { get: (name) => noted.get(name), put: (name, value) => void noted.set(name, value) },
    pins: { stale: (staff) => memory.stale.has(`${staff} ${verifiers.get(staff)?.version}`), get: (staff) => verifiers.get(staff), put: (staff, verifier, version) => void verifiers.set(staff, { verifier, version }) },
    pinFailures: { get: (staff) => failures.get(staff), put: (staff, row) => void failures.set(staff, row), clear: (staff) => void failures.delete(staff) },
    standing: () => ({ pending: 0, pendingSince: null, lastExchange: null, waiting: 0, held: 0, partialBatches: 0, clockBehind: 0 }),
    verify: () => Promise.resolve({ ok: memory.damage.length === 0, problems: memory.damage, facts: facts.length, subjects: states.size }),
    stats: () => ({ facts: facts.length }),
    backups: () => memory.made.map((at) => ({ name: `backup-${at}`, at: new Date(at).toISOString(), bytes: 1 })).reverse(),
    backupNow: () => {
      if (memory.full) throw new Refusal('disk_full');
      memory.made.push(now());
      return `backup-${now()}`;
    },
    exchange: {
      vector: () => new Uint8Array([1]),
      export: () => ({ bytes: new Uint8Array([2]), facts: 0 }),
      import: () => ({ facts: 0, already: 0, waiting: 0 }),
      invite: () => ({ bytes: new Uint8Array([3]), code: 'CODE' }),
      retire: () => ({ held: 0 }),
      adopt: () => {},
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    businessDay: () => memory.day,
    close: () => {},
  };
  return memory;
}

/** Folders that hold nothing until they are founded in memory. */
export class FakeVaults implements Vaults {
  readonly memory: FakeMemory;
  readonly siteSecret = new Uint8Array(32).fill(7);
  phase: ClosedPhase = { phase: 'empty', osKeystore: false };

  constructor(now?: () => number) {
    this.memory = fakeMemory(now);
  }

  look(): ClosedPhase {
    return this.phase;
  }

  async found(founding: Founding, verifierOf: VerifierOf): Promise<Opened & { recoveryCode: string }> {
    const { memory, siteSecret } = this;
    memory.act({
      staff: null,
      decide: () => ({
        facts: [{ subject: 'site/self', type: 'site.founded', data: { root: 'AA==', demo: false, settings: { name: founding.site } } }],
        reply: undefined,
      }),
    });
    for (const { id, name, grants, pin } of founding.staff) {
      const personal = [{ person: `staff:${id}`, retention: 'staff' as const, field: 'name', value: name }];
      memory.act({ staff: null, decide: () => ({ facts: [{ subject: `staff/${id}`, type: 'staff.added', data: { grants: [...grants] }, personal }], reply: undefined }) });
      memory.pins.put(id, await verifierOf(siteSecret, id, pin), 1);
    }
    return { memory, siteSecret, recoveryCode: 'TEST' };
  }

  foundDemo(_keep: Keep, verifierOf: VerifierOf): Promise<Opened & { recoveryCode: string }> {
    return this.found({ site: 'demo', deskName: 'demo', keep: { kind: 'keyFile' }, staff: [] }, verifierOf);
  }

  unlock(): Promise<Opened> {
    return Promise.resolve({ memory: this.memory, siteSecret: this.siteSecret });
  }

  bring(_upload: string, at: number, part: Uint8Array): number {
    return at + part.length;
  }

  join(): Promise<Opened & { recoveryCode: string }> {
    return Promise.reject(new Refusal('upload_gone'));
  }

  rescue(): Rescue {
    return { mode: 'new', ways: ['recoveryCode'], osKeystore: false, backups: [] };
  }

  restore(): Promise<Opened> {
    return Promise.reject(new Refusal('backup_gone'));
  }

  close(): void {}
}
