import { z } from 'zod';
import { factId, subjectRef, type DraftFact, type FactId } from '../facts/envelope.ts';
import { reads, type BaseState, type SubjectKind } from '../facts/fold.ts';
import { EMPTY, set, type Register } from '../facts/register.ts';
import { compareIds } from '../facts/order.ts';

/** Subjects whose whole life is one or two facts: links, looks, number series, rosters, resolutions. */

/** "These two records are one person": a removable link on the pair. Subject `personLink/<a>~<b>`, a < b. */
export interface PersonLinkState extends BaseState {
  readonly linked: Register<boolean>;
}
const pair = z.object({ a: z.string().max(80), b: z.string().max(80) });
export const personLink: SubjectKind<PersonLinkState> = {
  kind: 'personLink',
  foldVersion: 1,
  initial: { unreadable: [], linked: EMPTY },
  on: {
    'personLink.linked': reads(1, pair, (s, _d, fact, after) => ({ ...s, linked: set(s.linked, fact, true, after) })),
    'personLink.unlinked': reads(1, pair, (s, _d, fact, after) => ({ ...s, linked: set(s.linked, fact, false, after) })),
  },
};
export function personLinkRef(a: string, b: string): string {
  const [first, second] = compareIds(a, b) <= 0 ? [a, b] : [b, a];
  return `personLink/${first}~${second}`;
}
export function decideLink(a: string, b: string, type: 'linked' | 'unlinked'): DraftFact[] {
  return [{ subject: personLinkRef(a, b), type: `personLink.${type}`, data: { a, b } }];
}

/** Who saw whom. Subject `looks/<writer>/<day>`, so that looking never complicates a person's history. */
export interface LooksState extends BaseState {
  readonly count: number;
}
export const look = z.object({
  /** Whom: persons and homes whose data was shown. */
  refs: z.array(subjectRef).max(50),
  fields: z.array(z.string().max(40)).max(30),
  /** `masked` as spoken at a counter, `full` unmasked. */
  grade: z.enum(['masked', 'full']),
  why: z.string().max(40),
});
export type Look = z.infer<typeof look>;
export const looks: SubjectKind<LooksState> = {
  kind: 'looks',
  foldVersion: 1,
  initial: { unreadable: [], count: 0 },
  on: { 'looks.made': reads(1, look, (s) => ({ ...s, count: s.count + 1 })) },
};
export const decideLook = (writer: string, day: string, made: Look): DraftFact[] => [
  { subject: `looks/${writer}/${day}`, type: 'looks.made', ignorable: true, data: { ...made } },
];

/** Numbers on paper: year–series–n. Subject `series/<writer>/<name>/<year>`; one writer, so gapless and never used twice. */
export interface SeriesState extends BaseState {
  readonly last: number;
}
export const series: SubjectKind<SeriesState> = {
  kind: 'series',
  foldVersion: 1,
  initial: { unreadable: [], last: 0 },
  on: {
    'series.drawn': reads(1, z.object({ n: z.int().min(1), for: z.string().max(80) }), (s, d) => ({
      ...s,
      last: Math.max(s.last, d.n),
    })),
  },
};
export function decideDraw(writer: string, name: string, year: string, state: SeriesState, purpose: string): DraftFact {
  return {
    subject: `series/${writer}/${name}/${year}`,
    type: 'series.drawn',
    data: { n: state.last + 1, for: purpose },
  };
}
/** As printed: `2026-IMP7Q2K-0012`. The middle names paper kind and writer: four characters of its id keep two desks apart. */
export const seriesNumber = (writer: string, name: string, year: string, n: number): string =>
  `${year}-${name}${writer.replaceAll('-', '').slice(-4).toUpperCase()}-${String(n).padStart(4, '0')}`;

/** A roster that was imported. Subject `roster/<id>`, the id a keyed hash of the file's bytes. */
export interface RosterState extends BaseState {
  readonly batches: readonly string[];
  readonly homes: number;
}
export const roster: SubjectKind<RosterState> = {
  kind: 'roster',
  foldVersion: 1,
  initial: { unreadable: [], batches: [], homes: 0 },
  on: {
    'roster.imported': reads(
      1,
      z.object({ homes: z.int(), people: z.int(), links: z.int(), rows: z.int() }),
      (s, d, fact) => ({
        ...s,
        homes: Math.max(s.homes, d.homes),
        batches: [...new Set([...s.batches, fact.batch?.id ?? fact.command])].sort(),
      }),
    ),
  },
};

/** How somebody settled an anomaly. Subject `anomaly/<rule>/<key>`: it states the truth and what it covers. */
export interface AnomalyState extends BaseState {
  readonly covered: readonly FactId[];
  readonly answer: Register<string>;
}
export const anomaly: SubjectKind<AnomalyState> = {
  kind: 'anomaly',
  foldVersion: 1,
  initial: { unreadable: [], covered: [], answer: EMPTY },
  on: {
    'anomaly.resolved': reads(
      1,
      z.object({ covers: z.array(factId).min(1).max(200), answer: z.string().max(80) }),
      (s, d, fact, after) => ({
        ...s,
        covered: [...new Set([...s.covered, ...d.covers])].sort(),
        answer: set(s.answer, fact, d.answer, after),
      }),
    ),
  },
};
