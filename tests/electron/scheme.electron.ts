import { expect, test } from '@playwright/test';
import { type Started, startElectron } from '#tests/support/electronApp.ts';

let foyer: Started;
test.beforeAll(async () => {
  foyer = await startElectron({ desk: 'stub', page: 'blank' });
});
test.afterAll(() => foyer.stop());

type Got = { status: number; headers: Record<string, string>; body: string } | string;

/** Asked by main in the window's session, where no policy of a page stands before the scheme. */
const ask = (address: string, method = 'GET'): Promise<Got> =>
  foyer.app.evaluate(
    async ({ session }, [to, verb]) => {
      const own = session.fromPartition('foyer');
      try {
        const got = await own.fetch(to, { method: verb });
        return { status: got.status, headers: Object.fromEntries(got.headers), body: await got.text() };
      } catch (error) {
        return (error as Error).message;
      }
    },
    [address, method] as const,
  );

test('built files are served, each with its type and the policy', async () => {
  for (const [address, type] of [['app://desk/', 'text/html; charset=utf-8'], ['app://desk/index.html?x=1', 'text/html; charset=utf-8'], ['app://desk/page.js', 'text/javascript; charset=utf-8']] as const) {
    const got = await ask(address);
    expect(got, address).toMatchObject({ status: 200, headers: { 'content-type': type, 'x-content-type-options': 'nosniff' } });
    expect((got as { headers: Record<string, string> }).headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'",
    );
  }
});

test('no path leads out of the built files', async () => {
  for (const path of [
    '/../../package.json', '/../package.json', '/%2e%2e/%2e%2e/package.json', '/..%2f..%2fpackage.json', '/..%5c..%5cpackage.json', '/..\\..\\package.json',
    '//desk/../package.json', '/./../../package.json', '/page.js/../../../package.json', '/etc/passwd', '//etc/passwd', '/page.js%00', '/page.js/', '/PAGE.JS',
    '/electron/dist/main/index.js', '/file:///etc/passwd', '/__proto__', '/constructor',
  ]) {
    const got = await ask(`app://desk${path}`);
    expect(typeof got === 'string' ? 404 : got.status, path).toBe(404);
    expect(typeof got === 'string' ? '' : got.body, path).toBe('');
    if (typeof got !== 'string') expect(got.headers['content-security-policy'], path).toContain("default-src 'none'");
  }
});

test('only GET, and only our host', async () => {
  for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
    const got = await ask('app://desk/', method);
    expect(typeof got === 'string' ? 405 : got.status, method).toBe(405);
  }
  for (const address of ['app://evil/', 'app://desk.evil/', 'app://evil.desk/', 'app://DESK.evil/', 'app:///index.html', 'app://xn--desk/']) {
    const got = await ask(address);
    expect(typeof got === 'string' ? 'refused' : got.status === 200 ? 'served' : 'refused', address).toBe('refused');
  }
});

test('the default session serves nothing and loads nothing', async () => {
  const names = await foyer.app.evaluate(async ({ session }) => {
    const tried = ['app://desk/', 'http://127.0.0.1/', 'https://localhost/'].map((address) => session.defaultSession.fetch(address).then(({ status }) => String(status), () => 'refused'));
    return Promise.all(tried);
  });
  expect(names).toEqual(['refused', 'refused', 'refused']);
});
