import { z } from 'zod';
import { DELIVERY_STATES, HOME_KINDS, OCCUPANCIES, RELATION_ROLES } from '../subjects/home.ts';
import { PERSON_KINDS } from '../subjects/person.ts';
import { factId } from '../facts/envelope.ts';
import { grant } from '../subjects/staff.ts';
import { clerk, clerkActs, id, only, onlyActs } from './base.ts';

/** Homes and people as a counter meets them: hidden by default, spoken as a clerk speaks them. */

/**
 * A person as shown. `name` is the full name only where it may show (the query contained it, or a supervisor revealed it);
 * otherwise the screen speaks `surname` and `sex`: 张女士. A company's name is not personal and always shows.
 */
export const shownPerson = z.object({
  id,
  kind: z.enum(PERSON_KINDS),
  surname: z.string(),
  surnamePinyin: z.string(),
  sex: z.enum(['f', 'm']).nullable(),
  name: z.string().nullable(),
  phoneTail: z.string().nullable(),
  /** Not readable here: its secret has not arrived yet, or the person was erased. */
  unreadable: z.enum(['notHere', 'erased']).nullable(),
});
export type ShownPerson = z.infer<typeof shownPerson>;

export const homeLine = z.object({
  id,
  homeNo: z.string(),
  kind: z.enum(HOME_KINDS),
  deliveryState: z.enum(DELIVERY_STATES).nullable(),
  occupancy: z.enum(OCCUPANCIES).nullable(),
});
export type HomeLine = z.infer<typeof homeLine>;

export const searchHit = z.discriminatedUnion('group', [
  z.object({ group: z.literal('home'), home: homeLine, first: shownPerson.nullable(), more: z.int(), matched: z.string() }),
  z.object({ group: z.literal('person'), person: shownPerson, homes: z.array(homeLine.extend({ role: z.enum(RELATION_ROLES) })), matched: z.string() }),
]);
export type SearchHit = z.infer<typeof searchHit>;

export const relationLine = z.object({
  id: z.string(),
  person: shownPerson,
  role: z.enum(RELATION_ROLES),
  from: z.string().nullable(),
  to: z.string().nullable(),
  ended: z.boolean(),
  share: z.string().nullable(),
  checks: z.array(z.string()),
});

/** A line of history in codes; the screen words it. */
export const historyLine = z.object({
  fact: z.string(),
  type: z.string(),
  time: z.string(),
  staff: z.string().nullable(),
  desk: z.string(),
  counts: z.boolean(),
  /** Lines of one act, or of one import, carry the same: shown together. */
  act: z.string(),
  /** Running number of the import that wrote it. */
  roster: z.string().nullable(),
  /** Whom it is about and as what, where it is about a person; spoken as everywhere. */
  person: shownPerson.nullable(),
  role: z.enum(RELATION_ROLES).nullable(),
  /** Names of the fields that it set. */
  fields: z.array(z.string()),
});

export const homePage = z.object({
  home: homeLine.extend({ area: z.number().nullable(), layout: z.string().nullable(), deliveredOn: z.string().nullable() }),
  people: z.array(relationLine),
  note: z.string().nullable(),
  history: z.array(historyLine),
  /** Facts that this program could not read (a newer desk wrote them): the page says so. */
  unread: z.int(),
});
export type HomePage = z.infer<typeof homePage>;

export const personPage = z.object({
  person: shownPerson,
  documentKind: z.string().nullable(),
  documentTail: z.string().nullable(),
  checks: z.array(z.string()),
  homes: z.array(homeLine.extend({ role: z.enum(RELATION_ROLES), from: z.string().nullable(), to: z.string().nullable(), ended: z.boolean() })),
  /** Other records that were linked as the same person. */
  linked: z.array(shownPerson),
});
export type PersonPage = z.infer<typeof personPage>;

/** `below`: nothing but parking spaces and storage rooms stands here, so it is a garage level and not a building. */
export const buildingLine = z.object({ building: z.string(), homes: z.int(), unsold: z.int(), people: z.int(), below: z.boolean() });

export const search = {
  find: clerk.input(z.object({ text: z.string().max(200), limit: z.int().min(1).max(50).optional() })).output(z.object({ hits: z.array(searchHit) })),
};
export const homes = {
  get: clerk.input(z.object({ home: id })).output(homePage),
  buildings: clerk.output(z.array(buildingLine)),
  list: clerk.input(z.object({ building: z.string().max(20), kind: z.enum(HOME_KINDS).optional(), offset: z.int().min(0).optional(), limit: z.int().min(1).max(500).optional() }))
    .output(z.object({ total: z.int(), homes: z.array(homeLine.extend({ entrance: z.string().nullable(), owners: z.array(shownPerson) })) })),
};
export const revealFields = z.enum(['name', 'phones', 'document']);
export const people = {
  get: clerk.input(z.object({ person: id })).output(personPage),
  /** Full values, for supervisors, with a reason; each use is a fact. (S0: nobody looks without the head's consent and a record.) */
  reveal: onlyActs('supervisor', 'actingSupervisor', 'manager')
    .input(z.object({ person: id, fields: z.array(revealFields).min(1), why: z.string().trim().min(2).max(40) }))
    .output(z.object({ name: z.string().nullable(), phones: z.array(z.string()), document: z.object({ kind: z.string(), number: z.string() }).nullable() })),
  link: onlyActs('supervisor', 'actingSupervisor', 'manager').input(z.object({ a: id, b: id })).output(z.object({})),
  /** People with something to look at when they next stand at the counter, by home number. */
  toCheck: clerk.input(z.object({ offset: z.int().min(0).optional(), limit: z.int().min(1).max(200).optional() }))
    .output(z.object({ total: z.int(), people: z.array(z.object({ person: shownPerson, checks: z.array(z.string()), homes: z.array(homeLine.extend({ role: z.enum(RELATION_ROLES) })) })) })),
  /** These were looked at and are right now. */
  checked: clerkActs.input(z.object({ person: id, checks: z.array(z.string().max(40)).min(1).max(20) })).output(z.object({})),
  unlink: onlyActs('supervisor', 'actingSupervisor', 'manager').input(z.object({ a: id, b: id })).output(z.object({})),
};
export const looksProcedures = {
  list: only('supervisor', 'actingSupervisor', 'manager').input(z.object({ limit: z.int().min(1).max(500).optional() }))
    .output(z.array(z.object({ time: z.string(), staff: z.string().nullable(), desk: z.string(), refs: z.array(z.string()), fields: z.array(z.string()), grade: z.string(), why: z.string() }))),
};

/** What a fact said of a contested field: clear values as they are, people's as everywhere else, hidden. */
export const saidValue = z.discriminatedUnion('kind', [
  /** A code, a number, a date, a free text of a home or a setting. `null`: emptied. */
  z.object({ kind: z.literal('plain'), value: z.union([z.string(), z.number(), z.boolean(), z.null()]) }),
  z.object({ kind: z.literal('grants'), grants: z.array(grant) }),
  z.object({ kind: z.literal('checks'), checks: z.array(z.string()) }),
  z.object({ kind: z.literal('person'), person: shownPerson }),
  z.object({ kind: z.literal('phones'), tails: z.array(z.string().nullable()) }),
  z.object({ kind: z.literal('document'), documentKind: z.string(), tail: z.string().nullable() }),
  z.object({ kind: z.literal('relation'), person: shownPerson, role: z.enum(RELATION_ROLES), from: z.string().nullable(), to: z.string().nullable(), share: z.string().nullable(), ended: z.boolean() }),
  z.object({ kind: z.literal('unreadable'), why: z.enum(['notHere', 'erased']) }),
]);
export type SaidValue = z.infer<typeof saidValue>;

export const anomalyLine = z.object({
  id: z.string(),
  rule: z.string(),
  subject: z.string(),
  label: z.string(),
  /** Whom it is about, where the subject is a person. */
  person: shownPerson.nullable(),
  /** Whether this clerk may settle it. */
  may: z.boolean(),
  /** `said`: null where this program does not know the field. */
  facts: z.array(z.object({ fact: z.string(), time: z.string(), staff: z.string().nullable(), desk: z.string(), said: saidValue.nullable() })),
});
export const anomalies = {
  list: clerk.output(z.array(anomalyLine)),
  /**
   * States the truth and covers the facts that are in it now; a new contradicting fact opens it again. `holds` names the fact
   * whose value is true: the field is then set to it in the same command, whatever the screen showed before.
   */
  resolve: clerkActs
    // A code, never words: it is written in the clear into a log that never forgets.
    .input(z.object({ anomaly: z.string().max(300), answer: z.string().regex(/^[a-z][a-zA-Z]{0,39}$/), holds: factId.optional() }))
    .output(z.object({})),
};
