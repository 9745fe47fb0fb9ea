import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { HomeAddress } from '#core/address/home.ts';
import { canonicalHomeNo } from '#core/address/home.ts';
import { homeSpellings } from '#core/address/spellings.ts';
import { createSearch } from '#db/search/index.ts';
import { searchSchema } from '#db/search/schema.ts';

const flat = (building: string, entrance: string | null, room: string, kind: HomeAddress['kind'] = 'flat'): HomeAddress => ({ building, entrance, room, kind });
const HOMES: HomeAddress[] = [
  flat('3', '2', '1501'), flat('3', '1', '1501'), flat('3', '2', '802'), flat('31', '1', '501'), flat('12', '3', '2204'), flat('A', null, '1501'), flat('A', '1', '1502'),
  flat('', null, '8', 'shop'), flat('3', null, '101', 'shop'), flat('3', null, '101'), flat('B1', null, '23', 'parkingSpace'), flat('', null, '7', 'parkingSpace'),
  flat('3', null, '5', 'storageRoom'), flat('2期3', '1', '606'), flat('10', '1', '1001A', 'office'), flat('20', null, '2001'),
];

/** The search box and the roster read homes with different eyes; every way in which an address can be said must find it. */
it.each(HOMES.map((address) => [canonicalHomeNo(address), address] as const))('%s is found however it is said', (homeNo, address) => {
  const db = new Database(':memory:');
  db.exec(searchSchema);
  const search = createSearch(db);
  for (const each of HOMES) search.put({ ref: canonicalHomeNo(each), group: 'home', rooms: homeSpellings(each) });
  for (const spelling of homeSpellings(address)) {
    expect(search.query(spelling, { limit: 50 }).map(({ ref }) => ref), spelling).toContain(homeNo);
  }
  expect(search.query(homeNo)[0]?.ref).toBe(homeNo);
  db.close();
});
