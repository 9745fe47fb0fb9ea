/** The columns that a generated roster is made of: homes, owners, states, and junk that looks like them. */
import type { Random } from './random.ts';
import { BUILDINGS, ENTRANCES, ROOMS, WHOLE, writeNumber, writePhone } from './rosterSpellings.ts';
import { mobile, personName, roomOf, type Community, type TrueHome, type TrueOwner } from './rosterTruth.ts';
import type { Value } from './writeFiles.ts';

export type HomeStyle = 'columns' | 'whole' | 'floor' | 'buildingEntrance' | 'pair' | 'merged' | 'blankBelow' | 'sections' | 'sheets';
export type OwnerStyle = 'joined' | 'groups' | 'rows' | 'mergedRows';
export type UnsoldStyle = 'name' | 'note' | 'status' | 'blank' | 'dash';

/** One row to write: a home (or one without its number) and those of its owners that stand in this row. */
export interface Record {
  readonly home: TrueHome;
  readonly broken: boolean;
  readonly owners: readonly TrueOwner[];
  /** First row of this home. */
  readonly first: boolean;
}

export interface Column {
  readonly header: string;
  readonly top: string;
  readonly value: (record: Record, index: number) => Value;
  readonly merge?: 'building' | 'entrance' | 'home';
}

export const HEADERS = {
  building: ['楼栋', '楼号', '栋号', '幢号', '楼栋号', '座', '幢', '栋', '楼宇', '楼幢', '楼 栋', '栋座', '楼栋名称', '所属楼栋'],
  entrance: ['单元', '单元号', '单元名称', '所在单元'],
  floor: ['楼层', '所在楼层', '层', '层号'],
  room: ['房号', '室号', '房间号', '房间', '户号', '室', '房屋号', '房 号', '房号*', '门牌号'],
  whole: ['房产', '房屋', '房号', '房源', '房屋信息', '房屋坐落', '房产名称', '单元房号', '房间全称', '房屋地址', '房屋编号', '物业地址'],
  buildingEntrance: ['楼栋单元', '楼栋', '栋号', '幢单元'],
  name: ['业主姓名', '客户名称', '买受人', '产权人', '姓名', '业主', '购房人', '权利人名称', '户主姓名', '业主名称', '姓  名', '业主(买受人)', '客户', '承购人', '客户姓名\n(全部共有人)'],
  document: ['身份证号', '证件号码', '身份证号码', '证件编号', '证照号码', '身份证/护照号', '证件号', '业主身份证号', '公民身份号码', '身份证(护照)号码'],
  phone: ['联系电话', '手机', '手机号码', '电话', '联系方式', '移动电话', '业主电话', '客户手机', '联系电话(手机)', '电话号码'],
  kind: ['证件类型', '证件种类', '证件名称'],
  area: ['面积', '建筑面积(㎡)', '建筑面积', '产权面积(平方米)', '实测面积', '建面'],
  status: ['状态', '销售状态', '房屋状态', '是否已售'],
  note: ['备注', '备 注', '其他说明'],
};

const dated = (random: Random): Value => ({ date: random.int(44_000, 46_000) });

/** Columns that look like something else. Every one of them was once somebody's misread owner or home. */
export const junk = (random: Random, c: Community): Column[] => {
  const sellers = Array.from({ length: 4 }, () => ({ name: personName(random, true), phone: mobile(random) }));
  const column = (header: string, value: Column['value']): Column => ({ header, top: '', value });
  const all: Column[] = [
    column(random.pick(['序号', 'NO.', '编号', '序']), (_, i) => i + 1),
    column(random.pick(['合同编号', '合同号', '协议编号']), (_, i) => `YS${random.int(10, 99)}-${String(i).padStart(5, '0')}`),
    column(random.pick(['签约日期', '签约时间', '认购日期', '合同签订日期']), () => dated(random)),
    column(random.pick(HEADERS.area), (r) => r.home.area),
    column('套内面积', (r) => Math.round(r.home.area * 80) / 100),
    column(random.pick(['总价', '房屋总价(元)', '合同金额', '成交总价']), () => random.int(900_000, 9_000_000)),
    column(random.pick(['置业顾问', '销售员', '业务员', '经办人']), () => random.pick(sellers).name),
    column(random.pick(['置业顾问电话', '销售员手机', '经办人电话']), () => random.pick(sellers).phone),
    column('紧急联系人', () => personName(random, true)),
    column('紧急联系电话', () => mobile(random)),
    column(random.pick(['通讯地址', '联系地址', '户籍地址', '现住址']), () => `${random.int(1, 9)}栋${random.int(1, 3)}单元${random.int(101, 2904)}室`),
    column(random.pick(['车位号', '车位', '储藏室号']), () => (random.chance(0.5) ? `B1-${random.int(1, 300)}` : null)),
    column(random.pick(['银行账号', '代扣账号']), () => `62220${random.digits(14)}`),
    column('开户行', () => random.pick(['工商银行滨江支行', '建设银行', '农业银行'])),
    column('性别', () => random.pick(['男', '女'])),
    column('年龄', () => random.int(20, 80)),
    column('邮编', () => String(random.int(310000, 310999))),
    column(random.pick(['户型', '房型']), () => random.pick(['三室两厅两卫', '两室两厅一卫', '四室两厅', 'A户型'])),
    column(random.pick(['物业费', '契税', '维修基金']), () => random.int(500, 90_000)),
    column('委托代理人', () => (random.chance(0.1) ? personName(random, true) : null)),
    column('代理人身份证号', () => (random.chance(0.1) ? `33010619800101${random.digits(4)}` : null)),
    column('朝向', () => random.pick(['南', '南北', '东南'])),
    column('水表号', () => `W${random.digits(10)}`),
    column('电表号', () => random.digits(12)),
    column('总楼层', () => 18),
    column(random.pick(['项目名称', '小区', '楼盘名称']), () => c.name),
    column('约定交付日期', () => dated(random)),
    column('付款方式', () => random.pick(['按揭', '一次性'])),
    column(random.pick(['物业类型', '房屋用途', '房屋类型']), () => random.pick(['住宅', '高层住宅'])),
    column('微信号', () => `wx${random.digits(6)}`),
    column('配偶姓名', () => (random.chance(0.3) ? personName(random, true) : null)),
    column('配偶电话', () => (random.chance(0.3) ? mobile(random) : null)),
    column('产权性质', () => random.pick(['单独所有', '共同共有'])),
    column('不动产权证号', () => `浙(2026)杭州市不动产权第${random.digits(7)}号`),
    column('邮箱', () => `u${random.digits(5)}@mail.cn`),
    column('出生日期', () => dated(random)),
    column('网签合同备案号', () => random.digits(12)),
  ];
  const wanted = random.int(0, 9);
  const seen = new Set<string>();
  return random.shuffle(all).slice(0, wanted).filter((c2) => !seen.has(c2.header) && seen.add(c2.header));
};

export const SEPARATORS = ['、', ',', '，', ';', '；', '/', '\n', ' ', '\r\n', ' / ', '；\n', '|'];

export interface Choice {
  readonly random: Random;
  readonly community: Community;
  readonly style: HomeStyle;
  readonly owners: OwnerStyle;
  readonly unsold: UnsoldStyle;
  readonly separator: string;
  readonly nameSeparator: string;
}

export const homeColumns = ({ random, community: c, style }: Choice): Column[] => {
  const one = (header: string, value: Column['value'], merge?: Column['merge']): Column => ({ header, top: '', value, ...(merge === undefined ? {} : { merge }) });
  const spellBuilding = BUILDINGS.filter((_, i) => !c.lettered || [0, 2, 6].includes(i));
  const building = random.pick(spellBuilding);
  const entrance = random.pick(ENTRANCES);
  const mixed = random.chance(0.25);
  const sayBuilding = (b: string): Value => (mixed && !c.lettered ? random.pick(BUILDINGS)(b) : building(b));
  const sayEntrance = (e: number | null): Value => (e === null ? null : mixed ? random.pick(ENTRANCES)(String(e)) : entrance(String(e)));
  const room = random.pick(ROOMS);
  const sayRoom = (r: Record): Value => (r.broken ? null : mixed ? random.pick(ROOMS)(roomOf(r.home)) : room(roomOf(r.home)));
  const entranceColumn = (merge?: Column['merge']): Column[] => (c.entrances ? [one(random.pick(HEADERS.entrance), (r) => sayEntrance(r.home.entrance), merge)] : []);
  const buildingColumn = (merge?: Column['merge']): Column => one(random.pick(HEADERS.building), (r) => sayBuilding(r.home.building), merge);
  const roomColumn = one(random.pick(HEADERS.room), sayRoom);
  switch (style) {
    case 'whole': {
      const styles = mixed ? WHOLE.filter((_, i) => i !== 9 && i !== 13) : [random.pick(WHOLE)];
      return [
        one(random.pick(HEADERS.whole), (r) => {
          const e = r.home.entrance === null ? null : String(r.home.entrance);
          if (r.broken) return random.pick([null, `${r.home.building}#-${e === null ? '' : `${e}-`}`]);
          return random.pick(styles)(r.home.building, e, r.home);
        }),
      ];
    }
    case 'floor': {
      const place = random.pick<(r: Record) => Value>([(r) => String(r.home.place).padStart(2, '0'), (r) => r.home.place, (r) => `${String(r.home.place).padStart(2, '0')}室`, (r) => roomOf(r.home)]);
      const floor = random.pick<(r: Record) => Value>([(r) => r.home.floor, (r) => `${r.home.floor}层`, (r) => `${r.home.floor}F`, (r) => String(r.home.floor)]);
      return [buildingColumn(), ...entranceColumn(), one(random.pick(HEADERS.floor), floor), one(random.pick(HEADERS.room), (r) => (r.broken ? null : place(r)))];
    }
    case 'buildingEntrance':
      return [one(random.pick(HEADERS.buildingEntrance), (r) => `${r.home.building}${random.pick(['栋', '幢', '#'])}${r.home.entrance === null ? '' : `${r.home.entrance}单元`}`), roomColumn];
    case 'pair':
      return [buildingColumn(), one(random.pick(HEADERS.room), (r) => (r.broken ? null : `${r.home.entrance ?? r.home.building}-${roomOf(r.home)}`))];
    case 'merged':
      return [buildingColumn('building'), ...entranceColumn('entrance'), roomColumn];
    case 'blankBelow':
      return [buildingColumn('building'), ...entranceColumn('entrance'), roomColumn];
    case 'sections':
      return [roomColumn];
    case 'sheets':
      return [...entranceColumn(), roomColumn];
    default:
      return [buildingColumn(), ...entranceColumn(), roomColumn];
  }
};

/** The cell of one owner, or of several joined. Missing numbers keep their places. */
const joined = (values: readonly (string | null)[], separator: string): Value => {
  if (values.every((v) => v === null)) return null;
  return values.map((v) => v ?? '').join(separator);
};

export const ownerColumns = (choice: Choice): Column[] => {
  const { random, owners, unsold, separator, nameSeparator } = choice;
  const spaces = separator.trim() !== '' || separator.includes('\n');
  const column = (header: string, value: Column['value'], top = ''): Column => ({ header, top, value });
  const unsoldName = unsold === 'name' ? random.pick(['未售', '未售', '待售', '（未售）', '可售']) : unsold === 'dash' ? random.pick(['-', '/', '无', '——']) : null;
  const numbered = owners === 'joined' && random.chance(0.05);
  const shares = random.chance(0.06);
  const sayName = (list: readonly TrueOwner[]): Value => {
    if (list.length === 0) return unsoldName;
    if (numbered && list.length > 1) return list.map((o, i) => `${i + 1}.${o.name}`).join('\n');
    if (shares && list.length > 1) return list.map((o) => `${o.name}(${Math.floor(100 / list.length)}%)`).join(nameSeparator);
    return list.map((o) => (random.chance(0.03) && /^\p{Script=Han}{2}$/u.test(o.name) && spaces ? [...o.name].join('　') : o.name)).join(nameSeparator);
  };
  const sayNumbers = (list: readonly TrueOwner[]): Value => joined(list.map((o) => (o.number === null ? null : writeNumber(random, o.number, spaces || list.length === 1))), separator);
  const sayPhones = (list: readonly TrueOwner[]): Value => {
    const only = list.length === 1 ? list[0] : undefined;
    if (only?.phone && /^1[0-9]+$/.test(only.phone) && random.chance(0.15)) return Number(only.phone);
    return joined(list.map((o) => (o.phone === null ? null : writePhone(random, o.phone, spaces || list.length === 1))), separator);
  };
  const withKind = random.chance(0.4);
  const kinds = (list: readonly TrueOwner[]): Value => {
    if (list.length === 0) return null;
    const own = list.map((o) => o.kind);
    return new Set(own).size === 1 ? (own[0] ?? null) : own.join(separator);
  };
  if (owners === 'groups') {
    const words = random.pick([
      (n: number): [string, string] => [`业主${n}`, ''],
      (n: number): [string, string] => ['', n === 1 ? '业主' : `共有人${n - 1}`],
      (n: number): [string, string] => [['第一', '第二', '第三'][n - 1] + '产权人', ''],
      (): [string, string] => ['', ''],
    ]);
    return [1, 2, 3].flatMap((n) => {
      const [lead, top] = words(n);
      const of = (r: Record): readonly TrueOwner[] => r.owners.slice(n - 1, n);
      const plain = lead === '' && top === '';
      return [
        column(plain ? '业主姓名' : lead === '' ? '姓名' : `${lead}姓名`, (r) => (n === 1 || of(r).length > 0 ? sayName(of(r)) : null), top),
        column(plain ? '身份证号' : `${lead}身份证号`, (r) => sayNumbers(of(r)), top),
        column(plain ? '联系电话' : `${lead}电话`, (r) => sayPhones(of(r)), top),
      ];
    });
  }
  return random.shuffle([
    column(random.pick(HEADERS.name), (r) => sayName(r.owners)),
    column(random.pick(HEADERS.document), (r) => sayNumbers(r.owners)),
    column(random.pick(HEADERS.phone), (r) => sayPhones(r.owners)),
    ...(withKind ? [column(random.pick(HEADERS.kind), (r: Record) => kinds(r.owners))] : []),
  ]);
};

export const stateColumns = ({ random, unsold }: Choice): Column[] => {
  const out: Column[] = [];
  if (unsold === 'status') out.push({ header: random.pick(HEADERS.status), top: '', value: (r) => (r.owners.length === 0 ? random.pick(['未售', '待售', '未售']) : random.chance(0.5) ? '已售' : null) });
  if (unsold === 'note' || random.chance(0.5))
    out.push({
      header: random.pick(HEADERS.note),
      top: '',
      value: (r) => (unsold === 'note' && r.owners.length === 0 ? '未售' : random.chance(0.08) ? random.pick(['配偶代办', '周末收房', '已邮寄通知书', '业主要求电话联系']) : null),
    });
  return out;
};
