import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { startFakeDesk, type FakeDesk, type FakeOptions } from '#tests/support/fakeHost.ts';

/** Where the page comes from. The fake desk serves the built page; another provider may serve it from a real one. */
export interface DeskUnderTest {
  url: string;
  cut(): void;
  asked: readonly string[];
}

interface Fixtures {
  deskOptions: FakeOptions;
  desk: DeskUnderTest;
  /** The page at its door, in Chinese. */
  door: Page;
  /** The page with 陈思雨 (receptionist) at work. */
  work: Page;
}

export const test = base.extend<Fixtures>({
  deskOptions: [{}, { option: true }],
  desk: async ({ deskOptions }, use) => {
    const desk: FakeDesk = await startFakeDesk(deskOptions);
    await use(desk);
    await desk.close();
  },
  door: async ({ page, desk }, use) => {
    const troubles: string[] = [];
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(desk.url);
    await expect(page.getByRole('dialog', { name: '谁在用这台前台？' })).toBeVisible();
    await use(page);
    // A style or script that the page's policy refuses says so here and nowhere else. Cut lines are a test's own doing.
    expect(troubles.filter((text) => !text.includes('WebSocket'))).toEqual([]);
  },
  work: async ({ door }, use) => {
    await enter(door, '陈思雨');
    await use(door);
  },
});

export { expect };

/** Through the door as a clerk does it: the name, the PIN, Enter. */
export async function enter(page: Page, name: string, pin = '1234'): Promise<void> {
  await page.getByRole('radio', { name }).click();
  await page.getByLabel(/PIN/).fill(pin);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

export const searchBox = (page: Page) => page.getByRole('combobox', { name: /^(搜索|Search)$/ });

/** Keys of a scanner: 8 ms apart by the time they carry, however long the machine takes to deliver them. */
export async function scan(page: Page, digits: string): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const start = Date.now() / 1000;
  const keys = [...digits].map((digit) => ({ key: digit, code: `Digit${digit}`, windowsVirtualKeyCode: 48 + Number(digit), text: digit }));
  for (const [at, key] of [...keys, { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' }].entries()) {
    const timestamp = start + at * 0.008;
    await client.send('Input.dispatchKeyEvent', { type: 'keyDown', timestamp, ...key });
    await client.send('Input.dispatchKeyEvent', { type: 'keyUp', timestamp: timestamp + 0.003, ...key });
  }
}

/** WCAG 2.2 AA by machine: nothing serious, nothing critical. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  const grave = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
  expect(
    grave.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`),
    what,
  ).toEqual([]);
}
