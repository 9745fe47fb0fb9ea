/**
 * A hostile script that holds a page's line to the desk while a receptionist is logged in: it asks for everything it can
 * think of and keeps every answer. What it may come home with is what the receptionist could have seen, and no more.
 */
export interface Answer {
  readonly status: number;
  readonly json: unknown;
}
export type Ask = (path: string, input?: unknown) => Promise<Answer>;

export interface Loot {
  /** Every answer as text. */
  readonly text: string;
  /** Ids of all people that were shown. */
  readonly people: ReadonlySet<string>;
  /** Codes of refusals by procedure. */
  readonly refused: Readonly<Record<string, string>>;
}

interface Line {
  readonly id: string;
  readonly homeNo: string;
}

const TEXTS = [...'abcdefghijklmnopqrstuvwxyz', ...'王李张刘陈杨', 'zs', 'wl', 'zhang', '张女士', '19900', '3-2', '3-2-1501', '31501', 'B1', 'S1', '公司', '%', '*', '" OR 1', '\u0000'];
const INVENTED = '甲乙丙';

export async function plunder(ask: Ask): Promise<Loot> {
  const texts: string[] = [];
  const refused: Record<string, string> = {};
  const people = new Set<string>();
  const note = (json: unknown): void => {
    if (typeof json !== 'object' || json === null) return;
    if ('phoneTail' in json && 'id' in json) people.add(String(json.id));
    for (const value of Object.values(json)) note(value);
  };
  const take = async <T>(path: string, input?: unknown): Promise<T | undefined> => {
    const { status, json } = await ask(path, input);
    texts.push(JSON.stringify(json));
    if (status !== 200) {
      refused[path] = (json as { data: { code: string } }).data.code;
      return undefined;
    }
    note(json);
    return json as T;
  };

  const homes: Line[] = [];
  for (const { building } of (await take<{ building: string }[]>('/home/buildings')) ?? []) {
    for (let offset = 0, total = 1; offset < total; offset += 500) {
      const page = await take<{ total: number; homes: Line[] }>('/home/list', { building, offset, limit: 500 });
      homes.push(...(page?.homes ?? []));
      total = page?.total ?? 0;
    }
  }
  for (const { id } of homes.filter((_, at) => at % 90 === 0)) await take('/home/get', { home: id });
  for (const person of [...people].slice(0, 30)) await take('/person/get', { person });
  for (const text of TEXTS) await take('/search/find', { text, limit: 50 });
  for (let tail = 1000; tail < 1030; tail += 1) await take('/search/find', { text: String(tail) });

  // A roster of our own making, to be told how it differs from what the desk knows.
  const rows = homes.slice(0, 300).map(({ homeNo }, at) => `${homeNo},${INVENTED},1380000${String(at).padStart(4, '0')}`);
  const bytes = Buffer.from(['房号,业主,电话', ...rows].join('\n')).toString('base64');
  const upload = (await take<{ upload: string }>('/roster/open', { fileName: 'x.csv', bytes }))?.upload;
  if (upload !== undefined) await take('/roster/rows', { upload, offset: 0, limit: 500 });

  const [person] = people;
  await take('/person/reveal', { person, fields: ['name', 'phones', 'document'], why: '核对' });
  await take('/looks/list', {});
  await take('/exchange/export', {});
  await take('/exchange/vector');
  await take('/exchange/invite', { deskName: 'x' });
  await take('/staff/add', { name: 'x', grants: [{ role: 'manager' }], pin: '1234' });
  await take('/site/configure', { lockAfterMinutes: 60 });
  await take('/desk/backupNow');
  await take('/setup/create', { site: 'x', admin: 'x', pin: '1234', keep: { kind: 'keyFile' } });
  await take('/setup/unlock', { kind: 'keyFile' });
  const file = '00000000-0000-4000-8000-000000000000';
  await take('/setup/bring', { upload: file, at: 0, bytes: 'AAAA' });
  await take('/setup/join', { upload: file, code: 'x', keep: { kind: 'keyFile' } });
  await take('/setup/rescue');
  await take('/setup/restore', { from: { kind: 'listed', name: 'x' }, how: { kind: 'keyFile' } });
  for (const path of ['/desk/stats', '/desk/strip', '/desk/desks', '/anomaly/list', '/site/get', '/session/current']) await take(path);
  return { text: texts.join('\n'), people, refused };
}

/** What the script must have been refused. */
export const FORBIDDEN: Readonly<Record<string, string>> = {
  '/person/reveal': 'role_needed', '/looks/list': 'role_needed', '/exchange/export': 'role_needed', '/exchange/vector': 'role_needed',
  '/exchange/invite': 'role_needed', '/staff/add': 'role_needed', '/site/configure': 'role_needed', '/desk/backupNow': 'role_needed',
  '/setup/create': 'desk_exists', '/setup/unlock': 'desk_exists', '/setup/bring': 'desk_exists', '/setup/join': 'desk_exists',
  '/setup/rescue': 'desk_exists', '/setup/restore': 'desk_exists',
};

export interface Known {
  readonly kind: string;
  readonly name: string | null;
  readonly phones: readonly string[];
  readonly document: { readonly number: string } | null;
}

/** Values of people in the loot that nobody may have told the script: names of natural persons, phones, document numbers. */
export function leaked(loot: Loot, people: Iterable<Known>): string[] {
  // Millions of characters and thousands of people: each distinct word is looked through once.
  const distinct = (pattern: RegExp): string => [...new Set(loot.text.match(pattern))].join('\n');
  const words = distinct(/[\p{L}·]{2,}/gu);
  const numbers = distinct(/[0-9A-Z]{6,}/g);
  const found: string[] = [];
  for (const { kind, name, phones, document } of people) {
    if (kind === 'natural' && name !== null && name.length > 1 && words.includes(name)) found.push('name');
    if (phones.some((phone) => numbers.includes(phone))) found.push('phone');
    if (kind === 'natural' && document !== null && numbers.includes(document.number)) found.push('document');
  }
  return found;
}
