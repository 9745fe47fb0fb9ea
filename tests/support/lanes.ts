import { existsSync, readFileSync } from 'node:fs';

/** What a lane came to: counts of tests, or the reason why it did not run. */
export type LaneResult = { lane: string; passed: number; failed: number; skipped: number; reason?: string };

export const notRun = (lane: string, reason: string): LaneResult => ({ lane, passed: 0, failed: 0, skipped: 0, reason });

/**
 * Settles counts with the exit code: a runner that failed outside any test (a broken import, an unhandled rejection, no
 * report at all) counts as one failure, and a lane without a single test did not run.
 */
const settle = (lane: string, counts: Omit<LaneResult, 'lane' | 'reason'> | undefined, exitCode: number): LaneResult => {
  if (counts === undefined) return exitCode === 0 ? notRun(lane, 'no tests') : { lane, passed: 0, failed: 1, skipped: 0 };
  if (exitCode !== 0 && counts.failed === 0) return { lane, ...counts, failed: 1 };
  if (counts.passed + counts.failed + counts.skipped === 0) return notRun(lane, 'no tests');
  return { lane, ...counts };
};

const read = (file: string): unknown => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

/** Counts of vitest's JSON report. */
export const readVitest = (lane: string, file: string, exitCode: number): LaneResult => {
  const report = read(file) as { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number } | undefined;
  return settle(
    lane,
    report && { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests },
    exitCode,
  );
};

/** Counts of Playwright's JSON report; a test that passed only on a second try counts as failed. */
export const readPlaywright = (lane: string, file: string, exitCode: number): LaneResult => {
  const report = read(file) as { stats: { expected: number; unexpected: number; flaky: number; skipped: number } } | undefined;
  return settle(
    lane,
    report && { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky, skipped: report.stats.skipped },
    exitCode,
  );
};

/**
 * The closing text, whose last line is `N passed, M failed`. With `strict` (CI) each lane that is required and did not
 * run counts as one failure.
 */
export const summary = (
  results: readonly LaneResult[],
  strict: boolean,
  required: (result: LaneResult) => boolean = () => true,
): { text: string; passed: number; failed: number } => {
  const lines = results.map(({ lane, passed, failed, skipped, reason }) =>
    reason === undefined
      ? `${lane}: ${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
      : `${lane}: not run: ${reason}`,
  );
  const missing = strict ? results.filter((result) => result.reason !== undefined && required(result)).length : 0;
  if (missing > 0) lines.push(`${missing} lane(s) that did not run count as failed, because CI is set`);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, missing);
  return { text: `\n${lines.join('\n')}\n\n${passed} passed, ${failed} failed\n`, passed, failed };
};
