import { z } from 'zod';
import { factId } from '../facts/envelope.ts';
import { reads, type BaseState, type SubjectKind } from '../facts/fold.ts';
import { EMPTY, set, type Register } from '../facts/register.ts';
import { certificate, epochNotice, retirement, stricter, type Certificate } from '../facts/trust.ts';

/** A writer: an identity of one copy of the database, shown to people as a desk (前台1号). Subject `writer/<uuid>`. */
export interface WriterState extends BaseState {
  readonly certificate: Certificate | null;
  readonly deskName: Register<string>;
  /** Why this writer began: the first desk, an invitation, a restored backup, a clone that was found out. */
  readonly began: string | null;
  /** Lowest trusted end that the root has signed, when retired. */
  readonly retiredAt: { readonly seq: number; readonly id: string | null } | null;
  /** Facts after the retirement that a supervisor adopted one by one. */
  readonly adopted: readonly string[];
}

export const writerBegan = z.enum(['founded', 'joined', 'restored', 'cloned', 'forked', 'behind']);
export type WriterBegan = z.infer<typeof writerBegan>;

const enrolled = z.object({ certificate, deskName: z.string().max(40), began: writerBegan });
const named = z.object({ deskName: z.string().trim().min(1).max(40) });
const retired = z.object({ retirement, epoch: epochNotice.optional() });
const adopted = z.object({ facts: z.array(factId).min(1).max(200) });

export const writer: SubjectKind<WriterState> = {
  kind: 'writer',
  foldVersion: 1,
  initial: { unreadable: [], certificate: null, deskName: EMPTY, began: null, retiredAt: null, adopted: [] },
  on: {
    'writer.enrolled': reads(1, enrolled, (state, data, fact, after) => ({
      ...state,
      certificate: data.certificate,
      began: data.began,
      deskName: set(state.deskName, fact, data.deskName, after),
    })),
    'writer.named': reads(1, named, (state, data, fact, after) => ({
      ...state,
      deskName: set(state.deskName, fact, data.deskName, after),
    })),
    'writer.retired': reads(1, retired, (state, data) => {
      const { last } = data.retirement;
      return { ...state, retiredAt: state.retiredAt === null ? last : stricter(state.retiredAt, last) };
    }),
    'writer.adopted': reads(1, adopted, (state, data) => ({
      ...state,
      adopted: [...new Set([...state.adopted, ...data.facts])].sort(),
    })),
  },
};
