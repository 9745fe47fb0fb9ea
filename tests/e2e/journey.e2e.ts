import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type Page } from '@playwright/test';
import { expect, expectAccessible, searchBox } from './fixtures.ts';

/**
 * The first day of a desk, whole, over the real host and its encrypted file: an empty folder, a site, the recovery code on
 * paper, the developer's roster, a home found; then the second version of the roster, and the desk opened again.
 */
const ROOT = new URL('../../', import.meta.url).pathname;
const ROSTERS = join(ROOT, 'tests/fixtures/rosters');
/** Where pictures for the README go, when asked for. */
const PICTURES = process.env['FOYER_PICTURES'];

async function start(data: string): Promise<{ address: string; host: ChildProcess }> {
  const host = spawn(process.execPath, [join(ROOT, 'electron/start.ts'), '--no-open', '--data', data], { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  for await (const part of host.stdout.setEncoding('utf8')) {
    said += String(part);
    const address = /http:\/\/127\.0\.0\.1:\S+/.exec(said)?.[0];
    if (address !== undefined) return { address, host };
  }
  throw new Error(`the host ended without an address: ${said}`);
}

async function stop(host: ChildProcess): Promise<void> {
  const ended = once(host, 'exit');
  host.kill('SIGTERM');
  await ended;
}

const picture = async (page: Page, name: string): Promise<void> => {
  if (PICTURES === undefined) return;
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
};

test('from an empty folder to a found home, through a second version of the roster and a restart', async ({ page }) => {
  test.setTimeout(120_000);
  const data = mkdtempSync(join(tmpdir(), 'foyer-journey-'));
  let { address, host } = await start(data);
  try {
    await page.goto(address);
    await expect(page.getByLabel('小区名称')).toBeVisible();
    await picture(page, 'first-run-zh');
    await expectAccessible(page, 'first run');
    await page.getByLabel('小区名称').fill('云栖苑');
    await page.getByLabel('您的姓名').fill('周航');
    await page.getByLabel(/^PIN/).fill('2468');
    await page.getByLabel('再输一次 PIN').fill('2468');
    await page.getByRole('radio', { name: /^口令/ }).check();
    await page.getByLabel('口令（至少 8 位）').fill('a long passphrase');
    await page.getByLabel('再输一次口令').fill('a long passphrase');
    await page.getByRole('button', { name: '建立小区' }).click();

    const code = page.getByRole('list', { name: '恢复码' });
    await expect(code).toBeVisible({ timeout: 60_000 });
    await picture(page, 'recovery-code-zh');
    const groups = (await code.getByRole('listitem').allInnerTexts()).map((text) => text.replace(/^\s*\d\s*/, '').trim());
    expect(groups).toHaveLength(7);
    await page.getByLabel('已经打印或抄好').check();
    for (const label of await page.getByLabel(/^第 \d 组/).all()) {
      const place = Number(/group-(\d)/.exec((await label.getAttribute('name')) ?? '')?.[1]);
      await label.fill(groups[place]!.toLowerCase());
    }
    await page.getByRole('button', { name: '继续' }).click();
    await page.getByRole('button', { name: '导入名册' }).click();

    await importRoster(page, 'roster-developer.xlsx');
    await expect(page.getByText('1,191').first()).toBeVisible();

    await searchBox(page).fill('3-2-1501');
    await page.getByRole('option', { name: /^3-2-1501/ }).first().click();
    await expect(page.getByRole('heading', { name: '3-2-1501' })).toBeVisible();
    await expect(page.getByText(/导入名册 \d{4}-IMP[0-9A-F]{4}-0001 · \d+ 项$/)).toBeVisible();

    await page.getByRole('link', { name: '今日' }).click();
    await page.getByRole('link', { name: /人的资料待柜台核对/ }).click();
    const listed = page.getByRole('table', { name: '待核对' }).getByRole('row');
    await expect(listed.nth(1)).toContainText(/核对|号码|证/);
    await picture(page, 'to-check-zh');
    const before = await page.getByRole('table', { name: '待核对' }).getAttribute('aria-rowcount');
    await listed.nth(1).click();
    await page.getByRole('button', { name: /^核对好了/ }).first().click();
    await page.getByRole('link', { name: '今日' }).click();
    await page.getByRole('link', { name: /人的资料待柜台核对/ }).click();
    await expect(page.getByRole('table', { name: '待核对' })).not.toHaveAttribute('aria-rowcount', before ?? '');

    await page.getByRole('link', { name: '档案' }).click();
    await page.getByRole('link', { name: '导入名册' }).or(page.getByRole('button', { name: '导入名册' })).first().click();
    await page.getByRole('button', { name: '再导一份名册' }).click();
    await toCheck(page, 'roster-developer-v2.xlsx');
    await expect(page.getByText(/变更/).first()).toBeVisible();
    await picture(page, 'roster-v2-zh');

    await stop(host);
    ({ address, host } = await start(data));
    await page.goto(address);
    await expect(page.getByRole('heading', { name: '打开数据' })).toBeVisible();
    await page.getByLabel('口令', { exact: true }).fill('not the passphrase');
    await page.getByRole('button', { name: '打开', exact: true }).click();
    await expect(page.getByText(/^口令不对，数据没有打开/)).toBeVisible();
    await page.getByLabel('口令', { exact: true }).fill('a long passphrase');
    await page.getByRole('button', { name: '打开', exact: true }).click();
    await expect(page.getByRole('radio', { name: '周航' })).toBeVisible();
  } finally {
    await stop(host);
    rmSync(data, { recursive: true, force: true });
  }
});

async function toCheck(page: Page, file: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(join(ROSTERS, file));
  await expect(page.getByText('读出来是这样')).toBeVisible({ timeout: 30_000 });
  await picture(page, 'roster-columns-zh');
  await page.getByRole('button', { name: /^下一步/ }).click();
}

async function importRoster(page: Page, file: string): Promise<void> {
  await toCheck(page, file);
  await picture(page, 'roster-check-zh');
  await expectAccessible(page, 'roster check');
  await page.getByRole('button', { name: /^导入/ }).last().click();
  await expect(page.getByText(/IMP[0-9A-F]{4}-0001/).first()).toBeVisible({ timeout: 60_000 });
  await picture(page, 'roster-done-zh');
}
