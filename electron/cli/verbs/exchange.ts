import { resolve } from 'node:path';
import { Refusal } from '#core/refusal.ts';
import { writeAtomic } from '#db/vault/files.ts';
import { argument, readInput, text, withDesk, type Verb } from '../context.ts';
import { UsageError } from '../words.ts';

/** Verbs that carry facts from desk to desk by file. */

/** Whole or not at all, and readable by this account only: these files are sealed, but they are nobody else's business. */
function write(file: string, bytes: Uint8Array): string {
  const path = resolve(file);
  try {
    writeAtomic(path, bytes);
  } catch (error) {
    throw (error as { code?: string }).code === 'ENOENT' ? new Refusal('folder_missing') : error;
  }
  return path;
}

export const vector: Verb = (options) =>
  withDesk(options, async ({ memory }) => {
    const file = write(argument(options, 0, 'The file to write'), memory().exchange.vector());
    return { data: { file }, lines: [`Written: ${file}`] };
  });

export const invite: Verb = (options) =>
  withDesk(options, async ({ memory }) => {
    const { bytes, code } = memory().desk.exchange.invite(text(options, 'desk') ?? '前台2号', null);
    const file = write(argument(options, 0, 'The file to write'), bytes);
    return { data: { file, code }, lines: [`Written: ${file}`, 'Give the code to the other desk by another way than the file:', code] };
  });

export const bundle: Verb = (options) => {
  const [what, file] = options.args;
  if (file === undefined || (what !== 'export' && what !== 'import')) throw new UsageError('foyer bundle export FILE [--for VECTOR-FILE], or foyer bundle import FILE.');
  return withDesk(options, async ({ memory }) => {
    const { exchange } = memory();
    if (what === 'import') {
      const { facts, already, waiting } = exchange.import(readInput(file));
      return { data: { facts, already, waiting }, lines: [`${facts} facts taken in, ${already} known already, ${waiting} waiting for what comes before them.`] };
    }
    const theirs = text(options, 'for');
    const { bytes, facts } = exchange.export(theirs === undefined ? undefined : readInput(theirs));
    return { data: { file: write(file, bytes), facts }, lines: [`${facts} facts written.`] };
  });
};
