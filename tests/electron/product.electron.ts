import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { cli } from '#tests/support/cliDesk.ts';
import { deskPid, type Started, startElectron } from '#tests/support/electronApp.ts';

/** The whole program as it is built: page, preload, main and desk. */
const pictures = join(import.meta.dirname, '..', '.out', 'pictures');
test.beforeAll(() => void mkdirSync(pictures, { recursive: true }));

const complaintsOf = (foyer: Started): string[] => {
  const complaints: string[] = [];
  foyer.page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  foyer.page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
};

test('first run: a site is created, though its desk was killed meanwhile', async () => {
  const foyer = await startElectron();
  const complaints = complaintsOf(foyer);
  // From the start again, so that nothing is complained of before anybody listens.
  await foyer.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('app://desk/'));
  const { page } = foyer;
  const site = page.getByLabel('小区名称');
  await expect(site).toBeVisible();
  await page.screenshot({ path: join(pictures, 'electron-first-run.png') });
  const { shown, size, room } = await foyer.app.evaluate(({ BrowserWindow, screen }) => {
    const [window] = BrowserWindow.getAllWindows();
    return { shown: window?.isVisible(), size: window?.getSize(), room: screen.getPrimaryDisplay().workAreaSize };
  });
  expect(shown).toBe(true);
  // A bare X server takes a pixel off a window as large as the screen.
  expect(Math.abs(Number(size?.[0]) - Math.min(1366, room.width))).toBeLessThanOrEqual(2);
  expect(Math.abs(Number(size?.[1]) - Math.min(768, room.height))).toBeLessThanOrEqual(2);

  await site.fill('云杉花园');
  const before = await deskPid(foyer.app);
  process.kill(Number(before), 'SIGKILL');
  await expect.poll(() => foyer.log().match(/desk\.ready/g)?.length).toBe(2);
  await expect(site).toHaveValue('云杉花园');

  await page.getByLabel('您的姓名').fill('王管理');
  for (const field of await page.getByLabel(/PIN/).all()) await field.fill('4321');
  for (const field of await page.locator('input[type="password"]:visible').all()) if ((await field.inputValue()) === '') await field.fill('correct horse 9');
  await page.getByRole('button', { name: '建立小区' }).click();
  await expect(page.locator('.code-group').first()).toBeVisible({ timeout: 20_000 });
  expect(complaints).toEqual([]);
  await foyer.stop();
});

test('every day: unlocked, logged in, a home is found and opened', async () => {
  test.setTimeout(120_000);
  const desk = cli('one passphrase of a test');
  const foyer = await startElectron({}, [], (data) => {
    desk('4321', 'init', '--site', '云杉花园', '--admin', '王管理', '--pin', '4321', '--data', data);
    desk('4321', 'import', 'roster', 'tests/fixtures/rosters/roster-developer.xlsx', '--as', '王管理', '--data', data);
  });
  const complaints = complaintsOf(foyer);
  const { page } = foyer;
  await page.locator('input[type="password"]').fill('one passphrase of a test');
  await page.keyboard.press('Enter');
  const pin = page.getByRole('dialog').locator('input[type="password"]');
  await expect(pin).toBeFocused({ timeout: 20_000 });
  await pin.fill('4321');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.screenshot({ path: join(pictures, 'electron-today.png') });
  const box = page.getByRole('combobox').or(page.getByRole('searchbox')).first();
  await box.fill('1-1-101');
  await expect(page.getByRole('option').first()).toContainText('1-1-101');
  await page.screenshot({ path: join(pictures, 'electron-search.png') });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /1-1-101/ })).toBeVisible();
  await page.screenshot({ path: join(pictures, 'electron-home.png') });
  expect(complaints).toEqual([]);
  await foyer.stop();
});
