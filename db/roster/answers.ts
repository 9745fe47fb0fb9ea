import type { DraftFact, PersonalValue } from '#core/facts/envelope.ts';
import type { PersonRef, Question, QuestionKind, RosterPlan } from '#core/roster/diff.ts';
import { OWNER_ROLES, relationId } from '#core/subjects/home.ts';
import { Refusal } from '#core/refusal.ts';
import type { Desk } from '#db/desk.ts';
import { isCompany, personFact } from './facts.ts';

/** What may be answered to each question of a later roster. `leave` changes nothing and is asked again next time. */
export const ANSWERS: Readonly<Record<QuestionKind, readonly string[]>> = {
  owner_renamed: ['renamed', 'typo', 'leave'],
  owner_replaced: ['resale', 'typo', 'leave'],
  document_changed: ['newDocument', 'resale', 'leave'],
  owner_added: ['coOwner', 'leave'],
  owner_absent: ['ended', 'leave'],
  owner_withdrawn: ['withdrawn', 'leave'],
};

type Of = (ref: PersonRef) => string;

/** The facts of each answered question. @throws Refusal answer_unknown */
export function answerFacts(desk: Desk, plan: RosterPlan, answers: Readonly<Record<string, string>>, of: Of): { id: string; facts: DraftFact[] }[] {
  return plan.questions.flatMap((question) => {
    const answer = answers[question.id];
    if (answer === undefined || answer === 'leave') return [];
    if (!ANSWERS[question.kind].includes(answer)) throw new Refusal('answer_unknown', { kind: question.kind });
    const facts = factsOf(desk, question, answer, of);
    return facts.length > 0 ? [{ id: question.id, facts }] : [];
  });
}

function factsOf(desk: Desk, q: Question, answer: string, of: Of): DraftFact[] {
  switch (answer) {
    case 'renamed':
    case 'typo':
    case 'newDocument':
      return correct(q, answer);
    case 'resale':
      return [...end(desk, q, 'resale'), ...begin(desk, q, of, 'owner')];
    case 'coOwner':
      return begin(desk, q, of, 'coOwner');
    case 'ended':
      return end(desk, q, 'ended');
    case 'withdrawn':
      return [
        ...end(desk, q, 'withdrawn'),
        ...q.homes.map((no) => ({ subject: `home/${desk.read.homeId(no)}`, type: 'home.described', data: { deliveryState: 'unsold' } })),
      ];
    default:
      return [];
  }
}

/** The same person under the roster's name (and number, where the old one was wrong). */
function correct(q: Question, why: string): DraftFact[] {
  if (!q.from || !q.to) return [];
  const person = q.from.personId;
  const personal: PersonalValue[] = [{ person, retention: 'identity', field: 'name', value: q.to.name || q.from.name }];
  if (why !== 'renamed' && q.to.document) personal.push({ person, retention: 'identity', field: 'document', value: { ...q.to.document } });
  if (q.kind === 'owner_replaced' && q.to.phones.length > 0) personal.push({ person, retention: 'contact', field: 'phones', value: [...q.to.phones] });
  return [{ subject: `person/${person}`, type: 'person.corrected', data: { why }, personal }];
}

function end(desk: Desk, q: Question, why: string): DraftFact[] {
  return q.homes.flatMap((no) => {
    const home = desk.read.homeId(no);
    const relations = desk.views.relationsOfHome(home).filter((r) => r.person === q.from?.personId && !r.ended && OWNER_ROLES.includes(r.role));
    // The roster says that it happened, not when: the day on which it was learnt is in the fact itself.
    return relations.map((r) => ({ subject: `home/${home}`, type: 'home.relationEnded', data: { relation: r.id, to: null, why } }));
  });
}

function begin(desk: Desk, q: Question, of: Of, role: 'owner' | 'coOwner'): DraftFact[] {
  if (!q.to || !q.person) return [];
  const person = of(q.person);
  const facts: DraftFact[] = desk.views.person(person) ? [] : [personFact(person, q.to, [])];
  const as = isCompany(q.to) ? 'companyOwner' : role;
  for (const no of q.homes) {
    facts.push({ subject: `home/${desk.read.homeId(no)}`, type: 'home.relationBegan', data: { relation: relationId(person, as), person, role: as, from: null } });
  }
  return facts;
}
