import type { RosterPreview } from '#core/contract/roster.ts';

/**
 * The import's work in progress, as values: what the desk has read, what the clerk changed, chose and ticked. The reducer
 * is the only place that changes it, so a clerk switch or a look at another page cannot lose half of it.
 */
export type Step = 'file' | 'columns' | 'check' | 'commit';
export const STEPS: readonly Step[] = ['file', 'columns', 'check', 'commit'];

export type RowFilter = 'all' | 'imported' | 'flagged' | 'rejected' | 'skipped';
export type Filter = RowFilter | 'changed' | 'questions' | 'gone';
export const isRowFilter = (filter: Filter): filter is RowFilter => filter !== 'changed' && filter !== 'questions' && filter !== 'gone';

export interface Cell {
  readonly row: number;
  readonly column: number;
}
export interface Edit extends Cell {
  readonly value: string;
}

export interface Asked {
  readonly sheet?: number;
  readonly headerRow?: number | null;
}

export interface Report {
  readonly number: string;
  readonly addedHomes: number;
  readonly addedPeople: number;
  readonly addedLinks: number;
  readonly changed: number;
  readonly unchanged: number;
}

export interface Wizard {
  readonly step: Step;
  readonly fileName: string;
  readonly preview: RosterPreview | null;
  /** Counts readings, so that rows of an older one are never shown for a newer one. */
  readonly reading: number;
  /** What the clerk said of sheet and header. Unsaid, the desk reads every sheet that looks like a roster. */
  readonly asked: Asked;
  readonly mapping: Readonly<Record<string, string>>;
  readonly edits: readonly Edit[];
  readonly filter: Filter;
  readonly cursor: Cell | null;
  /** Ids of changes that are ticked. Nothing is ticked by itself. */
  readonly accept: readonly string[];
  readonly answers: Readonly<Record<string, string>>;
  /** One id per set of choices: a repeated call is one import, a changed choice is another. */
  readonly command: string | null;
  readonly progress: { readonly done: number; readonly of: number } | null;
  readonly stopping: boolean;
  readonly report: Report | null;
  /** How the last attempt to import ended without a report. */
  readonly ended: 'cancelled' | 'tooLate' | null;
}

export const FRESH: Wizard = {
  step: 'file',
  fileName: '',
  preview: null,
  reading: 0,
  asked: {},
  mapping: {},
  edits: [],
  filter: 'all',
  cursor: null,
  accept: [],
  answers: {},
  command: null,
  progress: null,
  stopping: false,
  report: null,
  ended: null,
};

export type WizardEvent =
  | { type: 'opened'; fileName: string; preview: RosterPreview }
  | { type: 'read'; preview: RosterPreview; asked: Asked; mapping: Readonly<Record<string, string>>; edits: readonly Edit[] }
  | { type: 'go'; step: Step }
  | { type: 'filter'; filter: Filter }
  | { type: 'cursor'; cursor: Cell | null }
  | { type: 'tick'; id: string; on: boolean }
  | { type: 'tickAll'; on: boolean }
  | { type: 'answer'; id: string; answer: string | null }
  | { type: 'begin'; command: string }
  | { type: 'progress'; done: number; of: number }
  | { type: 'stopping' }
  | { type: 'ended'; how: 'cancelled' | 'tooLate' | 'refused' }
  | { type: 'finished'; report: Report }
  | { type: 'reset' };

/** What a new reading no longer speaks of is no longer ticked or answered: it would be refused, or worse, mean another row. */
function keepChoices(state: Wizard, preview: RosterPreview): Pick<Wizard, 'accept' | 'answers' | 'command'> {
  const changes = new Set(preview.changed.map((change) => change.id));
  const questions = new Map(preview.questions.map((question) => [question.id, question.answers]));
  return {
    accept: state.accept.filter((id) => changes.has(id)),
    answers: Object.fromEntries(Object.entries(state.answers).filter(([id, answer]) => questions.get(id)?.includes(answer))),
    command: null,
  };
}

/** Of a later version the differences come first: they are what somebody has to look at. */
const firstFilter = (preview: RosterPreview): Filter => (preview.changed.length > 0 ? 'changed' : preview.questions.length > 0 ? 'questions' : 'all');

export function wizard(state: Wizard, event: WizardEvent): Wizard {
  switch (event.type) {
    case 'opened':
      return { ...FRESH, step: 'columns', fileName: event.fileName, preview: event.preview, reading: state.reading + 1, filter: firstFilter(event.preview) };
    case 'read':
      return {
        ...state,
        ...keepChoices(state, event.preview),
        preview: event.preview,
        asked: event.asked,
        mapping: event.mapping,
        edits: event.edits,
        reading: state.reading + 1,
        ended: null,
      };
    case 'go': {
      const reachable = state.preview !== null || event.step === 'file';
      return reachable && state.progress === null ? { ...state, step: event.step, ended: null } : state;
    }
    case 'filter':
      return { ...state, filter: event.filter };
    case 'cursor':
      return { ...state, cursor: event.cursor };
    case 'tick':
      return {
        ...state,
        accept: event.on ? [...new Set([...state.accept, event.id])] : state.accept.filter((id) => id !== event.id),
        command: null,
      };
    case 'tickAll':
      return { ...state, accept: event.on ? (state.preview?.changed.map((change) => change.id) ?? []) : [], command: null };
    case 'answer': {
      const { [event.id]: _old, ...others } = state.answers;
      return { ...state, answers: event.answer === null ? others : { ...others, [event.id]: event.answer }, command: null };
    }
    case 'begin':
      return { ...state, step: 'commit', command: event.command, progress: { done: 0, of: 0 }, stopping: false, ended: null, report: null };
    case 'progress':
      return state.progress === null ? state : { ...state, progress: { done: event.done, of: event.of } };
    case 'stopping':
      return state.progress === null ? state : { ...state, stopping: true };
    case 'ended':
      // A cancelled import is another import when it is begun again; a refused or lost one is asked again under its name.
      return {
        ...state,
        step: event.how === 'tooLate' ? 'commit' : 'check',
        progress: null,
        stopping: false,
        ended: event.how === 'refused' ? null : event.how,
        command: event.how === 'refused' ? state.command : null,
      };
    case 'finished':
      return { ...state, step: 'commit', progress: null, stopping: false, report: event.report };
    case 'reset':
      return { ...FRESH, reading: state.reading + 1 };
  }
}
