import { basename } from 'node:path';
import { Refusal } from '#core/refusal.ts';
import { readRoster } from '#core/roster/read.ts';
import { importActs, planAgainst } from '#db/roster/commit.ts';
import { readSheets } from '#db/roster/sheets.ts';
import { argument, readInput, text, withDesk, type Verb } from '../context.ts';
import { UsageError } from '../words.ts';

/**
 * `import roster FILE`. Additions go in; changes only with `--accept changes`; questions are for a person at a screen. With
 * `--dry-run` nothing is written and the figures are those that an import would give.
 */
export const importRoster: Verb = (options) => {
  if (options.args[0] !== 'roster') throw new UsageError('foyer import roster FILE [--dry-run] [--accept changes].');
  const file = argument(options, 1, 'The roster file');
  const accept = text(options, 'accept');
  if (accept !== undefined && accept !== 'changes') throw new UsageError('--accept takes only: changes.');
  const bytes = readInput(file);
  return withDesk(options, async ({ memory }) => {
    const { desk } = memory();
    const reading = readRoster(readSheets(bytes, basename(file)));
    // Without a column of homes there is nothing that could be right; a person can choose columns at the screen.
    if (reading.problems.includes('home_column_missing')) throw new Refusal('home_column_missing');
    const input = planAgainst(desk, reading, bytes);
    const { plan } = input;
    if (options.values['dry-run'] !== true) {
      const ticked = new Set(accept === 'changes' ? plan.changed.map(({ id }) => id) : []);
      desk.actMany(importActs(desk, input, { accept: ticked, answers: {} }, null));
    }
    const { homes, unsold, links } = reading.counts;
    const added = { homes: plan.added.homes.length, people: plan.added.people.length, links: plan.added.links.length };
    const problem = ({ row, reason }: { row: number; reason: string }) => ({ row, reason });
    const data = {
      homes, unsold, links,
      rejected: reading.rejected.map(problem),
      flagged: reading.flagged.map(problem),
      added,
      changed: plan.changed.map(({ home, field, from, to }) => ({ home, field, from, to })),
      questions: plan.questions.map(({ home, kind }) => ({ home, kind })),
      gone: plan.gone.length,
      unchanged: plan.unchanged.length,
      goneHomes: plan.gone,
    };
    const verb = options.values['dry-run'] === true ? 'Would add' : 'Added';
    const lines = [
      `Read ${homes} homes (${unsold} unsold) with ${links} owner links.`,
      `${verb} ${added.homes} homes, ${added.people} people, ${added.links} links; ${data.unchanged} unchanged, ${data.gone} no longer listed.`,
      ...data.rejected.map(({ row, reason }) => `row ${row}: left out, ${reason}`),
      ...data.flagged.map(({ row, reason }) => `row ${row}: imported, to be checked, ${reason}`),
      `${data.changed.length} changes ${accept === 'changes' ? 'taken over' : 'not taken over (--accept changes)'}; ${data.questions.length} questions for a person at the screen.`,
    ];
    return { data, lines };
  });
};
