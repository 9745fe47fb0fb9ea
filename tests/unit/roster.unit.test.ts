import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '#core/refusal.ts';
import type { Cell, Sheet } from '#core/roster/grid.ts';
import { readRoster, type ReadOptions, type RosterReading } from '#core/roster/read.ts';
import { readSheets } from '#db/roster/sheets.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/rosters/${name}`, import.meta.url));
const sheet = (...rows: Cell[][]): Sheet => ({ name: 'Sheet1', firstRow: 1, rows });
const read = (rows: Cell[][], options?: ReadOptions): RosterReading => readRoster([sheet(...rows)], options);
const problems = (list: readonly { row: number; reason: string }[]): [number, string][] => list.map((p) => [p.row, p.reason]);
const owners = (reading: RosterReading): Record<string, string[]> => Object.fromEntries(reading.rows.map((r) => [r.homeNo, r.owners.map((o) => `${o.name} ${o.document?.number ?? '-'} ${o.phones.join('+')}`.trim())]));

const HEAD: Cell[] = ['楼栋', '单元', '房号', '业主姓名', '证件号码', '联系电话', '备注'];
const A = '11010519491231002X';
const B = '420106199309175689';

describe('the sample rosters', () => {
  it.each(['roster-developer', 'roster-sales-export'])('%s gives exactly what a right import holds', (name) => {
    const want = JSON.parse(fixture(`${name}.expected.json`).toString()) as { homes: number; unsold: number; links: number; rejected: [number, string][]; flagged: [number, string][] };
    const got = readRoster(readSheets(fixture(`${name}.xlsx`), `${name}.xlsx`));
    expect({ homes: got.counts.homes, unsold: got.counts.unsold, links: got.counts.links }).toEqual({ homes: want.homes, unsold: want.unsold, links: want.links });
    expect(problems(got.rejected)).toEqual(want.rejected);
    expect(problems(got.flagged)).toEqual(want.flagged);
    expect(got.tables[0]?.columns.every((c) => c.certainty === 'sure')).toBe(true);
  });
});

describe('rows', () => {
  it('knows homes, unsold ones, rejected and skipped rows', () => {
    const got = read([
      ['云杉花园名册'], HEAD, ['1栋', '1单元', 101, '张三、李四', `${A}/${B}`, '13812345678/13912345678', null], ['1栋', '1单元', '0102', null, null, null, '未售'], ['1栋', '1单元', null, '王五', A, '13812345678', null], [],
      HEAD, ['1栋', '1单元', '103', '未售', null, null, null], ['合计', null, null, 4], ['制表人:李四'],
    ]);
    expect(owners(got)).toEqual({ '1-1-101': [`张三 ${A} 13812345678`, `李四 ${B} 13912345678`], '1-1-102': [], '1-1-103': [] });
    expect(problems(got.rejected)).toEqual([[5, 'room_missing']]);
    expect(got.skipped).toEqual({ blank: 1, total: 1, header: 1, note: 1, section: 0 });
    expect(got.counts).toEqual({ homes: 3, unsold: 2, links: 2, people: 2 });
  });

  it('flags what needs a look, once a row and reason, and takes it in', () => {
    const got = read([HEAD, ['1', '1', '101', '张三、李四', '/', '1381234567/1391234567', null], ['1', '1', '102', '王五', 110_105_194_912_310_020, '13812345678', null], ['1', '1', '103', null, A, '13812345678', null]]);
    expect(problems(got.flagged)).toEqual([[2, 'phone_invalid'], [2, 'id_missing'], [3, 'id_precision_lost'], [4, 'name_missing']]);
    expect(got.counts.links).toBe(4);
  });

  it('makes one person of one number and flags another name under it', () => {
    const got = read([HEAD, ['1', '1', '101', '张三', A, '13812345678', null], ['1', '1', '102', '张三', A, '13812345678', null], ['1', '1', '103', '张叁', A, '13812345678', null]]);
    expect(got.counts).toMatchObject({ links: 3, people: 1 });
    expect(problems(got.flagged)).toEqual([[4, 'name_differs']]);
  });

  it('unites rows of one home, quietly for co-owners below each other, flagged where they lie apart', () => {
    const rows: Cell[][] = [HEAD, ['1', '1', '101', '张三', A, '1', null], ['1', '1', '0101', '李四', B, '13912345678', null], ['1', '1', '102', '王五', null, '13812345678', null], ['1', '1', '101', '赵六', null, '13812345678', null]];
    const got = read(rows);
    expect(got.rows[0]).toMatchObject({ homeNo: '1-1-101', rows: [2, 3, 5] });
    expect(got.rows[0]?.owners.map((o) => o.name)).toEqual(['张三', '李四', '赵六']);
    expect(problems(got.flagged).filter(([, reason]) => reason === 'home_repeated')).toEqual([[5, 'home_repeated']]);
  });

  it('refuses a home that contradicts itself and one that Excel turned into a date', () => {
    const got = read([['楼栋', '房号', '业主'], ['3栋', '3-1-101', '张三'], ['3栋', '4-1-101', '李四'], ['3栋', '3-1-102', '王五'], ['3栋', '3-1-103', '王五'], ['3栋', '2012-03-01', '赵六']]);
    expect(problems(got.rejected)).toEqual([[3, 'home_contradiction'], [6, 'home_is_date']]);
  });

  it('reads what a continued row adds only where the file shows that it is one', () => {
    const head: Cell[] = ['序号', '房产', '面积', '业主', '证件号码'];
    const sure = read([head, [1, '1-1-101', 90.5, '张三', A], [null, null, null, '李四', B], [2, '1-1-102', 90.5, '王五', null], [3, '1-1-103', 90.5, '王五', null]]);
    expect(sure.rows[0]?.owners.map((o) => o.name)).toEqual(['张三', '李四']);
    const unsure = read([['房产', '业主', '证件号码'], ['1-1-101', '张三', A], [null, '李四', B], ['1-1-102', '王五', null]]);
    expect(problems(unsure.rejected)).toEqual([[3, 'room_missing']]);
  });

  it('keeps phases and zones apart and forgets a community that every row repeats', () => {
    expect(Object.keys(owners(read([['房产', '业主'], ['青禾花园3栋1单元101', '张三'], ['3栋1单元102', '李四']])))).toEqual(['3-1-101', '3-1-102']);
    expect(Object.keys(owners(read([['房产', '业主'], ['一期3栋1单元101', '张三'], ['二期3栋1单元101', '李四']])))).toEqual(['一期3-1-101', '二期3-1-101']);
    expect(Object.keys(owners(read([['房产', '业主'], ['东区3栋101', '张三'], ['3栋101', '李四']])))).toEqual(['东区3-101', '3-101']);
    expect(Object.keys(owners(read([['小区', '房产', '业主'], ['青禾花园', '3栋101', '张三'], ['云栖里', '3栋101', '李四']])))).toEqual(['青禾花园3-101', '云栖里3-101']);
  });

  it('knows shops, parking spaces and storage rooms', () => {
    const got = read([['房屋类型', '楼栋', '房号', '业主'], ['住宅', '1栋', '101', '张三'], ['商铺', '1栋', '101', '李四'], ['车位', null, 'B1-023', '王五'], ['储藏室', '1栋', '05', '赵六'], ['办公', '2栋', '1201', '钱七']]);
    expect(got.rows.map((r) => [r.homeNo, r.address.kind])).toEqual([['1-101', 'flat'], ['1-S101', 'shop'], ['B1-P23', 'parkingSpace'], ['1-K5', 'storageRoom'], ['2-1201', 'office']]);
  });

  it('keeps the fields of the home', () => {
    const got = read([['房产', '建筑面积(㎡)', '套内面积', '户型', '业主', '实际交付日期', '合同编号', '备注'], ['1-1-101', '89.5㎡', 70.123456, '三室两厅', '张三', '2026年10月18日', 'YS-1', '配偶代办']]);
    expect(got.rows[0]).toMatchObject({ area: 89.5, innerArea: 70.1235, layout: '三室两厅', deliveredOn: '2026-10-18', contractNo: 'YS-1', note: '配偶代办' });
  });
});

describe('rows that are easily misread', () => {
  it('more numbers than names are flagged, and the first name keeps the first number', () => {
    const got = read([HEAD, ['1', '1', '101', '张三', `${A}/${B}`, '13812345678', null]]);
    expect(owners(got)).toEqual({ '1-1-101': [`张三 ${A} 13812345678`] });
    expect(problems(got.flagged)).toEqual([[2, 'number_unpaired']]);
  });
  it('two homes in one row are refused, a part with its own door is not', () => {
    const got = read([['楼栋', '房号', '业主'], ['A栋', '1501/1502', '张三'], ['A栋', '1503、1504', '李四'], ['A栋', '1505-1506', '王五'], ['A栋', '1507-1', '赵六'], ['A栋', '1510', '钱七']]);
    expect(got.rows.map((r) => r.homeNo)).toEqual(['A-1507.1', 'A-1510']);
    expect(got.rejected.map((r) => r.row)).toEqual([2, 3, 4]);
  });
  it('building 1-1 is neither 1 nor 11', () => {
    expect(Object.keys(owners(read([['房产', '业主'], ['1-1栋2单元101', '张三'], ['11栋2单元101', '李四']])))).toEqual(['1.1-2-101', '11-2-101']);
  });
  it('tenants and children are not owners', () => {
    const got = read([['房号', '姓名', '与业主关系'], ['1-1-101', '张三', '本人'], ['1-1-101', '李四', '租户'], ['1-1-102', '小王', '子女'], ['1-1-102', '王五', '业主'], ['1-1-103', '赵六', '夫妻共有']]);
    expect(owners(got)).toEqual({ '1-1-101': ['张三 -'], '1-1-102': ['王五 -'], '1-1-103': ['赵六 -'] });
    expect(problems(got.hints)).toEqual([[3, 'not_an_owner'], [4, 'not_an_owner']]);
  });
  it('a plan of floors and rooms is no roster', () => {
    const got = read([['楼层', '01室', '02室', '03室'], ['3层', '张三', '李四', '王五'], ['2层', '赵六', '钱七', '孙八'], ['1层', '周九', '吴十', '郑一']]);
    expect(got.rows).toEqual([]);
    expect(got.problems).toContain('home_column_missing');
  });
  it('section rows and titles name the building', () => {
    expect(Object.keys(owners(read([['房号', '业主'], ['3栋一单元'], ['101', '张三'], ['3栋二单元'], ['101', '王五']])))).toEqual(['3-1-101', '3-2-101']);
    expect(Object.keys(owners(read([['3栋业主名册'], ['单元', '房号', '业主'], ['1单元', '101', '张三']])))).toEqual(['3-1-101']);
  });
});

describe('columns', () => {
  const roles = (reading: RosterReading): string[] => (reading.tables[0]?.columns ?? []).map((c) => c.role + (c.owner === 0 ? '' : c.owner));
  it('are recognised by content where the header says nothing, and are marked as guesses', () => {
    const rows: Cell[][] = Array.from({ length: 8 }, (_, i) => [`1栋1单元${i + 1}01`, ['张三', '李四', '王芳', '赵敏', '孙磊', '周涛', '吴军', '郑洁'][i] ?? '', A, `1381234567${i}`]);
    const got = read(rows);
    expect(roles(got)).toEqual(['home', 'name', 'document', 'phone']);
    expect(got.problems).toEqual(['header_missing']);
    expect(got.tables[0]?.columns.every((c) => c.certainty === 'guessed')).toBe(true);
    expect(got.counts.homes).toBe(8);
  });
  it('do not take other people for owners', () => {
    const got = read([['房号', '业主', '置业顾问', '顾问电话', '紧急联系人', '紧急联系电话', '联系电话', '签约日期', '通讯地址'], ['1-1-101', '张三', '李四', '13900000001', '王五', '13900000002', '13812345678', '2026-01-01', '5栋1单元101']]);
    expect(owners(got)).toEqual({ '1-1-101': ['张三 - 13812345678'] });
  });
  it('follow the clerk', () => {
    const rows: Cell[][] = [['a', 'b', 'c'], ['1-1-101', 'x', '张三'], ['1-1-102', 'y', '李四']];
    const got = read(rows, { headerRow: 1, mapping: [{ column: 0, role: 'home' }, { column: 2, role: 'name' }, { column: 1, role: 'note' }] });
    expect(roles(got)).toEqual(['home', 'note', 'name']);
    expect(owners(got)).toEqual({ '1-1-101': ['张三 -'], '1-1-102': ['李四 -'] });
    expect(got.rows[0]?.note).toBe('x');
  });
  it('take a role from the column that had it when the clerk gives it to another', () => {
    const got = read([['房号', '推广房号', '业主'], ['1-1-101', '1-1-901', '张三']], { mapping: [{ column: 1, role: 'room' }] });
    expect(Object.keys(owners(got))).toEqual(['1-1-901']);
  });
  it('say when the home cannot be found', () => expect(read([['姓名', '电话'], ['张三', '13812345678']]).problems).toContain('home_column_missing'));
});

describe('edits', () => {
  it('correct a cell before it is read', () => {
    const rows: Cell[][] = [HEAD, ['1', '1', null, '张三', A, '13812345678', null]];
    expect(problems(read(rows).rejected)).toEqual([[2, 'room_missing']]);
    expect(owners(read(rows, { edits: [{ row: 2, column: 2, value: '101' }, { row: 99, column: 0, value: 'x' }] }))).toEqual({ '1-1-101': [`张三 ${A} 13812345678`] });
  });
});

describe('sheets', () => {
  const table = (name: string, ...homes: string[]): Sheet => ({ name, firstRow: 1, rows: [['房号', '业主姓名'], ...homes.map((h) => [h, '张三'])] });
  it('of further buildings and kinds are read along', () => {
    const got = readRoster([table('1栋', '1单元101', '1单元102'), table('2栋', '1单元101'), table('商铺', '1栋101')]);
    expect(got.rows.map((r) => r.homeNo)).toEqual(['1-1-101', '1-1-102', '2-1-101', '1-S101']);
  });
  it('that repeat homes are left out, so that former owners do not come back', () => {
    const got = readRoster([table('现业主', '1-1-101', '1-1-102'), table('已退房', '1-1-101')]);
    expect(got.counts.links).toBe(2);
    expect(got.tables.map((t) => t.used)).toEqual([true, false]);
  });
  it('are the caller’s choice', () => expect(readRoster([table('a', '1-1-101', '1-1-102'), table('b', '1-1-103')], { sheets: [1] }).rows.map((r) => r.homeNo)).toEqual(['1-1-103']));
  it('without a single value are refused', () => {
    try {
      readRoster([sheet([], [null, ''])]);
      expect.unreachable();
    } catch (error) {
      expect(isRefusal(error) && error.code).toBe('roster_empty');
    }
  });
});
