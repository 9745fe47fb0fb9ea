import { enter, expect, expectAccessible, searchBox, test } from './fixtures.ts';

test('changes language at run time and remembers it', async ({ work }) => {
  await searchBox(work).fill('zs15');
  await work.getByRole('button', { name: 'English' }).click();
  await expect(work.locator('html')).toHaveAttribute('lang', 'en');
  await expect(work.getByRole('link', { name: 'Settings', exact: true })).toBeVisible();
  await expect(searchBox(work)).toHaveValue('zs15');
  await work.reload();
  await expect(work.getByRole('dialog', { name: 'Who is at this desk?' })).toBeVisible();
});

test('the status strip walks by Alt+S and arrows, and leads on', async ({ work }) => {
  await work.keyboard.press('Alt+s');
  const strip = work.getByRole('toolbar', { name: '状态栏' });
  await expect(strip.getByRole('button').first()).toBeFocused();
  await work.keyboard.press('ArrowLeft');
  await expect(strip.getByRole('button', { name: '异常 3' })).toBeFocused();
  await work.keyboard.press('Enter');
  await expect(work.getByRole('link', { name: /异常/ })).toHaveAttribute('aria-current', 'page');
});

test('F1 lists the keys', async ({ work }) => {
  await work.keyboard.press('F1');
  await expect(work.getByRole('dialog', { name: '快捷键' })).toContainText('Ctrl+L');
  await work.keyboard.press('Escape');
  await expect(work.getByRole('dialog')).toHaveCount(0);
});

test('demo data are marked on every page', async ({ work }) => {
  await expect(work.getByText('演示数据，请勿登记真实住户')).toBeVisible();
});

test.describe('a desk without homes', () => {
  test.use({ deskOptions: { empty: true, demo: false } });
  test('shows the way on', async ({ work }) => {
    await expect(work.getByRole('heading', { level: 1, name: '还没有房屋' })).toBeVisible();
    await expect(work.getByText('演示数据')).toHaveCount(0);
    await work.getByRole('button', { name: '导入名册' }).click();
    await expect(work).toHaveURL(/#\/roster$/);
  });
});

for (const [width, height] of [[1366, 696], [1093, 557], [683, 384]] as const) {
  test(`nothing of the frame is cut off at ${width}×${height}`, async ({ work }) => {
    await work.setViewportSize({ width, height });
    await searchBox(work).fill('3-2-1501');
    await work.keyboard.press('Enter');
    await expect(work.getByRole('heading', { level: 1 })).toBeInViewport();
    for (const part of [searchBox(work), work.getByRole('button', { name: /锁屏/ }), work.getByRole('toolbar', { name: '状态栏' }), work.getByRole('link', { name: '设置' })]) await expect(part).toBeInViewport();
    expect(await work.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });
}

for (const language of ['zh', 'en'] as const) {
  test(`axe finds nothing grave (${language})`, async ({ page, desk }) => {
    await page.addInitScript((chosen) => localStorage.setItem('foyer.language', chosen), language);
    await page.goto(desk.url);
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'door');
    await enter(page, '王芳');
    await expectAccessible(page, 'today');
    await searchBox(page).fill('zm');
    await page.getByRole('option').first().waitFor();
    await expectAccessible(page, 'search');
    await searchBox(page).fill('zs15');
    await expectAccessible(page, 'nothing found');
    await searchBox(page).fill('3-2-1501');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '3-2-1501' }).waitFor();
    await expectAccessible(page, 'home');
    await page.getByRole('button', { name: /^(查看|Show) / }).first().click();
    await expectAccessible(page, 'reveal');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /张女士|Ms Zhang/ }).click();
    await page.getByRole('table').waitFor();
    await expectAccessible(page, 'person');
    await page.goto(`${desk.url}#/homes`);
    await page.getByRole('table').waitFor();
    await expectAccessible(page, 'homes');
    await page.keyboard.press('Control+l');
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'lock');
  });
}
