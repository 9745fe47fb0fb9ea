/**
 * What a column is, by the words of its header. Rosters come from sales departments, property systems and land registries;
 * the lists hold the words of the trade, and each rule that forbids (签约日期 is no delivery date, 置业顾问 is no owner) is as
 * important as the one that finds: a column that looks right and is not makes a wrong person the owner.
 */
import { compact, numeral } from '#core/address/text.ts';

export type ColumnRole =
  | 'home' | 'building' | 'entrance' | 'floor' | 'room' | 'kind' | 'community'
  | 'name' | 'relation' | 'documentKind' | 'document' | 'phone' | 'share'
  | 'area' | 'innerArea' | 'layout' | 'status' | 'note' | 'contractNo' | 'deliveredOn' | 'ignored';

interface HeaderReading {
  readonly role: ColumnRole;
  /** 0 = the owners of the row; 1, 2 … = a further owner with columns of its own (业主2, 共有人). Null: not said. */
  readonly owner: number | null;
  /** Weak words (联系人, 编号) yield to any stronger column of the same role. */
  readonly weak: boolean;
}

/** Lower-case-free, without units, marks and line breaks: 建筑面积(㎡)* → 建筑面积. */
export const headerText = (text: string): string =>
  compact(text)
    .replace(/[(【[<][^)】\]>]*[)】\]>]/g, '')
    .replace(/[*:：、，,。"'“”《》]/g, '')
    .replace(/^[0-9]+[.)]/, '')
    .replace(/(?:M2|M²|㎡|平方米)$/, '');

type Rule = readonly [RegExp, ColumnRole, weak?: 'weak'];

/** People on the sheet who are not owners; their phones and papers are not the owners' either. */
const OTHER_PEOPLE = /置业顾问|顾问|销售员|销售人|业务员|经办|制表|审核|复核|管家|律师|紧急|家属|配偶|子女|父母|家庭成员|委托|代理|代办|推荐|介绍人|媒介|中介|租户|租客|承租|使用人|住户|监护|法人代表|法定代表|接待|交房人|陪验|客服|渠道/;

const RULES: readonly Rule[] = [
  [/(?:姓名|名称).{0,2}(?:电话|手机|联系方式|身份证|证件号)|(?:业主|产权人|客户|买受人|权利人|购房人)(?:及|和|与|兼|\/|\+|&)(?:电话|手机|联系|身份证|证件)/, 'name'],
  [/关系$|^(?:人员|成员|住户|客户|业主|居住)(?:类型|类别|身份|性质)$|^RELATION/, 'relation'],
  [/^(?:序号|序|序列|NO\.?|编号|行号|项次|流水号?|ID|#|顺序号?)$/, 'ignored'],
  [/^(?:房屋|房源|房产|项目|户|套|销售|出售|售卖|是否已?)(?:状态|情况)$|销售状态|状态|是否(?:已|出)?售|销售情况|销控|售否|^STATUS$|^SOLD$/, 'status'],
  [/备注|附注|^说明$|其他说明|特殊说明|备忘|^REMARKS?$|^NOTES?$|^COMMENTS?$/, 'note'],
  [/车牌|车型|表号|底数|读数|钥匙|邮编|邮政|性别|民族|国籍|年龄|出生|生日|职业|工作单位|学历|邮箱|EMAIL|MAIL|微信|^QQ|朝向|装修|公摊|分摊|总层|层数|层高|总楼层|套数|户数|产权证|不动产|权证|备案|网签|银行|账号|帐号|账户|开户|婚姻|籍贯|照片|发证|有效期|签发|证件地址/, 'ignored'],
  [/合同(?:编?号|编码|NO)|协议编?号|^合同$|契约号|CONTRACT/, 'contractNo'],
  [/(?:约定|计划|应|预计|合同|最迟|通知)(?:交付|交房|收房|入伙)|签约|签订|签署|认购(?:日|时)|成交|付款|交款|缴|首付|按揭|贷款|金额|总价|单价|房款|价格|价款|房价|税|基金|物业费|定金|订金|余款|欠款|补差|款$/, 'ignored'],
  [/(?:交付|交房|收房|入伙|接房|交楼)(?:日期?|时间|DATE)|实际交付|入住(?:日期|时间)/, 'deliveredOn'],
  [/证件?(?:类型|种类|类别|名称|性质)|证照(?:类型|名称)|IDTYPE|DOCTYPE|DOCUMENTTYPE/, 'documentKind'],
  [/身份证|证件号|证件编?号码?|证照号|证件$|^证号|信用代码|护照号?|^ID(?:NO|NUMBER|CARD|CARDNO)?\.?$|IDNO|DOCUMENT|PASSPORT|营业执照/, 'document'],
  [/电话|手机|联系方式|联系号码|移动号|号码2|^TEL|PHONE|MOBILE|固话|座机|CONTACTNO|CELL/, 'phone'],
  [/份额|产权比例|共有比例|持有比例|所占比例|占比|^比例$|SHARE/, 'share'],
  [/套内|使用面积|室内面积|INNERAREA|NETAREA/, 'innerArea'],
  [/面积|建面|^AREA|GFA|GROSSAREA|平米|平方/, 'area'],
  [/户型|房型|LAYOUT|^TYPE$|居室/, 'layout'],
  [/产权性质|权属|产权类型|客户来源|付款方式|来源/, 'ignored'],
  [/^(?:房屋|房产|房源|物业|产品|建筑|户室|资产|房间|单位)?(?:类型|类别|用途|业态|性质|种类)$|业态|房屋用途|规划用途|^USAGE$|PROPERTYTYPE/, 'kind'],
  [/通讯|通信|邮寄|户籍|户口|家庭(?:住|地)址|联系地址|现住址|送达|身份证地址|证件地址|^住址$|经营地址/, 'ignored'],
  [/^(?:项目|小区|楼盘|社区|园区|组团|分期|期数|期|区|分区|区域|苑区|期区|地块|标段)(?:名称?|号)?$|^PROJECT|^COMMUNITY|^PHASE$/, 'community'],
  [/^(?:楼栋|楼座|栋座|楼幢|栋|幢|座|楼|大楼|楼宇|建筑物?|组团楼栋)单元(?:号|名称?)?$/, 'building'],
  [/^(?:所在|所属)?(?:楼栋?|栋|幢|座|楼幢|楼座|座栋|栋座|楼宇|大楼|建筑物|建筑|号楼)(?:号|编?号|编码|名称?|数|名|别)?$|^BUILDING|^BLDG|^BLOCK|^TOWER/, 'building'],
  [/^(?:所在|所属)?(?:单元|梯|门栋|门洞|楼门|单元门)(?:号|编号|名称?)?$|^ENTRANCE|^STAIR/, 'entrance'],
  [/^UNIT(?:NO\.?|NUMBER)?$/, 'entrance', 'weak'],
  [/^(?:所在|所属)?(?:楼层|层|层号|楼层号|自然层|层次|名义层|实际层)(?:号|名称?)?$|^FLOOR$|^LEVEL$|^STOREY$/, 'floor'],
  [/^(?:车位|车库|储藏室|储藏间|储物间|地下室)(?:号|编号|号码|信息|名称)?$/, 'home', 'weak'],
  [/^(?:商铺|铺位|铺|店铺|门面)(?:号|编号|号码)$/, 'room', 'weak'],
  [/^(?:房号|室号|房间号?|室|户室|户室号|房室|房室号|房屋号|号房|门号|户号|户|室房号|房|套房号|房间号码|名义房号|推广房号|ROOM|ROOMNO\.?|ROOMNUMBER|SUITE|APT|APARTMENT|FLATNO\.?|DOORNO\.?)$|房号$/, 'room'],
  [/^(?:房产|房源|房屋|物业|资产|房间|单位|户|不动产单元|商品房)(?:名称?|全称|信息|编号|编码|代码|坐落|位置|地址|门牌|标识|号码?)?$|坐落|门牌|座落|房屋地址|位置$|楼栋房号|栋房号|单元房号|^HOME|^PROPERTY|^ADDRESS$|^地址$|^户别$/, 'home'],
  [/业主|客户|买受人|购房人|购房者|产权人|权利人|所有权人|所有人|户主|房主|买方|买主|认购人|购买人|承购人|乙方|姓名|名字|^名称$|OWNER|^NAME$|CUSTOMER|BUYER|FULLNAME|共有人|单位名称/, 'name'],
  [/^联系人$|^CONTACT$/, 'name', 'weak'],
  [/^合同|^协议/, 'ignored'],
  [/日期|时间|^DATE/, 'ignored'],
];

const ordinal = (text: string): number | null => {
  const m = /(?:业主|客户|买受人|购房人|产权人|权利人|姓名|所有权?人|身份证号?码?|证件号?码?|电话|手机号?|联系方式|OWNER|NAME)([1-9一二三四五六])(?:$|[^0-9])|第([一二三四五六1-6])(?:业主|产权人|买受人|购房人|权利人|人)|(?:业主|产权人|买受人|权利人)([1-9一二三四五六])/.exec(text);
  const digit = m?.[1] ?? m?.[2] ?? m?.[3];
  return digit === undefined ? null : Number(numeral(digit) ?? digit) - 1;
};

/** Which owner of the row the words mean: 共有人2 is the third person, 业主2 the second. */
const ownerOf = (text: string): number | null => {
  const co = /(?:共有人|共同(?:业主|买受人|购房人|所有权?人)|其他(?:业主|权利人)|副业主|次业主)([1-9一二三四五六])?/.exec(text);
  if (co) return co[1] === undefined ? 1 : Number(numeral(co[1]) ?? co[1]);
  return ordinal(text);
};

/**
 * Reads one header, `top` being the merged cell above it (业主信息, 共有人, 销售人员) if there is one.
 * Null when no word of it is known.
 */
export const readHeader = (text: string, top = ''): HeaderReading | null => {
  const own = headerText(text);
  const above = headerText(top);
  const both = above === '' || above === own ? own : `${above}${own}`;
  if (own === '' && above === '') return null;
  if (own.length > 24) return null;
  const stateOf = /状态|情况|面积/.test(own);
  if (OTHER_PEOPLE.test(own) || (OTHER_PEOPLE.test(above) && !stateOf)) return { role: 'ignored', owner: null, weak: false };
  for (const candidate of own === both ? [own] : own === '' ? [both] : [own, both]) {
    for (const [words, role, weak] of RULES) {
      if (!words.test(candidate)) continue;
      const personal = role === 'name' || role === 'document' || role === 'documentKind' || role === 'phone' || role === 'share';
      return { role, owner: personal ? ownerOf(both) : null, weak: weak === 'weak' };
    }
  }
  return null;
};
