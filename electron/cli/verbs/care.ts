import { resolve } from 'node:path';
import { argument, withDesk, type Verb } from '../context.ts';

/** Verbs that look after a desk. */

const problemLine = ({ code, params }: { code: string; params: Readonly<Record<string, unknown>> }): string =>
  [code, ...Object.entries(params).map(([name, value]) => `${name}=${String(value)}`)].join(' ');

export const verify: Verb = (options) =>
  withDesk(options, async ({ memory }) => {
    const report = await memory().verify();
    const lines = report.ok ? [`All is well: ${report.facts} facts about ${report.subjects} subjects.`] : ['Something is wrong:', ...report.problems.map(problemLine)];
    return { data: report, lines, ok: report.ok };
  });

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
