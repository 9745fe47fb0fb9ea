import { expect, expectAccessible, test } from './fixtures.ts';

test.describe('people to be checked', () => {
  test('are a row of the day, a list with reasons, and done at the counter', async ({ work }) => {
    await work.getByRole('link', { name: /1 人的资料待柜台核对/ }).click();
    await expect(work.getByRole('heading', { level: 1, name: '待核对' })).toBeVisible();
    const row = work.getByRole('table', { name: '待核对' }).getByRole('row').nth(1);
    await expect(row).toContainText('3-2-1501、5-1-3302');
    await expect(row).toContainText('张女士');
    await expect(row).toContainText('证件号码末位对不上，待柜台核对');
    await expect(work.getByRole('main')).not.toContainText('张敏');
    await expectAccessible(work, 'to be checked');
    await row.focus();
    await work.keyboard.press('Enter');
    await expect(work.getByRole('heading', { level: 1, name: '张女士' })).toBeVisible();
    await expectAccessible(work, 'a person with something to check');
    await work.getByRole('button', { name: '核对好了：证件号码末位对不上，待柜台核对' }).click();
    await expect(work.getByText('证件号码末位对不上，待柜台核对')).toHaveCount(0);
    await work.getByRole('link', { name: '今日' }).click();
    await expect(work.getByRole('link', { name: /待柜台核对/ })).toHaveCount(0);
    await work.evaluate(() => (location.hash = '#/check'));
    await expect(work.getByText('没有待核对的人')).toBeVisible();
  });
});

test.describe('what the desk met by itself', () => {
  test.use({ deskOptions: { strip: { problems: [{ code: 'backup_disk_full', params: {} }, { code: 'verify_found', params: { n: 2 } }, { code: 'moon', params: {} }] } } });
  test('stands on the day and on the strip in words, and leads to its place', async ({ work }) => {
    const strip = work.getByRole('toolbar', { name: '状态栏' });
    await expect(strip).toContainText('3 个问题，见今日');
    await expectAccessible(work, 'today with problems');
    await work.getByRole('link', { name: /自动备份没有做成：磁盘已满/ }).click();
    await expect(work).toHaveURL(/#\/settings\/backups$/);
    await work.getByRole('link', { name: '今日' }).click();
    await work.getByRole('link', { name: /数据自检发现 2 处不对/ }).click();
    await expect(work).toHaveURL(/#\/settings\/verify$/);
  });
});

test.describe('one problem', () => {
  test.use({ deskOptions: { strip: { problems: [{ code: 'backup_disk_full', params: {} }] } } });
  test('is named on the strip, which leads to its place', async ({ work }) => {
    await work.getByRole('button', { name: '备份没有做成：磁盘已满' }).click();
    await expect(work).toHaveURL(/#\/settings\/backups$/);
  });
});
