import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { composeHome } from '#core/address/compose.ts';
import { canonicalHomeNo, homeAddress, type HomeAddress } from '#core/address/home.ts';
import { homeKindOf, readHomeText, type AddressRole } from '#core/address/read.ts';
import { homeSpellings } from '#core/address/spellings.ts';
import { compact, numeral, part } from '#core/address/text.ts';

const read = (...cells: [string, AddressRole][]): string => {
  const composed = composeHome(cells.map(([text, as]) => readHomeText(text, as)), null);
  return 'address' in composed ? canonicalHomeNo(composed.address) : composed.problem;
};
const whole = (text: string): string => read([text, 'home']);

describe('a whole home in one cell', () => {
  it.each([
    '3栋2单元1501', '3栋2单元1501室', '3幢2单元1501房', '3座2单元1501号', '3#2单元1501', '3号楼2单元1501', '3#-2-1501', '3-2-1501', '3—2—１５０１',
    '３栋２单元１５０１', '３＃－２－１５０１', '三栋二单元一五零一', '三栋二单元一千五百零一', '03栋02单元1501', '3栋 2单元 1501 室', '3 2 1501', '3/2/1501',
    '3.2.1501', '3#楼2单元1501', '#3-2-1501', '3号2单元1501室', '3栋2单元15层01', '3-2-15-01', '3栋2单元15楼1501室', '3楼2单元1501', '第3栋第2单元1501',
    '青禾花园3栋2单元1501', '青禾花园3-2-1501', '青禾花园-3-2-1501', '杭州市西湖区文三路123号青禾花园3栋2单元1501室', '3栋2-1501', '3-2单元-1501室', '3栋2门1501',
    '3-2-1501.0', '（3栋）2单元1501', '3栋·2单元·1501', '3栋2梯1501', '3栋2单元15F01',
  ])('%s is 3-2-1501', (text) => expect(whole(text)).toBe('3-2-1501'));

  it.each([
    ['A座1501', 'A-1501'], ['a座1501室', 'A-1501'], ['A-1501', 'A-1501'], ['十二栋1501', '12-1501'], ['二十三幢201', '23-201'], ['3栋0603', '3-603'],
    ['3栋A座1501', '3-A-1501'], ['3栋甲单元101', '3-甲-101'], ['12弄3号1501室', '3-1501'], ['3号1501', '3-1501'], ['S1#-101', 'S1-101'],
    ['3栋商铺101', '3-S101'], ['3-S101', '3-S101'], ['商铺12', 'S12'], ['底商-5', 'S5'], ['S12', 'S12'], ['3栋一层商铺05', '3-S105'],
    ['车位B1-023', 'B1-P23'], ['P-B1-023', 'B1-P23'], ['地下车位负一层023号', 'B1-P23'], ['B1层车位23', 'B1-P23'], ['储藏室12', 'K12'], ['3栋储藏室-12', '3-K12'],
  ])('%s is %s', (text, no) => expect(whole(text)).toBe(no));

  it.each([
    ['3#-1-', 'room_missing'], ['3栋2单元', 'room_missing'], ['', 'room_missing'], ['/', 'room_missing'], ['1501', 'building_missing'], ['2单元1501', 'building_missing'],
    ['业主大会', 'home_unreadable'], ['3栋2单元1501和1502', 'home_unreadable'], ['x'.repeat(80), 'home_unreadable'],
  ])('%s is refused: %s', (text, problem) => expect(whole(text)).toBe(problem));

  it('keeps what stands before the building apart, so that the caller can decide', () => {
    expect(readHomeText('青禾花园二期3栋1501', 'home')?.prefix).toBe('青禾花园二期');
    expect(composeHome([readHomeText('东区3栋1501', 'home')], null, { keepPrefix: true })).toMatchObject({ address: { building: '东区3', room: '1501' } });
  });
});

describe('a home in several columns', () => {
  it.each<[string, [string, AddressRole][]]>([
    ['3-2-1501', [['3栋', 'building'], ['2单元', 'entrance'], ['1501', 'room']]],
    ['3-2-1501', [['03', 'building'], ['二', 'entrance'], ['1501室', 'room']]],
    ['3-2-1501', [['3栋2单元', 'building'], ['1501', 'room']]],
    ['3-2-1501', [['3', 'building'], ['2', 'entrance'], ['15', 'floor'], ['01', 'room']]],
    ['3-2-1501', [['3', 'building'], ['2', 'entrance'], ['15层', 'floor'], ['1501', 'room']]],
    ['3-2-1501', [['3#', 'building'], ['2', 'entrance'], ['3-2-1501', 'room']]],
    ['3-2-1501', [['3栋', 'building'], ['1', 'entrance'], ['3-2-1501', 'room']].filter((_, i) => i !== 1) as [string, AddressRole][]],
    ['福苑-101', [['福苑', 'building'], ['101', 'room']]],
    ['home_contradiction', [['3', 'building'], ['2', 'entrance'], ['4-2-1501', 'room']]],
    ['room_missing', [['3', 'building'], ['2', 'entrance'], ['', 'room']]],
    ['building_missing', [['2', 'entrance'], ['1501', 'room']]],
    ['home_unreadable', [['3', 'building'], ['见附件', 'room']]],
  ])('%s', (no, cells) => expect(read(...cells)).toBe(no));

  it('settles bare pairs and triples by the habit of their column', () => {
    const pair = [readHomeText('3栋', 'building'), readHomeText('2-1501', 'room')];
    expect(composeHome(pair, null, { pairIsEntranceRoom: true })).toMatchObject({ address: { building: '3', entrance: '2' } });
    expect(composeHome(pair, null)).toEqual({ problem: 'home_contradiction' });
    const triple = [readHomeText('3-15-01', 'home')];
    expect(composeHome(triple, null, { thirdIsRoomOnFloor: true })).toMatchObject({ address: { entrance: null, room: '1501' } });
  });

  it('takes the kind from its column, but a word in the number counts more', () => {
    const cells = [readHomeText('3栋', 'building'), readHomeText('101', 'room')];
    expect(composeHome(cells, homeKindOf('商业'))).toMatchObject({ address: { kind: 'shop' } });
    expect(composeHome([readHomeText('3栋车位101', 'home')], 'flat')).toMatchObject({ address: { kind: 'parkingSpace' } });
  });
});

describe('the canonical number', () => {
  it('is equal for equal homes and different for different ones', () => {
    const piece = fc.stringMatching(/^[0-9A-DSPK]{1,4}$/);
    const address = fc.record({
      building: fc.oneof(piece, fc.constant('')),
      entrance: fc.option(piece, { nil: null }),
      room: piece,
      kind: fc.constantFrom('flat' as const, 'shop' as const, 'parkingSpace' as const, 'storageRoom' as const),
    }) as fc.Arbitrary<HomeAddress>;
    fc.assert(
      fc.property(address, address, (a, b) => {
        // A flat needs a building, an entrance too: the readers refuse others.
        fc.pre([a, b].every((x) => x.building !== '' || (x.kind !== 'flat' && x.entrance === null)));
        const [x, y] = [homeAddress(a), homeAddress(b)];
        expect(canonicalHomeNo(a) === canonicalHomeNo(b)).toBe(JSON.stringify(x) === JSON.stringify(y));
        expect(homeAddress(x)).toEqual(x);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads itself back', () => {
    for (const no of ['3-2-1501', 'A-1501', '3-S101', 'S12', 'B1-P23', '3-K5', 'K5', '3-甲-101']) expect(whole(no)).toBe(no);
  });

  it('does not tell an office from a flat: one door has one number', () => {
    const at = { building: 'A', entrance: null, room: '1201' };
    expect(canonicalHomeNo({ ...at, kind: 'office' })).toBe(canonicalHomeNo({ ...at, kind: 'flat' }));
  });
});

describe('spellings for the search', () => {
  it('leads with the canonical number and has what people say', () => {
    const all = homeSpellings({ building: '3', entrance: '2', room: '1501', kind: 'flat' });
    expect(all[0]).toBe('3-2-1501');
    for (const said of ['321501', '31501', '3-1501', '3栋2单元1501', '3幢2单元1501', '三栋二单元一五零一', '1501', '3#-2-1501']) expect(all).toContain(said);
    expect(new Set(all).size).toBe(all.length);
  });
  it('leads with the canonical number for every kind', () => {
    for (const kind of ['flat', 'shop', 'office', 'parkingSpace', 'storageRoom'] as const)
      for (const building of ['', '3'])
        for (const entrance of [null, '2']) {
          const address = { building, entrance: building === '' ? null : entrance, room: '12', kind };
          expect(homeSpellings(address)[0]).toBe(canonicalHomeNo(address));
        }
  });
});

describe('numerals', () => {
  it.each([['十二', '12'], ['一五零一', '1501'], ['一千五百零一', '1501'], ['二十', '20'], ['廿三', '23'], ['三百零五', '305'], ['〇三', '03']])('%s is %s', (text, n) => expect(numeral(text)).toBe(n));
  it('leaves alone what is none', () => {
    expect(numeral('十二三')).toBeNull();
    expect(numeral('A')).toBeNull();
    expect(part('A座')).toBe('A座');
    expect(compact(' ３－２ ')).toBe('3-2');
  });
});
