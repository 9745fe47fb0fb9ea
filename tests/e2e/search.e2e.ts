import { expect, scan, searchBox, test } from './fixtures.ts';

test('finds a home and opens it in two interactions', async ({ work }) => {
  // Nothing is clicked first: on 今日 the box has the focus already.
  await expect(searchBox(work)).toBeFocused();
  await work.keyboard.type('3-2-1501', { delay: 15 });
  await expect(work.getByRole('option', { name: /3-2-1501 张女士 · 另 2 人 尾号6120/ })).toHaveAttribute('aria-selected', 'true');
  await work.keyboard.press('Enter');
  await expect(work.getByRole('heading', { level: 1, name: '3-2-1501' })).toBeVisible();
  await expect(work.getByRole('listbox')).toHaveCount(0);
});

test('Enter before the answer opens the first hit of the text as it stands', async ({ work }) => {
  await searchBox(work).fill('3-2-1501');
  await work.keyboard.press('Enter');
  await expect(work.getByRole('heading', { level: 1, name: '3-2-1501' })).toBeVisible();
});

test('shows a full name only to those who typed it', async ({ work }) => {
  await searchBox(work).fill('zhangmin');
  await expect(work.getByRole('option').first()).toContainText('张女士');
  await expect(work.getByRole('listbox')).not.toContainText('张敏');
  await searchBox(work).fill('张敏');
  await expect(work.getByRole('option').first()).toContainText('张敏');
});

test('walks with arrows, opens persons, goes one step back with Esc', async ({ work }) => {
  await searchBox(work).fill('6120');
  const options = work.getByRole('option');
  await expect(options.first()).toContainText('张女士');
  await work.keyboard.press('ArrowDown');
  await work.keyboard.press('ArrowUp');
  await work.keyboard.press('Escape');
  await expect(work.getByRole('listbox')).toHaveCount(0);
  await expect(searchBox(work)).toHaveValue('6120');
  await work.keyboard.press('ArrowDown');
  await expect(options.first()).toBeVisible();
  await work.keyboard.press('Enter');
  await expect(work.getByRole('heading', { level: 1, name: '张女士' })).toBeVisible();
  await expect(work.getByRole('table', { name: /名下与相关房屋 2 处/ })).toContainText('5-1-3302');
});

test('→ on a person goes to the home', async ({ work }) => {
  await searchBox(work).fill('6120');
  await expect(work.getByRole('option').first()).toContainText('3-2-1501');
  await work.keyboard.press('ArrowRight');
  await expect(work.getByRole('heading', { level: 1, name: '3-2-1501' })).toBeVisible();
});

test('says what can be searched when nothing is found', async ({ work }) => {
  await searchBox(work).fill('zs15');
  await expect(work.getByText('没找到“zs15”。可按房号（3-2-1501）、姓名拼音、电话后四位找。').first()).toBeVisible();
});

test('does nothing while an input method composes', async ({ work, desk }) => {
  const box = searchBox(work);
  const client = await work.context().newCDPSession(work);
  await box.focus();
  await client.send('Input.imeSetComposition', { text: 'zhang', selectionStart: 5, selectionEnd: 5 });
  // The Enter that picks a candidate is an Enter of the input method, not of the page.
  await box.dispatchEvent('keydown', { key: 'Enter', code: 'Enter', isComposing: true, bubbles: true });
  await client.send('Input.insertText', { text: '张敏' });
  await expect(work.getByRole('option').first()).toContainText('张敏');
  expect(desk.asked).toEqual(['张敏']);
  await expect(work.getByRole('heading', { level: 1, name: '今日' })).toBeVisible();
});

for (const chord of ['Control+k', 'F3']) {
  test(`${chord} comes to the box from anywhere`, async ({ work }) => {
    await work.goto(`${work.url().split('#')[0]}#/settings`);
    await work.getByRole('link', { name: '设置' }).focus();
    await work.keyboard.press(chord);
    await expect(searchBox(work)).toBeFocused();
  });
}

test('a scanner burst lands in no field, and is named', async ({ work }) => {
  const box = searchBox(work);
  await box.fill('张');
  await scan(work, '8801234567842');
  await expect(work.getByText('没认出条码 8801…42，没有写进任何格子。')).toBeVisible();
  await expect(box).toHaveValue('张');
  await expect(work.getByRole('heading', { level: 1, name: '今日' })).toBeVisible();
});

test('a burst with nothing focused lands nowhere either', async ({ work }) => {
  await work.evaluate(() => (document.activeElement as HTMLElement).blur());
  await scan(work, '8801234567842');
  await expect(work.getByText('没认出条码 8801…42')).toBeVisible();
  await expect(searchBox(work)).toHaveValue('');
});
