export const session = {
  switch: '换人',
  lock: '锁屏',
  nobody: '未登录',
  who: '谁在用',
  and: '、',
  pin: 'PIN',
  pinOf: '{{name}} 的 PIN',
  workStays: '正在办的内容都留着。',
  lockedOut: 'PIN 错了 5 次，{{name}} 已锁 5 分钟。别人可以换人继续。',
  demoPin: '演示小区里每个人的 PIN 都是 1234。',
  title: { login: '谁在用这台前台？', locked: '屏幕已锁', switch: '换人' },
  enter: { login: '进入', locked: '继续', switch: '换成这位' },
};
