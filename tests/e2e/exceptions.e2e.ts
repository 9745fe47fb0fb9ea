import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { cli } from '#tests/support/cliDesk.ts';
import { host } from '#tests/support/realSite.ts';
import { enter, expectAccessible } from './fixtures.ts';

/** Two real desks set things apart, meet by file, and a manager says which holds: in the window, on the real host. */
const PICTURES = process.env['FOYER_PICTURES'];

test('what two desks said apart is read side by side, one is chosen by digit, and the page then shows it', async ({ page }) => {
  test.setTimeout(120_000);
  const root = mkdtempSync(join(tmpdir(), 'foyer-e2e-'));
  const at = (name: string): string => join(root, name);
  const foyer = cli('');
  const on = (desk: string) => (...args: string[]) => foyer('2468', ...args, '--data', at(desk));
  const [a, b] = [on('a'), on('b')];
  const roster = (name: string, layout: string, phone: string): string => {
    writeFileSync(at(name), `房号,业主,身份证号,电话,户型\n3-2-1501,张敏,110101199003070011,${phone},${layout}\n`);
    return at(name);
  };
  try {
    a('init', '--site', '云栖苑', '--admin', '周航', '--pin', '2468', '--key-file');
    const { code } = a('invite', at('desk.invite'), '--desk', '交付笔记本2') as { code: string };
    b('join', at('desk.invite'), '--code', code, '--key-file');
    for (const [desk, layout, phone, exportLimit] of [[a, '三室', '13800001111', 100], [b, '四室', '13800002222', 50]] as const) {
      desk('import', 'roster', roster(`${exportLimit}.csv`, layout, phone));
      desk('call', 'site.configure', JSON.stringify({ exportLimit }), '--as', '周航');
    }
    b('bundle', 'export', at('b.bundle'));
    a('bundle', 'import', at('b.bundle'));
    const running = await host(at('a'));
    try {
      await page.goto(running.address);
      await enter(page, '周航', '2468');
      await page.evaluate(() => (location.hash = '#/anomalies'));
      const card = page.getByRole('listitem', { name: '3-2-1501：户型在两处填得不一样' });
      await expect(card.getByRole('radio')).toHaveCount(4);
      await expect(card).toContainText('三室');
      await expect(page.getByRole('main')).not.toContainText(/1380000|张敏/);
      // Facts come in the order of their ids, which is chance.
      const first = await card.locator('label').first().innerText();
      await card.focus();
      await page.keyboard.press(first.includes('四室') ? '1' : '2');
      await expect(card.getByText('定下以后，各台前台都显示“四室”')).toBeVisible();
      await expectAccessible(page, 'exceptions');
      if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, 'exceptions-zh.png') });
      await page.getByRole('button', { name: 'English' }).click();
      await expectAccessible(page, 'exceptions, English');
      if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, 'exceptions-en.png') });
      await page.getByRole('button', { name: '中文' }).click();
      await card.focus();
      await page.keyboard.press('Enter');
      await expect(card).toHaveCount(0);
      await page.getByRole('listitem', { name: /名单条数上限/ }).focus();
      await expect(page.getByRole('listitem', { name: /名单条数上限/ }).getByRole('radio', { name: /50 条/ })).toBeVisible();
    } finally {
      await running.stop();
    }
    const left = a('call', 'anomaly.list', '--as', '周航') as { id: string }[];
    expect(left.map(({ id }) => id.split('/').at(-1))).not.toContain('layout');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
