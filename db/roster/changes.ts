import type { DraftFact } from '#core/facts/envelope.ts';
import type { Change, RosterPlan } from '#core/roster/diff.ts';
import { OWNER_ROLES } from '#core/subjects/home.ts';
import type { Desk } from '#db/desk.ts';
import { noteFact } from './facts.ts';

/** The facts of each ticked change. */
export function changeFacts(desk: Desk, plan: RosterPlan, accept: ReadonlySet<string>): { id: string; facts: DraftFact[] }[] {
  return plan.changed.filter((change) => accept.has(change.id)).map((change) => ({ id: change.id, facts: factsOf(desk, change) }));
}

function factsOf(desk: Desk, change: Change): DraftFact[] {
  const home = desk.read.homeId(change.home);
  const subject = `home/${home}`;
  switch (change.field) {
    case 'note':
      return [noteFact(home, String(change.to))];
    case 'phone':
      return phoneFacts(desk, change);
    case 'document': {
      const id = change.personId ?? '';
      const value = change.document ? { ...change.document } : null;
      return [{ subject: `person/${id}`, type: 'person.corrected', data: { why: 'newDocument' }, personal: [{ person: id, retention: 'identity', field: 'document', value }] }];
    }
    case 'share': {
      const relation = desk.views.relationsOfHome(home).find((r) => r.person === change.personId && !r.ended && OWNER_ROLES.includes(r.role));
      if (!relation) return [];
      return [{ subject, type: 'home.relationBegan', data: { relation: relation.id, person: relation.person, role: relation.role, from: relation.since, share: String(change.to).slice(0, 12) } }];
    }
    default:
      return [{ subject, type: 'home.described', data: { [change.field]: change.to } }];
  }
}

/** The roster's new number comes first; numbers that only the desk knows stay. */
function phoneFacts(desk: Desk, change: Change): DraftFact[] {
  const id = change.personId ?? '';
  const row = desk.views.person(id);
  const { drop, add } = change.phones ?? { drop: [], add: [] };
  const phones = [...add, ...(row?.phones ?? []).filter((phone) => !drop.includes(phone) && !add.includes(phone))];
  const checks = (row?.checks ?? []).filter((check) => check !== 'phone_invalid');
  return [{ subject: `person/${id}`, type: 'person.corrected', data: { why: 'newPhone', checks }, personal: [{ person: id, retention: 'contact', field: 'phones', value: phones }] }];
}
