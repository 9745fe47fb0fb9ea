import { fakeSetup } from '#tests/support/fakeSetup.ts';
import { enter, expect, expectAccessible, test } from './fixtures.ts';

test.use({ deskOptions: { demo: false, strip: { held: 3 }, more: fakeSetup({ problems: [{ code: 'fact_altered', params: { writer: 'w1', seq: 61 } }] }) } });

test.describe('an administrator', () => {
  test.beforeEach(async ({ door }) => {
    await enter(door, '周航');
    await door.getByRole('link', { name: '设置' }).click();
  });

  test('changes a setting, and a wrong figure is said before it is sent', async ({ page }) => {
    await page.getByLabel('多久没动就要 PIN').fill('90');
    await page.getByRole('button', { name: '存下' }).click();
    await expect(page.getByText('要在 1 到 60 之间。')).toBeVisible();
    await page.getByLabel('多久没动就要 PIN').fill('10');
    await page.keyboard.press('Enter');
    await expect(page.getByText('已存。')).toBeVisible();
    await expect(page.getByRole('button', { name: '存下' })).toBeDisabled();
  });

  test('adds a colleague whose roles add up, with buildings and dates', async ({ page }) => {
    await page.getByRole('link', { name: '同事与权限' }).click();
    await page.getByRole('button', { name: '添加同事' }).click();
    const dialog = page.getByRole('dialog', { name: '添加同事' });
    await expect(dialog.getByLabel('姓名')).toBeFocused();
    await page.keyboard.type('赵敏');
    await dialog.getByRole('checkbox', { name: /^管家/ }).check();
    await dialog.getByRole('checkbox', { name: /^代班主管/ }).check();
    await dialog.getByLabel('PIN（4–12 位数字）').fill('4821');
    await dialog.getByLabel('再输一次 PIN').fill('4821');
    await page.keyboard.press('Enter');
    await expect(dialog.getByText('管家要写明管哪几栋。')).toBeVisible();
    await dialog.getByRole('checkbox', { name: '3', exact: true }).check();
    await dialog.getByLabel('从').fill('2026-11-20');
    await dialog.getByLabel('到').fill('2026-11-27');
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('row', { name: /赵敏/ })).toContainText('管家（3 栋）');
    await expect(page.getByRole('row', { name: /赵敏/ })).toContainText('代班主管 2026-11-20 至 2026-11-27');
  });

  test('cannot take away the last administrator, and is told so where it was tried', async ({ page }) => {
    await page.getByRole('link', { name: '同事与权限' }).click();
    await page.getByRole('button', { name: '周航 的权限' }).click();
    await page.getByRole('checkbox', { name: /^管理员/ }).uncheck();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText('至少要留一位管理员');
  });

  test('invites a desk: a file and a code that is shown once', async ({ page }) => {
    await page.getByRole('link', { name: '各台前台' }).click();
    await page.getByRole('button', { name: '邀请新前台' }).click();
    await page.keyboard.type('交付笔记本3');
    await page.keyboard.press('Enter');
    const done = page.getByRole('button', { name: '文件已存，码已抄好' });
    await expect(done).toBeDisabled();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: /\.invite$/ }).click();
    expect((await saved).suggestedFilename()).toMatch(/\.invite$/);
    await expect(page.getByText('TQ4ZN-8WK2H-C0M7R-JXV5D')).toBeVisible();
    await done.click();
    await expect(page.getByRole('row', { name: /交付笔记本3/ })).toBeVisible();
  });

  test('adopts what a retired desk wrote later, one by one', async ({ page }) => {
    await page.getByRole('link', { name: '各台前台' }).click();
    const section = page.getByRole('region', { name: /^停用后收到的记录 \d 条/ });
    await expect(section.getByRole('heading', { name: '停用后收到的记录 3 条，逐条采纳' })).toBeVisible();
    await expect(page.getByText('有 1 次名册导入还没收齐')).toBeVisible();
    const adopt = section.getByRole('button', { name: /^采纳所选/ });
    await expect(adopt).toBeDisabled();
    await section.getByRole('checkbox', { name: /3-2-1501 登记房屋情况/ }).check();
    await adopt.click();
    await expect(page.getByText('已采纳 1 条，从现在起计入。')).toBeVisible();
    await expect(section.getByRole('row')).toHaveCount(3);
    await expect(section).toContainText('查阅住户资料');
  });

  test('carries records by file, and a wrong file is refused in words', async ({ page }) => {
    await page.getByRole('link', { name: '同步文件' }).click();
    await page.getByRole('button', { name: '生成同步文件' }).click();
    await expect(page.getByText(/17,399 条记录已写进/)).toBeVisible();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: '存到 U 盘' }).click();
    expect((await saved).suggestedFilename()).toMatch(/\.bundle$/);
    const choose = async (text: string) => {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: '选择同步文件' }).click();
      await (await chooser).setFiles({ name: 'x.bundle', mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
    };
    await choose('other site');
    await expect(page.getByRole('alert')).toContainText('这个文件是另一个小区的，没有导入。');
    await choose('bundle');
    await expect(page.getByText(/收到 61 条新记录/)).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  test('backs up and checks, and the result is told in words', async ({ page }) => {
    await page.getByRole('link', { name: '备份', exact: true }).click();
    await page.getByRole('button', { name: '现在备份一次' }).click();
    await expect(page.getByText(/备份好了/)).toBeVisible();
    await page.getByRole('link', { name: '数据自检' }).click();
    await page.getByRole('button', { name: '开始自检' }).click();
    await expect(page.getByText('第 61 条记录的内容和校验对不上。')).toBeVisible();
    await page.reload();
    await enter(page, '周航');
    await expect(page.getByText('第 61 条记录的内容和校验对不上。')).toBeVisible();
  });

  for (const language of ['中文', 'English']) {
    test(`axe finds nothing grave in any part (${language})`, async ({ page }) => {
      if (language === 'English') await page.getByRole('button', { name: 'English' }).click();
      for (const part of ['site', 'staff', 'desks', 'exchange', 'backups', 'verify']) {
        await page.evaluate((name) => (location.hash = `#/settings/${name}`), part);
        await expect(page.locator(`a[href$="/settings/${part}"]`)).toHaveAttribute('aria-current', 'page');
        await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
        await expectAccessible(page, part);
      }
    });
  }
});

test('whoever may only look is told whom to ask', async ({ work }) => {
  await work.getByRole('link', { name: '设置' }).click();
  await expect(work.getByText(/要改请找管理员或项目经理/)).toBeVisible();
  await expect(work.getByLabel('小区名称')).toBeDisabled();
  await work.getByRole('link', { name: '同步文件' }).click();
  await expect(work.getByText(/要改请找主管/)).toBeVisible();
  await expect(work.getByRole('button', { name: '生成同步文件' })).toHaveCount(0);
});

test('a supervisor settles an exception by digit and reads the lookup record', async ({ door }) => {
  await enter(door, '王芳');
  await door.evaluate(() => (location.hash = '#/anomalies'));
  const first = door.getByRole('listitem', { name: '3-2-1501：使用状态在两处填得不一样' });
  await expect(first).toContainText('交付笔记本2');
  await expect(first.getByRole('radio', { name: /自住/ })).toBeVisible();
  await expectAccessible(door, 'exceptions, nothing chosen');
  await first.focus();
  await door.keyboard.press('2');
  await expect(first.getByText('定下以后，各台前台都显示“出租”；其余的留在历史里。')).toBeVisible();
  await expectAccessible(door, 'exceptions, one chosen');
  await expect(door.getByRole('listitem', { name: /^何静/ })).toContainText('这一项由管理员或项目经理来定。');
  await door.keyboard.press('Enter');
  await expect(first).toHaveCount(0);
  await expect(door.getByText(/已定：3-2-1501/)).toBeVisible();
  await expectAccessible(door, 'exceptions');
  await door.getByRole('button', { name: '查阅登记' }).click();
  await door.getByLabel('只看全部显示的').check();
  await expect(door.getByRole('row').nth(1)).toContainText('楼下漏水');
  await expectAccessible(door, 'looks');
});

test('a receptionist sees exceptions and no lookup record', async ({ work }) => {
  await work.evaluate(() => (location.hash = '#/anomalies'));
  await expect(work.getByRole('listitem').first()).toBeVisible();
  await expect(work.getByRole('button', { name: '查阅登记' })).toHaveCount(0);
});
