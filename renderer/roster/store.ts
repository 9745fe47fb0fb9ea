import type { RosterPreview } from '#core/contract/roster.ts';
import { useSyncExternalStore } from 'react';
import { api, type In } from '../lib/api.ts';
import { base64OfFile } from '../lib/files.ts';
import { isRefused } from '../lib/refusal.ts';
import { FRESH, wizard, type Asked, type Edit, type Wizard, type WizardEvent } from './wizard.ts';

/**
 * The work lives beside the pages, so that it outlasts a clerk switch, a lock and a look elsewhere. It holds residents'
 * data and therefore lives in memory only.
 */
let state: Wizard = FRESH;
let error: unknown = null;
let busy: 'opening' | 'reading' | null = null;
/** Kept so that a desk that restarted, or put the upload away, can be given it again without asking the clerk. */
let file: File | null = null;
let commitStop: AbortController | null = null;

interface Snapshot {
  readonly wizard: Wizard;
  readonly error: unknown;
  readonly busy: 'opening' | 'reading' | null;
  readonly fileName: string;
}
const snap = (): Snapshot => ({ wizard: state, error, busy, fileName: file?.name ?? state.fileName });
let snapshot: Snapshot = snap();
const listeners = new Set<() => void>();

function tell(): void {
  snapshot = snap();
  for (const listener of listeners) listener();
}
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useRoster = (): Snapshot => useSyncExternalStore(subscribe, () => snapshot);

export function dispatch(event: WizardEvent): void {
  state = wizard(state, event);
  tell();
}

let waiting = 0;
let last: Promise<void> = Promise.resolve();

/** One call after the other: a second choice made while the first is being read is neither refused nor overtaken. */
function guarded(kind: 'opening' | 'reading', act: () => Promise<void>): Promise<void> {
  waiting += 1;
  busy = kind;
  tell();
  last = after(last, act);
  return last;
}

async function after(before: Promise<void>, act: () => Promise<void>): Promise<void> {
  await before;
  error = null;
  try {
    await act();
  } catch (caught) {
    error = caught;
  } finally {
    waiting -= 1;
    if (waiting === 0) busy = null;
    tell();
  }
}

const forgotten = (caught: unknown): boolean => isRefused(caught, 'upload_gone');

const openFile = async (from: File): Promise<RosterPreview> => api.roster.open({ fileName: from.name, bytes: await base64OfFile(from) });

type ReadInput = Omit<In['roster']['read'], 'upload'>;

/** Reads again; a desk that no longer knows the upload gets the file once more, with all that was corrected in it. */
async function readAgain(input: ReadInput): Promise<RosterPreview> {
  const upload = state.preview?.upload;
  if (upload === undefined) throw new Error('nothing_open');
  try {
    return await api.roster.read({ ...input, upload });
  } catch (caught) {
    if (!forgotten(caught) || file === null) throw caught;
    const again = await openFile(file);
    return api.roster.read({ ...input, upload: again.upload });
  }
}

const reading = (mapping: Readonly<Record<string, string>>, edits: readonly Edit[], asked: Asked = state.asked): ReadInput => ({
  ...asked,
  mapping: { ...mapping },
  edits: edits.map((edit) => ({ ...edit })),
});

export function openRoster(from: File): Promise<void> {
  return guarded('opening', async () => {
    file = from;
    tell();
    try {
      const preview = await openFile(from);
      dispatch({ type: 'opened', fileName: from.name, preview });
    } catch (caught) {
      file = null;
      throw caught;
    }
  });
}

export function readAs(column: number, field: string): Promise<void> {
  return guarded('reading', async () => {
    const mapping = { ...state.mapping, [String(column)]: field };
    const preview = await readAgain(reading(mapping, state.edits));
    dispatch({ type: 'read', preview, asked: state.asked, mapping, edits: state.edits });
  });
}

/** Another sheet or header row is another table: columns are recognised anew and cell corrections of the old one go. */
export function readSheet(change: { sheet: number } | { headerRow: number | null }): Promise<void> {
  return guarded('reading', async () => {
    const otherSheet = 'sheet' in change;
    const edits = otherSheet ? [] : state.edits;
    const asked: Asked = otherSheet ? change : { ...state.asked, ...change };
    const preview = await readAgain(reading({}, edits, asked));
    dispatch({ type: 'read', preview, asked, mapping: {}, edits });
  });
}

export function editCell(edit: Edit): Promise<void> {
  return guarded('reading', async () => {
    const edits = [...state.edits.filter((old) => old.row !== edit.row || old.column !== edit.column), edit];
    const preview = await readAgain(reading(state.mapping, edits));
    dispatch({ type: 'read', preview, asked: state.asked, mapping: state.mapping, edits });
  });
}

/** Drops the work. The desk is told so that it can put the upload away; whether that arrives does not matter. */
export function leaveRoster(): void {
  const upload = state.preview?.upload;
  file = null;
  error = null;
  dispatch({ type: 'reset' });
  if (upload !== undefined) void api.roster.cancel({ upload }).catch(() => undefined);
}

export async function commitRoster(): Promise<void> {
  const preview = state.preview;
  if (preview === null || state.progress !== null) return;
  const command = state.command ?? crypto.randomUUID();
  const stop = new AbortController();
  commitStop = stop;
  error = null;
  dispatch({ type: 'begin', command });
  try {
    const stream = await api.roster.commit({ upload: preview.upload, command, accept: [...state.accept], answers: { ...state.answers } }, { signal: stop.signal });
    for await (const step of stream) {
      if (step.report) dispatch({ type: 'finished', report: step.report });
      else dispatch({ type: 'progress', done: step.done, of: step.of });
    }
    if (state.report === null) await afterStop(preview);
  } catch (caught) {
    if (stop.signal.aborted) await afterStop(preview);
    else {
      error = caught;
      dispatch({ type: 'ended', how: 'refused' });
    }
  } finally {
    commitStop = null;
  }
}

/** Esc may cross the last row: before the page says that nothing was written, the desk is asked whether that is so. */
async function afterStop(before: RosterPreview): Promise<void> {
  const now = await api.roster.read({ upload: before.upload, ...reading(state.mapping, state.edits) }).catch(() => null);
  const written = now !== null && now.again && !before.again;
  dispatch({ type: 'ended', how: written ? 'tooLate' : 'cancelled' });
}

export function stopCommit(): void {
  if (commitStop === null) return;
  dispatch({ type: 'stopping' });
  commitStop.abort();
}
