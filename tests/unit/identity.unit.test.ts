import { describe, expect, it } from 'vitest';
import { birthDateOf, citizenCheck, companyCodeFits, documentIdentity, documentKindOf, readDocument, sexOf } from '#core/identity/document.ts';
import { isCompanyName, nameIdentity, normalName, spokenName } from '#core/identity/name.ts';
import { phoneTail, readPhone } from '#core/identity/phone.ts';
import { splitDocuments, splitNames, splitPhones } from '#core/identity/several.ts';

const names = (text: string, others: number): string[] => splitNames(text, others).map((p) => p.name);

describe('document numbers', () => {
  it('knows the check character of GB 11643 by its published example', () => {
    expect(citizenCheck('11010519491231002')).toBe('X');
    expect(readDocument('11010519491231002X')).toEqual({ document: { kind: 'idCard', number: '11010519491231002X' }, problem: null });
    expect(readDocument('110105194912310021').problem).toBe('id_checksum');
  });
  it.each([
    ['１１０１０５１９４９１２３１００２ｘ', '11010519491231002X'], ['110105 19491231 002x', '11010519491231002X'], ['身份证：11010519491231002X', '11010519491231002X'], ["'11010519491231002X", '11010519491231002X'],
    ['110105-19491231-002X', '11010519491231002X'],
  ])('reads %s', (text, number) => expect(readDocument(text)).toMatchObject({ document: { number }, problem: null }));
  it.each([
    ['110105491231002', 'idCard', 'id_15_digits'], ['E12345678', 'passport', null], ['H12345678', 'hkMacaoPermit', null], ['M1234567801', 'hkMacaoPermit', null], ['T12345678', 'taiwanPermit', null],
    ['USA123456789012', 'foreignPermanent', null], ['91330106MA8DGA6QBR', 'companyCode', null], ['12345', 'other', 'id_invalid'], ['11010519491231002', 'other', 'id_invalid'],
  ])('%s is a %s with %s', (text, kind, problem) => expect(readDocument(text)).toMatchObject({ document: { kind }, problem }));
  it('uses what the file calls the kind where the number leaves it open', () => {
    expect(readDocument('12345678', documentKindOf('台湾居民来往大陆通行证')).document?.kind).toBe('taiwanPermit');
    expect(readDocument('军字第1234567号', documentKindOf('军官证')).document?.kind).toBe('other');
    expect(readDocument('330106000012345', documentKindOf('营业执照'))).toMatchObject({ document: { kind: 'companyCode' }, problem: null });
  });
  it('flags a number that a spreadsheet has rounded, instead of taking its zeros for digits', () => {
    expect(readDocument(110_105_194_912_310_020)).toEqual({ document: null, problem: 'id_precision_lost' });
    expect(readDocument('1.10105E+17')).toEqual({ document: null, problem: 'id_precision_lost' });
    expect(readDocument(110_105_491_231_002).problem).toBe('id_15_digits');
  });
  it('flags an impossible birth date or region under a fitting check character', () => {
    const first = '11010519491331002';
    expect(readDocument(first + citizenCheck(first)).problem).toBe('id_birth_date');
  });
  it('takes an old number and its successor for one person', () => {
    const old = { kind: 'idCard' as const, number: '110105491231002' };
    expect(documentIdentity(old)).toBe('11010519491231002X');
    expect(birthDateOf(old)).toBe('1949-12-31');
    expect(sexOf(old)).toBe('female');
    expect(sexOf({ kind: 'passport', number: 'E12345678' })).toBeNull();
  });
  it('checks a company code by GB 32100', () => {
    expect(companyCodeFits('91330106MALH4U8GD3')).toBe(true);
    expect(companyCodeFits('91330106MA8DGA6QBR')).toBe(false);
  });
  it('says nothing about an empty cell', () => {
    for (const text of ['', ' ', '无', '/', '-']) expect(readDocument(text)).toEqual({ document: null, problem: null });
  });
});

describe('phones', () => {
  it.each([
    ['13812345678', '13812345678'], ['+86 138 1234 5678', '13812345678'], ['86-13812345678', '13812345678'], ['0086 13812345678', '13812345678'], ['138-1234-5678', '13812345678'], ['１３８１２３４５６７８', '13812345678'],
    ['13812345678(父亲)', '13812345678'], ['本人:13812345678', '13812345678'], ['013812345678', '13812345678'], ['0571-88176414', '0571-88176414'], ['(0571)88176414', '0571-88176414'], ['0571 8817 6414', '0571-88176414'],
    ['0571-88176414-801', '0571-88176414-801'], ['0571-88176414转801', '0571-88176414-801'], ['010-66554433', '010-66554433'], ['88176414', '88176414'], ['4008123123', '4008123123'], ['+852 9123 4567', '+85291234567'],
  ])('reads %s', (text, phone) => expect(readPhone(text)).toEqual({ phone, valid: true }));
  it.each(['1771005815', '12345678901', '138123456789', '见备注', '1381234567O'])('flags %s and keeps it', (text) => expect(readPhone(text)).toMatchObject({ valid: false }));
  it('reads numbers and empty cells', () => {
    expect(readPhone(13_812_345_678)).toEqual({ phone: '13812345678', valid: true });
    for (const text of ['', '无', '-', '/']) expect(readPhone(text)).toBeNull();
  });
  it('gives the tail that the counter asks for', () => {
    expect(phoneTail('13812346120')).toBe('6120');
    expect(phoneTail('0571-88176414-801')).toBe('6414');
  });
});

describe('several owners in one cell', () => {
  it.each<[string, number, string[]]>([
    ['邱龙、秦子若', 2, ['邱龙', '秦子若']], ['张三,李四，王五;赵六；钱七', 5, ['张三', '李四', '王五', '赵六', '钱七']], ['张三/李四', 2, ['张三', '李四']], ['张三\n李四', 2, ['张三', '李四']], ['张三；\n李四', 2, ['张三', '李四']],
    ['张三 李四', 2, ['张三', '李四']], ['张　三', 1, ['张三']], ['张　伟 李 四', 2, ['张伟', '李四']], ['欧阳 娜娜', 1, ['欧阳娜娜']], ['欧阳娜娜 司马光', 2, ['欧阳娜娜', '司马光']],
    ['张三和李四', 2, ['张三', '李四']], ['李和平', 2, ['李和平']], ['张三与李四', 2, ['张三', '李四']], ['李与之', 1, ['李与之']], ['阿依古丽・买买提、𠮷田健一', 2, ['阿依古丽·买买提', '𠮷田健一']],
    ['John Smith', 1, ['John Smith']], ['John Smith、Mary Ann Lee', 2, ['John Smith', 'Mary Ann Lee']], ['Smith, John', 1, ['Smith, John']], ['杭州云杉(集团)有限公司', 1, ['杭州云杉(集团)有限公司']],
    ['1.张三 2.李四', 2, ['张三', '李四']], ['业主：张三', 1, ['张三']], ['/李四', 2, ['', '李四']], ['张三，李四，', 2, ['张三', '李四']], ['张三先生', 1, ['张三']], ['John Smith(50%)、张三(50%)', 2, ['John Smith', '张三']],
  ])('%j for %i', (text, others, want) => expect(names(text, others)).toEqual(want));
  it('keeps shares and remarks', () => {
    expect(splitNames('张三(50%)、李四（1/2）', 2)).toEqual([{ name: '张三', remark: '50%' }, { name: '李四', remark: '1/2' }]);
    expect(splitNames('张三(已故)', 1)).toEqual([{ name: '张三', remark: '已故' }]);
  });
  it('keeps the places of missing numbers', () => {
    expect(splitDocuments('/510104198212270190', 2)).toEqual(['', '510104198212270190']);
    expect(splitDocuments(' 510104198212270190', 2)).toEqual(['', '510104198212270190']);
    expect(splitDocuments('\n510104198212270190', 2)).toEqual(['', '510104198212270190']);
    expect(splitDocuments('A12345678  B12345678', 3)).toEqual(['A12345678', '', 'B12345678']);
    expect(splitDocuments('', 2)).toEqual([]);
  });
  it('does not take the spaces inside a number for separators', () => {
    expect(splitDocuments('110105 19770427 8946 510104 19821227 0190', 2)).toEqual(['110105197704278946', '510104198212270190']);
    expect(splitPhones('+86 138 1234 5678 +86 139 1234 5678', 2)).toEqual(['+8613812345678', '+8613912345678']);
    expect(splitPhones('1771005815 1866034784', 2)).toEqual(['1771005815', '1866034784']);
    expect(splitPhones('1381234567813912345678', 2)).toEqual(['13812345678', '13912345678']);
  });
});

describe('names as spoken', () => {
  it.each([['张敏', '张女士'], ['欧阳娜娜', '欧阳女士'], ['欧阳', '欧女士'], ['𠮷田健一', '𠮷女士'], ['阿依古丽·买买提', '阿依古丽女士'], ['John Smith', 'Smith女士'], ['青禾商贸有限公司', '青禾商贸有限公司']])('%s', (name, spoken) =>
    expect(spokenName(name, 'female')).toBe(spoken));
  it('says 业主 where the sex is unknown', () => expect(spokenName('张敏')).toBe('张业主'));
  it('compares writings', () => {
    expect(nameIdentity('张　伟')).toBe(nameIdentity('张伟'));
    expect(nameIdentity('阿依古丽•买买提')).toBe(nameIdentity('阿依古丽·买买提'));
    expect(normalName('ＪＯＨＮ  SMITH')).toBe('JOHN SMITH');
    expect(isCompanyName('北山餐饮管理合伙企业（有限合伙）')).toBe(true);
    expect(isCompanyName('张医院')).toBe(false);
  });
});
