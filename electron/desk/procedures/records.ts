import type { HomePage, PersonPage, SearchHit, ShownPerson } from '#core/contract/records.ts';
import { idOf } from '#core/facts/envelope.ts';
import { decideChecked, type PersonState } from '#core/subjects/person.ts';
import { OWNER_ROLES } from '#core/subjects/home.ts';
import { decideLink, personLinkRef, type PersonLinkState } from '#core/subjects/small.ts';
import { current } from '#core/facts/register.ts';
import { Refusal } from '#core/refusal.ts';
import { looksOf, memoryOf, os, staffOf, type Call } from '../gate.ts';
import type { Memory, RelationRow, Views } from '../memory.ts';
import { absentPerson, documentTail, homeLineOf, shownPerson } from '../shown.ts';

/** Homes and people. Every answer that shows a person goes through `shown.ts` and leaves a look. */

export const SPOKEN = ['surname', 'sex', 'phoneTail'] as const;
const HISTORY = 200;
const MOST_NAMES = 3;
const HITS = 10;
const PAGE = 100;

const refOf = (person: ShownPerson): string => `person/${person.id}`;

export function shownOf(views: Views, id: string, toldName = false): ShownPerson {
  const row = views.person(id);
  return row ? shownPerson(row, toldName) : absentPerson(id);
}

const currentHomes = (views: Views, person: string) =>
  views.relationsOfPerson(person).filter(({ ended }) => !ended).flatMap((relation) => {
    const home = views.home(relation.home);
    return home ? [{ ...homeLineOf(home), role: relation.role }] : [];
  });

const currentFirst = (a: RelationRow, b: RelationRow): number => Number(a.ended) - Number(b.ended);

export interface Found {
  readonly hits: SearchHit[];
  /** Whom the answer shows, and what of them: the caller has to note it. */
  readonly seen: { refs: string[]; fields: string[] }[];
}

/** What the one search box answers, hidden as it may be shown. Notes nothing by itself. */
export function findHits(memory: Memory, text: string, limit: number): Found {
  const { views } = memory;
  const named = new Set<string>();
  const hidden = new Set<string>();
  const note = (person: ShownPerson): ShownPerson => {
    (person.name !== null && person.kind === 'natural' ? named : hidden).add(refOf(person));
    return person;
  };
  // A text with a list of names is no person speaking but a guess at many: it tells none of them.
  const spoke = (text.match(/\p{Script=Han}{2,}/gu)?.length ?? 0) <= MOST_NAMES;
  const hits = memory.find(text, limit).flatMap((hit): SearchHit[] => {
    const id = idOf(hit.ref);
    if (hit.group === 'home') {
      const home = views.home(id);
      if (!home) return [];
      const people = views.relationsOfHome(id).filter(({ ended }) => !ended);
      const first = people.find(({ role }) => OWNER_ROLES.includes(role)) ?? people[0];
      return [{
        group: 'home', home: homeLineOf(home), first: first ? note(shownOf(views, first.person)) : null,
        more: Math.max(0, people.length - 1), matched: hit.matched,
      }];
    }
    if (hit.group !== 'person') return [];
    const row = views.person(id);
    if (!row) return [];
    const homes = currentHomes(views, id);
    return [{ group: 'person', person: note(shownPerson(row, spoke && hit.matchedName === true)), homes, matched: hit.matched }];
  });
  const seen = [{ refs: [...hidden], fields: [...SPOKEN] }, { refs: [...named], fields: ['name', ...SPOKEN] }];
  return { hits, seen: seen.filter(({ refs }) => refs.length > 0) };
}

function homePage(call: Call, id: string): HomePage {
  const memory = memoryOf(call);
  const { views } = memory;
  const row = views.home(id);
  if (!row) throw new Refusal('home_unknown');
  const people = [...views.relationsOfHome(id)].sort(currentFirst).map((relation) => ({
    id: relation.id,
    person: shownOf(views, relation.person),
    role: relation.role,
    from: relation.from,
    to: relation.to,
    ended: relation.ended,
    share: relation.share,
    checks: [...(views.person(relation.person)?.checks ?? [])],
  }));
  const note = views.note(id);
  const history = views.history(`home/${id}`, HISTORY).map(({ relation, fields, ...line }) => ({
    ...line, fields: [...fields], role: relation?.role ?? null, person: relation ? shownOf(views, relation.person) : null,
  }));
  const fields = [...SPOKEN, 'relations', ...(note === null ? [] : ['note'])];
  const seen = [...people, ...history].flatMap(({ person }) => (person ? [refOf(person)] : []));
  looksOf(call).now(call.session, { refs: [`home/${id}`, ...seen], fields, grade: 'masked', why: 'home' });
  return {
    home: { ...homeLineOf(row), area: row.area, layout: row.layout, deliveredOn: row.deliveredOn },
    people,
    note,
    history,
    unread: memory.read.state(`home/${id}`).unreadable.length,
  };
}

function personPage(call: Call, id: string): PersonPage {
  const { views } = memoryOf(call);
  const row = views.person(id);
  if (!row) throw new Refusal('person_unknown');
  const homes = [...views.relationsOfPerson(id)].sort(currentFirst).flatMap((relation) => {
    const home = views.home(relation.home);
    const { role, from, to, ended } = relation;
    return home ? [{ ...homeLineOf(home), role, from, to, ended }] : [];
  });
  const linked = views.linked(id).map((other) => shownOf(views, other));
  const refs = [`person/${id}`, ...linked.map(refOf)];
  looksOf(call).now(call.session, { refs, fields: [...SPOKEN, 'documentTail', 'homes'], grade: 'masked', why: 'person' });
  return {
    person: shownPerson(row),
    documentKind: row.document?.kind ?? null,
    documentTail: documentTail(row),
    checks: [...row.checks],
    homes,
    linked,
  };
}

export const searchProcedures = {
  find: os.search.find.handler(({ input, context }) => {
    const { hits, seen } = findHits(memoryOf(context), input.text, input.limit ?? HITS);
    for (const look of seen) looksOf(context).soon(context.session, { ...look, why: 'search' });
    return { hits };
  }),
};

export const homeProcedures = {
  get: os.home.get.handler(({ input, context }) => homePage(context, input.home)),
  buildings: os.home.buildings.handler(({ context }) => memoryOf(context).views.buildings().map((line) => ({ ...line }))),
  list: os.home.list.handler(({ input, context }) => {
    const { views } = memoryOf(context);
    const filter = { building: input.building, offset: input.offset ?? 0, limit: input.limit ?? PAGE, ...(input.kind ? { kind: input.kind } : {}) };
    const page = views.homes(filter);
    const homes = page.homes.map((home) => ({
      ...homeLineOf(home),
      entrance: home.entrance,
      owners: views.relationsOfHome(home.id)
        .filter(({ ended, role }) => !ended && OWNER_ROLES.includes(role))
        .map(({ person }) => shownOf(views, person)),
    }));
    const refs = homes.flatMap(({ owners }) => owners.map(refOf));
    looksOf(context).now(context.session, { refs, fields: [...SPOKEN], grade: 'masked', why: 'list' });
    return { total: page.total, homes };
  }),
};

export const personProcedures = {
  get: os.person.get.handler(({ input, context }) => personPage(context, input.person)),
  reveal: os.person.reveal.handler(({ input, context }) => {
    const row = memoryOf(context).views.person(input.person);
    if (!row) throw new Refusal('person_unknown');
    // The reason is written in the clear into a log that never forgets: it must not become a place for what was hidden.
    if (/\d{7}/.test(input.why) || (row.name !== null && input.why.includes(row.name))) throw new Refusal('reason_personal');
    looksOf(context).reveal(context.session, { refs: [`person/${row.id}`], fields: [...new Set(input.fields)], grade: 'full', why: input.why });
    const asked = new Set<string>(input.fields);
    return {
      name: asked.has('name') ? row.name : null,
      phones: asked.has('phones') ? [...row.phones] : [],
      document: asked.has('document') && row.document ? { ...row.document } : null,
    };
  }),
  toCheck: os.person.toCheck.handler(({ input, context }) => {
    const { views } = memoryOf(context);
    const people = views.peopleToCheck(input.offset ?? 0, input.limit ?? PAGE)
      .map((row) => ({ person: shownPerson(row), checks: [...row.checks], homes: currentHomes(views, row.id) }));
    looksOf(context).now(context.session, { refs: people.map(({ person }) => refOf(person)), fields: [...SPOKEN, 'homes'], grade: 'masked', why: 'list' });
    return { total: views.toCheck(), people };
  }),
  checked: os.person.checked.handler(({ input, context }) => {
    memoryOf(context).act({
      staff: staffOf(context),
      decide: (read) => ({ facts: decideChecked(input.person, read.state<PersonState>(`person/${input.person}`), input.checks), reply: undefined }),
    });
    return {};
  }),
  link: os.person.link.handler(({ input, context }) => setLink(context, input.a, input.b, 'linked')),
  unlink: os.person.unlink.handler(({ input, context }) => setLink(context, input.a, input.b, 'unlinked')),
};

function setLink(call: Call, a: string, b: string, type: 'linked' | 'unlinked'): Record<string, never> {
  if (a === b) throw new Refusal('same_person');
  memoryOf(call).act({
    staff: staffOf(call),
    decide: (read) => {
      for (const id of [a, b]) {
        if (read.state<PersonState>(`person/${id}`).kind === null) throw new Refusal('person_unknown');
      }
      const linked = current(read.state<PersonLinkState>(personLinkRef(a, b)).linked) ?? false;
      if (linked === (type === 'linked')) throw new Refusal('nothing_to_change');
      return { facts: decideLink(a, b, type), reply: undefined };
    },
  });
  return {};
}

export const looksProcedures = {
  list: os.looks.list.handler(({ input, context }) => {
    looksOf(context).flush();
    return memoryOf(context).views.looks(input.limit ?? PAGE).map((row) => ({ ...row, refs: [...row.refs], fields: [...row.fields] }));
  }),
};
