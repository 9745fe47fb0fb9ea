import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { planQuery, queryTellsName } from '#core/search/query.ts';
import type { SearchDoc } from '#core/search/tokens.ts';
import { createSearch } from '#db/search/index.ts';
import type { Search } from '#db/search/index.ts';
import { searchSchema } from '#db/search/schema.ts';

// One small community; each case types something and says which things must come, in order. The refs are short so that a
// case reads as one line.
const DOCS: SearchDoc[] = [
  { ref: 'h3-2-1501', group: 'home', rooms: ['3-2-1501'], names: ['张敏', '张三'] },
  { ref: 'h3-1-1501', group: 'home', rooms: ['3栋1单元1501室'], names: ['王磊'] },
  { ref: 'h3-2-1502', group: 'home', rooms: ['3-2-1502'], names: ['欧阳赟'] },
  { ref: 'h31-1-501', group: 'home', rooms: ['31-1-501'] },
  { ref: 'hA-1501', group: 'home', rooms: ['A座1501'], names: ['陆喆'] },
  { ref: 'h4-1-0802', group: 'home', rooms: ['4-1-0802'], names: ['李蔷'] },
  { ref: 'h12-3-2204', group: 'home', rooms: ['12-3-2204'], names: ['单雄信'] },
  { ref: 'h2-3-1502', group: 'home', rooms: ['2-3-1502', '2栋3单元1502', '3-1502', '3单元1502', '1502'] },
  { ref: 'hP23', group: 'home', rooms: ['B1-P23', 'B1-车位23', 'P23'] },
  { ref: 'hphase', group: 'home', rooms: ['2期7-1-606'] },
  { ref: 'hS8', group: 'home', rooms: ['商铺8'], names: ['青禾商贸有限公司'] },
  { ref: 'hB2-015', group: 'home', rooms: ['B2-015'] },
  { ref: '张三', group: 'person', names: ['张三'], phones: ['19900006120'] },
  { ref: '张三丰', group: 'person', names: ['张三丰'], phones: ['199 0000 7788'] },
  { ref: '张敏', group: 'person', names: ['张敏'], phones: ['+86 19900001501'] },
  { ref: '欧阳赟', group: 'person', names: ['欧阳赟'], phones: ['19900003333'] },
  { ref: '单雄信', group: 'person', names: ['单雄信'] },
  { ref: '曾国', group: 'person', names: ['曾国'] },
  { ref: '查良镛', group: 'person', names: ['查良镛'] },
  { ref: '仇英', group: 'person', names: ['仇英'] },
  { ref: '解缙', group: 'person', names: ['解缙'] },
  { ref: '区寄', group: 'person', names: ['区寄'] },
  { ref: '尉迟恭', group: 'person', names: ['尉迟恭'] },
  { ref: '吕布', group: 'person', names: ['吕布'] },
  { ref: '赵乐', group: 'person', names: ['赵乐'] },
  { ref: '薛桂翀', group: 'person', names: ['薛桂翀'] },
  { ref: '陆喆', group: 'person', names: ['陆喆'] },
  { ref: '𠮷田健一', group: 'person', names: ['𠮷田健一'] },
  { ref: '阿依古丽', group: 'person', names: ['阿依古丽·买买提'] },
  { ref: '李强', group: 'person', names: ['李强'], phones: ['0571-88886666'] },
  { ref: '林可', group: 'person', names: ['林可'] },
  { ref: 'Li Wei', group: 'person', names: ['Li Wei'] },
  { ref: 'José', group: 'person', names: ['José García'] },
  { ref: '青禾', group: 'person', names: ['青禾商贸有限公司'] },
  { ref: 'K-0237', group: 'doorKey', tags: ['K-0237'], rooms: ['3-2-1501'] },
  { ref: 'card1', group: 'card', tags: ['04A1B2C3'] },
  { ref: 'J-2026-018', group: 'case', tags: ['J-2026-018'], names: ['王芳'] },
];

let search: Search;
beforeAll(() => {
  const db = new Database(':memory:');
  db.exec(searchSchema);
  search = createSearch(db);
  for (const doc of DOCS) search.put(doc);
});
const refs = (text: string): string[] => search.query(text).map(({ ref }) => ref);

/** [what is typed, exactly these come in this order, the first one was matched by] */
const EXACT: [string, string[], string?][] = [
  // rooms
  ['3-2-1501', ['h3-2-1501', 'K-0237'], 'room'],
  ['3栋2单元1501', ['h3-2-1501', 'K-0237'], 'room'],
  ['3栋2单元1501室', ['h3-2-1501', 'K-0237'], 'room'],
  ['3号楼2单元1501号', ['h3-2-1501', 'K-0237'], 'room'],
  ['3幢2单元1501', ['h3-2-1501', 'K-0237'], 'room'],
  ['三栋二单元一五〇一室', ['h3-2-1501', 'K-0237'], 'room'],
  ['三栋二单元一五〇一', ['h3-2-1501', 'K-0237'], 'room'],
  ['十二栋三单元2204', ['h12-3-2204'], 'room'],
  ['321501', ['h3-2-1501', 'K-0237'], 'room'],
  ['３－２－１５０１', ['h3-2-1501', 'K-0237'], 'room'],
  ['３栋２单元１５０１', ['h3-2-1501', 'K-0237'], 'room'],
  ['3#2-1501', ['h3-2-1501', 'K-0237'], 'room'],
  ['3＃2-1501', ['h3-2-1501', 'K-0237'], 'room'],
  ['3—2—1501', ['h3-2-1501', 'K-0237'], 'room'],
  ['3.2.1501', ['h3-2-1501', 'K-0237'], 'room'],
  ['3/2/1501', ['h3-2-1501', 'K-0237'], 'room'],
  ['3 2 1501', ['h3-2-1501', 'K-0237'], 'room'],
  ['　3-2-1501　', ['h3-2-1501', 'K-0237'], 'room'],
  ['03-02-1501', ['h3-2-1501', 'K-0237'], 'room'],
  ['31501', ['h3-2-1501', 'h3-1-1501', 'h31-1-501', 'K-0237'], 'room'],
  ['3-1501', ['h3-2-1501', 'h3-1-1501', 'K-0237'], 'room'],
  ['3栋1501', ['h3-2-1501', 'h3-1-1501', 'K-0237'], 'room'],
  ['31-501', ['h31-1-501'], 'room'],
  ['A座1501', ['hA-1501'], 'room'],
  ['a座1501', ['hA-1501'], 'room'],
  ['Ａ-1501', ['hA-1501'], 'room'],
  ['A1501', ['hA-1501'], 'room'],
  ['1501', ['h3-2-1501', 'h3-1-1501', 'hA-1501', '张敏', 'K-0237'], 'room'],
  ['4-1-0802', ['h4-1-0802'], 'room'],
  ['4-1-802', ['h4-1-0802'], 'room'],
  ['802', ['h4-1-0802'], 'room'],
  ['B2-015', ['hB2-015'], 'room'],
  ['3-2-15', ['h3-2-1501', 'h3-2-1502', 'K-0237'], 'room'],
  ['3-', ['h3-2-1501', 'h3-1-1501', 'h3-2-1502', 'K-0237'], 'room'],
  ['3栋', ['h3-2-1501', 'h3-1-1501', 'h3-2-1502', 'K-0237'], 'room'],
  ['3栋2单元', ['h3-2-1501', 'h3-2-1502', 'K-0237'], 'room'],
  ['3单元1502', ['h3-2-1502', 'h2-3-1502'], 'room'],
  ['3-1502', ['h3-2-1502', 'h2-3-1502'], 'room'],
  ['商铺8', ['hS8'], 'room'],
  ['8号商铺', ['hS8'], 'room'],
  ['S8', ['hS8'], 'room'],
  ['P23', ['hP23'], 'room'],
  ['车位23', ['hP23'], 'room'],
  ['23号车位', ['hP23'], 'room'],
  ['车位B1-23', ['hP23'], 'room'],
  ['B1-23', ['hP23'], 'room'],
  ['B1-P23', ['hP23'], 'room'],
  ['2期7栋1单元606', ['hphase'], 'room'],
  ['7-1-606', ['hphase'], 'room'],
  ['7栋606', ['hphase'], 'room'],
  // names
  ['张三', ['h3-2-1501', '张三', '张三丰'], 'name'],
  ['张 三', ['h3-2-1501', '张三', '张三丰'], 'name'],
  ['张', ['h3-2-1501', '张三', '张三丰', '张敏'], 'name'],
  ['三丰', ['张三丰'], 'name'],
  ['三张', []],
  ['欧阳', ['h3-2-1502', '欧阳赟'], 'name'],
  ['阳赟', ['h3-2-1502', '欧阳赟'], 'name'],
  ['翀', ['薛桂翀'], 'name'],
  ['喆', ['hA-1501', '陆喆'], 'name'],
  ['𠮷田', ['𠮷田健一'], 'name'],
  ['吉田健一', ['𠮷田健一'], 'name'],
  ['阿依古丽·买买提', ['阿依古丽'], 'name'],
  ['阿依古丽买买提', ['阿依古丽'], 'name'],
  ['买买提', ['阿依古丽'], 'name'],
  ['商贸', ['hS8', '青禾'], 'name'],
  // letters
  ['zs', ['h3-2-1501', '张三'].concat('张三丰'), 'initials'],
  ['zhangs', ['h3-2-1501', '张三', '张三丰'], 'pinyin'],
  ['zhangsan', ['h3-2-1501', '张三', '张三丰'], 'pinyin'],
  ['zhang san', ['h3-2-1501', '张三', '张三丰'], 'pinyin'],
  ["zhang'san", ['h3-2-1501', '张三', '张三丰'], 'pinyin'],
  ['ZhangSan', ['h3-2-1501', '张三', '张三丰'], 'pinyin'],
  ['ｚｈａｎｇｓａｎ', ['h3-2-1501', '张三', '张三丰'], 'pinyin'],
  ['zhangsf', ['张三丰'], 'pinyin'],
  ['zsf', ['张三丰'], 'initials'],
  ['ouyang', ['h3-2-1502', '欧阳赟'], 'pinyin'],
  ['oyy', ['h3-2-1502', '欧阳赟'], 'initials'],
  ['ouyangyun', ['h3-2-1502', '欧阳赟'], 'pinyin'],
  ['shanxiongxin', ['h12-3-2204', '单雄信'], 'pinyin'],
  ['sxx', ['h12-3-2204', '单雄信'], 'initials'],
  ['zengguo', ['曾国'], 'pinyin'],
  ['zhaliangyong', ['查良镛'], 'pinyin'],
  ['chaliangyong', ['查良镛'], 'pinyin'],
  ['qiuying', ['仇英'], 'pinyin'],
  ['xiejin', ['解缙'], 'pinyin'],
  ['ouji', ['区寄'], 'pinyin'],
  ['yuchigong', ['尉迟恭'], 'pinyin'],
  ['yuchi', ['尉迟恭'], 'pinyin'],
  ['lvbu', ['吕布'], 'pinyin'],
  ['lubu', ['吕布'], 'pinyin'],
  ['lüb', ['吕布'], 'pinyin'],
  ['zhaole', ['赵乐'], 'pinyin'],
  ['zhaoyue', ['赵乐'], 'pinyin'],
  ['xueguichong', ['薛桂翀'], 'pinyin'],
  ['guichong', ['薛桂翀'], 'pinyin'],
  ['jitian', ['𠮷田健一'], 'pinyin'],
  ['maimaiti', ['阿依古丽'], 'pinyin'],
  ['ayglmmt', ['阿依古丽'], 'initials'],
  ['qhsm', ['hS8', '青禾'], 'initials'],
  ['Li', ['h4-1-0802', 'Li Wei', '李强', '林可', '查良镛'], 'pinyin'],
  ['Li Wei', ['Li Wei'], 'name'],
  ['wei li', ['Li Wei'], 'pinyin'],
  ['jose garcia', ['José'], 'name'],
  ['García', ['José'], 'pinyin'],
  // phones
  ['6120', ['张三'], 'phone'],
  ['尾号6120', ['张三'], 'phone'],
  ['手机尾号是6120', ['张三'], 'phone'],
  ['尾号1501', ['张敏'], 'phone'],
  ['后四位 7788', ['张三丰'], 'phone'],
  ['19900006120', ['张三'], 'phone'],
  ['199 0000 6120', ['张三'], 'phone'],
  ['199-0000-6120', ['张三'], 'phone'],
  ['+86 19900006120', ['张三'], 'phone'],
  ['00006120', ['张三'], 'phone'],
  ['1990000', ['张三', '张三丰', '张敏', '欧阳赟'], 'phone'],
  ['199 6120', ['张三'], 'phone'],
  ['88886666', ['李强'], 'phone'],
  ['0571-88886666', ['李强'], 'phone'],
  // tags
  ['K-0237', ['K-0237'], 'tag'],
  ['k0237', ['K-0237'], 'tag'],
  ['k02', ['K-0237'], 'tag'],
  ['0237', ['K-0237'], 'tag'],
  ['237', ['K-0237'], 'tag'],
  ['04A1B2C3', ['card1'], 'tag'],
  ['04:a1:b2:c3', ['card1'], 'tag'],
  ['J-2026-018', ['J-2026-018'], 'tag'],
  ['018', ['J-2026-018'], 'tag'],
  ['a1b2', []],
  // several words
  ['张三 1501', ['h3-2-1501'], 'name'],
  ['1501 张三', ['h3-2-1501'], 'room'],
  ['张三1501', ['h3-2-1501'], 'name'],
  ['3栋 zs', ['h3-2-1501'], 'room'],
  ['3栋zs', ['h3-2-1501'], 'room'],
  ['zs 3-2', ['h3-2-1501'], 'initials'],
  ['3栋张', ['h3-2-1501'], 'room'],
  ['张三 6120', ['张三'], 'name'],
  ['zs 6120', ['张三'], 'initials'],
  ['张三 尾号6120', ['张三'], 'name'],
  ['张三 1502', []],
  // nothing
  ['zs15', []],
  ['9-9-9999', []],
  ['0000', []],
  ['单元', []],
  ['', []],
  [' 　 ', []],
];

it('tells nobody a hidden phone digit by digit', () => {
  const found = (text: string) => refs(text).length > 0;
  // 张三's 1990000 6120: what a hit shows, and what only its knower types.
  for (const text of ['6120', '尾号6120', '199', '1990000', '0006120', '19900006120']) expect(found(text), text).toBe(true);
  for (const text of ['06120', '006120', '96120', '1990', '19900', '199000', '张三 06120', '张三 19900']) expect(found(text), text).toBe(false);
  expect(refs('后五位96120')).toEqual(refs('尾号6120'));
});

describe('what is typed finds what is meant', () => {
  it.each(EXACT)('%s', (text, expected, matched) => {
    expect(refs(text)).toEqual(expected);
    if (matched !== undefined) expect(search.query(text)[0]?.matched).toBe(matched);
  });
});

describe('the answer', () => {
  it('says when the text contained the full name', () => {
    const tells = (text: string) => search.query(text).filter(({ matchedName }) => matchedName).map(({ ref }) => ref);
    expect(tells('张三')).toEqual(['h3-2-1501', '张三']);
    expect(tells('张三丰')).toEqual(['张三丰']);
    expect(tells('张三 1501')).toEqual(['h3-2-1501']);
    expect(tells('张')).toEqual([]);
    expect(tells('zhangsan')).toEqual([]);
    expect(tells('Li Wei')).toEqual(['Li Wei']);
  });

  it.each<[string, string, boolean]>([
    ['张三', '张三', true], ['张 三', '张三', true], ['张三 1501', '张三', true], ['3栋张三', '张三', true], ['张三 尾号6120', '张三', true], ['李强 张三', '张三', true],
    ['张三丰', '张三', false], ['张', '张三', false], ['三', '张三', false], ['zhangsan', '张三', false], ['6120', '张三', false], ['张', '张', false], ['', '', false],
    ['阿依古丽·买买提', '阿依古丽买买提', true], ['阿依古丽', '阿依古丽·买买提', false], ['吉田健一', '𠮷田健一', true], ['li wei', 'Li Wei', true], ['liwei', 'Li', false],
  ])('%j tells the name %j: %j', (text, name, told) => {
    expect(queryTellsName(planQuery(text), name)).toBe(told);
  });

  it('keeps to the groups and the limit asked for, and gives every group its share', () => {
    expect(search.query('张', { groups: ['person'] }).map(({ group }) => group)).toEqual(['person', 'person', 'person']);
    expect(search.query('1501', { limit: 3 }).map(({ group }) => group)).toEqual(['home', 'person', 'doorKey']);
    expect(search.query('1501', { limit: 0 })).toEqual([]);
    expect(search.query('1501', { limit: Number.NaN })).toEqual([]);
  });

  it('puts the heavier first among equals only', () => {
    search.put({ ref: 'h3-1-1501', group: 'home', rooms: ['3栋1单元1501室'], names: ['王磊'], weight: 5 });
    expect(refs('3-1501').slice(0, 2)).toEqual(['h3-1-1501', 'h3-2-1501']);
    expect(refs('3-2-1501')[0]).toBe('h3-2-1501');
    search.put({ ref: 'h3-1-1501', group: 'home', rooms: ['3栋1单元1501室'], names: ['王磊'] });
    expect(refs('3-1501').slice(0, 2)).toEqual(['h3-2-1501', 'h3-1-1501']);
  });

  it.each(['"', '""""', '*', '张*', '"张三', 'OR', 'a OR b', 'NEAR(a b)', 'AND NOT', 'tokens:张三', '^张', '{a b}', '-', '---', '- 3', '\0', '张\0三', "'; DROP TABLE search_doc;--",
    '😀', '👨‍👩‍👧‍👦', '\ud83d', '张'.repeat(100_000), '1'.repeat(5000), 'z'.repeat(5000), 'a b '.repeat(3000), '3-'.repeat(500), '%_', '\\', '﷽'.repeat(300), '‮abc', '栋栋栋', '尾号', '#', '座1', '3栋'.repeat(50)])(
    'is no error whatever is typed: %j', (text) => {
      expect(Array.isArray(search.query(text))).toBe(true);
    });

  it('looks past signs and controls, so that a stray quote costs nothing', () => {
    for (const text of ['"张三', '张三*', '张\0三', '张三)', '张\u200b三']) expect(refs(text)).toContain('张三');
  });
});
