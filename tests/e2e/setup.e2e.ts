import { FAKE_CODE, FAKE_PASSPHRASE, fakeSetup } from '#tests/support/fakeSetup.ts';
import { expect, expectAccessible, searchBox, test } from './fixtures.ts';

test.describe('first run', () => {
  test.use({ deskOptions: { more: fakeSetup({ phase: { phase: 'empty', osKeystore: false } }), demo: false } });

  test('creates a site, shows the code once, has it typed back, and goes on to the roster', async ({ page, desk }) => {
    await page.goto(desk.url);
    await page.getByRole('button', { name: '建立小区' }).click();
    await expect(page.getByLabel('小区名称')).toBeFocused();
    await expect(page.getByText('小区名称还没有填。')).toBeVisible();
    await page.keyboard.type('云栖花园');
    await page.keyboard.press('Tab');
    await page.keyboard.type('周航');
    await page.keyboard.press('Tab');
    await page.keyboard.type('1234');
    await page.keyboard.press('Tab');
    await page.keyboard.type('1234');
    await page.getByLabel('口令（至少 8 位）').fill('七个字的口令呀');
    await page.keyboard.press('Enter');
    await expect(page.getByText('口令还差 1 位。')).toBeVisible();
    await page.getByLabel('口令（至少 8 位）').fill(FAKE_PASSPHRASE);
    await page.getByLabel('再输一次口令').fill(FAKE_PASSPHRASE);
    await page.keyboard.press('Enter');

    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/恢复码/);
    const shown = page.getByRole('list', { name: '恢复码' }).getByRole('listitem');
    await expect(shown).toHaveCount(7);
    await expect(page.getByRole('button', { name: '打印恢复码' })).toBeFocused();
    // Neither the secrets nor the code are anywhere that outlives the page.
    const stored = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, location.href]));
    for (const secret of [FAKE_PASSPHRASE, '1234', '7K3QM']) expect(stored).not.toContain(secret);

    await page.getByLabel('已经打印或抄好').check();
    const typed = page.getByRole('textbox');
    await typed.first().fill('ZZZZZ');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/和恢复码不一样/).first()).toBeVisible();
    for (const field of await typed.all()) {
      const group = Number((await field.getAttribute('name'))?.split('-')[1]);
      await field.fill((FAKE_CODE.split('-')[group] ?? '').toLowerCase());
    }
    await page.keyboard.press('Enter');

    await expect(page.getByRole('heading', { level: 1, name: '云栖花园 建好了' })).toBeVisible();
    await page.getByRole('button', { name: '导入名册' }).press('Enter');
    await expect(page).toHaveURL(/#\/roster$/);
    await expect(page.getByRole('button', { name: '选择文件' })).toBeVisible();
  });

  test('prints the code alone, on its own sheet', async ({ page, desk }) => {
    await page.goto(desk.url);
    await page.getByRole('radio', { name: /打开演示小区/ }).check();
    await page.getByRole('radio', { name: /放在文件里/ }).check();
    await page.getByRole('button', { name: '打开演示小区' }).click();
    await expect(page.getByRole('button', { name: '打印恢复码' })).toBeVisible();
    await page.emulateMedia({ media: 'print' });
    const printed = await page.evaluate(() => document.body.innerText);
    for (const group of FAKE_CODE.split('-')) expect(printed).toContain(group);
    expect(printed).toContain('用来做什么');
    expect(printed).not.toContain('已经打印或抄好');
  });

  test('keeps what was typed over a reload, except secrets', async ({ page, desk }) => {
    await page.goto(desk.url);
    await page.getByLabel('小区名称').fill('云栖花园');
    await page.getByLabel('PIN（4–12 位数字）').fill('4821');
    await page.getByRole('radio', { name: /放在文件里/ }).check();
    await page.reload();
    await expect(page.getByLabel('小区名称')).toHaveValue('云栖花园');
    await expect(page.getByRole('radio', { name: /放在文件里/ })).toBeChecked();
    await expect(page.getByLabel('PIN（4–12 位数字）')).toHaveValue('');
  });

  for (const language of ['zh', 'en'] as const) {
    test(`axe finds nothing grave, and nothing is cut off at 1366×696 (${language})`, async ({ page, desk }) => {
      await page.setViewportSize({ width: 1366, height: 696 });
      await page.addInitScript((chosen) => localStorage.setItem('foyer.language', chosen), language);
      await page.goto(desk.url);
      await expect(page.getByRole('button', { name: /^(建立小区|Create the site)$/ })).toBeInViewport();
      await expectAccessible(page, 'first run');
      await page.getByRole('radio', { name: /demo community|打开演示小区/ }).check();
      await page.getByRole('radio', { name: /In a file|放在文件里/ }).check();
      await page.getByRole('button', { name: /demo community|打开演示小区/ }).click();
      await page.getByLabel(/已经打印|I have printed/).check();
      await expectAccessible(page, 'recovery code');
    });
  }
});

test.describe('a closed desk', () => {
  test.use({ deskOptions: { more: fakeSetup({ phase: { phase: 'closed', ways: ['passphrase', 'recoveryCode'] } }), demo: false } });

  test('says what is wrong with a passphrase and keeps the page; the right one opens', async ({ page, desk }) => {
    await page.goto(desk.url);
    await page.getByLabel('口令', { exact: true }).fill('不是它');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/口令不对，数据没有打开/)).toBeVisible();
    await expectAccessible(page, 'closed, with a wrong passphrase');
    await page.getByRole('button', { name: 'English' }).click();
    await expectAccessible(page, 'closed, in English');
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByLabel('口令', { exact: true }).fill(FAKE_PASSPHRASE);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: '谁在用这台前台？' })).toBeVisible();
  });

  test('names the group of the recovery code that has a slip', async ({ page, desk }) => {
    await page.goto(desk.url);
    await page.getByText('用恢复码', { exact: true }).click();
    await page.getByLabel(/恢复码（7 组/).fill(FAKE_CODE.replace('0HBVA', '0HBVB'));
    await page.keyboard.press('Enter');
    await expect(page.getByText(/第 3 组有一处写错了/)).toBeVisible();
    await page.getByLabel(/恢复码（7 组/).fill(FAKE_CODE);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: '谁在用这台前台？' })).toBeVisible();
  });
});

for (const [code, title] of [
  ['db_damaged', '数据文件有一处损坏'],
  ['db_truncated', '数据文件少了一截'],
  ['db_emptied', '数据文件是空的'],
  ['db_missing', '数据文件不见了'],
  ['db_from_future', '数据比这个程序新'],
  ['db_wrong_secret', '密钥和数据对不上'],
  ['keys_missing', '密钥文件不见了'],
  ['desk_open_elsewhere', '数据正被另一个窗口使用'],
  ['unheard_of', '数据没有打开'],
] as const) {
  test.describe(`trouble ${code}`, () => {
    test.use({ deskOptions: { more: fakeSetup({ phase: { phase: 'trouble', code, params: {}, backups: 2 } }) } });
    test('has its own words and never offers a first run', async ({ page, desk }) => {
      await page.goto(desk.url);
      await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
      for (const part of ['发生了什么', '保住了什么', '接下来怎么做']) await expect(page.getByRole('heading', { name: part })).toBeVisible();
      await expect(page.getByRole('button', { name: /建立小区|打开演示/ })).toHaveCount(0);
      await expectAccessible(page, code);
      await page.getByRole('button', { name: 'English' }).click();
      await expect(page.getByRole('heading', { level: 1, name: title })).toHaveCount(0);
      await expectAccessible(page, `${code}, in English`);
    });
  });
}

test.describe('a keystore that lost the data', () => {
  test.use({ deskOptions: { demo: false, more: fakeSetup({ phase: { phase: 'trouble', code: 'keystore_changed', params: {}, backups: 0 } }) } });
  test('is opened by the printed code', async ({ page, desk }) => {
    await page.goto(desk.url);
    await page.getByRole('button', { name: '用恢复码打开' }).click();
    await page.getByLabel(/恢复码（7 组/).fill(FAKE_CODE);
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: '周航' }).click();
    await page.getByLabel(/PIN/).fill('1234');
    await page.keyboard.press('Enter');
    await expect(searchBox(page)).toBeVisible();
  });
});
