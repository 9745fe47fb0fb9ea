import { EventPublisher, implement, ORPCError, type Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Strip } from '#core/contract/desk.ts';
import { contract } from '#core/contract/index.ts';
import type { HomeLine, HomePage, SearchHit, ShownPerson } from '#core/contract/records.ts';
import type { ClerkInfo, DeskPhase, Session } from '#core/contract/setup.ts';
import { fakeCommunity, type FakeHome, type FakePerson } from './fakeHomes.ts';

/**
 * A desk made of nothing, for looking at screens and for driving them where no real desk is wanted. It keeps the contract
 * (the same schemas check every call) and the policy of the real page, and knows a handful of invented homes.
 */
export interface FakeOptions {
  port?: number;
  phase?: DeskPhase;
  demo?: boolean;
  empty?: boolean;
  lockAfterMinutes?: number;
  strip?: Partial<Strip>;
  /** Everybody's PIN was on a desk that is lost. */
  stalePins?: boolean;
  /** Further procedures, or others in place of those below: a subject's own fake. */
  more?: (kit: FakeKit) => FakeProcedures;
}
export type FakeProcedures = Record<string, Record<string, unknown>>;
export interface FakeKit {
  os: FakeOs;
  refuse: typeof refuse;
  /** Tells every open page that these kinds changed. */
  changed: (...kinds: string[]) => void;
}
export interface FakeDesk {
  url: string;
  /** Cuts every line, as when the desk process dies; pages come back by themselves. */
  cut(): void;
  /** Everything that was asked of `search.find`, in order. */
  asked: string[];
  close(): Promise<void>;
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-src 'none'; object-src 'none'; require-trusted-types-for 'script'";
const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' };
const DIST = new URL('../../renderer/dist/', import.meta.url).pathname;

const CLERKS: ClerkInfo[] = [
  { id: 's1', name: '陈思雨', grants: [{ role: 'receptionist' }, { role: 'keyOfficer' }], lockedUntil: null },
  { id: 's2', name: '林可', grants: [{ role: 'receptionist' }], lockedUntil: null },
  { id: 's3', name: '王芳', grants: [{ role: 'supervisor' }], lockedUntil: null },
  { id: 's4', name: '周航', grants: [{ role: 'manager' }, { role: 'administrator' }], lockedUntil: null },
  { id: 's5', name: '马超', grants: [{ role: 'nightDuty' }], lockedUntil: null },
];

export interface Line {
  session: { staff: string | null; locked: boolean };
}
const fakeOs = () => implement(contract).$context<Line>();
export type FakeOs = ReturnType<typeof fakeOs>;
const refuse = (code: string, params: Record<string, string | number> = {}) => new ORPCError('REFUSED', { status: 422, data: { code, params }, defined: true });

function router(options: FakeOptions, asked: string[]) {
  const { homes, people } = options.empty ? { homes: [], people: new Map<string, FakePerson>() } : fakeCommunity();
  const wrong = new Map<string, number>();
  const notices = new EventPublisher<{ change: { kinds: string[]; refs: string[] } }>();
  const phase: DeskPhase = options.phase ?? { phase: 'open', site: '青禾花园', desk: '前台1号', demo: options.demo ?? true };
  const clerkOf = (id: string | null): ClerkInfo | null => {
    const found = CLERKS.find((c) => c.id === id);
    return found ? { ...found, lockedUntil: (wrong.get(found.id) ?? 0) >= 5 ? new Date(Date.now() + 300_000).toISOString() : null } : null;
  };
  const shown = (id: string, query?: string): ShownPerson => {
    const p = people.get(id) as FakePerson;
    const open = p.kind === 'company' || (query !== undefined && query.includes(p.name));
    return { id, kind: p.kind, surname: p.surname, surnamePinyin: p.surnamePinyin, sex: p.sex, name: open ? p.name : null, phoneTail: p.unreadable === null && p.phone ? p.phone.slice(-4) : null, unreadable: p.unreadable };
  };
  const lineOf = ({ id, homeNo, kind, deliveryState, occupancy }: FakeHome): HomeLine => ({ id, homeNo, kind, deliveryState, occupancy });
  const living = (h: FakeHome) => h.relations.filter((r) => !r.ended);
  const homesOf = (p: string) => homes.flatMap((h) => h.relations.filter((r) => r.person === p).map((r) => ({ ...lineOf(h), role: r.role, from: r.from, to: r.to, ended: r.ended })));
  const toCheck = () => [...people.values()].filter((p) => p.checks.length > 0);
  const initials = (p: FakePerson) => p.pinyin.slice(0, 1) + p.pinyin.slice(p.surnamePinyin.length).slice(0, 1);
  const find = (text: string): SearchHit[] => {
    const q = text.toLowerCase();
    const bare = q.replaceAll(/[-栋单元室号幢]/gu, '');
    const inHome = homes.filter((h) => h.homeNo.toLowerCase().startsWith(q) || (bare.length > 2 && h.homeNo.replaceAll('-', '').toLowerCase().startsWith(bare)));
    const inPeople = [...people.values()].filter((p) => p.name.includes(text) || p.pinyin.startsWith(q) || initials(p) === q || (q.length === 4 && p.phone?.endsWith(q)));
    return [
      ...inPeople.map((p): SearchHit => ({ group: 'person', person: shown(p.id, text), homes: homesOf(p.id).filter((h) => !h.ended), matched: 'name' })),
      ...inHome.map((h): SearchHit => ({ group: 'home', home: lineOf(h), first: living(h)[0] ? shown(living(h)[0]!.person) : null, more: Math.max(0, living(h).length - 1), matched: 'homeNo' })),
    ];
  };

  const os = implement(contract)
    .$context<Line>()
    .use(async ({ context, next, procedure, path }) => {
      const { needs } = procedure['~orpc'].meta;
      if (needs === 'session' && context.session.staff === null) throw refuse('session_needed');
      if (needs === 'session' && context.session.locked) throw refuse('session_locked');
      if (needs === 'session' && stale.has(context.session.staff ?? '') && !['session', 'staff'].includes(path[0] ?? '')) throw refuse('pin_must_change');
      return next();
    });
  const stale = new Set(options.stalePins ? CLERKS.map((c) => c.id) : []);
  const session = (line: Line): Session => ({ clerk: clerkOf(line.session.staff), locked: line.session.locked, mustChangePin: stale.has(line.session.staff ?? ''), lockAfterMinutes: options.lockAfterMinutes ?? 5 });
  const made: Record<string, Record<string, unknown>> = {
    setup: { phase: os.setup.phase.handler(() => phase),
      language: os.setup.language.handler(() => ({ language: null })),
      setLanguage: os.setup.setLanguage.handler(() => ({})) },
    session: {
      clerks: os.session.clerks.handler(() => CLERKS.map((c) => clerkOf(c.id) as ClerkInfo)),
      current: os.session.current.handler(({ context }) => session(context)),
      login: os.session.login.handler(({ input, context }) => {
        const tries = wrong.get(input.staff) ?? 0;
        if (tries >= 5) throw refuse('pin_locked', { until: new Date(Date.now() + 300_000).toISOString() });
        if (input.pin !== '1234') {
          wrong.set(input.staff, tries + 1);
          throw tries === 4 ? refuse('pin_locked', { until: new Date(Date.now() + 300_000).toISOString() }) : refuse('pin_wrong', { left: 4 - tries });
        }
        context.session.staff = input.staff;
        context.session.locked = false;
        return session(context);
      }),
      lock: os.session.lock.handler(({ context }) => {
        context.session.locked = context.session.staff !== null;
        return session(context);
      }),
      logout: os.session.logout.handler(({ context }) => {
        context.session.staff = null;
        return session(context);
      }),
      touch: os.session.touch.handler(({ context }) => session(context)),
    },
    site: { get: os.site.get.handler(() => ({ name: '青禾花园', handoverWord: '交付' as const, managerTitle: '项目经理', lockAfterMinutes: 5, pendingLimitHours: 24, exportLimit: 200, demo: true })) },
    staff: {
      setPin: os.staff.setPin.handler(({ input }) => {
        if (input.oldPin !== '1234') throw refuse('pin_wrong', { left: 4 });
        stale.delete(input.staff);
        return {};
      }),
      list: os.staff.list.handler(() => CLERKS.map((c) => ({ ...c, left: false }))),
    },
    search: {
      find: os.search.find.handler(({ input }) => {
        asked.push(input.text);
        return { hits: find(input.text).slice(0, input.limit ?? 20) };
      }),
    },
    home: {
      buildings: os.home.buildings.handler(() =>
        [...new Set(homes.map((h) => h.building))].map((building) => {
          const its = homes.filter((h) => h.building === building);
          return { building, homes: its.length, unsold: its.filter((h) => h.deliveryState === 'unsold').length, people: its.flatMap(living).length, below: false };
        }),
      ),
      list: os.home.list.handler(({ input }) => {
        const its = homes.filter((h) => h.building === input.building && (input.kind === undefined || h.kind === input.kind));
        const from = input.offset ?? 0;
        return { total: its.length, homes: its.slice(from, from + (input.limit ?? 200)).map((h) => ({ ...lineOf(h), entrance: h.entrance, owners: living(h).filter((r) => ['owner', 'coOwner', 'companyOwner'].includes(r.role)).map((r) => shown(r.person)) })) };
      }),
      get: os.home.get.handler(({ input }) => {
        const h = homes.find((one) => one.id === input.home);
        if (!h) throw refuse('home_unknown');
        const made = (type: string, time: string, staff: string | null, more: Partial<HomePage['history'][number]> = {}) => ({
          fact: `${type}${time}`, type, time, staff, desk: '前台1号', counts: true, act: `${type}${time}`, roster: null, person: null, role: null, fields: [], ...more,
        });
        const tenant = h.relations.find((r) => r.role === 'tenant');
        const about = tenant ? { person: shown(tenant.person), role: tenant.role } : {};
        const imported = { act: 'batch1', roster: '2025-IMP7Q2K-0001' };
        return {
          home: { ...lineOf(h), area: h.area, layout: h.layout, deliveredOn: h.deliveredOn },
          people: h.relations.map((r, i) => ({ id: `${h.id}:${i}`, person: shown(r.person), role: r.role, from: r.from, to: r.to, ended: r.ended, share: r.share, checks: people.get(r.person)?.checks ?? [] })),
          note: h.note,
          history: [
            made('home.noted', new Date(Date.now() - 3_600_000).toISOString(), 's1'),
            made('home.relationEnded', '2026-06-01T09:12:00+08:00', 's2', about),
            made('home.relationBegan', '2025-06-01T09:11:00+08:00', 's2', about),
            made('cylinder.fitted', '2026-05-11T10:02:00+08:00', 's2', { counts: false }),
            made('home.listed', '2025-11-18T16:40:00+08:00', 's4', imported),
            made('home.described', '2025-11-18T16:40:01+08:00', 's4', { ...imported, fields: ['area', 'layout', 'deliveryState'] }),
            made('home.registered', '2025-11-18T16:40:02+08:00', 's4', imported),
          ],
          unread: h.note === null ? 0 : 1,
        };
      }),
    },
    person: {
      get: os.person.get.handler(({ input }) => {
        const p = people.get(input.person);
        if (!p) throw refuse('person_unknown');
        return { person: shown(p.id), documentKind: p.kind === 'company' ? 'companyCode' : 'idCard', documentTail: p.unreadable ? null : '2048', checks: p.checks, homes: homesOf(p.id), linked: p.id === 'p0' ? [shown('p1')] : [] };
      }),
      toCheck: os.person.toCheck.handler(({ input }) => ({
        total: toCheck().length,
        people: toCheck().slice(input.offset ?? 0).map((p) => ({ person: shown(p.id), checks: p.checks, homes: homesOf(p.id).filter((h) => !h.ended) })),
      })),
      checked: os.person.checked.handler(({ input }) => {
        const p = people.get(input.person) as FakePerson;
        p.checks = p.checks.filter((check) => !input.checks.includes(check));
        notices.publish('change', { kinds: ['person'], refs: [`person/${p.id}`] });
        return {};
      }),
      reveal: os.person.reveal.handler(({ input, context }) => {
        if (!['s3', 's4'].includes(context.session.staff ?? '')) throw refuse('role_needed', { roles: 'supervisor' });
        const p = people.get(input.person) as FakePerson;
        return { name: input.fields.includes('name') ? p.name : null, phones: input.fields.includes('phones') && p.phone ? [p.phone] : [], document: input.fields.includes('document') ? { kind: 'idCard', number: '330100199001012048' } : null };
      }),
    },
    anomaly: { list: os.anomaly.list.handler(() => []) },
    desk: {
      strip: os.desk.strip.handler(() => ({
        desk: '前台1号', pending: 14, pendingSince: new Date(Date.now() - 7_200_000).toISOString(), pendingLate: false, lastExchange: new Date(Date.now() - 50_000_000).toISOString(), waiting: 0, held: 0,
        partialBatches: 1, anomalies: options.empty ? 0 : 3, lastBackup: new Date(Date.now() - 30_000_000).toISOString(), clockBehind: 0, toCheck: toCheck().length, problems: [], ...options.strip,
      })),
      changes: os.desk.changes.handler(async function* ({ signal }) {
        yield* notices.subscribe('change', { signal });
      }),
    },
  };
  const changed = (...kinds: string[]) => notices.publish('change', { kinds, refs: [] });
  for (const [group, procedures] of Object.entries(options.more?.({ os: os as FakeOs, refuse, changed }) ?? {})) made[group] = { ...made[group], ...procedures };
  // The screens under test call these and no others; the rest of the contract answers "not found".
  return made as unknown as Router<typeof contract, Line>;
}

export async function startFakeDesk(options: FakeOptions = {}): Promise<FakeDesk> {
  const asked: string[] = [];
  const handler = new RPCHandler<Line>(router(options, asked));
  const http = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://fake').pathname;
    const file = normalize(join(DIST, path === '/' ? 'index.html' : path));
    if (!file.startsWith(DIST)) return void response.writeHead(404).end();
    readFile(file).then(
      (bytes) => response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  const sockets = new WebSocketServer({ server: http, path: '/rpc' });
  sockets.on('connection', (socket: WebSocket) => {
    void handler.upgrade(socket, { context: { session: { staff: null, locked: false } } });
  });
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets.clients) socket.terminate();
  };
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    asked,
    cut,
    close: async () => {
      const closed = new Promise((resolve) => http.close(resolve));
      sockets.close();
      cut();
      // A page that is still open comes back at once and would keep the server up.
      http.closeAllConnections();
      await closed;
    },
  };
}
