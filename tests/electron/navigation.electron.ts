import { expect, test } from '@playwright/test';
import { type Started, startElectron } from '#tests/support/electronApp.ts';
import { openStranger, type Stranger } from '#tests/support/stranger.ts';

let foyer: Started;
let stranger: Stranger;

test.beforeAll(async () => {
  stranger = await openStranger();
  foyer = await startElectron({ desk: 'stub', page: 'blank' });
});
test.afterAll(async () => {
  await foyer.stop();
  await stranger.stop();
});

test.beforeEach(() => foyer.page.evaluate(() => void Object.assign(globalThis, { mark: 'still here' })));

/** The page neither went nor was reloaded, no window was opened, nobody was called. */
const stayed = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await foyer.page.evaluate(() => [location.href, (globalThis as { mark?: string }).mark])).toEqual(['app://desk/', 'still here']);
  expect(await foyer.app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
  expect(stranger.knocks()).toBe(0);
};

const addresses = (): string[] => [
  `${stranger.address}/`,
  `${stranger.address}/?next=app://desk`,
  `${stranger.address}/#app://desk/`,
  `http://app:desk@127.0.0.1:${stranger.port}/`,
  'https://desk/',
  'file:///etc/passwd',
  'data:text/html,<p>x</p>',
  'javascript:document.title="taken"',
  'view-source:app://desk/',
  'chrome://gpu',
  'devtools://devtools/bundled/inspector.html',
  'app://desk.evil/',
  'app://evil/',
  'app://desk/page.js',
];

test('location leads nowhere', async () => {
  for (const address of addresses()) {
    await foyer.page.evaluate((to) => {
      try {
        location.href = to;
      } catch {
        // Refused at once is as good.
      }
    }, address);
    await stayed();
  }
  expect(await foyer.page.evaluate(() => document.title)).toBe('blank');
});

test('the page cannot reload itself or become a blob', async () => {
  await foyer.page.evaluate(() => location.reload());
  await stayed();
  await foyer.page.evaluate(() => location.assign(URL.createObjectURL(new Blob(['<p>x</p>'], { type: 'text/html' }))));
  await stayed();
});

test('moving within the page is free', async () => {
  await foyer.page.evaluate(() => history.pushState(null, '', '/home/1'));
  expect(foyer.page.url()).toBe('app://desk/home/1');
  await foyer.page.evaluate(() => history.replaceState(null, '', '/'));
  await foyer.page.evaluate(() => {
    location.hash = 'x';
  });
  expect(foyer.page.url()).toBe('app://desk/#x');
  await foyer.page.evaluate(() => history.replaceState(null, '', '/'));
  await stayed();
});

test('an empty page is left at once, and commands nothing', async () => {
  await foyer.page.evaluate(() => {
    location.href = 'about:blank';
  });
  // The way back is a new load of the page, with nothing of the old one.
  await expect.poll(() => foyer.page.evaluate(() => [location.href, typeof (globalThis as { ask?: unknown; mark?: unknown }).ask, typeof (globalThis as { mark?: unknown }).mark]).catch(() => null)).toEqual(['app://desk/', 'function', 'undefined']);
});

test('a link leads nowhere, whatever is pressed', async () => {
  await foyer.page.evaluate((to) => document.querySelector('#link')?.setAttribute('href', to), `${stranger.address}/`);
  const { x, y, width, height } = (await foyer.page.locator('#link').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  // By mouse, since Playwright's own click waits for the navigation that never comes.
  const press = (button: 'left' | 'middle' = 'left'): Promise<void> => foyer.page.mouse.click(x + width / 2, y + height / 2, { button });
  for (const key of ['Control', 'Shift', 'Alt']) {
    await foyer.page.keyboard.down(key);
    await press();
    await foyer.page.keyboard.up(key);
  }
  await press('middle');
  for (const target of ['', '_blank', '_top', 'named']) {
    await foyer.page.evaluate((name) => document.querySelector('#link')?.setAttribute('target', name), target);
    await press();
  }
  await stayed();
});

test('meta refresh and forms lead nowhere', async () => {
  await foyer.page.evaluate((to) => {
    const meta = document.createElement('meta');
    meta.httpEquiv = 'refresh';
    meta.content = `0;url=${to}`;
    document.head.append(meta);
    for (const [method, target] of [['post', ''], ['get', ''], ['post', '_blank']] as const) {
      const form = Object.assign(document.createElement('form'), { method, action: to, target });
      form.append(Object.assign(document.createElement('input'), { name: 'a', value: '1' }));
      document.body.append(form);
      form.submit();
    }
  }, `${stranger.address}/`);
  await stayed();
});

test('window.open opens nothing', async () => {
  for (const address of [...addresses(), '', 'app://desk/']) {
    const opened = await foyer.page.evaluate((to) => [window.open(to) === null, window.open(to, 'w', 'width=100') === null, window.open(to, '_blank', 'noopener') === null], address);
    expect(opened, address).toEqual([true, true, true]);
  }
  await stayed();
});

test('frames, objects and webviews hold nothing', async () => {
  const sources = [`${stranger.address}/`, 'app://desk/', 'file:///etc/passwd', 'data:text/html,<p>x</p>'];
  await foyer.page.evaluate(async (list) => {
    for (const source of list) {
      for (const [tag, name] of [['iframe', 'src'], ['object', 'data'], ['embed', 'src'], ['webview', 'src'], ['frame', 'src'], ['portal', 'src'], ['fencedframe', 'src']] as const) {
        const element = document.createElement(tag);
        document.body.append(element);
        try {
          element.setAttribute(name, source);
        } catch {
          // Trusted types refuse some of them before any other wall does.
        }
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }, sources);
  await stayed();
  const frames = foyer.page.frames().slice(1).map((frame) => frame.url());
  expect(frames.filter((url) => !['', ':', 'about:blank', 'about:srcdoc', 'chrome-error://chromewebdata/'].includes(url))).toEqual([]);
  expect(await foyer.page.evaluate(() => document.createElement('webview').constructor.name)).toBe('HTMLElement');
});

test('an empty frame gets no bridge', async () => {
  const got = await foyer.page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const inside: (Window & { foyer?: unknown; require?: unknown }) | null = frame.contentWindow;
    return inside === null ? 'no frame' : [typeof inside.foyer, typeof inside.require];
  });
  expect(got).toEqual(['undefined', 'undefined']);
});
