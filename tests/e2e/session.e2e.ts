import { enter, expect, expectAccessible, searchBox, test } from './fixtures.ts';

test('a digit picks the clerk, the PIN and Enter open the desk', async ({ door }) => {
  await door.keyboard.press('2');
  await expect(door.getByLabel('林可 的 PIN')).toBeFocused();
  await door.keyboard.type('1234');
  await door.keyboard.press('Enter');
  await expect(door.getByRole('toolbar', { name: '状态栏' })).toContainText('林可 · 前台1号');
});

test('five wrong PINs lock that clerk and nobody else', async ({ door }) => {
  await door.getByRole('radio', { name: '林可' }).click();
  const pin = door.getByLabel(/PIN/);
  for (let left = 4; left >= 1; left -= 1) {
    await pin.fill('9999');
    await door.keyboard.press('Enter');
    await expect(door.getByRole('alert')).toHaveText(`PIN 不对，还可以试 ${left} 次。`);
    await expect(pin).toHaveValue('');
  }
  await pin.fill('9999');
  await door.keyboard.press('Enter');
  await expect(door.getByRole('alert')).toHaveText('PIN 错了 5 次，林可 已锁 5 分钟。别人可以换人继续。');
  await enter(door, '陈思雨');
  await expect(searchBox(door)).toBeVisible();
});

test('F10 changes the clerk and leaves the page as it was', async ({ work }) => {
  await work.goto(`${work.url().split('#')[0]}#/homes/5`);
  await work.getByRole('combobox', { name: '类型' }).selectOption({ label: '住宅' });
  await searchBox(work).fill('没写完的');
  await work.keyboard.press('F10');
  await expect(work.getByRole('dialog', { name: '换人' })).toBeVisible();
  await work.keyboard.press('2');
  await work.keyboard.type('1234');
  await work.keyboard.press('Enter');
  await expect(work.getByRole('dialog')).toHaveCount(0);
  await expect(work.getByRole('toolbar', { name: '状态栏' })).toContainText('林可');
  await expect(searchBox(work)).toHaveValue('没写完的');
  await expect(work.getByRole('combobox', { name: '类型' })).toHaveValue('flat');
});

test.describe('after a laptop was stolen', () => {
  test.use({ deskOptions: { stalePins: true } });
  test('the door asks for a new PIN twice and says why, and lets nobody past before', async ({ door }) => {
    await door.getByRole('radio', { name: '陈思雨' }).click();
    await door.getByLabel(/PIN/).fill('1234');
    await door.keyboard.press('Enter');
    const dialog = door.getByRole('dialog', { name: '请换一个新 PIN' });
    await expect(dialog).toContainText('有一台前台丢失或停用了');
    await expectAccessible(door, 'new PIN');
    await expect(dialog.getByLabel('新 PIN（4–12 位数字）')).toBeFocused();
    await door.keyboard.type('1234');
    await dialog.getByLabel('再输一次 PIN').fill('1234');
    await door.keyboard.press('Enter');
    await expect(dialog.getByText('新 PIN 和原来的一样。请换一个。')).toBeVisible();
    await dialog.getByLabel('新 PIN（4–12 位数字）').fill('8642');
    await door.keyboard.press('Enter');
    await expect(dialog.getByText('两次输入的 PIN 不一样。')).toBeVisible();
    await door.keyboard.press('Escape');
    await expect(dialog).toBeVisible();
    await dialog.getByLabel('再输一次 PIN').fill('8642');
    await door.keyboard.press('Enter');
    await expect(door.getByRole('dialog')).toHaveCount(0);
    await expect(searchBox(door)).toBeVisible();
  });
});

test('Esc calls a switch off', async ({ work }) => {
  await work.keyboard.press('F10');
  await work.keyboard.press('Escape');
  await expect(work.getByRole('dialog')).toHaveCount(0);
  await expect(work.getByRole('toolbar', { name: '状态栏' })).toContainText('陈思雨');
});

test('Ctrl+L locks, nothing behind the lock can be reached, the PIN brings it back', async ({ work }) => {
  await searchBox(work).fill('没写完的');
  await work.keyboard.press('Control+l');
  const lock = work.getByRole('dialog', { name: '屏幕已锁' });
  await expect(lock.getByLabel('陈思雨 的 PIN')).toBeFocused();
  await work.keyboard.press('Escape');
  await work.keyboard.press('Escape');
  await work.keyboard.press('F3');
  await expect(lock).toBeVisible();
  await searchBox(work).focus();
  await expect(searchBox(work)).not.toBeFocused();
  await lock.getByLabel('陈思雨 的 PIN').focus();
  await work.keyboard.type('1234');
  await work.keyboard.press('Enter');
  await expect(lock).toHaveCount(0);
  await expect(searchBox(work)).toHaveValue('没写完的');
});

test.describe('left alone', () => {
  test.use({ deskOptions: { lockAfterMinutes: 5 } });
  test('blurs personal fields after a minute and locks after the set time', async ({ page, desk }) => {
    await page.clock.install();
    await page.goto(desk.url);
    await enter(page, '陈思雨');
    await page.clock.runFor(61_000);
    await expect(page.locator('html')).toHaveAttribute('data-idle', '');
    await page.keyboard.press('Shift');
    await expect(page.locator('html')).not.toHaveAttribute('data-idle');
    await page.clock.runFor(5 * 60_000 + 2000);
    await expect(page.getByRole('dialog', { name: '屏幕已锁' })).toBeVisible();
  });
});

test('after a break of the line the desk asks who it is, and everything typed is still there', async ({ work, desk }) => {
  await searchBox(work).fill('没写完的');
  desk.cut();
  await expect(work.getByRole('dialog')).toBeVisible();
  await enter(work, '陈思雨');
  await expect(searchBox(work)).toHaveValue('没写完的');
  await expect(work.getByText('后台重启过了，已登记的都在；正在填的这一项请看一眼再交。')).toBeVisible();
});
