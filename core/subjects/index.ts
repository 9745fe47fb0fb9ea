import type { BaseState, SubjectKind } from '../facts/fold.ts';
import { home } from './home.ts';
import { person } from './person.ts';
import { anomaly, looks, personLink, roster, series } from './small.ts';
import { site } from './site.ts';
import { staff } from './staff.ts';
import { writer } from './writer.ts';

/** Every kind of subject that this program can fold. A kind that is not here is stored and relayed, with its facts unread. */
export const SUBJECTS = { site, writer, staff, home, person, personLink, looks, series, roster, anomaly } as const;
export type SubjectKindName = keyof typeof SUBJECTS;

/** For a kind of a newer program: keeps ids, claims nothing. */
const UNKNOWN: SubjectKind<BaseState> = { kind: '?', foldVersion: 1, initial: { unreadable: [] }, on: {} };

export function subjectKind(kind: string): SubjectKind<BaseState> {
  const known = Object.hasOwn(SUBJECTS, kind) ? SUBJECTS[kind as SubjectKindName] : UNKNOWN;
  return known as unknown as SubjectKind<BaseState>;
}

/** One number for all folds: stored states made under another one are rebuilt when the file is opened. */
export const FOLD_VERSION = Object.values(SUBJECTS).reduce((sum, s) => sum * 31 + s.foldVersion, 7) % 1_000_000_007;
