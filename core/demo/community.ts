import { canonicalHomeNo } from '../address/home.ts';
import { citizenCheck, type IdentityDocument } from '../identity/document.ts';
import type { Occupancy, RelationRole } from '../subjects/home.ts';
import type { Grant } from '../subjects/staff.ts';
import { demoHomes, type DemoHome } from './homes.ts';
import { freshName, stream, type Sex } from './names.ts';

/**
 * The demo community 青禾花园: the same every time for the same `today`, so that pictures, tests and training sheets agree.
 * ID numbers pass the check digit but use the city-level code 330100, which is issued to nobody; phones are 1990000xxxx.
 */
export interface DemoPerson {
  ref: string;
  kind: 'natural' | 'company';
  name: string;
  document: IdentityDocument | null;
  phones: string[];
  checks: string[];
}
export interface DemoRelation {
  home: string;
  person: string;
  role: RelationRole;
  from: string | null;
  to?: string;
  why?: string;
}
export interface DemoCommunity {
  site: string;
  homes: (DemoHome & { homeNo: string; deliveredOn: string | null; note?: string })[];
  people: DemoPerson[];
  relations: DemoRelation[];
  staff: { name: string; grants: Grant[] }[];
}

interface Face {
  name: string;
  sex: Sex;
  tail?: string;
  document?: IdentityDocument;
  born?: string;
  kind?: 'company';
  checks?: string[];
}

/** People with a story, by the place that the generator would fill otherwise: `<home>/<role>`. */
const FACES: Readonly<Record<string, Face>> = {
  '3-2-1501/owner': { name: '张敏', sex: 'f', tail: '6120', born: '19860412' },
  '3-2-1501/coOwner': { name: '张三', sex: 'm', tail: '6135', born: '19840903' },
  '2-1-603/owner': { name: '李强', sex: 'm' },
  '4-1-802/owner': { name: '王磊', sex: 'm' },
  '5-2-1203/tenant': { name: '王磊', sex: 'm' },
  'A-1-1101/owner': { name: '欧阳赟', sex: 'm' },
  'A-2-902/owner': { name: '薛桂翀', sex: 'm' },
  '2-2-1804/owner': { name: '陆喆', sex: 'm' },
  '3-1-701/owner': { name: '𠮷田健一', sex: 'm', document: { kind: 'passport', number: 'TZ1234567' } },
  '4-2-1601/owner': { name: '阿依古丽·买买提', sex: 'f' },
  '5-1-402/owner': { name: '陈大文', sex: 'm', document: { kind: 'hkMacaoPermit', number: 'H1234567802' } },
  'S1/owner': { name: '青禾商贸有限公司', sex: 'm', kind: 'company', document: { kind: 'companyCode', number: '91330100MA2GFY8X3K' } },
  'S1/companyAgent': { name: '周婷', sex: 'f' },
  'S7/merchant': { name: '胡建明', sex: 'm' },
  '6-1203/owner': { name: '孙桂兰', sex: 'f', born: '19480217' },
  '6-804/owner': { name: '何建国', sex: 'm', born: '19510630' },
  '2-2-303/tenant': { name: '刘洋', sex: 'm' },
  '5-2-2101/owner': { name: '赵鑫', sex: 'm', checks: ['id_checksum'] },
  '3-2-502/owner': { name: '贺辰', sex: 'm' },
};
const USE: ReadonlyMap<string, Occupancy> = new Map([
  ['3-2-1501', 'ownerLives'], ['2-1-603', 'ownerLives'], ['4-1-802', 'ownerLives'], ['5-2-1203', 'let'], ['A-1-1101', 'ownerLives'],
  ['A-2-902', 'shut'], ['2-2-1804', 'decorating'], ['3-1-701', 'ownerLives'], ['4-2-1601', 'ownerLives'], ['5-1-402', 'ownerLives'],
  ['6-1203', 'ownerLives'], ['6-804', 'ownerLives'], ['2-2-303', 'let'], ['5-2-2101', 'ownerLives'], ['3-2-502', 'ownerLives'],
  ['1', 'trading'], ['7', 'trading'],
]);
/** One more home each for people who own several: space, storage, shop. */
const ALSO: readonly (readonly [string, string])[] = [
  ['3-2-1501', 'B1-P88'], ['3-2-1501', 'B1-K9'], ['3-2-502', 'B1-P102'], ['3-2-502', 'S12'],
];
const COUNTS = { flatOwnersTwice: 25, shopsOfFlatOwners: 14, coOwners: 180, family: 1420, tenants: 262, shopPeople: 96, representatives: 18, spaces: 400, storage: 30 };

const STAFF: DemoCommunity['staff'] = [
  { name: '陈思雨', grants: [{ role: 'receptionist' }, { role: 'keyOfficer' }] },
  { name: '林可', grants: [{ role: 'receptionist' }] },
  { name: '王芳', grants: [{ role: 'supervisor' }] },
  { name: '周航', grants: [{ role: 'manager' }, { role: 'administrator' }] },
  { name: '马超', grants: [{ role: 'nightDuty' }] },
  { name: '何静', grants: [{ role: 'steward', buildings: ['A', '2', '3'] }] },
];

/** YYYY-MM-DD, `days` away from another. Calendar arithmetic without a clock or a time zone. */
export function dayAfter(day: string, days: number): string {
  const [y = 1970, m = 1, d = 1] = day.split('-').map(Number);
  const a = Math.floor((14 - m) / 12);
  const yy = y + 4800 - a;
  const mm = m + 12 * a - 3;
  const julian = d + Math.floor((153 * mm + 2) / 5) + 365 * yy + Math.floor(yy / 4) - Math.floor(yy / 100) + Math.floor(yy / 400) - 32045 + days;
  const e = julian + 32044;
  const b = Math.floor((4 * e + 3) / 146097);
  const c = e - Math.floor((146097 * b) / 4);
  const dd = Math.floor((4 * c + 3) / 1461);
  const f = c - Math.floor((1461 * dd) / 4);
  const n = Math.floor((5 * f + 2) / 153);
  const two = (x: number) => String(x).padStart(2, '0');
  return `${100 * b + dd - 4800 + Math.floor(n / 10)}-${two(n + 3 - 12 * Math.floor(n / 10))}-${two(f - Math.floor((153 * n + 2) / 5) + 1)}`;
}

export function demoCommunity({ today }: { today: string }): DemoCommunity {
  const random = stream(20261121);
  const homes = demoHomes(random, USE).map((home) => ({
    ...home,
    homeNo: canonicalHomeNo(home),
    deliveredOn: home.delivery === 'delivered' ? dayAfter(today, -21 - Math.floor(random() * 38)) : null,
  }));
  const people: DemoPerson[] = [];
  const relations: DemoRelation[] = [];
  const taken = new Set(Object.values(FACES).map((face) => face.name));
  const tails = new Set(Object.values(FACES).flatMap((face) => face.tail ?? []));
  let nextTail = 1000;
  const freshTail = (): string => {
    do nextTail += 1;
    while (tails.has(String(nextTail)));
    return String(nextTail);
  };

  const add = (place: string, hasPhone = true): DemoPerson => {
    const face = FACES[place];
    const sex: Sex = face?.sex ?? (random() < 0.5 ? 'f' : 'm');
    const n = people.length + 1;
    const born = face?.born ?? `19${55 + Math.floor(random() * 44)}${String(1 + Math.floor(random() * 12)).padStart(2, '0')}${String(1 + Math.floor(random() * 28)).padStart(2, '0')}`;
    const order = String((n % 499) * 2 + (sex === 'm' ? 1 : 0)).padStart(3, '0');
    const first17 = `330100${born}${order}`;
    const right = citizenCheck(first17);
    // A face with a wrong check digit shows what "to be checked at the counter" looks like.
    const last = face?.checks?.includes('id_checksum') ? (right === '1' ? '2' : '1') : right;
    const person: DemoPerson = {
      ref: `demo/${n}`,
      kind: face?.kind ?? 'natural',
      name: face?.name ?? freshName(random, sex, taken),
      document: face?.document ?? { kind: 'idCard', number: `${first17}${last}` },
      phones: hasPhone ? [`1990000${face?.tail ?? freshTail()}`] : [],
      checks: face?.checks ?? [],
    };
    people.push(person);
    return person;
  };
  const relate = (home: string, person: DemoPerson, role: RelationRole, from: string | null) => relations.push({ home, person: person.ref, role, from });

  const flats = homes.filter((h) => h.kind === 'flat');
  const sold = flats.filter((h) => h.delivery !== 'unsold');
  const owner = new Map<string, DemoPerson>();
  const bought = () => dayAfter(today, -200 - Math.floor(random() * 500));
  const faced = (home: { homeNo: string }) => Object.keys(FACES).some((place) => place.startsWith(`${home.homeNo}/`));
  const twice = new Set(sold.filter((h) => !faced(h)).filter((_, i) => i % 40 === 7).slice(0, COUNTS.flatOwnersTwice).map((h) => h.homeNo));
  for (const home of sold) {
    if (twice.has(home.homeNo)) continue;
    const person = add(`${home.homeNo}/owner`);
    owner.set(home.homeNo, person);
    relate(home.homeNo, person, person.kind === 'company' ? 'companyOwner' : 'owner', bought());
  }
  const owners = [...owner.entries()].filter(([homeNo]) => !faced({ homeNo }));
  const someOwner = (): DemoPerson => owners[Math.floor(random() * owners.length)]![1];
  for (const homeNo of twice) relate(homeNo, someOwner(), 'owner', bought());

  const shops = homes.filter((h) => h.kind === 'shop');
  const also = new Map(ALSO.map(([of, homeNo]) => [homeNo, owner.get(of)!]));
  const shared = new Set([...also.keys(), ...shops.filter((s) => !faced(s) && !also.has(s.homeNo)).map((s) => s.homeNo)].filter((no) => no.startsWith('S')).slice(0, COUNTS.shopsOfFlatOwners));
  for (const shop of shops) {
    const person = shared.has(shop.homeNo) ? (also.get(shop.homeNo) ?? someOwner()) : add(`${shop.homeNo}/owner`);
    relate(shop.homeNo, person, person.kind === 'company' ? 'companyOwner' : 'owner', bought());
  }

  const couples = sold.filter((h) => owner.has(h.homeNo) && (!faced(h) || FACES[`${h.homeNo}/coOwner`]));
  const withCo = [...couples.filter((h) => FACES[`${h.homeNo}/coOwner`]), ...couples.filter((h, i) => !faced(h) && i % 6 === 1)].slice(0, COUNTS.coOwners);
  for (const home of withCo) relate(home.homeNo, add(`${home.homeNo}/coOwner`), 'coOwner', bought());

  const lived = flats.filter((h) => h.occupancy === 'ownerLives');
  for (let i = 0; i < COUNTS.family; i++) {
    const home = lived[i % lived.length]!;
    relate(home.homeNo, add(`${home.homeNo}/family${i}`, i % 3 !== 2), 'familyMember', home.deliveredOn);
  }
  const letOut = flats.filter((h) => h.occupancy === 'let');
  for (let i = 0; i < COUNTS.tenants; i++) {
    const home = letOut[i % letOut.length]!;
    const person = add(i < letOut.length ? `${home.homeNo}/tenant` : `${home.homeNo}/tenant${i}`);
    relations.push({ home: home.homeNo, person: person.ref, role: 'tenant', from: dayAfter(home.deliveredOn ?? today, 5) });
  }
  const trading = shops.filter((h) => h.occupancy !== 'shopClosed');
  for (let i = 0; i < COUNTS.shopPeople; i++) {
    const shop = trading[i % trading.length]!;
    const agent = i < trading.length && FACES[`${shop.homeNo}/companyAgent`] !== undefined;
    const role: RelationRole = agent ? 'companyAgent' : i < trading.length ? 'merchant' : 'merchantStaff';
    relate(shop.homeNo, add(`${shop.homeNo}/${role}${role === 'merchantStaff' ? i : ''}`), role, shop.deliveredOn);
  }
  const away = flats.filter((h) => h.delivery === 'soldUndelivered').slice(0, COUNTS.representatives);
  for (const home of away) relate(home.homeNo, add(`${home.homeNo}/representative`), 'representative', dayAfter(today, -12));

  const belongings = [
    ...homes.filter((h) => h.kind === 'parkingSpace').slice(0, COUNTS.spaces),
    ...homes.filter((h) => h.kind === 'storageRoom').slice(0, COUNTS.storage),
  ];
  for (const home of belongings) relate(home.homeNo, also.get(home.homeNo) ?? someOwner(), 'owner', bought());
  const owned = new Set(belongings.map((h) => h.homeNo));
  for (const home of homes) if ((home.kind === 'parkingSpace' || home.kind === 'storageRoom') && !owned.has(home.homeNo)) home.delivery = 'unsold';

  tellStories(relations, people, today);
  return { site: '青禾花园', homes, people, relations, staff: STAFF };
}

/** What happened to some of them, relative to today. */
function tellStories(relations: DemoRelation[], people: DemoPerson[], today: string): void {
  const of = (home: string, role: RelationRole) => relations.find((r) => r.home === home && r.role === role);
  const died = of('6-804', 'owner');
  if (died) Object.assign(died, { to: dayAfter(today, -30), why: 'died' });
  for (const person of people.filter((_, i) => i % 171 === 50)) person.checks.push('phone_invalid');
}
