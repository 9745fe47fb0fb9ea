import { expect, it } from 'vitest';
import { demoCommunity } from '#core/demo/community.ts';
import { companyCodeFits, readDocument } from '#core/identity/document.ts';
import { fillDemo } from '#db/demo.ts';
import { newDesk } from '#tests/support/desk.ts';

const community = demoCommunity({ today: '2026-11-21' });
const flats = community.homes.filter((h) => h.kind === 'flat');

it('is the community that the training sheets describe', () => {
  const count = (list: typeof flats, key: 'delivery' | 'occupancy') => {
    const sums: Record<string, number> = {};
    for (const home of list) sums[String(home[key])] = (sums[String(home[key])] ?? 0) + 1;
    return sums;
  };
  expect(flats).toHaveLength(1156);
  expect(count(flats, 'delivery')).toEqual({ unsold: 31, deemedDelivered: 22, soldUndelivered: 34, delivered: 1069 });
  expect(count(flats, 'occupancy')).toEqual({ null: 87, decorating: 92, ownerLives: 720, let: 140, shut: 117 });
  const shops = community.homes.filter((h) => h.kind === 'shop');
  expect(count(shops, 'occupancy')).toEqual({ trading: 31, decorating: 4, shopClosed: 9 });
  expect(community.homes.filter((h) => h.kind === 'parkingSpace')).toHaveLength(620);
  expect(community.homes.filter((h) => h.kind === 'storageRoom')).toHaveLength(36);
  expect(new Set(community.homes.map((h) => h.homeNo)).size).toBe(1156 + 44 + 620 + 36);
  expect(community.people).toHaveLength(3106);
});

it('gives every invented number a form that a desk accepts, and nobody the number of another', () => {
  const numbers = community.people.map((p) => p.document!.number);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const { document, checks } of community.people) {
    if (document!.kind === 'idCard' && !checks.includes('id_checksum')) {
      expect(readDocument(document!.number), document!.number).toMatchObject({ problem: null });
    }
  }
  const company = community.people.find((p) => p.kind === 'company')!;
  expect(companyCodeFits(company.document!.number)).toBe(true);
  const phones = community.people.flatMap((p) => p.phones);
  expect(new Set(phones).size).toBe(phones.length);
  for (const phone of phones) expect(phone).toMatch(/^1990000\d{4}$/);
});

it('is the same every time, and moves with the day', () => {
  expect(demoCommunity({ today: '2026-11-21' })).toEqual(community);
  expect(demoCommunity({ today: '2027-03-01' }).homes.map((h) => h.homeNo)).toEqual(community.homes.map((h) => h.homeNo));
});

it('fills a desk in which everybody with a story is found', async () => {
  const { desk } = await newDesk({ demo: true });
  const staff = fillDemo(desk);
  expect(staff.map((s) => s.name)).toContain('陈思雨');
  const home = desk.read.homeId('3-2-1501');
  const names = desk.views.relationsOfHome(home).map((r) => desk.views.person(r.person)?.name);
  expect(names.slice(0, 2)).toEqual(['张敏', '张三']);
  const first = (text: string) => desk.search.query(text, { limit: 20 }).map((hit) => hit.ref);
  for (const text of ['3-2-1501', '3栋2单元1501', '31501']) expect(first(text), text).toContain(`home/${home}`);
  const zhang = desk.views.relationsOfHome(home)[1]!.person;
  for (const text of ['张三', 'zhangs', '6135']) expect(first(text), text).toContain(`person/${zhang}`);
  expect(desk.views.relationsOfPerson(desk.views.relationsOfHome(home)[0]!.person)).toHaveLength(3);
  for (const name of ['欧阳赟', '薛桂翀', '陆喆', '𠮷田健一', '阿依古丽', '王磊', '青禾商贸']) expect(first(name).length, name).toBeGreaterThan(0);
  expect((await desk.verify()).problems).toEqual([]);
  desk.close();
});

it('lists buildings, then garages, then what stands in none; and of one person the flat before the parking space', async () => {
  const { desk } = await newDesk({ demo: true });
  fillDemo(desk);
  expect(desk.views.buildings().map((b) => `${b.building}${b.below ? ' below' : ''}`)).toEqual(['2', '3', '4', '5', '6', 'A', 'B1 below', 'B2 below', '']);
  const owner = desk.views.relationsOfHome(desk.read.homeId('3-2-1501'))[0]!.person;
  expect(desk.views.relationsOfPerson(owner).map((r) => desk.views.home(r.home)!.kind)[0]).toBe('flat');
  expect(desk.search.query('张敏').filter((hit) => hit.group === 'home')[0]?.ref).toBe(`home/${desk.read.homeId('3-2-1501')}`);
  desk.close();
});
