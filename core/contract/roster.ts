import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { commandId, id, onlyActs } from './base.ts';

/** Roster import in four steps: file → columns → check → commit. Until commit nothing is written. */

const who = ['administrator', 'manager', 'supervisor', 'actingSupervisor', 'receptionist', 'handoverStaff'] as const;

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What a column of the sheet is read as. The reader's own names of fields; `ignore` leaves it out. */
export const columnReading = z.object({
  column: z.int(),
  header: z.string(),
  field: z.string(),
  certainty: z.enum(['sure', 'guessed', 'chosen']),
  samples: z.array(z.string()),
});

export const rosterProblem = z.object({ row: z.int(), reason: z.string(), column: z.int().nullable() });

export const rosterChange = z.object({ id: z.string(), home: z.string(), row: z.int().nullable(), field: z.string(), from: z.string().nullable(), to: z.string().nullable() });
export const rosterQuestion = z.object({ id: z.string(), home: z.string(), row: z.int().nullable(), kind: z.string(), from: z.string().nullable(), to: z.string().nullable(), answers: z.array(z.string()) });

export const rosterPreview = z.object({
  upload: id,
  sheets: z.array(z.object({ name: z.string(), rows: z.int() })),
  sheet: z.int(),
  headerRow: z.int().nullable(),
  fields: z.array(z.string()),
  columns: z.array(columnReading),
  counts: z.object({
    rows: z.int(), homes: z.int(), unsold: z.int(), links: z.int(), people: z.int(), skipped: z.int(),
    addedHomes: z.int(), addedPeople: z.int(), addedLinks: z.int(), unchanged: z.int(), gone: z.int(),
  }),
  rejected: z.array(rosterProblem),
  flagged: z.array(rosterProblem),
  changed: z.array(rosterChange),
  questions: z.array(rosterQuestion),
  gone: z.array(z.string()),
  /** This very file was imported before. */
  again: z.boolean(),
});
export type RosterPreview = z.infer<typeof rosterPreview>;

/** A part of the sheet as it stands, with what the reader made of each row. */
export const rosterRows = z.object({
  total: z.int(),
  rows: z.array(z.object({ row: z.int(), cells: z.array(cell), status: z.enum(['imported', 'flagged', 'rejected', 'skipped', 'header']), reasons: z.array(z.string()), reading: z.string().nullable() })),
});

export const rosterProgress = z.object({ done: z.int(), of: z.int(), finished: z.boolean() });

export const rosterReport = z.object({
  number: z.string(),
  addedHomes: z.int(), addedPeople: z.int(), addedLinks: z.int(), changed: z.int(), unchanged: z.int(),
});

export type RosterReport = z.infer<typeof rosterReport>;

export const roster = {
  open: onlyActs(...who).input(z.object({ fileName: z.string().max(200), bytes: z.base64().max(28_000_000) })).output(rosterPreview),
  /** Reads again with corrected columns, another sheet or header row, and cells edited in place. */
  read: onlyActs(...who)
    .input(z.object({
      upload: id, sheet: z.int().min(0).optional(), headerRow: z.int().min(0).nullable().optional(),
      mapping: z.record(z.string(), z.string()).optional(),
      edits: z.array(z.object({ row: z.int(), column: z.int(), value: z.string().max(500) })).max(5000).optional(),
    }))
    .output(rosterPreview),
  rows: onlyActs(...who)
    .input(z.object({ upload: id, filter: z.enum(['all', 'imported', 'flagged', 'rejected', 'skipped']).optional(), offset: z.int().min(0), limit: z.int().min(1).max(500) }))
    .output(rosterRows),
  /** All or nothing. Streams progress; the last event carries the report. Closing the stream before the end cancels without trace. */
  commit: onlyActs(...who)
    .input(z.object({ upload: id, command: commandId, accept: z.array(z.string().max(200)).max(20_000), answers: z.record(z.string(), z.string().max(40)) }))
    .output(eventIterator(rosterProgress.extend({ report: rosterReport.optional() }))),
  cancel: onlyActs(...who).input(z.object({ upload: id })).output(z.object({})),
};
