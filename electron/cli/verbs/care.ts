import { resolve } from 'node:path';
import { isRefusal, type Refusal } from '#core/refusal.ts';
import { unlockVault, vaultPaths, verifyFile } from '#db/vault/index.ts';
import type { DeskMemory } from '#electron/desk/deskMemory.ts';
import { argument, folderOf, unlockingOf, withDesk, type Options, type Verb } from '../context.ts';

/** Verbs that look after a desk. */

const problemLine = ({ code, params }: { code: string; params: Readonly<Record<string, unknown>> }): string =>
  [code, ...Object.entries(params).map(([name, value]) => `${name}=${String(value)}`)].join(' ');

type Report = Awaited<ReturnType<DeskMemory['verify']>>;

/** Where damage keeps the desk from opening its pages can still be judged one by one, and the damaged ones named. */
async function judgeFile(options: Options, refusal: Refusal): Promise<Report> {
  const { dbSecret } = await unlockVault(options.dir, folderOf(options).unlockerOf(unlockingOf(options)));
  const { damagedPages, damagedTables } = verifyFile(vaultPaths(options.dir).db, dbSecret);
  const pages = { pages: damagedPages.length, first: damagedPages[0] ?? 0, tables: damagedTables.join(',') };
  const problems = [{ code: refusal.code, params: { ...refusal.params } }, ...(damagedPages.length > 0 ? [{ code: 'page_damaged', params: pages }] : [])];
  return { ok: false, problems, facts: 0, subjects: 0 };
}

export const verify: Verb = async (options) => {
  const report = await withDesk(options, ({ memory }) => memory().verify()).catch((error: unknown) => {
    if (isRefusal(error) && error.code === 'db_damaged') return judgeFile(options, error);
    throw error;
  });
  const lines = report.ok ? [`All is well: ${report.facts} facts about ${report.subjects} subjects.`] : ['Something is wrong:', ...report.problems.map(problemLine)];
  return { data: report, lines, ok: report.ok };
};

export const rebuild: Verb = (options) =>
  withDesk(options, async ({ memory }) => {
    memory().desk.rebuild();
    const stats = memory().stats();
    return { data: stats, lines: [`Rebuilt from ${stats['facts'] ?? 0} facts.`] };
  });

export const backup: Verb = (options) =>
  withDesk(options, async ({ memory }) => {
    const file = memory().desk.backup(resolve(argument(options, 0, 'The file to write')));
    return { data: { file }, lines: [`Written and verified: ${file}`] };
  });

export const stats: Verb = (options) =>
  withDesk(options, async ({ memory }) => {
    const counts = memory().stats();
    return { data: counts, lines: Object.entries(counts).map(([name, value]) => `${name.padEnd(16)}${value}`) };
  });
