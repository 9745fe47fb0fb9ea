import { defineConfig } from '@playwright/test';
import { findBrowser } from '#tests/support/browser.ts';

const { browser } = await findBrowser();
const root = import.meta.dirname;

// Two projects: `e2e` drives the browser host in the browser that was found; `electron` starts a real Electron itself.
export default defineConfig({
  testDir: root,
  outputDir: `${root}/.out/playwright`,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env['CI'] !== undefined,
  fullyParallel: false,
  workers: 2,
  use: {
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [
    {
      name: 'e2e',
      testMatch: 'e2e/**/*.e2e.ts',
      use: {
        browserName: 'chromium',
        ...(browser === undefined ? {} : { launchOptions: { executablePath: browser.program, args: browser.args, env: { ...process.env, ...browser.env } } }),
      },
    },
    { name: 'electron', testMatch: 'electron/**/*.electron.ts' },
  ],
});
