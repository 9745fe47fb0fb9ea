import type { DraftFact } from '#core/facts/envelope.ts';
import { decideLink } from '#core/subjects/small.ts';
import type { Replica } from '#tests/support/replica.ts';

/** Random acts of a front desk on a few shared subjects, so that desks meet on the same ones all the time. */
export type Random = () => number;
export const upTo = (random: Random, n: number): number => Math.floor(random() * n);
export const pick = <T>(random: Random, list: readonly T[]): T => list[upTo(random, list.length)]!;

const HOMES = ['h1', 'h2', 'h3'];
const PEOPLE = ['p1', 'p2', 'p3'];
const LAYOUTS = ['三室两厅', '两室一厅', '一室'];

const home = (random: Random): DraftFact => {
  const id = pick(random, HOMES);
  const subject = `home/${id}`;
  const relation = pick(random, ['r1', 'r2']);
  switch (upTo(random, 6)) {
    case 0:
      return { subject, type: 'home.registered', data: { homeNo: `3-${id}`, address: { building: '3', entrance: null, room: id }, kind: pick(random, ['flat', 'shop']) } };
    case 1:
      return { subject, type: 'home.described', data: { layout: pick(random, LAYOUTS), occupancy: pick(random, ['shut', 'let']) } };
    case 2:
      return { subject, type: 'home.described', data: { area: 50 + upTo(random, 3) } };
    case 3:
      return { subject, type: 'home.relationBegan', data: { relation, person: pick(random, PEOPLE), role: pick(random, ['owner', 'tenant']), from: null } };
    case 4:
      return { subject, type: 'home.relationEnded', data: { relation, to: '2026-11-21', why: pick(random, ['resale', 'movedOut']) } };
    default:
      return { subject, type: 'home.noted', data: {}, personal: [{ person: `home:${id}`, retention: 'note', field: 'note', value: `备注${upTo(random, 3)}` }] };
  }
};

const person = (random: Random): DraftFact => {
  const id = pick(random, PEOPLE);
  const personal: DraftFact['personal'] = [];
  if (random() < 0.7) personal.push({ person: id, retention: 'identity', field: 'name', value: pick(random, ['欧阳赟', '张三', '李四']) });
  if (random() < 0.7) personal.push({ person: id, retention: 'contact', field: 'phones', value: [pick(random, ['19900006120', '19900007788'])] });
  if (random() < 0.5) return { subject: `person/${id}`, type: 'person.recorded', data: { kind: 'natural' }, personal };
  const checks = random() < 0.5 ? { checks: [pick(random, ['phone_unclear', 'name_unclear'])] } : {};
  return { subject: `person/${id}`, type: 'person.corrected', data: { why: 'typo', ...checks }, personal };
};

const staff = (random: Random): DraftFact => {
  const id = pick(random, ['s1', 's2']);
  const subject = `staff/${id}`;
  const grants = [{ role: pick(random, ['receptionist', 'keyOfficer', 'manager'] as const) }];
  if (random() < 0.4) return { subject, type: 'staff.added', data: { grants }, personal: [{ person: `staff:${id}`, retention: 'staff', field: 'name', value: pick(random, ['赵敏', '钱勇']) }] };
  return random() < 0.7 ? { subject, type: 'staff.granted', data: { grants } } : { subject, type: 'staff.left', data: {} };
};

/** As a newer program would write: unknown types and kinds, later versions, payloads that this one cannot read. */
const newer = (random: Random): DraftFact => {
  const ignorable = random() < 0.3;
  switch (upTo(random, 4)) {
    case 0:
      return { subject: `home/${pick(random, HOMES)}`, type: 'home.repainted', ignorable, data: { colour: '白' } };
    case 1:
      return { subject: `home/${pick(random, HOMES)}`, type: 'home.described', v: 2, ignorable, data: { layout: '四室' } };
    case 2:
      return { subject: `parcel/${pick(random, HOMES)}`, type: 'parcel.received', ignorable, data: { shelf: 3 } };
    default:
      return { subject: `home/${pick(random, HOMES)}`, type: 'home.described', ignorable, data: { strange: true, area: 'wide' } };
  }
};

const resolution = (random: Random, replica: Replica): DraftFact[] => {
  const open = replica.anomalies().filter((a) => a.open);
  if (open.length === 0) return [];
  const found = pick(random, open);
  return [{ subject: `anomaly/${found.id}`, type: 'anomaly.resolved', data: { covers: found.facts, answer: pick(random, ['甲', '乙']) } }];
};

/** One command: one to three facts, sometimes several on one subject. */
export function drafts(random: Random, replica: Replica, strange: boolean): DraftFact[] {
  const roll = random();
  if (roll < 0.08) return [{ subject: 'site/self', type: 'site.configured', data: { settings: { lockAfterMinutes: 1 + upTo(random, 3), handoverWord: pick(random, ['交付', '入伙']) } } }];
  if (roll < 0.16) return decideLink(pick(random, PEOPLE), 'p9', random() < 0.6 ? 'linked' : 'unlinked');
  if (roll < 0.24) {
    const resolved = resolution(random, replica);
    if (resolved.length > 0) return resolved;
  }
  if (roll < 0.3) return [{ subject: `writer/${replica.writer()}`, type: 'writer.named', data: { deskName: pick(random, ['前台甲', '前台乙']) } }];
  if (strange && roll < 0.4) return [newer(random), home(random)];
  const makers = [home, home, person, staff];
  return Array.from({ length: 1 + upTo(random, 3) }, () => pick(random, makers)(random));
}
