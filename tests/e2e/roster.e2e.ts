import type { Page } from '@playwright/test';
import { fakeRoster } from '#tests/support/fakeRoster.ts';
import { enter, expect, expectAccessible, test } from './fixtures.ts';

test.use({ deskOptions: { demo: false, more: fakeRoster({ pace: 25 }) } });

const give = (page: Page, name: string) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from('x') });
const at = (page: Page, step: string) => expect(page.locator('[aria-current=step]')).toContainText(step);

test.beforeEach(async ({ work }) => {
  await work.evaluate(() => (location.hash = '#/roster'));
  await expect(work.getByRole('button', { name: '选择文件' })).toBeVisible();
});

test('a first version goes in by keyboard: columns, a cell put right, import', async ({ work }) => {
  await give(work, '交房名册.xlsx');
  await at(work, '对列');
  await expect(work.getByLabel('识别为 业主姓名')).toHaveValue('name');
  await expect(work.getByText('2 列推测，请看一眼')).toBeVisible();
  await expect(work.getByRole('button', { name: '下一步' })).toBeFocused();
  await work.keyboard.press('Enter');

  await at(work, '核对');
  await expect(work.getByRole('button', { name: /^不导入/ })).toContainText('3');
  for (let i = 0; i < 3; i += 1) {
    await work.keyboard.press('F4');
    await expect(work.getByRole('status').filter({ hasText: `第 ${[12, 97, 216][i]} 行` })).toBeVisible();
  }
  await expect(work.getByText('第 216 行：看不出房号。其余照常导入。')).toBeVisible();
  const grid = work.getByRole('grid');
  await expect(grid).toBeFocused();
  await work.keyboard.press('Enter');
  await expect(work.getByLabel('改 第 216 行 · 室号')).toBeFocused();
  await work.keyboard.type('1502');
  await work.keyboard.press('Enter');
  await expect(work.getByRole('button', { name: /^不导入/ })).toContainText('2');
  await expect(work.getByText('第 216 行：照常导入。')).toBeVisible();
  await expect(grid).toBeFocused();

  await work.getByRole('button', { name: '导入 1,198 行' }).press('Enter');
  await expect(work.getByRole('heading', { name: '名册导好了' })).toBeVisible();
  await expect(work.getByText('2026-IMP7Q2K-0012')).toBeVisible();
});

test('Esc stops an import without trace, and it can be begun again', async ({ work }) => {
  await give(work, '交房名册.xlsx');
  await work.getByRole('button', { name: '下一步' }).click();
  await work.getByRole('button', { name: '导入 1,197 行' }).click();
  await expect(work.getByRole('progressbar')).toBeVisible();
  await work.keyboard.press('Escape');
  await expect(work.getByText('已取消，什么都没有写入。')).toBeVisible();
  await work.getByRole('button', { name: '导入 1,197 行' }).click();
  await expect(work.getByRole('heading', { name: '名册导好了' })).toBeVisible();
});

test('a later version shows its differences: ticks, answers by digit, nothing by itself', async ({ work }) => {
  await give(work, '名册-v2.xlsx');
  await work.getByRole('button', { name: '下一步' }).click();
  await expect(work.getByText('已勾 0 / 12')).toBeVisible();
  await work.getByRole('checkbox', { name: /1-2-102/ }).check();
  await expect(work.getByText('已勾 1 / 12')).toBeVisible();
  await work.getByRole('button', { name: /^要您定/ }).click();
  await expect(work.getByText(/2-1-0603 业主：原 李强 → 名册 李蔷/)).toBeVisible();
  await work.keyboard.press('1');
  await work.keyboard.press('3');
  await expect(work.getByRole('button', { name: '本人更名', pressed: true })).toBeVisible();
  await expect(work.getByText('还剩 1 个没定')).toBeVisible();
  await work.getByRole('button', { name: /^名册中已没有/ }).click();
  await expect(work.getByText('什么都不会结束', { exact: false })).toBeVisible();
  await expect(work.getByRole('button', { name: '导入，并改 2 处' })).toBeEnabled();
});

test('work in progress outlasts a lock, another page and a desk that restarted', async ({ work, desk }) => {
  await give(work, '名册-v2.xlsx');
  await work.getByRole('button', { name: '下一步' }).click();
  await work.getByRole('checkbox', { name: /1-2-102/ }).check();
  await work.getByRole('button', { name: /锁屏/ }).click();
  await enter(work, '林可');
  await work.getByRole('link', { name: '档案' }).click();
  desk.cut();
  await expect(work.getByRole('dialog')).toBeVisible();
  await enter(work, '林可');
  await work.evaluate(() => (location.hash = '#/roster'));
  await expect(work.getByText('已勾 1 / 12')).toBeVisible();
});

for (const [file, words] of [
  ['名册-password.xlsx', '这个文件打不开：有打开密码。请另存为无密码的 xlsx 再试。'],
  ['名册.xls', '这是旧格式 .xls，读不了。'],
  ['broken.xlsx', '这个文件读不了：不是表格，或没有传完整。'],
  ['huge.xlsx', '这个文件太大，一次读不完。'],
] as const) {
  test(`${file} is refused in words, and another file can follow`, async ({ work }) => {
    await give(work, file);
    await expect(work.getByRole('alert')).toContainText(words);
    await give(work, '交房名册.xlsx');
    await at(work, '对列');
    await expect(work.getByRole('alert')).toHaveCount(0);
  });
}

test('without a column of home numbers there is no way on until one is chosen', async ({ work }) => {
  await give(work, 'headless.csv');
  await expect(work.getByText(/没有一列认作房号/)).toBeVisible();
  await expect(work.getByRole('button', { name: '下一步' })).toBeDisabled();
  await work.getByLabel('识别为 第 4 列').selectOption('room');
  await expect(work.getByRole('button', { name: '下一步' })).toBeEnabled();
});

for (const language of ['中文', 'English']) {
  test(`axe finds nothing grave in any step (${language})`, async ({ work }) => {
    if (language === 'English') await work.getByRole('button', { name: 'English' }).click();
    await expectAccessible(work, 'file');
    await give(work, 'v2.xlsx');
    await expect(work.getByRole('region', { name: /名册原样|The sheet as it stands/ })).toBeVisible();
    await expectAccessible(work, 'columns');
    await work.getByRole('button', { name: /^(下一步|Next)$/ }).click();
    await expectAccessible(work, 'changes');
    for (const part of [/^(要您定|For you)/, /^(名册中已没有|No longer)/, /^(全部|All)/]) {
      await work.getByRole('button', { name: part }).click();
      await expectAccessible(work, String(part));
    }
    await work.locator('.roster-foot .button-primary').click();
    await expect(work.getByRole('heading', { level: 2 })).toBeVisible();
    await expectAccessible(work, 'import');
  });
}
