import { setImmediate as turn } from 'node:timers/promises';
import type { RosterPreview, RosterReport } from '#core/contract/roster.ts';
import { Refusal } from '#core/refusal.ts';
import { hasRole, rolesOn, SUPERVISING, type StaffState } from '#core/subjects/staff.ts';
import { importActs, planAgainst } from '#db/roster/commit.ts';
import { readSheets } from '#db/roster/sheets.ts';
import type { DeskMemory } from '../deskMemory.ts';
import { looksOf, memoryOf, os, staffOf, type Call } from '../gate.ts';
import { peopleShown, previewOf, readUpload, rowsOf } from '../rosterView.ts';
import type { Upload } from '../uploads.ts';

/** Roster import. Until commit nothing is written; a file stays in memory, with the connection that brought it. */

const deskOf = (call: Call) => (memoryOf(call) as DeskMemory).desk;
const uploadOf = (call: Call, id: string): Upload => call.service.desk.uploads.get(call.session.connection, id);

/** A comparison shows values that the desk holds, so it hides them from whoever may not see them, and leaves a look. */
function preview(call: Call, id: string, upload: Upload): RosterPreview {
  const memory = memoryOf(call);
  const input = planAgainst(deskOf(call), readUpload(upload), upload.bytes);
  const grants = rolesOn(memory.read.state<StaffState>(`staff/${staffOf(call)}`), memory.businessDay());
  const whole = hasRole(grants, ...SUPERVISING, 'administrator');
  const refs = peopleShown(input).filter((person) => memory.views.person(person) !== undefined).map((person) => `person/${person}`);
  looksOf(call).now(call.session, { refs, fields: ['name', 'phones', 'document'], grade: whole ? 'full' : 'masked', why: 'roster' });
  return previewOf(id, upload, input, { whole });
}

async function* commit(
  call: Call,
  input: { upload: string; command: string; accept: readonly string[]; answers: Readonly<Record<string, string>> },
  signal: AbortSignal | undefined,
): AsyncGenerator<{ done: number; of: number; finished: boolean; report?: RosterReport }> {
  const upload = uploadOf(call, input.upload);
  const { done } = upload;
  if (done?.command === input.command) {
    yield { done: 1, of: 1, finished: true, report: done.report };
    return;
  }
  const desk = deskOf(call);
  const planned = planAgainst(desk, readUpload(upload), upload.bytes);
  const acts = importActs(desk, planned, { accept: new Set(input.accept), answers: input.answers }, staffOf(call), input.command);
  const steps = desk.actSteps(acts);
  let finished = false;
  try {
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        finished = true;
        upload.done = { command: input.command, report: step.value };
        yield { done: 1, of: 1, finished: true, report: step.value };
        return;
      }
      yield { ...step.value, finished: false };
      // A cancelled import is noticed here, before it is written. Others are not served meanwhile: opening a page notes a look,
      // and the transaction of the import is the only one that may be open.
      await turn();
      if (signal?.aborted) return;
    }
  } finally {
    if (!finished) steps.return(undefined as never);
  }
}

export const rosterProcedures = {
  open: os.roster.open.handler(({ input, context }) => {
    const bytes = Buffer.from(input.bytes, 'base64');
    const upload: Upload = { bytes, sheets: readSheets(bytes, input.fileName), sheet: undefined, headerRow: undefined, mapping: {}, edits: [] };
    const { uploads } = context.service.desk;
    const id = uploads.add(context.session.connection, upload);
    try {
      return preview(context, id, upload);
    } catch (error) {
      uploads.drop(context.session.connection, id);
      throw error;
    }
  }),
  read: os.roster.read.handler(({ input, context }) => {
    const upload = uploadOf(context, input.upload);
    if (input.sheet !== undefined && upload.sheets[input.sheet] === undefined) throw new Refusal('sheet_unknown');
    const before = { ...upload };
    upload.reading = undefined;
    // Another sheet has other columns: what was said of the first means nothing there.
    if (input.sheet !== undefined && input.sheet !== upload.sheet) Object.assign(upload, { sheet: input.sheet, headerRow: undefined, mapping: {} });
    if (input.headerRow !== undefined) upload.headerRow = input.headerRow;
    if (input.mapping !== undefined) upload.mapping = input.mapping;
    if (input.edits !== undefined) {
      const said = new Set(input.edits.map(({ row, column }) => `${row} ${column}`));
      upload.edits = [...upload.edits.filter(({ row, column }) => !said.has(`${row} ${column}`)), ...input.edits];
    }
    try {
      return preview(context, input.upload, upload);
    } catch (error) {
      Object.assign(upload, before);
      throw error;
    }
  }),
  rows: os.roster.rows.handler(({ input, context }) => {
    const upload = uploadOf(context, input.upload);
    return rowsOf(upload, readUpload(upload), input.filter ?? 'all', input.offset, input.limit);
  }),
  commit: os.roster.commit.handler(({ input, context, signal }) => commit(context, input, signal)),
  cancel: os.roster.cancel.handler(({ input, context }) => {
    context.service.desk.uploads.drop(context.session.connection, input.upload);
    return {};
  }),
};
