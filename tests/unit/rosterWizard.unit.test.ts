import { describe, expect, test } from 'vitest';
import type { RosterPreview } from '#core/contract/roster.ts';
import { addsAnything, changesChosen, countsOf, nextProblem, placeOfRow } from '#renderer/roster/figures.ts';
import { FRESH, wizard, type Wizard } from '#renderer/roster/wizard.ts';

const preview = (over: Partial<RosterPreview> = {}): RosterPreview => ({
  upload: 'u1',
  sheets: [{ name: 'A', rows: 20 }],
  sheet: 0,
  headerRow: 3,
  fields: [],
  columns: [
    { column: 2, header: '房号', field: 'room', certainty: 'sure', samples: [] },
    { column: 5, header: '证件', field: 'document', certainty: 'sure', samples: [] },
  ],
  counts: { rows: 12, homes: 9, unsold: 1, links: 10, people: 10, skipped: 1, addedHomes: 9, addedPeople: 10, addedLinks: 10, unchanged: 0, gone: 0 },
  rejected: [{ row: 7, reason: 'room_missing', column: null }, { row: 9, reason: 'room_missing', column: null }],
  flagged: [{ row: 5, reason: 'id_checksum', column: null }, { row: 5, reason: 'phone_invalid', column: null }, { row: 12, reason: 'id_missing', column: null }],
  changed: [],
  questions: [],
  gone: [],
  again: false,
  ...over,
});
const later = preview({
  changed: ['c1', 'c2'].map((id) => ({ id, home: '1-1-101', row: 4, field: 'phone', from: 'a', to: 'b' })),
  questions: [{ id: 'q1', home: '1-1-102', row: 5, kind: 'owner_renamed', from: 'a', to: 'b', answers: ['renamed', 'typo', 'leave'] }],
});
const opened = (of: RosterPreview): Wizard => wizard(FRESH, { type: 'opened', fileName: 'f.xlsx', preview: of });

describe('figures', () => {
  test('count rows, not reasons', () => {
    expect(countsOf(preview())).toMatchObject({ all: 12, imported: 9, flagged: 2, rejected: 2, skipped: 1 });
  });
  test('F4 walks the problems by row, to the field to be put right, and begins again after the last', () => {
    let at = nextProblem(preview(), 'all', null);
    const seen = [at];
    for (let i = 0; i < 4; i += 1) seen.push((at = nextProblem(preview(), 'all', at)));
    expect(seen).toEqual([{ row: 5, column: 5 }, { row: 7, column: 2 }, { row: 9, column: 2 }, { row: 12, column: 5 }, { row: 5, column: 5 }]);
    expect(nextProblem(preview(), 'rejected', { row: 7, column: 0 })).toEqual({ row: 9, column: 2 });
    expect(nextProblem(preview({ rejected: [], flagged: [] }), 'all', null)).toBeNull();
  });
  test('finds a sheet row in a list that leaves rows out, in few questions', async () => {
    const rows = Array.from({ length: 1200 }, (_, at) => at + 4 + Math.floor(at / 13) * 2);
    for (let place = 0; place < rows.length; place += 1) {
      let asked = 0;
      const found = await placeOfRow((at) => (asked++, Promise.resolve(rows[at])), rows.length, rows[place] as number);
      expect(found).toBe(place);
      expect(asked).toBeLessThan(20);
    }
    expect(await placeOfRow((at) => Promise.resolve(rows[at]), rows.length, 17)).toBe(13);
  });
  test('an answer that leaves things alone is nothing to import', () => {
    const same = preview({ counts: { ...preview().counts, addedHomes: 0, addedPeople: 0, addedLinks: 0 } });
    expect(addsAnything(same, [], { q1: 'leave' })).toBe(false);
    expect(addsAnything(same, [], { q1: 'typo' })).toBe(true);
    expect(changesChosen(['c1'], { q1: 'leave', q2: 'resale' })).toBe(2);
  });
});

describe('the wizard', () => {
  test('shows the differences of a later version first and ticks nothing by itself', () => {
    expect(opened(preview()).filter).toBe('all');
    expect(opened(later)).toMatchObject({ step: 'columns', filter: 'changed', accept: [], answers: {} });
  });
  test('drops ticks and answers that a new reading no longer speaks of', () => {
    let state = opened(later);
    state = wizard(state, { type: 'tickAll', on: true });
    state = wizard(state, { type: 'answer', id: 'q1', answer: 'typo' });
    state = wizard(state, { type: 'read', preview: { ...later, changed: later.changed.slice(1), questions: [] }, asked: {}, mapping: { 2: 'home' }, edits: [] });
    expect(state).toMatchObject({ accept: ['c2'], answers: {}, reading: 2 });
  });
  test('asks a refused import again under its name, and a cancelled or changed one under another', () => {
    const begun = wizard(opened(later), { type: 'begin', command: 'one' });
    expect(wizard(begun, { type: 'ended', how: 'refused' })).toMatchObject({ step: 'check', command: 'one', progress: null });
    expect(wizard(begun, { type: 'ended', how: 'cancelled' })).toMatchObject({ step: 'check', command: null, ended: 'cancelled' });
    expect(wizard(wizard(begun, { type: 'ended', how: 'refused' }), { type: 'tick', id: 'c1', on: true }).command).toBeNull();
  });
  test('stays at the import while it runs, and does not claim too much when the stop came too late', () => {
    const begun = wizard(opened(later), { type: 'begin', command: 'one' });
    expect(wizard(begun, { type: 'go', step: 'columns' }).step).toBe('commit');
    expect(wizard(begun, { type: 'ended', how: 'tooLate' })).toMatchObject({ step: 'commit', ended: 'tooLate' });
  });
});
