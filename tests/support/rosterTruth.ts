/** A community whose homes and owners are known, made without any of the code that is tested. */
import type { Random } from './random.ts';

export interface TrueOwner {
  readonly name: string;
  /** What the roster writes: the number before any damage; null when the roster leaves it out. */
  readonly number: string | null;
  readonly kind: '身份证' | '护照' | '统一社会信用代码' | '港澳居民来往内地通行证';
  readonly phone: string | null;
  readonly flag: 'id_checksum' | 'id_15_digits' | 'id_missing' | 'phone_invalid' | null;
}

export interface TrueHome {
  readonly building: string;
  readonly entrance: number | null;
  readonly floor: number;
  readonly place: number;
  readonly owners: readonly TrueOwner[];
  readonly area: number;
}

export const homeNo = (h: TrueHome): string => [h.building, ...(h.entrance === null ? [] : [h.entrance]), roomOf(h)].join('-');
export const roomOf = (h: TrueHome): string => `${h.floor}${String(h.place).padStart(2, '0')}`;

const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾和安平'];
const COMPOUND = ['欧阳', '诸葛', '上官', '司马', '令狐', '慕容'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英华平刚桂兰和与及喆赟堃骁翀彧璟韬'];
const FOREIGN = ['John Smith', 'Maria Anna Lopez', 'KIM MINJUN', "Sean O'Neil"];
const MINORITY = ['阿依古丽·买买提', '迪丽热巴·迪力木拉提', '古力·艾山', '𠮷田健一', '买买提·艾力·江'];
const COMPANIES = ['青禾商贸有限公司', '云海(杭州)科技有限公司', '恒信置业集团有限公司', '北山餐饮管理合伙企业（有限合伙）'];
const REGIONS = ['110105', '330106', '310104', '440305', '510104', '420106', '500103', '320102'];

const check = (first: string): string => {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return '10X98765432'.charAt([...first].reduce((sum, d, i) => sum + Number(d) * (weights[i] ?? 0), 0) % 11);
};

export const citizen = (random: Random): string => {
  const born = `${random.int(1950, 2003)}${String(random.int(1, 12)).padStart(2, '0')}${String(random.int(1, 28)).padStart(2, '0')}`;
  const first = `${random.pick(REGIONS)}${born}${random.digits(3)}`;
  return first + check(first);
};

const companyCode = (random: Random): string =>
  `91330106MA${Array.from({ length: 8 }, () => random.pick([...'0123456789ABCDEFGHJKLMNPQRTUWXY'])).join('')}`;

export const mobile = (random: Random): string => `1${random.pick(['38', '39', '58', '77', '86', '99', '50'])}${random.digits(8)}`;

export const personName = (random: Random, plain: boolean): string => {
  if (!plain && random.chance(0.06)) return random.pick(MINORITY);
  const surname = random.chance(0.08) ? random.pick(COMPOUND) : random.pick(SURNAMES);
  const given = random.chance(0.75) ? random.pick(GIVEN) + random.pick(GIVEN) : random.pick(GIVEN);
  return surname + given;
};

/** `plain`: only names that separators by space leave unambiguous. */
const owner = (random: Random, plain: boolean): TrueOwner => {
  if (random.chance(0.05)) return { name: random.pick(COMPANIES), number: companyCode(random), kind: '统一社会信用代码', phone: `0571-8${random.digits(7)}`, flag: null };
  if (!plain && random.chance(0.05)) return { name: random.pick(FOREIGN), number: `E${random.digits(8)}`, kind: '护照', phone: mobile(random), flag: null };
  if (random.chance(0.03)) return { name: personName(random, plain), number: `H${random.digits(8)}`, kind: '港澳居民来往内地通行证', phone: mobile(random), flag: null };
  const number = citizen(random);
  const base = { name: personName(random, plain), kind: '身份证' as const };
  const roll = random.next();
  if (roll < 0.04) return { ...base, number: null, phone: mobile(random), flag: 'id_missing' };
  if (roll < 0.08) return { ...base, number: number.slice(0, 6) + number.slice(8, 17), phone: mobile(random), flag: 'id_15_digits' };
  if (roll < 0.12) {
    const last = number.charAt(17);
    return { ...base, number: number.slice(0, 17) + (last === 'X' ? '1' : String((Number(last) + 1) % 10)), phone: mobile(random), flag: 'id_checksum' };
  }
  if (roll < 0.16) return { ...base, number, phone: mobile(random).slice(0, 10), flag: 'phone_invalid' };
  return { ...base, number, phone: mobile(random), flag: null };
};

export interface Community {
  readonly name: string;
  readonly homes: readonly TrueHome[];
  readonly entrances: boolean;
  readonly lettered: boolean;
}

export const community = (random: Random, plainNames: boolean): Community => {
  const lettered = random.chance(0.15);
  const entrances = !lettered && random.chance(0.75);
  const buildings = random.int(1, 4);
  const firstBuilding = random.chance(0.2) ? random.int(9, 18) : 1;
  const regulars: TrueOwner[] = [];
  const homes: TrueHome[] = [];
  for (let b = 0; b < buildings; b++) {
    const building = lettered ? String.fromCharCode(65 + b) : String(firstBuilding + b);
    for (let e = 1; e <= (entrances ? random.int(1, 3) : 1); e++) {
      const top = random.pick([3, 6, 11, 18, 26]);
      const rooms = random.int(2, 4);
      for (let i = 0; i < 8; i++) {
        const floor = Math.max(1, Math.round((top * (i + 1)) / 8));
        const place = (i % rooms) + 1;
        const home = { building, entrance: entrances ? e : null, floor, place };
        if (homes.some((h) => homeNo(h) === homeNo({ ...home, owners: [], area: 0 }))) continue;
        const count = random.chance(0.1) ? 0 : random.chance(0.3) ? 2 : random.chance(0.05) ? 3 : 1;
        const owners: TrueOwner[] = [];
        for (let o = 0; o < count; o++) {
          const old = regulars.length > 0 && random.chance(0.06) ? random.pick(regulars) : null;
          const fresh = old !== null && !owners.some((x) => x.name === old.name) ? old : owner(random, plainNames);
          // Two namesakes in one home without numbers cannot be told apart by anybody.
          if (owners.some((x) => x.name === fresh.name)) continue;
          owners.push(fresh);
          if (fresh.flag === null) regulars.push(fresh);
        }
        homes.push({ ...home, owners, area: random.int(6000, 18000) / 100 });
      }
    }
  }
  return { name: '青禾花园', homes, entrances, lettered };
};
