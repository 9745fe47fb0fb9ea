import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test as base, type Page } from '@playwright/test';
import { enter, expect, expectAccessible, searchBox } from './fixtures.ts';

/** The same page over the real host, the real desk process and its encrypted file, filled with the demo community. */
const ROOT = new URL('../../', import.meta.url).pathname;
const PASSPHRASE = 'only for this run';

const CLI = join(ROOT, 'electron/cli/main.ts');
const env = { ...process.env, FOYER_PASSPHRASE: PASSPHRASE };

// The host runs as a program of its own, as it does for its users; one start gives one address, which opens one browser.
const test = base.extend<{ address: string; door: Page }, { data: string }>({
  data: [
    // oxlint-disable-next-line no-empty-pattern -- the runner reads what a fixture needs from this pattern
    async ({}, use) => {
      const data = mkdtempSync(join(tmpdir(), 'foyer-e2e-'));
      await promisify(execFile)(process.execPath, [CLI, 'demo', '--data', data, '--json'], { env });
      await use(data);
      rmSync(data, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  address: async ({ data }, use) => {
    const host = spawn(process.execPath, [CLI, 'serve', '--no-open', '--data', data], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(host, 'exit');
    let said = '';
    for await (const part of host.stdout.setEncoding('utf8')) {
      said += String(part);
      if (said.includes('\n')) break;
    }
    await use(said.trim());
    host.kill('SIGTERM');
    await ended;
  },
  door: async ({ page, address }, use) => {
    const troubles: string[] = [];
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(address);
    await expect(page.getByRole('dialog', { name: '谁在用这台前台？' })).toBeVisible();
    await use(page);
    expect(troubles).toEqual([]);
  },
});

test('finds 3-2-1501 however it is said, and the people in it', async ({ door }) => {
  await enter(door, '陈思雨');
  const home = door.getByRole('option', { name: /^3-2-1501 / });
  for (const said of ['3-2-1501', '31501', '3栋2单元1501', '张三']) {
    await searchBox(door).fill(said);
    await expect(home.first(), said).toContainText('张女士');
    await searchBox(door).fill('');
  }
  await searchBox(door).fill('张三');
  await expect(door.getByRole('group', { name: '人员' }).getByRole('option', { name: /张三 3-2-1501 共有人/ })).toBeVisible();
  for (const said of ['zs', 'zhangs']) {
    await searchBox(door).fill(said);
    await expect(door.getByRole('option', { name: /张先生/ }).first(), said).toBeVisible();
    await expect(door.getByRole('listbox'), said).not.toContainText('张三');
  }
});

test('a home opens masked, its owner shows three homes, a supervisor sees the number for a reason', async ({ door }) => {
  await enter(door, '陈思雨');
  await searchBox(door).fill('3-2-1501');
  await door.keyboard.press('Enter');
  await expect(door.getByRole('heading', { level: 1, name: '3-2-1501' })).toBeVisible();
  await expect(door.getByRole('main')).not.toContainText('张敏');
  await door.getByRole('link', { name: '张女士' }).click();
  await expect(door.getByRole('table', { name: '名下与相关房屋 3 处' })).toContainText('3-2-1501');
  await expect(door.getByRole('button', { name: '查看隐藏的内容' })).toHaveCount(0);
  await door.keyboard.press('F10');
  await enter(door, '王芳');
  await door.getByRole('button', { name: '查看隐藏的内容' }).click();
  await door.keyboard.press('Enter');
  await expect(door.getByRole('dialog')).toContainText(/1990000\d{4}/);
});

test('the strip counts, the archive lists, the lock holds', async ({ door }) => {
  await enter(door, '陈思雨');
  await expect(door.getByRole('toolbar', { name: '状态栏' })).toContainText(/待同步 [\d,]+/);
  await door.getByRole('link', { name: '档案' }).click();
  await door.getByRole('link', { name: /^3 栋/ }).click();
  await expect(door.getByRole('table')).toContainText('3-1-');
  await door.keyboard.press('Control+l');
  await expect(door.getByRole('dialog', { name: '屏幕已锁' })).toBeVisible();
  await door.getByLabel(/PIN/).fill('0000');
  await door.keyboard.press('Enter');
  await expect(door.getByRole('alert')).toContainText('PIN 不对');
  await door.getByLabel(/PIN/).fill('1234');
  await door.keyboard.press('Enter');
  await expect(door.getByRole('dialog')).toHaveCount(0);
  await expect(door.getByRole('table')).toContainText('3-1-');
});

test('axe finds nothing grave on a full desk', async ({ door }) => {
  await enter(door, '王芳');
  await expect(door.getByRole('heading', { level: 1, name: '今日' })).toBeVisible();
  await expectAccessible(door, 'today');
  await door.getByRole('button', { name: 'English' }).click();
  await searchBox(door).fill('zs');
  await door.getByRole('option').first().waitFor();
  await expectAccessible(door, 'search');
  await door.getByRole('link', { name: 'Homes', exact: true }).click();
  await door.getByRole('table').waitFor();
  await expectAccessible(door, 'homes');
});
