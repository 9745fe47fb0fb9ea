import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { cli } from '#tests/support/cliDesk.ts';
import { host } from '#tests/support/realSite.ts';
import { enter, expect, expectAccessible } from './fixtures.ts';

/** Joining a site and restoring a backup by the window alone, over the real host on real folders. */
const PICTURES = process.env['FOYER_PICTURES'];
const PASSPHRASE = 'only for this run';

interface Site {
  dir: string;
  recoveryCode: string;
  invitation: string;
  code: string;
  backup: string;
}

const test = base.extend<{ root: string; site: Site; open: (data: string) => Promise<void> }>({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads what a fixture needs from this pattern
  root: async ({}, use) => {
    const root = mkdtempSync(join(tmpdir(), 'foyer-e2e-'));
    await use(root);
    rmSync(root, { recursive: true, force: true });
  },
  site: async ({ root }, use) => {
    const dir = join(root, 'first');
    const foyer = cli(PASSPHRASE);
    const onSite = (...args: string[]): unknown => foyer('2468', ...args, '--data', dir);
    const { recoveryCode } = onSite('init', '--site', '云栖苑', '--admin', '周航', '--pin', '2468') as { recoveryCode: string };
    const { name } = onSite('call', 'desk.backupNow', '--as', '周航') as { name: string };
    onSite('call', 'staff.add', JSON.stringify({ name: '林可', grants: [{ role: 'receptionist' }], pin: '1357' }), '--as', '周航');
    const invitation = join(root, 'desk.invite');
    const { code } = onSite('invite', invitation, '--desk', '交付笔记本2') as { code: string };
    await use({ dir, recoveryCode, invitation, code, backup: join(dir, 'backups', name) });
  },
  open: async ({ page }, use) => {
    let stop = async (): Promise<void> => {};
    const troubles: string[] = [];
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    await use(async (data) => {
      const running = await host(data);
      stop = () => running.stop();
      await page.goto(running.address);
    });
    // Taken before the host ends: a page whose desk is gone complains with reason.
    const said = [...troubles];
    await stop();
    expect(said).toEqual([]);
  },
});

/** A picture in both languages, each looked over by axe. */
async function look(page: Page, name: string): Promise<void> {
  await expectAccessible(page, name);
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}-zh.png`) });
  await page.getByRole('button', { name: 'English' }).click();
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}-en.png`) });
  await expectAccessible(page, `${name}, English`);
  await page.getByRole('button', { name: '中文' }).click();
}

async function proveCode(page: Page): Promise<string> {
  const list = page.getByRole('list', { name: '恢复码' });
  await expect(list).toBeVisible({ timeout: 30_000 });
  const groups = (await list.getByRole('listitem').allInnerTexts()).map((text) => text.replace(/^\s*\d\s*/, '').trim());
  await page.getByLabel('已经打印或抄好').check();
  for (const label of await page.getByLabel(/^第 \d 组/).all()) {
    await label.fill(groups[Number(/group-(\d)/.exec((await label.getAttribute('name')) ?? '')?.[1])]!);
  }
  await page.getByRole('button', { name: '继续' }).click();
  return groups.join('-');
}

const chooseFile = (page: Page, file: string) => page.locator('input[type=file]').setInputFiles(file);

test('joins a site from the first page: a wrong code is named, the right one leads to the clerks of the site', async ({ page, root, site, open }) => {
  const data = join(root, 'second');
  await open(data);
  await page.getByRole('radio', { name: /^加入已有的小区/ }).check();
  await page.getByRole('button', { name: '加入小区' }).click();
  await expect(page.getByText('邀请文件还没有选。')).toBeVisible();
  await expect(page.getByText('邀请码还没有填。')).toBeVisible();
  await chooseFile(page, site.invitation);
  await page.getByRole('radio', { name: /放在文件里/ }).check();
  await look(page, 'join');

  const code = page.getByLabel(/^邀请码/);
  const slip = site.code.split('-').map((group, at) => (at === 3 ? `${group[0] === 'A' ? 'B' : 'A'}${group.slice(1)}` : group));
  await code.fill(slip.join('').toLowerCase());
  await page.keyboard.press('Enter');
  await expect(page.getByText('邀请码第 4 组有一处写错了')).toBeVisible();
  // The named group is selected: typing goes over it and leaves the others.
  await expect(code).toBeFocused();
  await page.keyboard.type(site.code.split('-')[3]!);
  await expect(code).toHaveValue(new RegExp(`^${site.code}$`, 'i'));

  await chooseFile(page, site.backup);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '加入小区' }).click();
  await expect(page.getByText('这不是邀请文件。')).toBeVisible();
  await expect(page.getByText('邀请码第 4 组')).toHaveCount(0);
  expect(readdirSync(data).filter((name) => !['logs', 'lock', 'preferences.json'].includes(name))).toEqual([]);

  await chooseFile(page, site.invitation);
  await page.getByRole('button', { name: '加入小区' }).click();
  await expect(page.getByText('这是本机自己的恢复码')).toBeVisible({ timeout: 30_000 });
  await look(page, 'join-code');
  expect(await proveCode(page)).not.toBe(site.recoveryCode);
  await enter(page, '林可', '1357');
  await expect(page.getByText('交付笔记本2').first()).toBeVisible();
});

test('restores a backup over an emptied database, and says before what will be true', async ({ page, site, open }) => {
  truncateSync(join(site.dir, 'foyer.db'), 0);
  await open(site.dir);
  await expect(page.getByRole('heading', { level: 1, name: '数据文件是空的' })).toBeVisible();
  await look(page, 'trouble');
  await page.getByRole('button', { name: '恢复备份' }).click();
  await expect(page.getByText(/^数据回到 .* 的样子；之后的记录，别的前台有的会同步回来，没有的要重新登记。/)).toBeVisible();
  await look(page, 'restore-over');
  await page.getByLabel('口令', { exact: true }).fill('not the passphrase');
  await page.getByRole('button', { name: '恢复', exact: true }).click();
  await expect(page.getByText(/^口令不对，什么都没有改动/)).toBeVisible();
  await page.getByLabel('口令', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: '恢复', exact: true }).click();
  await expect(page.getByRole('radio', { name: '周航' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('radio', { name: '林可' })).toHaveCount(0);
  expect(readdirSync(join(site.dir, 'aside'))).toHaveLength(1);
  await enter(page, '周航', '2468');
});

test('makes a new computer of a backup file and the printed code', async ({ page, root, site, open }) => {
  const damaged = join(root, 'damaged.foyer');
  const bytes = readFileSync(site.backup);
  bytes[5000]! ^= 1;
  writeFileSync(damaged, bytes);
  await open(join(root, 'new'));
  await page.getByRole('button', { name: '从备份恢复' }).click();
  await expect(page.getByText('数据文件夹里没有备份。')).toBeVisible();
  await page.getByRole('button', { name: '恢复', exact: true }).click();
  await expect(page.getByText('备份还没有选。')).toBeVisible();
  await chooseFile(page, damaged);
  await page.getByLabel(/^恢复码/).fill(site.recoveryCode.toLowerCase());
  await page.getByRole('radio', { name: /放在文件里/ }).check();
  await page.getByRole('button', { name: '恢复', exact: true }).click();
  await expect(page.getByText(/^这份备份有损坏，没有使用/)).toBeVisible({ timeout: 30_000 });
  await chooseFile(page, site.backup);
  await look(page, 'restore-new');
  await page.getByRole('button', { name: '恢复', exact: true }).click();
  await enter(page, '周航', '2468');
});
