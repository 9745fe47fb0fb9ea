import Database from 'better-sqlite3';
import { beforeAll, expect, it } from 'vitest';
import { createSearch } from '#db/search/index.ts';
import type { Search } from '#db/search/index.ts';
import { relationNeighbours } from '#db/search/neighbours.ts';
import { searchSchema } from '#db/search/schema.ts';

// As the desk keeps them: a home holds its number only, a person the name and phone, a relation joins them.
let search: Search;
beforeAll(() => {
  const db = new Database(':memory:');
  db.exec(searchSchema);
  db.exec('CREATE TABLE relation (home TEXT, person TEXT, ended INTEGER)');
  search = createSearch(db, relationNeighbours(db));
  const live = db.prepare('INSERT INTO relation VALUES (?, ?, ?)');
  for (const no of ['3-2-1501', '3-1-1501', '3-2-1502', '31-1-501', '5-1-101']) search.put({ ref: `home/${no}`, group: 'home', rooms: [no] });
  const people: [string, string, string, ...string[]][] = [
    ['p1', '张三', '19900006120', '3-2-1501', '5-1-101'], ['p2', '张敏', '19900001111', '3-2-1501'], ['p3', '赵四', '19900002222', '3-1-1501'], ['p4', '张三', '19900003333', '31-1-501'],
  ];
  for (const [id, name, phone, ...homes] of people) {
    search.put({ ref: `person/${id}`, group: 'person', names: [name], phones: [phone] });
    for (const home of homes) live.run(home, id, 0);
  }
  live.run('3-2-1502', 'p1', 1);
});

it.each<[string, string[]]>([
  ['张三', ['home/3-2-1501', 'home/5-1-101', 'home/31-1-501', 'person/p1', 'person/p4']],
  ['zs', ['home/3-2-1501', 'home/5-1-101', 'home/3-1-1501', 'home/31-1-501', 'person/p1', 'person/p3', 'person/p4']],
  ['6120', ['home/3-2-1501', 'home/5-1-101', 'person/p1']],
  ['1501', ['home/3-2-1501', 'home/3-1-1501']],
  ['张三 1501', ['home/3-2-1501', 'person/p1']],
  ['1501 张三', ['home/3-2-1501', 'person/p1']],
  ['张三1501', ['home/3-2-1501', 'person/p1']],
  ['3栋 zs', ['home/3-2-1501', 'home/3-1-1501', 'person/p1', 'person/p3']],
  ['3栋zhang', ['home/3-2-1501', 'person/p1', 'person/p2']],
  ['3-2 zhangs', ['home/3-2-1501', 'person/p1']],
  ['1502 张三', []],
  ['3栋 王五', []],
  ['张三 6120', ['home/3-2-1501', 'home/5-1-101', 'person/p1']],
])('%s leads to homes through people', (text, refs) => {
  expect([...search.query(text)].map(({ ref }) => ref).sort()).toEqual([...refs].sort());
});

it('ranks homes by their people, tells what was known, and keeps to the groups', () => {
  expect(search.query('张三')[0]).toMatchObject({ ref: 'home/3-2-1501', group: 'home', matched: 'name', matchedName: true });
  expect(search.query('1501 张三')[0]).toMatchObject({ ref: 'home/3-2-1501', matched: 'room', matchedName: true });
  expect(search.query('3栋 zhang')[0]?.matchedName).toBeUndefined();
  expect(search.query('张三', { groups: ['home'] }).map(({ group }) => group)).toEqual(['home', 'home', 'home']);
  expect(search.query('张三', { groups: ['person'] }).map(({ group }) => group)).toEqual(['person', 'person']);
  expect(search.query('张三', { limit: 2 }).map(({ group }) => group)).toEqual(['home', 'person']);
});
