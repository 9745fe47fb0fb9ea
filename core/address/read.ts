/**
 * Reads what a cell says about a home. One cell may hold a whole home (3栋2单元1501室, 1#-2-301, 青禾花园3-2-1501) or one
 * part of it; `as` says what the column is, which decides what a bare `3` means.
 *
 * Reading never guesses across cells: it returns the parts that it saw, and `compose.ts` joins the columns of a row.
 */
import type { HomeKind } from './home.ts';
import { NUMERAL_CHARS, compact, numeral, part, plain } from './text.ts';

export type AddressRole = 'home' | 'building' | 'entrance' | 'floor' | 'room';

export interface HomeParts {
  /** What stands before the building: community, phase, zone, street. Compared as it is. */
  prefix: string;
  building: string | null;
  entrance: string | null;
  floor: string | null;
  room: string | null;
  kind: HomeKind | null;
  /** Two or three bare parts joined by hyphens: what they mean may depend on the other cells of the row and column. */
  bare: readonly string[] | null;
}

const V = `(?:[0-9A-Z]+|[${NUMERAL_CHARS}]+)`;
const SIDE = '[甲乙丙丁戊己东西南北中左右]';
const re = (source: string): RegExp => new RegExp(source);

/** A building named by a word of its own. 号 counts only before a room or an entrance: 3号1501室 is a building, 1501号 a room. */
const BUILDING = re(`((?:${V}-)?${V})(?:号楼|#楼|栋楼?|幢楼?|座|#|楼(?=-?(?:${V}|${SIDE})(?:单元|梯|门))|号(?=-?${V}(?:单元|室|房|户|层|楼|$|-${V})))`);
const ENTRANCE = re(`^-?(${V}|${SIDE})(?:号?单元|梯|座|门(?=.))-?(.*)$`);
const BEFORE_ENTRANCE = re(`^(.*?)(?:(${V})-)?(${V}|${SIDE})号?单元-?(.*)$`);
const FLOOR_ROOM = re(`^第?(${V})(?:层|楼)-?(.*)$`);
const ENDS_IN_VALUE = re(`^(.*?)-?(${V})$`);
const VALUE = re(`^(?:${V}|${SIDE})$`);
const ROOM_SUFFIX = /(?:室|房间|房|户|铺位|铺|号|#|位)$/;

const KIND_WORDS: readonly [RegExp, HomeKind][] = [
  [/储藏(?:室|间)?|储物(?:室|间)?|贮藏(?:室|间)?|杂物(?:室|间)|储间/, 'storageRoom'],
  [/(?:地下|地面|产权|人防|机械|子母|微型|无障碍|充电)*(?:停?车位|车库|车房)(?:号|编号)?/, 'parkingSpace'],
  [/(?:临街|沿街|底层|社区)?(?:商铺|底商|门面房?|店铺|店面|商业用房|商业)(?:号)?|商(?=-?[0-9A-Z])/, 'shop'],
  [/写字楼|办公(?:室|用房|楼)?/, 'office'],
];

/** 地下室 is a storage room only where no word says parking; 地下一层 is a floor. */
const CELLAR = /地下室/;

const empty = (): HomeParts => ({ prefix: '', building: null, entrance: null, floor: null, room: null, kind: null, bare: null });

/** The kind that a word names (a column 房屋类型, or inside a home number), else null. */
export const homeKindOf = (text: string): HomeKind | null => {
  const t = compact(text);
  if (CELLAR.test(t) && !/车/.test(t)) return 'storageRoom';
  for (const [word, kind] of KIND_WORDS) if (word.test(t)) return kind;
  if (/住宅|公寓|洋房|高层|小高|别墅|叠拼|联排|LOFT|住房|普通/.test(t)) return 'flat';
  return null;
};

const takeKind = (text: string, parts: HomeParts): string => {
  for (const [word, kind] of [[CELLAR, 'storageRoom'] as const, ...KIND_WORDS]) {
    if (!word.test(text)) continue;
    parts.kind ??= kind;
    return text.replace(word, '').replace(/--+/g, '-');
  }
  return text;
};

/** Cleans a cell: spaces between two values separate them, 负一层 is B1, other separators become hyphens. */
const prepare = (text: string): string =>
  compact(plain(text).replace(/[.。]0+$/, '').replace(/(?<=[0-9A-Za-z])\s+(?=[0-9A-Za-z])/g, '-'))
    .replace(/[()[\]【】《》「」"'“”]/g, '')
    .replace(/[/\\_.,、|·:]/g, '-')
    .replace(/(?:负|地下|(?<![0-9A-Z])-)([一二三四1-4])(?=层|楼)/g, (_, n: string) => `B${part(n)}`)
    .replace(/^#(?=[0-9A-Z])/, '')
    .replace(/第(?=[0-9A-Z一二三四五六七八九十百])/g, '');

/** 1501、1502 or 1501和1502: two doors in one row. Which of them a paper or a key means, nobody can know from here. */
export const namesSeveral = (text: string): boolean => /(?:^|[^0-9A-Z])[0-9]{3,4}[A-Z]?(?:室|房|号)?[、,;/+&和与][0-9]{3,4}[A-Z]?(?:室|房|号)?$/.test(compact(text));

const trimRoom = (text: string): string => {
  let t = text;
  while (t.length > 1 && ROOM_SUFFIX.test(t)) t = t.replace(ROOM_SUFFIX, '');
  return t;
};

/** Floor and room, or a room alone. False if the text is neither. */
const readRoom = (text: string, parts: HomeParts): boolean => {
  const t = trimRoom(text.replace(/^-+/, ''));
  if (t === '' || t === '-') return true;
  const floored = FLOOR_ROOM.exec(t) ?? /^([0-9]{1,2}|B[1-4])F-?([0-9]{1,4}[A-Z]?)?$/.exec(t);
  if (floored) {
    const room = trimRoom(floored[2] ?? '');
    if (room !== '' && !VALUE.test(room)) return false;
    parts.floor = part(floored[1] ?? '');
    // Zeros stay here: "15层01" joins to 1501, and a room of three digits already says its floor.
    parts.room = room === '' ? null : (numeral(room) ?? room);
    return true;
  }
  if (!VALUE.test(t)) return false;
  parts.room = numeral(t) ?? t;
  return true;
};

const pieces = (text: string): string[] => text.split(/-+/).map((p) => p.replace(/(?<=.)#$/, ''));

/** What follows a building. */
const readAfterBuilding = (text: string, parts: HomeParts): boolean => {
  const rest = takeKind(text, parts);
  const entrance = ENTRANCE.exec(rest);
  if (entrance) {
    parts.entrance = part(entrance[1] ?? '');
    const after = pieces(entrance[2] ?? '');
    if (after.length === 2 && after[0] && after[1] && VALUE.test(after[0]) && VALUE.test(trimRoom(after[1]))) {
      parts.floor = part(after[0]);
      return readRoom(after[1], parts);
    }
    return readRoom(entrance[2] ?? '', parts);
  }
  const list = pieces(rest.replace(/^-+/, ''));
  const last = list.pop() ?? '';
  if (list.length === 0) return readRoom(last, parts);
  if (list.length > 2 || !list.every((p) => VALUE.test(p))) return false;
  parts.entrance = part(list[0] ?? '');
  if (list.length === 2) parts.floor = part(list[1] ?? '');
  return readRoom(last, parts);
};

/** Values joined by hyphens, no word among them. */
const readBare = (text: string, parts: HomeParts): boolean => {
  const list = pieces(text);
  const last = list.pop() ?? '';
  if (list.length === 0 || /^B[1-4](?:层|楼)/.test(text)) return readRoom(text, parts);
  // 青禾花园-3-1501: a first part without any number is a name before the building.
  if (list.length > 1 && !ENDS_IN_VALUE.test(list[0] ?? '')) parts.prefix = list.shift() ?? '';
  const first = ENDS_IN_VALUE.exec((list[0] ?? '').replace(/号$/, ''));
  if (!first || list.length > 3 || !list.slice(1).every((p) => VALUE.test(p))) return false;
  parts.prefix += first[1] ?? '';
  const values = [part(first[2] ?? ''), ...list.slice(1).map(part)];
  parts.building = values[0] ?? null;
  if (values.length >= 2) parts.entrance = values[1] ?? null;
  if (values.length === 3) parts.floor = values[2] ?? null;
  if (!readRoom(last, parts)) return false;
  // Four parts are building-entrance-floor-room only if the room agrees; 1-1-2-101 may as well be entrance 2 of building 1-1.
  if (values.length === 3 && /^[0-9]{3,}$/.test(parts.room ?? '') && !part(parts.room ?? '').startsWith(parts.floor ?? '')) return false;
  if (values.length <= 2 && parts.room !== null && parts.prefix === '' && !FLOOR_ROOM.test(last)) parts.bare = [...values, parts.room];
  return true;
};

const readHome = (text: string, parts: HomeParts): boolean => {
  const building = BUILDING.exec(text);
  if (building) {
    parts.prefix = text.slice(0, building.index).replace(/-+$/, '');
    parts.kind = parts.prefix === '' ? null : homeKindOf(parts.prefix);
    // 1-1栋 is a building of its own, neither 1 nor 11.
    parts.building = pieces(building[1] ?? '').map(part).join('.');
    return readAfterBuilding(text.slice(building.index + building[0].length), parts);
  }
  const garage = /^P-(B[1-4])-([0-9]+)$/.exec(text);
  if (garage) {
    Object.assign(parts, { building: garage[1] ?? '', room: garage[2] ?? '', kind: 'parkingSpace' as const });
    return true;
  }
  const rest = takeKind(text, parts);
  const entrance = BEFORE_ENTRANCE.exec(rest);
  if (entrance) {
    parts.prefix = entrance[1] ?? '';
    parts.building = entrance[2] === undefined ? null : part(entrance[2]);
    parts.entrance = part(entrance[3] ?? '');
    return readRoom(entrance[4] ?? '', parts);
  }
  return readBare(rest.replace(/^-+/, ''), parts);
};

/**
 * The parts that a cell shows, or null if it cannot be a home (a sentence, a date). An empty cell is parts of nothing.
 * Numbers come as they were typed: `1501`, not `1501.0` (which is accepted too).
 */
export const readHomeText = (text: string, as: AddressRole): HomeParts | null => {
  const parts = empty();
  const t = prepare(text);
  if (t === '' || /^(?:-+|无|空|NULL)$/.test(t)) return parts;
  if (t.length > 60) return null;
  if (as === 'home' || as === 'room') return readHome(t, parts) ? parts : null;
  if (as === 'building') {
    if (VALUE.test(t)) parts.building = part(t);
    else if (BUILDING.test(t)) return readHome(t, parts) ? parts : null;
    else {
      // A building with a name instead of a number (福苑, 商业楼); its word for "building" is not part of the name.
      const named = /^(.*?)-?([0-9A-Z]*)(?:楼|阁|苑)?$/.exec(t);
      if (t.length > 20 || !named) return null;
      parts.kind = homeKindOf(t);
      const number = re(`^(.*?)(${V})(?:号|楼)$`).exec(t);
      if (number) {
        parts.prefix = number[1] ?? '';
        parts.building = part(number[2] ?? '');
      } else parts.building = t.replace(/-/g, '');
    }
    return parts;
  }
  if (as === 'entrance') {
    const e = re(`^(?:第)?(${V}|${SIDE})(?:号?单元|梯|座|门|号)?$`).exec(t);
    if (e) parts.entrance = part(e[1] ?? '');
    else return readHome(t, parts) ? parts : null;
    return parts;
  }
  const f = re(`^(B?${V})(?:层|楼|F)?$`).exec(t.replace(/^-(?=[1-4]$)/, 'B'));
  if (!f) return null;
  parts.floor = part((f[1] ?? '').replace(/F$/, ''));
  return parts;
};
