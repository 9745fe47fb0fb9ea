import { describe, expect, it } from 'vitest';
import { createInstance } from 'i18next';
import type { ShownPerson } from '#core/contract/records.ts';
import { DeskGone } from '#renderer/lib/connection.ts';
import { speak } from '#renderer/lib/PersonName.tsx';
import { refusalOf, wordRefusal } from '#renderer/lib/refusal.ts';
import { shortScan } from '#renderer/lib/scan.ts';
import { en } from '#renderer/locales/en.ts';
import { zh } from '#renderer/locales/zh.ts';

const words = (lng: 'zh' | 'en') => {
  const instance = createInstance();
  void instance.init({ lng, resources: { zh: { translation: zh }, en: { translation: en } }, fallbackLng: false, interpolation: { escapeValue: false }, initAsync: false });
  return instance.t;
};
const person = (more: Partial<ShownPerson>): ShownPerson => ({ id: 'p', kind: 'natural', surname: '张', surnamePinyin: 'zhang', sex: 'f', name: null, phoneTail: '6120', unreadable: null, ...more });

describe('names as spoken', () => {
  const t = words('zh');
  it('says surname and sex, and the role where the sex is not known', () => {
    expect(speak(t, 'zh', person({}))).toBe('张女士');
    expect(speak(t, 'zh', person({ sex: 'm', surname: '欧阳' }))).toBe('欧阳先生');
    expect(speak(t, 'zh', person({ sex: null }), 'coOwner')).toBe('张业主');
    expect(speak(t, 'zh', person({ sex: null }), 'tenant')).toBe('张租户');
    expect(speak(t, 'zh', person({ sex: null }), 'familyMember')).toBe('张客户');
    expect(speak(words('en'), 'en', person({}))).toBe('Ms Zhang');
  });
  it('says the full name only where the desk gave it', () => {
    expect(speak(t, 'zh', person({ name: '张敏' }))).toBe('张敏');
  });
  it('tells a name that is not here from one that was erased', () => {
    expect(speak(t, 'zh', person({ unreadable: 'notHere' }))).toBe('资料还没传到本机');
    expect(speak(t, 'zh', person({ unreadable: 'erased' }))).toBe('资料已删除');
  });
});

describe('refusals in words', () => {
  const t = words('zh');
  const refused = (code: string, params = {}) => ({ code: 'REFUSED', data: { code, params } });
  it('words what it knows with its numbers', () => {
    expect(wordRefusal(t, refused('pin_wrong', { left: 3 }))).toBe('PIN 不对，还可以试 3 次。');
  });
  it('names the code of what it does not know, and never shows an error as it came', () => {
    expect(wordRefusal(t, refused('moon_in_wrong_phase'))).toContain('moon_in_wrong_phase');
    expect(wordRefusal(t, new Error('SQLITE_BUSY: 张敏'))).not.toMatch(/SQLITE|张敏/);
    expect(wordRefusal(t, new DeskGone())).toContain('填写的内容还在');
  });
  it('takes only typed refusals for refusals', () => {
    expect(refusalOf({ code: 'REFUSED', data: 'x' })).toBeNull();
    expect(refusalOf(null)).toBeNull();
    expect(refusalOf(refused('x', { n: 1 }))).toEqual({ code: 'x', params: { n: 1 } });
  });
});

it('a scan is shown by its ends', () => {
  expect(shortScan('8801234567842')).toBe('8801…42');
});
