import type { SaidValue, ShownPerson } from '#core/contract/records.ts';
import { idOf, kindOf } from '#core/facts/envelope.ts';
import type { BaseState } from '#core/facts/fold.ts';
import { Refusal } from '#core/refusal.ts';
import { beatenBy, contestedValue, decideHold, fieldOfAnomaly, settlers, type Contested } from '#core/subjects/contested.ts';
import type { DocumentValue } from '#core/subjects/person.ts';
import { hasRole, rolesOn, type StaffState } from '#core/subjects/staff.ts';
import { looksOf, memoryOf, os, staffOf, type Call } from '../gate.ts';
import type { AnomalyRow, Memory } from '../memory.ts';
import { requireRole } from '../sessions.ts';
import { absentPerson, shownPerson, tailOf } from '../shown.ts';
import { shownOf, SPOKEN } from './records.ts';
import { keepAnAdministrator, mayAppoint } from './staff.ts';

/** What two desks said apart, and the act that settles it. */

/** A name as a clerk says it, with the sex that the person's document tells. */
function spokenName(memory: Memory, person: string, name: string): ShownPerson {
  const row = memory.views.person(person);
  return row ? { ...shownPerson({ ...row, name, unreadable: null }), phoneTail: null } : absentPerson(person);
}

function sealedSaid(memory: Memory, subject: string, field: string, said: Extract<Contested, { kind: 'sealed' }>): SaidValue {
  if (said.ref === null) return { kind: 'plain', value: null };
  const opened = memory.unseal(said.ref);
  if ('missing' in opened) return { kind: 'unreadable', why: opened.missing };
  const { value } = opened;
  if (field === 'phones') return { kind: 'phones', tails: (Array.isArray(value) ? value : []).map((phone) => tailOf(String(phone))) };
  if (field === 'document') {
    const document = value as DocumentValue;
    return { kind: 'document', documentKind: document.kind, tail: tailOf(document.number) };
  }
  const text = typeof value === 'string' ? value : '';
  // Notes and names of staff are clear to every clerk on their own pages too.
  return kindOf(subject) === 'person' ? { kind: 'person', person: spokenName(memory, idOf(subject), text) } : { kind: 'plain', value: text };
}

function saidOf(memory: Memory, subject: string, field: string, fact: string): SaidValue | null {
  const said = contestedValue(kindOf(subject), memory.read.state<BaseState>(subject), field, fact);
  switch (said?.kind) {
    case undefined:
      return null;
    case 'grants':
      return { kind: 'grants', grants: said.grants.map((grant) => ({ ...grant })) };
    case 'checks':
      return { kind: 'checks', checks: [...said.checks] };
    case 'sealed':
      return sealedSaid(memory, subject, field, said);
    case 'relation': {
      const { person, role, from, share, ended } = said.relation;
      return { kind: 'relation', person: shownOf(memory.views, person), role, from, share, to: ended?.to ?? null, ended: ended !== null };
    }
    case 'plain':
      return { kind: 'plain', value: said.value };
  }
}

const mayOf = (call: Call, row: AnomalyRow): boolean => {
  const roles = settlers(kindOf(row.subject), fieldOfAnomaly(row.id));
  const memory = memoryOf(call);
  return roles === undefined || hasRole(rolesOn(memory.read.state<StaffState>(`staff/${staffOf(call)}`), memory.businessDay()), ...roles);
};

function lineOf(call: Call, row: AnomalyRow) {
  const memory = memoryOf(call);
  const { subject } = row;
  const [kind, id] = [kindOf(subject), idOf(subject)];
  const field = fieldOfAnomaly(row.id);
  const about = kind === 'person' ? id : kind === 'personLink' ? id.split('~')[0] : undefined;
  return {
    ...row,
    label: kind === 'staff' ? (memory.views.staff().find((each) => each.id === id)?.name ?? row.label) : row.label,
    person: about === undefined ? null : shownOf(memory.views, about),
    may: mayOf(call, row),
    facts: row.facts.map((fact) => ({ ...fact, said: saidOf(memory, subject, field, fact.fact) })),
  };
}

/** People in the lines: showing them is a look like any other. */
const peopleIn = (lines: readonly ReturnType<typeof lineOf>[]): string[] => [
  ...new Set(
    lines.flatMap(({ person, facts }) => [
      ...(person ? [person.id] : []),
      ...facts.flatMap(({ said }) => (said?.kind === 'relation' || said?.kind === 'person' ? [said.person.id] : [])),
    ]),
  ),
];

export const anomalyProcedures = {
  list: os.anomaly.list.handler(({ context }) => {
    const lines = memoryOf(context).views.anomalies().map((row) => lineOf(context, row));
    const refs = peopleIn(lines).map((id) => `person/${id}`);
    if (refs.length > 0) looksOf(context).now(context.session, { refs, fields: [...SPOKEN, 'documentTail'], grade: 'masked', why: 'anomaly' });
    return lines;
  }),
  resolve: os.anomaly.resolve.handler(({ input, context }) => {
    const memory = memoryOf(context);
    const open = memory.views.anomalies().find(({ id }) => id === input.anomaly);
    if (!open) throw new Refusal('anomaly_gone');
    const [kind, id, field] = [kindOf(open.subject), idOf(open.subject), fieldOfAnomaly(open.id)];
    requireRole(context.session.clerk(context.service.standing()), settlers(kind, field));
    const all = open.facts.map(({ fact }) => fact);
    const { holds } = input;
    memory.act({
      staff: staffOf(context),
      decide: (read) => {
        const resolved = (covers: readonly string[], answer: string) => ({ subject: `anomaly/${open.id}`, type: 'anomaly.resolved', data: { covers: covers.slice(0, 200), answer } });
        if (holds === undefined) return { facts: [resolved(all, input.answer)], reply: undefined };
        const state = read.state<BaseState>(open.subject);
        const said = contestedValue(kind, state, field, holds);
        const beaten = said ? beatenBy(kind, state, field, holds, all) : [];
        if (!said || beaten.length === 0) throw new Refusal('anomaly_gone');
        if (said.kind === 'grants') mayGive(context, id, said.grants);
        const acts = decideHold(kind, id, state, field, said, (ref) => {
          const opened = memory.unseal(ref);
          return 'missing' in opened ? undefined : opened;
        });
        // The answer names the fact, so that who reads the log later knows which of them it was.
        return { facts: [...acts, resolved(beaten, `holds:${holds}`)], reply: undefined };
      },
    });
    return {};
  }),
};

/** Settling may not give what its settler could not give, nor leave the site without an administrator. */
function mayGive(call: Call, staff: string, grants: Parameters<typeof mayAppoint>[2]): void {
  const state = memoryOf(call).read.state<StaffState>(`staff/${staff}`);
  const before = state.grants.flatMap((held) => held.value);
  mayAppoint(call, before, grants);
  if (!hasRole(grants as never, 'administrator')) {
    const isNow = rolesOn(state, memoryOf(call).businessDay()).some(({ role }) => role === 'administrator');
    if (isNow) keepAnAdministrator(call, staff);
  }
}
