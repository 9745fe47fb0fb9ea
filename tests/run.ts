/**
 * `npm test`: all lanes, one after another, each in its own process, and one summary.
 *
 *   --only LANE[,LANE]   only these of unit, property, crash, e2e, electron
 *   anything else        goes to the lane's own runner (a file, -t NAME, --seed …)
 *
 * A lane that cannot run here says why and does not fail the run; with CI set it does, because a lane that silently
 * never runs proves nothing. The last line is `N passed, M failed`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, needsBuild } from '#electron/built.ts';
import { findElectron, hasDisplay } from '#electron/runtime.ts';
import { findBrowser } from './support/browser.ts';
import { type LaneResult, notRun, readPlaywright, readVitest, summary } from './support/lanes.ts';
import { onPath } from './support/onPath.ts';

const root = join(import.meta.dirname, '..');
const reports = join(import.meta.dirname, '.out');
const lanes = ['unit', 'property', 'crash', 'e2e', 'electron'] as const;
type Lane = (typeof lanes)[number];

const parse = (args: string[]): { only: readonly Lane[]; asked: boolean; rest: string[] } => {
  const at = args.indexOf('--only');
  if (at === -1) return { only: lanes, asked: false, rest: args };
  const names = (args[at + 1] ?? '').split(',');
  const unknown = names.filter((name) => !lanes.some((lane) => lane === name));
  if (unknown.length > 0) {
    process.stderr.write(`--only takes ${lanes.join(', ')}; not: ${unknown.join(', ')}\n`);
    process.exit(2);
  }
  return { only: lanes.filter((lane) => names.includes(lane)), asked: true, rest: args.toSpliced(at, 2) };
};

let running: ChildProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    running?.kill(signal);
    process.exit(130);
  });
}

const run = (command: string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve) => {
    const [program = '', ...args] = command;
    running = spawn(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    running.once('error', (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      resolve(1);
    });
    running.once('exit', (code) => resolve(code ?? 1));
  });

const vitest = async (lane: Lane, rest: string[]): Promise<LaneResult> => {
  const report = join(reports, `${lane}.json`);
  const program = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await run([process.execPath, program, 'run', '-c', 'tests/vitest.config.ts', '--project', lane, '--passWithNoTests', ...reporters, ...rest], {});
  return readVitest(lane, report, code);
};

const playwright = async (lane: Lane, rest: string[], wrapper: string[] = []): Promise<LaneResult> => {
  // Once and here: tests that run side by side would each start the same build.
  try {
    if (await needsBuild()) await build();
  } catch (error) {
    process.stderr.write(`${lane}: the build failed: ${error instanceof Error ? error.message : String(error)}\n`);
    return { lane, passed: 0, failed: 1, skipped: 0 };
  }
  const report = join(reports, `${lane}.json`);
  const program = join(root, 'node_modules/@playwright/test/cli.js');
  const args = ['test', '-c', 'tests/playwright.config.ts', '--project', lane, '--pass-with-no-tests', '--reporter=list,json', ...rest];
  const code = await run([...wrapper, process.execPath, program, ...args], { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
  return readPlaywright(lane, report, code);
};

/** Electron needs a runtime and somewhere to draw. Its program is handed to the tests in FOYER_TEST_ELECTRON. */
const electron = async (rest: string[]): Promise<LaneResult> => {
  const program = findElectron();
  if (program === undefined) return notRun('electron', 'no Electron runtime (npx install-electron, or set ELECTRON_OVERRIDE_DIST_PATH)');
  const wrapper = hasDisplay() ? [] : ['xvfb-run', '-a'];
  if (wrapper.length > 0 && !onPath('xvfb-run')) return notRun('electron', 'no display, and no xvfb-run to make one');
  process.env['FOYER_TEST_ELECTRON'] = program;
  return playwright('electron', rest, wrapper);
};

const e2e = async (rest: string[]): Promise<LaneResult> => {
  const found = await findBrowser();
  if (found.browser === undefined) return notRun('e2e', found.reason);
  process.stdout.write(`\ne2e in ${found.browser.version} (${found.browser.program})\n`);
  return playwright('e2e', rest);
};

const runLane = (lane: Lane, rest: string[]): Promise<LaneResult> =>
  lane === 'e2e' ? e2e(rest) : lane === 'electron' ? electron(rest) : vitest(lane, rest);

const { only, asked, rest } = parse(process.argv.slice(2));
mkdirSync(reports, { recursive: true });
const results: LaneResult[] = [];
for (const lane of only) {
  rmSync(join(reports, `${lane}.json`), { force: true });
  results.push(await runLane(lane, rest));
}

// Electron is asked for by its own script; in a plain `npm test` it is a bonus of machines that have it.
const required = (result: LaneResult): boolean => asked || result.lane !== 'electron';
const { text, failed } = summary(results, process.env['CI'] !== undefined && process.env['CI'] !== '', required);
process.stdout.write(text);
process.exitCode = failed === 0 ? 0 : 1;
