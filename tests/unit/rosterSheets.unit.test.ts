import { describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import writeExcelFile from 'write-excel-file/node';
import { isRefusal } from '#core/refusal.ts';
import { readSheets, ROSTER_LIMITS } from '#db/roster/sheets.ts';
import { csv, gb18030, xlsx, zip } from '../support/writeFiles.ts';

const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (isRefusal(error)) return error.code;
    throw error;
  }
  return 'none';
};
const ole = (...streams: string[]): Buffer => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(504), ...streams.map((s) => Buffer.from(s, 'utf16le'))]);

describe('xlsx', () => {
  it('keeps row numbers, numbers, booleans, dates, line breaks and leading spaces', () => {
    const rows = [[], [], ['标题'], [' 5101', 1501, true, { date: 45_949 }, '张三\n李四', 83.08]];
    for (const shared of [true, false]) {
      const [sheet] = readSheets(xlsx([{ name: '名册', rows }], shared), 'a.xlsx');
      expect(sheet).toMatchObject({ name: '名册', firstRow: 1 });
      expect(sheet?.rows[3]).toEqual([' 5101', 1501, true, '2025-10-19', '张三\n李四', 83.08]);
      expect(sheet?.rows[2]).toEqual(['标题']);
    }
  });
  it('fills cells merged downwards, not sideways', () => {
    const [sheet] = readSheets(xlsx([{ name: 's', rows: [['3栋', '张三', null], [null, 'x', null], [null, 'y', 'z']], merges: [[0, 0, 2, 0], [0, 1, 0, 2]] }]), 'a.xlsx');
    expect(sheet?.rows).toEqual([['3栋', '张三'], ['3栋', 'x'], ['3栋', 'y', 'z']]);
  });
  it('leaves hidden sheets out, unless there are no others', () => {
    const rows = [['a']];
    expect(readSheets(xlsx([{ name: 'x', rows, hidden: true }, { name: 'y', rows }]), 'a.xlsx').map((s) => s.name)).toEqual(['y']);
    expect(readSheets(xlsx([{ name: 'x', rows, hidden: true }]), 'a.xlsx').map((s) => s.name)).toEqual(['x']);
  });
  it('reads what another program wrote', async () => {
    const data = [[{ value: '楼栋' }, { value: '房号' }], [{ value: '1栋' }, { value: 101 }], [{ value: '2栋' }, { value: new Date('2026-10-18T00:00:00Z'), format: 'yyyy-mm-dd' }]];
    const file = writeExcelFile(data as never);
    const buffer = (await (file as unknown as { toBuffer(): Promise<Buffer> }).toBuffer());
    expect(readSheets(buffer, 'b.xlsx')[0]?.rows).toEqual([['楼栋', '房号'], ['1栋', 101], ['2栋', '2026-10-18']]);
  });
});

describe('csv', () => {
  const rows = [['楼栋', '房号', '业主'], ['1栋', '0101', '张三；李四'], ['1栋', '0102', '赵喆\n孙"赟"']];
  const want = rows;
  it.each([[',', '\r\n'], [';', '\n'], ['\t', '\r\n'], ['|', '\n']])('is read with %j and %j in every encoding', (separator, newline) => {
    const text = csv(rows, separator, newline);
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), gb18030(text), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])])
      expect(readSheets(bytes, 'a.csv')[0]?.rows).toEqual(want);
  });
  it('reads four-byte characters of GB18030', () => expect(readSheets(gb18030('姓名,房号\n𠮷田健一,1-1-101\n'), 'a.csv')[0]?.rows[1]?.[0]).toBe('𠮷田健一'));
  it('takes off what keeps Excel from eating zeros', () => expect(readSheets(Buffer.from('a,b,c\n="0603",\t110105194912310021,\'0571\n'), 'a.csv')[0]?.rows[1]).toEqual(['0603', '110105194912310021', '0571']));
  it('counts the row of a separator line', () => expect(readSheets(Buffer.from('sep=;\na;b\n1;2\n'), 'a.csv')[0]).toMatchObject({ firstRow: 2, rows: [['a', 'b'], ['1', '2']] }));
});

describe('refusals', () => {
  const good = xlsx([{ name: 's', rows: [['a']] }]);
  it.each<[string, string, () => unknown]>([
    ['file_empty', 'nothing', () => readSheets(Buffer.alloc(0), 'a.xlsx')],
    ['file_password', 'a workbook with a password', () => readSheets(ole('EncryptionInfo', 'EncryptedPackage'), 'a.xlsx')],
    ['file_password', 'a bare container called xlsx', () => readSheets(ole(), 'a.xlsx')],
    ['file_old_excel', 'Excel 97', () => readSheets(ole('Workbook'), 'a.xls')],
    ['file_old_excel', 'Excel 97 renamed', () => readSheets(ole('Workbook'), 'a.xlsx')],
    ['file_password', 'an encrypted zip', () => readSheets(zip({ 'xl/workbook.xml': '<workbook/>' }, { encrypted: true }), 'a.xlsx')],
    ['file_unreadable', 'a zip that is no workbook', () => readSheets(zip({ 'a.txt': 'x' }), 'a.xlsx')],
    ['file_unreadable', 'half a workbook', () => readSheets(good.subarray(0, good.length / 2), 'a.xlsx')],
    ['file_unreadable', 'a PDF', () => readSheets(Buffer.from('%PDF-1.7 ...'), 'a.xlsx')],
    ['file_unreadable', 'gzip', () => readSheets(gzipSync('abc'), 'a.csv')],
    ['file_unreadable', 'no encoding at all', () => readSheets(Buffer.from([0x81, 0x20, 0xff, 0xff, 0x0a]), 'a.csv')],
    ['file_too_large', 'many bytes', () => readSheets(Buffer.alloc(11, 65), 'a.csv', { ...ROSTER_LIMITS, file: 10 })],
    ['file_too_large', 'many rows', () => readSheets(Buffer.from('a,b\n'.repeat(11)), 'a.csv', { ...ROSTER_LIMITS, rows: 10 })],
    ['file_too_large', 'many cells', () => readSheets(xlsx([{ name: 's', rows: [['a', 'b', 'c']] }]), 'a.xlsx', { ...ROSTER_LIMITS, cells: 2 })],
    ['file_too_large', 'a far row', () => readSheets(xlsx([{ name: 's', rows: [...Array.from({ length: 20 }, () => []), ['x']] }]), 'a.xlsx', { ...ROSTER_LIMITS, rows: 10 })],
    ['file_too_large', 'a bomb', () => readSheets(zip({ 'xl/workbook.xml': Buffer.alloc(5_000_000, 32) }), 'a.xlsx', { ...ROSTER_LIMITS, inflated: 1_000_000 })],
    ['file_too_large', 'a bomb that lies about its size', () => readSheets(zip({ 'xl/workbook.xml': Buffer.alloc(5_000_000, 32) }, { claim: 10 }), 'a.xlsx', { ...ROSTER_LIMITS, inflated: 1_000_000 })],
  ])('%s: %s', (code, _, act) => expect(refusal(act)).toBe(code));
  it('carries neither the name nor the contents of the file', () => {
    try {
      readSheets(Buffer.from('%PDF 张三'), '张三.pdf');
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain('张三');
    }
  });
});
