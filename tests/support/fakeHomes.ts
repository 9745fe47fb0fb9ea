import type { ShownPerson } from '#core/contract/records.ts';
import type { DeliveryState, HomeKind, Occupancy, RelationRole } from '#core/subjects/home.ts';

/** An invented community for the fake desk: enough of each case that a screen has to show. Nobody in it exists. */
export interface FakePerson {
  id: string;
  name: string;
  pinyin: string;
  surname: string;
  surnamePinyin: string;
  sex: 'f' | 'm' | null;
  phone: string | null;
  kind: 'natural' | 'company';
  checks: string[];
  unreadable: ShownPerson['unreadable'];
}
export interface FakeRelation {
  person: string;
  role: RelationRole;
  from: string | null;
  to: string | null;
  ended: boolean;
  share: string | null;
}
export interface FakeHome {
  id: string;
  homeNo: string;
  building: string;
  entrance: string | null;
  kind: HomeKind;
  deliveryState: DeliveryState | null;
  occupancy: Occupancy | null;
  area: number | null;
  layout: string | null;
  deliveredOn: string | null;
  note: string | null;
  relations: FakeRelation[];
}

const NAMES: [string, string, string, 'f' | 'm' | null][] = [
  ['张敏', 'zhangmin', 'zhang', 'f'], ['张三', 'zhangsan', 'zhang', 'm'], ['王磊', 'wanglei', 'wang', 'm'], ['欧阳赟', 'ouyangyun', 'ouyang', 'm'],
  ['李强', 'liqiang', 'li', 'm'], ['薛桂翀', 'xueguichong', 'xue', null], ['陆喆', 'luzhe', 'lu', 'm'], ['阿依古丽·买买提', 'ayiguli', 'ayiguli', 'f'],
  ['刘洋', 'liuyang', 'liu', null], ['孙桂兰', 'sunguilan', 'sun', 'f'], ['赵鑫', 'zhaoxin', 'zhao', 'm'], ['周婷', 'zhouting', 'zhou', 'f'],
];

const person = (index: number, checks: string[] = []): FakePerson => {
  const [name, pinyin, surnamePinyin, sex] = NAMES[index % NAMES.length] ?? NAMES[0]!;
  const surname = name.includes('·') ? (name.split('·')[0] ?? name) : name.startsWith('欧阳') ? '欧阳' : name.slice(0, 1);
  return { id: `p${index}`, name, pinyin, surname, surnamePinyin, sex, phone: `1990000${String(6120 + index * 7).padStart(4, '0')}`, kind: 'natural', checks, unreadable: null };
};

export function fakeCommunity(): { homes: FakeHome[]; people: Map<string, FakePerson> } {
  const people = new Map<string, FakePerson>();
  const add = (p: FakePerson): string => {
    people.set(p.id, p);
    return p.id;
  };
  const owns = (id: string, role: RelationRole = 'owner', more: Partial<FakeRelation> = {}): FakeRelation => ({ person: id, role, from: '2026-10-31', to: null, ended: false, share: null, ...more });
  const homes: FakeHome[] = [];
  let next = 20;
  const fill = (building: string, entrances: (string | null)[], floors: number, doors: number) => {
    for (const entrance of entrances) {
      for (let floor = floors; floor >= 1; floor -= 1) {
        for (let door = 1; door <= doors; door += 1) {
          const room = `${floor}${String(door).padStart(2, '0')}`;
          const homeNo = [building, entrance, room].filter((part) => part !== null).join('-');
          const n = homes.length;
          const unsold = n % 11 === 4;
          homes.push({
            id: `h${n}`, homeNo, building, entrance, kind: 'flat', area: 89.5 + (n % 5) * 7.2, layout: n % 2 === 0 ? '三室两厅' : '两室一厅', note: null,
            deliveryState: unsold ? 'unsold' : n % 9 === 1 ? 'soldUndelivered' : 'delivered',
            occupancy: unsold ? null : n % 3 === 0 ? 'ownerLives' : n % 3 === 1 ? 'decorating' : 'let',
            deliveredOn: unsold ? null : '2026-10-31',
            relations: unsold ? [] : [owns(add(person(next++)))],
          });
        }
      }
    }
  };
  fill('3', ['1', '2'], 15, 2);
  fill('5', ['1', '2'], 33, 4);
  fill('A', [null], 6, 2);

  const zhangMin = add(person(0, ['id_checksum']));
  const zhangSan = add(person(1));
  const tenant = add({ ...person(8), phone: null });
  const gone = add({ ...person(2), unreadable: 'notHere' });
  const company = add({ id: 'p-company', name: '青禾商贸有限公司', pinyin: 'qingheshangmao', surname: '', surnamePinyin: '', sex: null, phone: '19900007788', kind: 'company', checks: [], unreadable: null });
  const story = homes.find((h) => h.homeNo === '3-2-1501');
  if (story) {
    Object.assign(story, { deliveryState: 'delivered', occupancy: 'ownerLives', area: 118.32, layout: '三室两厅', deliveredOn: '2026-10-31', note: '配偶代办收房。来电请在下午五点以后。' });
    story.relations = [
      owns(zhangMin, 'owner', { share: '50%' }), owns(zhangSan, 'coOwner', { share: '50%' }), owns(gone, 'familyMember', { from: null }),
      owns(tenant, 'tenant', { from: '2025-06-01', to: '2026-05-31', ended: true }),
    ];
  }
  const second = homes.find((h) => h.homeNo === '5-1-3302');
  if (second) second.relations = [owns(zhangMin, 'owner', { from: '2024-03-15' }), owns(tenant, 'tenant', { from: '2026-06-01', to: '2027-05-31' })];
  homes.push({ id: 'h-shop', homeNo: 'S-101', building: 'S', entrance: null, kind: 'shop', deliveryState: 'delivered', occupancy: 'trading', area: 64, layout: null, deliveredOn: '2026-09-30', note: null, relations: [owns(company, 'companyOwner'), owns(add(person(11)), 'companyAgent')] });
  return { homes, people };
}
