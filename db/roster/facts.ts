import { COMMAND_FACT_LIMIT, type DraftFact, type PersonalValue } from '#core/facts/envelope.ts';
import { isCompanyName } from '#core/identity/name.ts';
import type { RosterOwner } from '#core/roster/owners.ts';

/** Facts that more than one part of an import writes. */

type Somebody = Pick<RosterOwner, 'name' | 'document' | 'phones'>;

export const isCompany = (who: Pick<Somebody, 'name' | 'document'>): boolean => who.document?.kind === 'companyCode' || isCompanyName(who.name);

/** A person recorded for the first time, with what a counter should check. */
export function personFact(id: string, who: Somebody, checks: string[]): DraftFact {
  const personal: PersonalValue[] = [{ person: id, retention: 'identity', field: 'name', value: who.name }];
  if (who.document) personal.push({ person: id, retention: 'identity', field: 'document', value: { ...who.document } });
  if (who.phones.length > 0) personal.push({ person: id, retention: 'contact', field: 'phones', value: [...who.phones] });
  return { subject: `person/${id}`, type: 'person.recorded', data: { kind: isCompany(who) ? 'company' : 'natural', checks }, personal };
}

/** Notes name people often enough that they are sealed like them, under the home's own secret. */
export const noteFact = (home: string, note: string): DraftFact => ({
  subject: `home/${home}`,
  type: 'home.noted',
  data: {},
  personal: [{ person: `home:${home}`, retention: 'note', field: 'note', value: note }],
});

/** Packs groups that belong together into commands as full as they may be. */
export function* packed(groups: Iterable<readonly DraftFact[]>): Generator<DraftFact[]> {
  let open: DraftFact[] = [];
  for (const group of groups) {
    if (open.length + group.length > COMMAND_FACT_LIMIT) {
      yield open;
      open = [];
    }
    open.push(...group);
  }
  if (open.length > 0) yield open;
}
