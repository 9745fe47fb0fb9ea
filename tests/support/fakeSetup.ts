import type { DeskPhase } from '#core/contract/setup.ts';
import { ROLES, type Grant } from '#core/subjects/staff.ts';
import type { FakeKit, FakeProcedures } from './fakeHost.ts';

/** First run, unlocking, settings and exceptions of a desk made of nothing. State lives as long as the fake. */
export const FAKE_CODE = '7K3QM-X2F9T-0HBVA-WPN4C-RJ81D-5GYEZ-M6SKQ';
export const FAKE_PASSPHRASE = '八个字以上的口令';

interface FakeStaff {
  id: string;
  name: string;
  grants: Grant[];
  lockedUntil: string | null;
  left: boolean;
}

const people = (): FakeStaff[] => [
  { id: 's1', name: '陈思雨', grants: [{ role: 'receptionist' }, { role: 'keyOfficer' }], lockedUntil: null, left: false },
  { id: 's2', name: '林可', grants: [{ role: 'receptionist' }], lockedUntil: null, left: false },
  { id: 's3', name: '王芳', grants: [{ role: 'supervisor' }], lockedUntil: null, left: false },
  { id: 's4', name: '周航', grants: [{ role: 'manager' }, { role: 'administrator' }], lockedUntil: null, left: false },
  { id: 's5', name: '马超', grants: [{ role: 'nightDuty' }], lockedUntil: null, left: false },
  { id: 's6', name: '何静', grants: [{ role: 'steward', buildings: ['1', '2', '3'] }, { role: 'actingSupervisor', from: '2026-11-20', to: '2026-11-27' }], lockedUntil: null, left: false },
  { id: 's7', name: '孙丽', grants: [{ role: 'receptionist' }], lockedUntil: null, left: true },
];

export interface FakeSetupOptions {
  phase?: DeskPhase;
  /** What the self-check finds. */
  problems?: { code: string; params: Record<string, string | number | boolean> }[];
  anomalies?: boolean;
}

const OPEN: Extract<DeskPhase, { phase: 'open' }> = { phase: 'open', site: '青禾花园', desk: '前台1号', demo: false };

export const fakeSetup = (options: FakeSetupOptions = {}) => ({ os, refuse, changed }: FakeKit): FakeProcedures => {
  let phase: DeskPhase = options.phase ?? OPEN;
  let site = { name: '青禾花园', handoverWord: '交付' as '交付' | '入伙', managerTitle: '项目经理', lockAfterMinutes: 5, pendingLimitHours: 24, exportLimit: 200 };
  const staff = people();
  const desks = [
    { writer: 'w1', name: '前台1号', self: true, facts: 14_208, retired: false, began: 'founded' },
    { writer: 'w2', name: '交付笔记本2', self: false, facts: 2_311, retired: false, began: 'joined' },
    { writer: 'w3', name: '旧前台', self: false, facts: 880, retired: true, began: 'restored' },
  ];
  const backups = [1, 26, 50, 74].map((hours, at) => ({ name: `foyer-2026112${4 - at}-0312.backup`, at: new Date(Date.now() - hours * 3_600_000).toISOString(), bytes: 41_300_000 - at * 900_000 }));
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const plain = (value: string | number) => ({ kind: 'plain' as const, value });
  const grants = (...roles: Grant['role'][]) => ({ kind: 'grants' as const, grants: roles.map((role) => ({ role })) });
  let anomalies = options.anomalies === false ? [] : [
    {
      id: 'contested/home~h1/occupancy', rule: 'contested', subject: 'home/h1', label: '3-2-1501', person: null, may: true,
      facts: [{ fact: 'a1'.repeat(32), time: ago(200), staff: 's1', desk: '前台1号', said: plain('ownerLives') }, { fact: 'a2'.repeat(32), time: ago(185), staff: 's2', desk: '交付笔记本2', said: plain('let') }],
    },
    {
      id: 'contested/staff~s6/grants', rule: 'contested', subject: 'staff/s6', label: '何静', person: null, may: false,
      facts: [{ fact: 'b1'.repeat(32), time: ago(1600), staff: 's4', desk: '前台1号', said: grants('keyOfficer') }, { fact: 'b2'.repeat(32), time: ago(1590), staff: 's4', desk: '交付笔记本2', said: grants('keyOfficer', 'supervisor') }],
    },
    {
      id: 'contested/site~self/exportLimit', rule: 'contested', subject: 'site/self', label: '青禾花园', person: null, may: true,
      facts: [{ fact: 'c1'.repeat(32), time: ago(9000), staff: 's4', desk: '前台1号', said: plain(200) }, { fact: 'c2'.repeat(32), time: ago(8990), staff: null, desk: '旧前台', said: plain(100) }],
    },
  ];
  const late = (n: number, type: string, kind: string, label: string) => ({ fact: String(n).repeat(64), type, time: ago(n * 70), staff: 's2', writer: 'w3', desk: '旧前台', kind, label });
  let held = [late(1, 'home.described', 'home', '3-2-1501'), late(2, 'person.corrected', 'person', ''), late(3, 'looks.made', 'looks', '')];
  let verified: { at: string; problems: FakeSetupOptions['problems'] } | null = null;
  const open = (next: DeskPhase): DeskPhase => {
    phase = next;
    changed('phase', 'site');
    return next;
  };
  const settle = <T>(list: T[], keep: (each: T) => boolean): T[] => list.filter(keep);
  const bytes = Buffer.from('sealed').toString('base64');

  return {
    setup: {
      phase: os.setup.phase.handler(() => phase),
      language: os.setup.language.handler(() => ({ language: null })),
      setLanguage: os.setup.setLanguage.handler(() => ({})),
      create: os.setup.create.handler(({ input }) => {
        if (phase.phase !== 'empty') throw refuse('desk_exists');
        site = { ...site, name: input.site };
        open({ ...OPEN, site: input.site });
        return { recoveryCode: FAKE_CODE };
      }),
      createDemo: os.setup.createDemo.handler(() => {
        open({ ...OPEN, demo: true });
        return { recoveryCode: FAKE_CODE };
      }),
      unlock: os.setup.unlock.handler(({ input }) => {
        if (input.kind === 'passphrase' && input.passphrase !== FAKE_PASSPHRASE) throw refuse('passphrase_wrong');
        if (input.kind === 'recoveryCode') {
          const signs = input.code.replaceAll(/[\s-]/gu, '').toUpperCase();
          if (signs.length !== 35) throw refuse('recovery_code_length', { have: signs.length, need: 35 });
          if (signs !== FAKE_CODE.replaceAll('-', '')) throw refuse('recovery_code_mistyped', { group: 3 });
        }
        if (input.kind === 'osKeystore') throw refuse('keystore_cannot_unwrap', { backend: 'gnome_libsecret' });
        return open(OPEN);
      }),
    },
    site: {
      get: os.site.get.handler(() => ({ ...site, demo: phase.phase === 'open' && phase.demo })),
      configure: os.site.configure.handler(({ input }) => {
        site = { ...site, ...(input as Partial<typeof site>) };
        changed('site');
        return {};
      }),
    },
    staff: {
      list: os.staff.list.handler(() => staff),
      roles: os.staff.roles.handler(() => [...ROLES]),
      add: os.staff.add.handler(({ input }) => {
        staff.push({ id: `s${staff.length + 1}`, name: input.name, grants: input.grants, lockedUntil: null, left: false });
        return { staff: `s${staff.length}` };
      }),
      setGrants: os.staff.setGrants.handler(({ input }) => {
        const who = staff.find((each) => each.id === input.staff);
        if (!who) throw refuse('staff_unknown');
        if (who.id === 's4' && !input.grants.some((grant) => grant.role === 'administrator')) throw refuse('last_administrator');
        who.grants = input.grants;
        return {};
      }),
      setPin: os.staff.setPin.handler(({ input }) => {
        if (input.oldPin !== undefined && input.oldPin !== '1234') throw refuse('pin_wrong', { left: 4 });
        return {};
      }),
      leave: os.staff.leave.handler(({ input }) => {
        const who = staff.find((each) => each.id === input.staff);
        if (!who) throw refuse('staff_unknown');
        who.left = true;
        return {};
      }),
    },
    desk: {
      desks: os.desk.desks.handler(() => desks),
      nameDesk: os.desk.nameDesk.handler(({ input }) => {
        for (const desk of desks) if (desk.self) desk.name = input.name;
        return {};
      }),
      backups: os.desk.backups.handler(() => backups),
      backupNow: os.desk.backupNow.handler(() => {
        const name = 'foyer-now.backup';
        backups.unshift({ name, at: new Date().toISOString(), bytes: 41_900_000 });
        return { name };
      }),
      lastVerify: os.desk.lastVerify.handler(() => verified && { at: verified.at, ok: (verified.problems ?? []).length === 0, problems: verified.problems ?? [], facts: 17_399, subjects: 6_120 }),
      verify: os.desk.verify.handler(() => {
        verified = { at: new Date().toISOString(), problems: options.problems };
        return { ok: (options.problems ?? []).length === 0, problems: options.problems ?? [], facts: 17_399, subjects: 6_120 };
      }),
    },
    exchange: {
      vector: os.exchange.vector.handler(() => ({ name: 'foyer-w1-2026-11-24.vector', bytes })),
      export: os.exchange.export.handler(({ input }) => ({ name: 'foyer-w1-2026-11-24.bundle', bytes, facts: input.vector === undefined ? 17_399 : 14 })),
      import: os.exchange.import.handler(({ input }) => {
        const text = Buffer.from(input.bytes, 'base64').toString();
        if (text.startsWith('other site')) throw refuse('site_mismatch');
        if (!text.startsWith('bundle')) throw refuse('not_ours');
        return { facts: 61, already: 2_250, waiting: 3 };
      }),
      invite: os.exchange.invite.handler(({ input }) => {
        desks.push({ writer: `w${desks.length + 1}`, name: input.deskName, self: false, facts: 0, retired: false, began: 'joined' });
        return { name: 'foyer-w1-2026-11-24.invite', bytes, code: 'TQ4ZN-8WK2H-C0M7R-JXV5D' };
      }),
      held: os.exchange.held.handler(() => ({ total: held.length, facts: held })),
      adopt: os.exchange.adopt.handler(({ input }) => {
        if (input.facts.some((fact) => !held.some((each) => each.fact === fact))) throw refuse('not_held');
        held = settle(held, (each) => !input.facts.includes(each.fact));
        changed('home');
        return {};
      }),
      retire: os.exchange.retire.handler(({ input }) => {
        for (const desk of desks) if (desk.writer === input.writer) desk.retired = true;
        return { held: 3 };
      }),
    },
    anomaly: {
      list: os.anomaly.list.handler(() => anomalies),
      resolve: os.anomaly.resolve.handler(({ input }) => {
        if (!anomalies.some((each) => each.id === input.anomaly)) throw refuse('anomaly_gone');
        anomalies = settle(anomalies, (each) => each.id !== input.anomaly);
        return {};
      }),
    },
    looks: {
      list: os.looks.list.handler(() =>
        Array.from({ length: 120 }, (_, at) => ({
          time: ago(at * 37),
          staff: ['s1', 's2', 's3'][at % 3] ?? null,
          desk: at % 4 === 0 ? '交付笔记本2' : '前台1号',
          refs: at % 3 === 2 ? ['person/p1'] : ['home/h1', 'person/p1', 'person/p2'],
          fields: at % 3 === 2 ? ['phones'] : ['surname', 'sex', 'phoneTail'],
          grade: at % 3 === 2 ? 'full' : 'masked',
          why: at % 3 === 2 ? '楼下漏水,联系业主' : at % 2 === 0 ? 'home' : 'search',
        })),
      ),
    },
  };
};
