import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hashFiles } from '#electron/built.ts';
import { browserPlaces } from '#electron/host/browsers.ts';
import { catalogueDifferences } from '#tests/support/catalogues.ts';
import { notRun, readPlaywright, readVitest, summary } from '#tests/support/lanes.ts';

const folder = mkdtempSync(join(tmpdir(), 'foyer-tooling-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe('catalogues of texts', () => {
  const differences = (zh: object, en: object) => catalogueDifferences(zh as never, en as never, ['zh', 'en']);

  it('agree when they hold the same entries, plural forms aside', () => {
    expect(differences({ a: { b: '共 {{count}} 人' } }, { a: { b_one: 'one person', b_other: '{{count}} people' } })).toEqual([]);
  });

  it('name what is missing, empty, or filled otherwise', () => {
    expect(differences({ a: '甲', c: ' ', d: '{{name}}' }, { b: 'B', c: 'C', d: '{{home}}' })).toEqual([
      'zh: c is empty',
      'en: a is missing',
      'zh: b is missing',
      'd: placeholders differ',
    ]);
  });
});

describe('the summary of lanes', () => {
  const vitest = file('vitest.json', JSON.stringify({ numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 0 }));
  const green = file('green.json', JSON.stringify({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }));
  const playwright = file('playwright.json', JSON.stringify({ stats: { expected: 2, unexpected: 0, flaky: 1, skipped: 0 } }));

  it('counts tests of both reports and ends with the counted line', () => {
    const { text } = summary([readVitest('unit', vitest, 1), readPlaywright('e2e', playwright, 0)], false);
    expect(text).toMatch(/unit: 3 passed, 1 failed, 1 skipped\ne2e: 2 passed, 1 failed\n\n5 passed, 2 failed\n$/u);
  });

  it('takes a failure outside any test, or a missing report, for a failure', () => {
    expect(readVitest('unit', green, 1).failed).toBe(1);
    expect(readVitest('unit', join(folder, 'none.json'), 1).failed).toBe(1);
  });

  it('says that a lane did not run, and fails for it only when strict', () => {
    const lanes = [readVitest('unit', green, 0), notRun('e2e', 'no browser')];
    expect(summary(lanes, false)).toMatchObject({ passed: 3, failed: 0 });
    expect(summary(lanes, false).text).toContain('e2e: not run: no browser');
    expect(summary(lanes, true)).toMatchObject({ passed: 3, failed: 1 });
    expect(summary(lanes, true, (lane) => lane.lane !== 'e2e')).toMatchObject({ failed: 0 });
  });

  it('does not take an empty lane for one that ran', () => {
    const empty = file('empty.json', JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }));
    expect(readVitest('crash', empty, 0).reason).toBe('no tests');
  });
});

it('knows a build by the names and contents of its sources alone', () => {
  const one = file('one.ts', 'a');
  const two = file('two.ts', 'b');
  const before = hashFiles(folder, [one, two]);
  expect(hashFiles(folder, [one, two])).toBe(before);
  expect(hashFiles(folder, [one])).not.toBe(before);
  file('two.ts', 'c');
  expect(hashFiles(folder, [one, two])).not.toBe(before);
});

it('looks for browsers where each system keeps them', () => {
  expect(browserPlaces('win32', { ProgramFiles: 'C:\\P' })[0]).toBe('C:\\P\\Google\\Chrome\\Application\\chrome.exe');
  expect(browserPlaces('darwin', {})).toContain('/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge');
  expect(browserPlaces('linux', { PATH: '/somewhere' })).toContain('/somewhere/chromium');
});
