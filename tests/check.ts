/**
 * `npm run check`: everything about the code that can be told without running it. One line a part, findings below it,
 * and `N passed, M failed` (parts) last.
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Catalogue, catalogueDifferences } from './support/catalogues.ts';

const root = join(import.meta.dirname, '..');

type Outcome = { findings: string[] };

/** Runs a tool by its JavaScript entry on the Node that runs this (bin links differ between systems). */
const tool = (file: string, args: string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', file), ...args], { cwd: root, env: { ...process.env, NO_COLOR: '1' } });
    const chunks: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output: chunks.join('') }));
  });

const lines = (output: string): string[] => output.split('\n').filter((line) => line.trim() !== '');

/** A tool that fails without a word must not pass for a clean one. */
const judged = ({ code, output }: { code: number; output: string }): Outcome =>
  code === 0 ? { findings: [] } : { findings: lines(output).length > 0 ? lines(output) : [`ended with code ${code}`] };

const types = async (folder: string): Promise<Outcome> => judged(await tool('typescript/bin/tsc', ['-p', folder, '--pretty', 'false']));

const folders = ['core', 'db', 'electron', 'renderer', 'tests'];

/** One run of the linter answers for two parts: the walls have a line of their own. */
const linted = (): Promise<{ code: number; output: string }> =>
  tool('oxlint/bin/oxlint', ['-c', 'tests/lint/oxlint.json', '--type-aware', '--deny-warnings', '-f', 'unix', ...folders]);
let lintRun: ReturnType<typeof linted> | undefined;
const isFinding = (line: string): boolean => /\[(?:Error|Warning)\/.+\]$/u.test(line);
const isWall = (line: string): boolean => line.endsWith('/house(walls)]');
const lint = async (want: (line: string) => boolean): Promise<Outcome> => {
  lintRun ??= linted();
  const { findings } = judged(await lintRun);
  // A linter that broke down (a wrong configuration) has proved neither part.
  return { findings: findings.some(isFinding) ? findings.filter(isFinding).filter(want) : findings };
};

const locales = async (): Promise<Outcome> => {
  const [zh, en] = await Promise.all(
    ['zh', 'en'].map(async (name) => {
      const file = join(root, 'renderer/locales', `${name}.ts`);
      if (!existsSync(file)) return undefined;
      const module = (await import(pathToFileURL(file).href)) as Record<string, Catalogue>;
      return module['default'] ?? module[name];
    }),
  );
  if (zh === undefined || en === undefined) return { findings: ['renderer/locales/zh.ts and en.ts must each export their catalogue (zh, en or default)'] };
  return { findings: catalogueDifferences(zh, en, ['zh', 'en']) };
};

/** Every name that the glossary gives must be one that the code uses, or the glossary tells stories. */
const glossary = (): Promise<Outcome> => {
  const sources = globSync('{core,db,electron,renderer}/**/*.{ts,tsx}', { cwd: root, exclude: (name) => name === 'dist' });
  const words = new Set(sources.flatMap((file) => readFileSync(join(root, file), 'utf8').match(/[A-Za-z][A-Za-z0-9]*/gu) ?? []));
  const rows = lines(readFileSync(join(root, 'docs/GLOSSARY.md'), 'utf8')).map((line) => line.split('|'));
  // Rows of five columns are terms; the table of misleading words has two and names things that are not there yet.
  const names = rows.flatMap((cells) => [...(cells.length === 7 ? (cells[2] ?? '') : '').matchAll(/`([^`]+)`/gu)].map((match) => match[1] ?? ''));
  return Promise.resolve({ findings: names.filter((name) => !words.has(name)).map((name) => `docs/GLOSSARY.md: no code uses \`${name}\``) });
};

const parts: [string, () => Promise<Outcome>][] = [
  ...folders.map((folder): [string, () => Promise<Outcome>] => [`types ${folder}`, () => types(folder)]),
  ['lint', () => lint((line) => !isWall(line))],
  ['walls', () => lint(isWall)],
  ['unused code', async () => judged(await tool('knip/bin/knip.js', ['--config', 'tests/knip.json', '--no-progress', '--no-config-hints']))],
  ['locales', locales],
  ['glossary', glossary],
];

let failed = 0;
for (const [name, part] of parts) {
  const { findings } = await part();
  if (findings.length > 0) failed += 1;
  process.stdout.write(findings.length === 0 ? `ok    ${name}\n` : `FAIL  ${name}\n${findings.map((line) => `      ${line}\n`).join('')}`);
}
process.stdout.write(`\n${parts.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
