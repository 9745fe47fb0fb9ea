export const person = {
  noDocument: '没有证件号码',
  company: '单位',
  homes_other: '名下与相关房屋 {{count}} 处',
  linked: '同一人的其他记录',
  toCheck_other: '下次到柜台时核对 {{count}} 项',
  column: { role: '身份', span: '时间', state: '房屋状态' },
};
export const reveal = {
  button: '查看隐藏的内容',
  of: '查看 {{name}}',
  fields: '看哪些',
  field: { name: '姓名', phones: '电话', document: '证件号码' },
  why: '用于',
  reason: { key_consent: '钥匙授权', remind: '催还', handover_notice: '交付通知', follow_up: '回访', check_record: '核对资料', other: '其他原因' },
  own: '原因',
  ownHint: '2 到 40 个字，不要写姓名和号码。',
  logged: '显示 60 秒。本次查看会记录。',
  show: '显示 60 秒',
  hide: '收起',
  left_other: '还有 {{count}} 秒自动隐藏。',
};
