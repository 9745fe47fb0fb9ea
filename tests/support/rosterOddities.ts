/**
 * Layouts that developers, sales systems and property companies really send and that are no plain table. Each is drawn on its
 * own, with its own truth.
 */
import type { Layout } from './rosterLayouts.ts';
import { Random } from './random.ts';
import { expectations, type Expected } from './rosterDraw.ts';
import { chinese } from './rosterSpellings.ts';
import { citizen, community, homeNo, mobile, personName, roomOf, type Community, type TrueHome, type TrueOwner } from './rosterTruth.ts';
import { csv, gb18030, xlsx, type Value, type XlsxSheet } from './writeFiles.ts';

type Rows = Value[][];
interface Odd {
  readonly sheets: readonly XlsxSheet[];
  readonly homes: Map<string, { name: string; number: string | null; phones: string[] }[]>;
  readonly flagged: string[];
}
interface Made {
  readonly random: Random;
  readonly c: Community;
}

const people = (list: readonly TrueOwner[], withNumber = true): { name: string; number: string | null; phones: string[] }[] =>
  list.map((o) => ({ name: o.name, number: withNumber ? o.number : null, phones: o.phone === null ? [] : [o.phone] }));
const whole = (h: TrueHome): string => `${h.building}栋${h.entrance === null ? '' : `${h.entrance}单元`}${roomOf(h)}`;
const join = (list: readonly TrueOwner[], of: (o: TrueOwner) => string | null, by = '、'): Value => (list.length === 0 ? null : list.map((o) => of(o) ?? '').join(by));
const cells = (h: TrueHome): Value[] => [join(h.owners, (o) => o.name), join(h.owners, (o) => o.number), join(h.owners, (o) => o.phone)];
const sheet = (rows: Rows, name = 'Sheet1'): XlsxSheet => ({ name, rows });

/** The truth when row `first` (1-based) is the first home and each has one row. */
const straight = (homes: readonly TrueHome[], first: number, options: { numbers?: boolean; phones?: boolean; sheet?: number } = {}): Pick<Odd, 'homes' | 'flagged'> => {
  const out: Expected = { rejected: [], flagged: [], homes: new Map() };
  expectations(homes.map((home) => ({ home, broken: false, owners: home.owners, first: true })), homes.map((_, i) => first + i), options.sheet ?? 0, out);
  const flagged = out.flagged.filter((f) => (options.numbers !== false || !/ id_/.test(f)) && (options.phones !== false || !/phone/.test(f)));
  const kept = new Map(
    homes.map((h) => [homeNo(h), people(h.owners, options.numbers !== false).map((p) => (options.phones === false ? { ...p, phones: [] } : p))] as const),
  );
  return { homes: kept, flagged };
};

const ODDITIES: Readonly<Record<string, (made: Made) => Odd>> = {
  'table starts at column D, row 6': ({ c }) => ({
    sheets: [sheet([[], [], [null, null, null, '业主名册'], [], [null, null, null, '房产', '业主', '证件号码', '电话'], ...c.homes.map((h): Value[] => [null, null, null, whole(h), ...cells(h)])])],
    ...straight(c.homes, 6),
  }),

  'two lists side by side': ({ random, c }) => {
    const half = Math.ceil(c.homes.length / 2);
    const [left, right] = [c.homes.slice(0, half), c.homes.slice(half)];
    const gap: Value[] = random.chance(0.5) ? [null] : [];
    const head = ['房号', '业主姓名', '身份证号', '联系电话'];
    const rows: Rows = [[...head, ...gap, ...head], ...left.map((h, i): Value[] => [whole(h), ...cells(h), ...gap, ...(right[i] ? [whole(right[i]), ...cells(right[i])] : [])])];
    const [a, b] = [straight(left, 2), straight(right, 2)];
    return { sheets: [sheet(rows)], homes: new Map([...a.homes, ...b.homes]), flagged: [...a.flagged, ...b.flagged] };
  },

  'name and phone in one cell': ({ random, c }) => {
    const style = random.pick<(o: TrueOwner) => string>([(o) => `${o.name} ${o.phone ?? ''}`, (o) => `${o.name}${o.phone ?? ''}`, (o) => `${o.name}(${o.phone ?? ''})`, (o) => `${o.name}:${o.phone ?? ''}`, (o) => `${o.name}/${o.phone ?? ''}`]);
    const by = random.pick(['、', '\n', '；', ',']);
    return { sheets: [sheet([[random.pick(['房号', '房产']), random.pick(['业主姓名及电话', '业主姓名/联系电话', '业主'])], ...c.homes.map((h): Value[] => [whole(h), join(h.owners, style, by)])])], ...straight(c.homes, 2, { numbers: false }) };
  },

  'name and id number in one cell': ({ random, c }) => {
    const plain = c.homes.map((h) => ({ ...h, owners: h.owners.filter((o) => o.kind === '身份证' && o.number !== null) }));
    const style = random.pick<(o: TrueOwner) => string>([(o) => `${o.name}(${o.number})`, (o) => `${o.name} ${o.number}`, (o) => `${o.name}：${o.number}`, (o) => `${o.name} 身份证号:${o.number}`]);
    return { sheets: [sheet([['房产', '产权人及身份证号', '联系电话'], ...plain.map((h): Value[] => [whole(h), join(h.owners, style, random.pick(['、', '\n'])), join(h.owners, (o) => o.phone)])])], ...straight(plain, 2) };
  },

  'everybody who lives there, with relations': ({ random, c }) => {
    const rows: Rows = [['房产', '姓名', random.pick(['与业主关系', '关系', '人员类型']), '身份证号', '手机']];
    const flagged: string[] = [];
    for (const h of c.homes) {
      if (h.owners.length === 0) rows.push([whole(h), null, null, null, null]);
      const family = (): void => {
        while (random.chance(0.3)) rows.push([whole(h), personName(random, true), random.pick(['配偶', '子女', '租户', '父母', '妻子', '家庭成员', '租客']), citizen(random), mobile(random)]);
      };
      h.owners.forEach((o, i) => {
        rows.push([whole(h), o.name, i === 0 ? random.pick(['业主', '本人', '户主']) : '共有人', o.number, o.phone]);
        if (o.flag !== null) flagged.push(`0:${rows.length} ${o.flag}`);
      });
      if (h.owners.length > 0) family();
    }
    return { sheets: [sheet(rows)], homes: straight(c.homes, 2).homes, flagged };
  },

  'former owners of returned homes': ({ random, c }) => {
    const back = new Set(c.homes.filter(() => random.chance(0.1)));
    const rows: Rows = [['房产', '客户', '证件号码', '电话', '状态'], ...c.homes.map((h): Value[] => [whole(h), ...cells(h), back.has(h) ? random.pick(['退房', '已退房', '已退']) : h.owners.length > 0 ? '已售' : '未售'])];
    const truth = straight(c.homes.map((h) => (back.has(h) ? { ...h, owners: [] } : h)), 2);
    return { sheets: [sheet(rows)], ...truth };
  },

  'ditto marks': ({ random, c }) => {
    const mark = random.pick(['同上', '〃']);
    const homes: TrueHome[] = [];
    const rows: Rows = [['房产', '业主', '身份证号', '联系电话']];
    c.homes.forEach((h, i) => {
      const before = homes[i - 1];
      const same = before !== undefined && before.owners.length > 0 && before.owners.every((o) => o.flag === null) && random.chance(0.2);
      homes.push(same ? { ...h, owners: before.owners } : h);
      rows.push([whole(h), ...(same ? [mark, mark, mark] : cells(h))]);
    });
    return { sheets: [sheet(rows)], ...straight(homes, 2) };
  },

  'English headers': ({ random, c }) => ({
    sheets: [sheet([[random.pick(['Building', 'Block', 'Bldg']), random.pick(['Unit', 'Entrance']), random.pick(['Room', 'Room No.']), random.pick(['Owner Name', 'Owner', 'Name']), random.pick(['ID No.', 'ID Number']), random.pick(['Mobile', 'Phone', 'Tel']), 'Remarks'], ...c.homes.map((h): Value[] => [h.building, h.entrance, roomOf(h), ...cells(h), null])])],
    ...straight(c.homes, 2),
  }),

  'a column for each number, one for the names': ({ c }) => ({
    sheets: [sheet([['房产', '业主姓名', '身份证号1', '身份证号2', '身份证号3', '电话1', '电话2', '电话3'], ...c.homes.map((h): Value[] => [whole(h), join(h.owners, (o) => o.name), ...[0, 1, 2].map((i) => h.owners[i]?.number ?? null), ...[0, 1, 2].map((i) => h.owners[i]?.phone ?? null)])])],
    ...straight(c.homes, 2),
  }),

  'phones labelled with names, in any order': ({ random, c }) => ({
    sheets: [sheet([['房产', '业主姓名', '身份证号', '联系电话'], ...c.homes.map((h): Value[] => [whole(h), join(h.owners, (o) => o.name), join(h.owners, (o) => o.number), h.owners.length < 2 ? join(h.owners, (o) => o.phone) : random.shuffle(h.owners).map((o) => `${o.name}:${o.phone ?? ''}`).join('；')])])],
    ...straight(c.homes, 2),
  }),

  'no header at all': ({ c }) => ({ sheets: [sheet(c.homes.map((h): Value[] => [whole(h), ...cells(h)]))], ...straight(c.homes, 1) }),

  'headers broken by line breaks and spaces': ({ random, c }) => {
    const broken = (t: string): string => [...t].join(random.pick(['\n', ' ', '　', '\r\n']));
    return { sheets: [sheet([['楼栋', '单元', '房号', '业主姓名', '身份证号码', '联系电话'].map(broken), ...c.homes.map((h): Value[] => [`${h.building}栋`, h.entrance, roomOf(h), ...cells(h)])])], ...straight(c.homes, 2) };
  },

  'phases with the same building numbers': ({ c }) => {
    const phased = c.homes.map((h, i) => ({ ...h, phase: i % 2 === 0 ? '一期' : '二期' }));
    const truth = straight(c.homes, 2);
    return {
      sheets: [sheet([['房产', '业主', '证件号码', '电话'], ...phased.map((h): Value[] => [`${h.phase}${whole(h)}`, ...cells(h)])])],
      homes: new Map(phased.map((h) => [`${h.phase}${homeNo(h)}`, people(h.owners)])),
      flagged: truth.flagged,
    };
  },

  'sheets of parking spaces and shops': ({ random, c }) => {
    const spaces = c.homes.slice(0, 12).map((h, i) => ({ ...h, no: i + 1 }));
    const shops = c.homes.slice(12, 20).map((h, i) => ({ ...h, no: i + 101 }));
    const main = straight(c.homes, 2);
    const flags = (list: readonly TrueHome[], at: number): string[] => straight(list, 2, { sheet: at }).flagged;
    const head = ['业主', '身份证号', '电话'];
    return {
      sheets: [
        sheet([['房产', ...head], ...c.homes.map((h): Value[] => [whole(h), ...cells(h)])], '住宅'),
        sheet([[random.pick(['车位号', '车位编号']), ...head], ...spaces.map((h): Value[] => [`B1-${String(h.no).padStart(3, '0')}`, ...cells(h)])], '车位'),
        sheet([['楼栋', '商铺号', ...head], ...shops.map((h): Value[] => ['8栋', h.no, ...cells(h)])], '商铺'),
      ],
      homes: new Map([...main.homes, ...spaces.map((h) => [`B1-P${h.no}`, people(h.owners)] as const), ...shops.map((h) => [`8-S${h.no}`, people(h.owners)] as const)]),
      flagged: [...main.flagged, ...flags(spaces, 1), ...flags(shops, 2)],
    };
  },

  'rooms as floor-room': ({ c }) => {
    const flat = c.homes.map((h) => ({ ...h, entrance: null })).filter((h, i, all) => all.findIndex((x) => homeNo(x) === homeNo(h)) === i);
    if (!flat.some((h) => h.floor > 6)) flat.push({ building: 'Z', entrance: null, floor: 18, place: 1, owners: [], area: 90 });
    return { sheets: [sheet([['楼栋', '房号', '业主', '证件号码', '电话'], ...flat.map((h): Value[] => [`${h.building}座`, `${h.floor}-${String(h.place).padStart(2, '0')}`, ...cells(h)])])], ...straight(flat, 2) };
  },

  'numerals and full width throughout': ({ c }) => ({
    sheets: [sheet([['栋', '单元', '室', '业主', '证件号码', '电话'], ...c.homes.map((h): Value[] => [/^\d+$/.test(h.building) ? `${chinese(Number(h.building))}栋` : `${h.building}栋`, h.entrance === null ? null : `${chinese(h.entrance)}单元`, [...roomOf(h)].map((d) => '零一二三四五六七八九'.charAt(Number(d))).join('') + '室', ...cells(h)])])],
    ...straight(c.homes, 2),
  }),
};

export const ODDITY_NAMES = Object.keys(ODDITIES);

export const oddLayout = (seed: number): Layout => {
  const random = new Random(seed);
  const name = random.pick(ODDITY_NAMES);
  const make = ODDITIES[name];
  if (make === undefined) throw new Error('no such oddity');
  const odd = make({ random, c: community(random, false) });
  const asCsv = odd.sheets.length === 1 && random.chance(0.3);
  const rows = odd.sheets[0]?.rows ?? [];
  const bytes = asCsv ? random.pick<(t: string) => Buffer>([(t) => Buffer.from(t), gb18030])(csv(rows, random.pick([',', '\t']), '\r\n')) : xlsx(odd.sheets, random.chance(0.5));
  return { seed, description: `${asCsv ? 'csv' : 'xlsx'} oddity: ${name}`, fileName: asCsv ? 'roster.csv' : 'roster.xlsx', bytes, homes: odd.homes, rejected: [], flagged: odd.flagged };
};
