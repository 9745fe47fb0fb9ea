export const search = {
  label: '搜索',
  placeholder: '找人、房号、电话尾号',
  results: '搜索结果',
  group: { home: '房屋', person: '人员' },
  others_other: ' · 另 {{count}} 人',
  moreHomes_other: ' · 另有 {{count}} 处',
  noOwner: '还没有业主资料',
  noHome: '名下没有房屋',
  hits_other: '{{count}} 条结果',
  more: '还有更多，再打几个字',
  noHit: '没找到“{{text}}”。可按房号（3-2-1501）、姓名拼音、电话后四位找。',
  keys: { walk: '选择', open: '打开', back: '收起', beyond: { home: '看业主', person: '看房屋' } },
};
