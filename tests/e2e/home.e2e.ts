import { enter, expect, searchBox, test } from './fixtures.ts';

test.beforeEach(async ({ work }) => {
  await searchBox(work).fill('3-2-1501');
  await work.keyboard.press('Enter');
  await expect(work.getByRole('heading', { level: 1, name: '3-2-1501' })).toBeVisible();
});

test('tells who, since when and in what role, with names hidden', async ({ work }) => {
  const main = work.getByRole('main');
  await expect(main).toContainText('已交付 · 自住');
  await expect(main).toContainText('118.32 ㎡');
  const owner = main.getByRole('listitem').filter({ hasText: '尾号6120' });
  await expect(owner).toContainText('业主');
  await expect(owner).toContainText('张女士');
  await expect(owner).toContainText('2026-10-31 起');
  await expect(owner).toContainText('证件号码末位对不上，待柜台核对');
  await expect(main).not.toContainText('张敏');
  await expect(main).toContainText('资料还没传到本机');
});

test('folds those who were here before', async ({ work }) => {
  const past = work.getByText('2025-06-01 至 2026-05-31');
  await expect(past).toBeHidden();
  await work.getByText('以前 1 人').click();
  await expect(past).toBeVisible();
});

test('words history and names what it cannot read', async ({ work }) => {
  const history = work.getByRole('region', { name: '历史' }).or(work.locator('.home-history'));
  await expect(history.getByText('登记住户关系：租户 刘租户')).toBeVisible();
  await expect(history.getByText('结束住户关系：租户 刘租户')).toBeVisible();
  const imported = history.getByText('导入名册 2025-IMP7Q2K-0001 · 3 项');
  await expect(history.getByText('列入导入的名册')).toBeHidden();
  await imported.click();
  await expect(history.getByText('列入导入的名册')).toBeVisible();
  await expect(history.getByText('登记房屋情况：建筑面积、户型、交付状态')).toBeVisible();
  await expect(work.getByText('一条较新版本的记录 · 未计入')).toBeVisible();
});

test('the window and the address never carry a name', async ({ work }) => {
  await work.getByRole('link', { name: '张女士' }).click();
  await expect(work.getByRole('heading', { level: 1, name: '张女士' })).toBeVisible();
  await expect(work).toHaveTitle('档案 · 前厅 Foyer');
  expect(decodeURIComponent(work.url())).not.toMatch(/张|6120|1501/);
});

test('a receptionist is not offered the full values, a supervisor sees them for a reason', async ({ work }) => {
  await expect(work.getByRole('button', { name: /^查看/ })).toHaveCount(0);
  await work.keyboard.press('F10');
  await enter(work, '王芳');
  await work.getByRole('button', { name: '查看 张女士' }).click();
  const dialog = work.getByRole('dialog', { name: '查看 张女士' });
  await dialog.getByRole('checkbox', { name: '姓名' }).check();
  await dialog.getByRole('combobox', { name: '用于' }).selectOption({ label: '交付通知' });
  await work.keyboard.press('Enter');
  await expect(work.getByRole('dialog')).toContainText('19900006120');
  await expect(work.getByRole('dialog')).toContainText('张敏');
  await work.keyboard.press('Escape');
  await expect(work.getByText('19900006120')).toHaveCount(0);
});

test('the list of homes walks by keyboard and opens one', async ({ work }) => {
  await work.getByRole('link', { name: '档案' }).click();
  await work.getByRole('link', { name: /5 栋/ }).click();
  const table = work.getByRole('table', { name: '5 栋的房屋' });
  await expect(table).toContainText('5-1-3301');
  await table.getByRole('row').nth(1).focus();
  await work.keyboard.press('ArrowDown');
  await work.keyboard.press('Enter');
  await expect(work.getByRole('heading', { level: 1, name: '5-1-3302' })).toBeVisible();
});

test('a long list reaches its last home', async ({ work }) => {
  await work.goto(`${work.url().split('#')[0]}#/homes/5`);
  await expect(work.getByRole('table')).toContainText('5-1-3301');
  await work.getByRole('region', { name: '5 栋的房屋' }).evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
  await expect(work.getByRole('table')).toContainText('5-2-104');
});
