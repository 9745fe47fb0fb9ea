import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crossing } from '#tests/lint/walls.ts';

it.each([
  ['core/facts/order.ts', '#db/log/append.ts'],
  ['core/facts/order.ts', '../../db/log/append.ts'],
  ['core/facts/order.ts', './../facts/../../electron/start.ts'],
  ['core/facts/order.ts', 'node:fs'],
  ['core/facts/order.ts', 'fs/promises'],
  ['core/facts/order.ts', 'react'],
  ['core/facts/order.ts', '#tests/support/people.ts'],
  ['db/log/append.ts', '#electron/runtime.ts'],
  ['db/log/append.ts', '#renderer/app.tsx'],
  ['electron/main/index.ts', '#db/vault/open.ts'],
  ['electron/start.ts', 'better-sqlite3'],
  ['electron/desk/process.ts', '#renderer/app.tsx'],
  ['renderer/app.tsx', '#db/vault/open.ts'],
  ['renderer/app.tsx', '../electron/runtime.ts'],
  ['renderer/app.tsx', 'node:path'],
  ['renderer/app.tsx', 'better-sqlite3'],
  ['renderer/app.tsx', '../../elsewhere/file.ts'],
])('%s may not import %s', (file, specifier) => {
  expect(crossing(file, specifier)).toBeTypeOf('string');
});

it.each([
  ['core/facts/order.ts', './canonical.ts'],
  ['core/facts/order.ts', '#core/refusal.ts'],
  ['core/contract/base.ts', '@orpc/contract'],
  ['core/search/tokens.ts', 'pinyin-pro'],
  ['db/log/append.ts', '#core/facts/order.ts'],
  ['db/log/append.ts', 'node:fs'],
  ['db/vault/open.ts', 'better-sqlite3'],
  ['electron/desk/process.ts', '#db/vault/open.ts'],
  ['electron/host/serve.ts', '../../db/vault/open.ts'],
  ['electron/cli/main.ts', '#db/vault/open.ts'],
  ['electron/main/index.ts', '#core/contract/index.ts'],
  ['renderer/app.tsx', '#core/contract/index.ts'],
  ['renderer/app.tsx', './frame/status.tsx'],
  ['renderer/vite.config.ts', 'node:path'],
  ['tests/unit/x.unit.test.ts', '#db/vault/open.ts'],
])('%s may import %s', (file, specifier) => {
  expect(crossing(file, specifier)).toBeUndefined();
});

// The rule is only worth something when the linter really runs it, on every way to import.
const root = join(import.meta.dirname, '../..');
const house = mkdtempSync(join(tmpdir(), 'foyer-house-'));

const put = (file: string, content: string) => {
  mkdirSync(dirname(join(house, file)), { recursive: true });
  writeFileSync(join(house, file), content);
};

const lint = (): Promise<string> =>
  new Promise((resolve) => {
    const args = [join(root, 'node_modules/oxlint/bin/oxlint'), '-c', join(root, 'tests/lint/oxlint.json'), '-f', 'unix', house];
    execFile(process.execPath, args, (_error, output) => resolve(output));
  });

beforeAll(() => {
  put('core/a.ts', `import { a } from '#db/a.ts';\nimport type { b } from '../db/b.ts';\nexport * from '#electron/c.ts';\nexport const d = [a, await import('node:fs')];\nexport type E = b | import('../renderer/e.ts').E;\n`);
  put('core/b.ts', `export const now = () => [Date.now(), new Date(), Math.random(), 'a'.localeCompare('b'), new Date(2026, 1)];\n`);
  put('core/c.ts', `import { z } from 'zod';\nexport const day = (at: string) => z.string().parse(new Date(at).toISOString());\n`);
  put('db/a.ts', `export const unit = 1;\n`);
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

it('is found by the linter in every form of import, and pure code keeps its purity', async () => {
  const output = await lint();
  const found = (file: string, rule: string) =>
    output.split('\n').filter((line) => line.includes(`/${file}:`) && line.endsWith(`house(${rule})]`)).length;
  expect(found('core/a.ts', 'walls')).toBe(5);
  expect(found('core/b.ts', 'pure')).toBe(5);
  expect(found('core/c.ts', 'walls') + found('core/c.ts', 'pure')).toBe(0);
  expect(found('db/a.ts', 'names')).toBe(1);
});
