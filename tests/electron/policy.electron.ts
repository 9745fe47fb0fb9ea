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

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));

/** Which directives were violated while `act` ran in the page. */
const violations = (act: (far: string) => unknown, far = stranger.address): Promise<string[]> =>
  foyer.page.evaluate(`(async () => {
    const seen = new Set();
    const note = (event) => seen.add(event.effectiveDirective);
    document.addEventListener('securitypolicyviolation', note);
    try {
      await (${act.toString()})(${JSON.stringify(far)});
    } catch {
      // Refusals may also be thrown; what counts is the violation.
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
    document.removeEventListener('securitypolicyviolation', note);
    return [...seen].sort();
  })()`);

test('no script but the built files', async () => {
  const ran = (): Promise<boolean> => foyer.page.evaluate(() => 'ran' in globalThis);
  const inline = await violations(() => {
    const script = document.createElement('script');
    script.append('globalThis.ran = 1');
    document.body.append(script);
  });
  // Trusted types already refuse to put text into a script; were they to fail, script-src would.
  expect(inline.some((directive) => directive.startsWith('script-src') || directive === 'require-trusted-types-for')).toBe(true);
  expect(await violations(() => document.body.setAttribute('onclick', 'globalThis.ran = 1'))).not.toEqual([]);
  await foyer.page.click('body');
  // A timer, because the debugger that runs this code may evaluate while it runs.
  const evaluated = await foyer.page.evaluate(
    () =>
      new Promise((resolve) =>
        setTimeout(() => {
          const refused: string[] = [];
          // oxlint-disable-next-line no-eval, typescript/no-implied-eval -- what is to be refused
          for (const code of [() => (0, eval)('globalThis.ran = 1'), () => new Function('globalThis.ran = 1')(), () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))]) {
            try {
              code();
              refused.push('ran');
            } catch (error) {
              refused.push((error as Error).name);
            }
          }
          resolve(refused);
        }, 50),
      ),
  );
  expect(evaluated).toEqual(['EvalError', 'EvalError', 'CompileError']);
  expect(await ran()).toBe(false);
});

test('no script element from elsewhere, nor from data or a blob', async () => {
  for (const source of [`${stranger.address}/x.js`, 'data:text/javascript,globalThis.ran=1', 'blob:']) {
    const seen = await violations((far) => {
      const script = document.createElement('script');
      script.setAttribute('src', far === 'blob:' ? URL.createObjectURL(new Blob(['globalThis.ran=1'])) : far);
      document.head.append(script);
    }, source);
    expect(seen, source).not.toEqual([]);
  }
  // And past trusted types, as a module that another module asks for.
  const names = await foyer.page.evaluate(async (far) => {
    const refused: string[] = [];
    for (const source of [`${far}/x.js`, 'data:text/javascript,globalThis.ran=1', URL.createObjectURL(new Blob(['globalThis.ran=1'], { type: 'text/javascript' }))]) {
      refused.push(await import(source).then(() => 'ran', (error: Error) => error.name));
    }
    return refused;
  }, stranger.address);
  expect(names).toEqual(['TypeError', 'TypeError', 'TypeError']);
  expect(await foyer.page.evaluate(() => 'ran' in globalThis)).toBe(false);
});

test('no text becomes markup', async () => {
  const names = await foyer.page.evaluate(() => {
    const ways: (() => unknown)[] = [
      () => (document.body.innerHTML = '<b>x</b>'),
      () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'),
      () => document.write('<b>x</b>'),
      () => new DOMParser().parseFromString('<b>x</b>', 'text/html'),
      () => document.createRange().createContextualFragment('<b>x</b>'),
      () => Object.assign(document.createElement('iframe'), { srcdoc: '<b>x</b>' }),
    ];
    return ways.map((way) => {
      try {
        way();
        return 'taken';
      } catch (error) {
        return (error as Error).name;
      }
    });
  });
  expect(names).toEqual(Array.from({ length: 6 }, () => 'TypeError'));
});

test('nothing is loaded from elsewhere', async () => {
  const ways: readonly [string, (far: string) => unknown][] = [
    ['img-src', (far) => Object.assign(new Image(), { src: `${far}/i.png` })],
    ['img-src', () => Object.assign(new Image(), { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' })],
    ['connect-src', (far) => fetch(`${far}/f`)],
    ['connect-src', (far) => fetch(`${far}/f`, { mode: 'no-cors', keepalive: true })],
    ['connect-src', () => fetch('file:///etc/passwd')],
    ['connect-src', () => fetch('data:text/plain,x')],
    ['connect-src', (far) => navigator.sendBeacon(`${far}/b`, 'x')],
    ['connect-src', (far) => new WebSocket(far.replace('http', 'ws'))],
    ['connect-src', (far) => new EventSource(`${far}/e`)],
    ['connect-src', (far) => {
      const request = new XMLHttpRequest();
      request.open('GET', `${far}/x`);
      request.send();
    }],
    ['font-src', (far) => new FontFace('far', `url(${far}/f.woff2)`).load()],
    ['style-src-elem', (far) => document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${far}/s.css` }))],
    ['style-src-elem', () => document.head.append(Object.assign(document.createElement('style'), { textContent: 'body{color:red}' }))],
    ['style-src-attr', () => document.body.setAttribute('style', 'color:red')],
    ['media-src', (far) => Object.assign(document.createElement('video'), { src: `${far}/v.mp4` })],
    ['frame-src', (far) => document.body.append(Object.assign(document.createElement('iframe'), { src: far }))],
    ['frame-src', () => document.body.append(Object.assign(document.createElement('iframe'), { src: 'app://desk/' }))],
    ['form-action', (far) => {
      const form = Object.assign(document.createElement('form'), { action: far, method: 'post' });
      document.body.append(form);
      form.submit();
    }],
    ['base-uri', (far) => document.head.append(Object.assign(document.createElement('base'), { href: far }))],
  ];
  for (const [directive, act] of ways) expect(await violations(act), act.toString()).toContain(directive);
  await settle();
  expect(stranger.knocks()).toBe(0);
});

test('no workers', async () => {
  const names = await foyer.page.evaluate(async (far) => {
    const sources = ['/page.js', `${far}/w.js`, 'data:text/javascript,1', URL.createObjectURL(new Blob(['1']))];
    return Promise.all(
      sources.map(
        (source) =>
          new Promise((resolve) => {
            setTimeout(() => resolve('runs'), 1_500);
            try {
              new Worker(source).addEventListener('error', () => resolve('refused'));
            } catch {
              resolve('refused');
            }
          }),
      ),
    );
  }, stranger.address);
  expect(names).toEqual(['refused', 'refused', 'refused', 'refused']);
  expect(stranger.knocks()).toBe(0);
});

test('hints and WebRTC send nothing', async () => {
  await foyer.page.evaluate(async (port) => {
    for (const rel of ['prefetch', 'preconnect', 'dns-prefetch', 'prerender', 'preload', 'modulepreload', 'icon', 'next']) {
      document.head.append(Object.assign(document.createElement('link'), { rel, href: `http://127.0.0.1:${port}/${rel}`, as: 'fetch' }));
    }
    const urls = [`stun:127.0.0.1:${port}`, `turn:127.0.0.1:${port}?transport=udp`, `turn:127.0.0.1:${port}?transport=tcp`, `turns:127.0.0.1:${port}?transport=tcp`];
    try {
      const peer = new RTCPeerConnection({ iceServers: urls.map((url) => ({ urls: url, username: 'a', credential: 'b' })) });
      peer.createDataChannel('x');
      await peer.setLocalDescription(await peer.createOffer());
      await peer.addIceCandidate({ candidate: `candidate:1 1 udp 1 127.0.0.1 ${port} typ host`, sdpMid: '0' }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    } catch {
      // Refused at once is as good.
    }
  }, stranger.port);
  expect(stranger.knocks()).toBe(0);
});

test('the session has no way to any network', async () => {
  const proxies = await foyer.app.evaluate(({ session }) => Promise.all(['http://127.0.0.1/', 'https://foyer.example/', 'ws://localhost/'].map((address) => session.fromPartition('foyer').resolveProxy(address))));
  expect(proxies).toEqual(Array.from({ length: 3 }, () => 'SOCKS5 127.0.0.1:9'));
});

test('the walls behind the policy hold without it', async () => {
  const debug = await foyer.page.context().newCDPSession(foyer.page);
  await debug.send('Page.setBypassCSP', { enabled: true });
  await foyer.page.evaluate(() => void Object.assign(globalThis, { old: true }));
  await foyer.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('app://desk/'));
  await expect.poll(() => foyer.page.evaluate(() => 'old' in globalThis).catch(() => true)).toBe(false);
  const names = await foyer.page.evaluate(async (far) => {
    document.body.innerHTML = `<img src="${far}/i.png"><iframe src="${far}/"></iframe><iframe src="file:///etc/passwd"></iframe><webview src="${far}/"></webview><object data="${far}/o"></object>`;
    const refused: string[] = [];
    for (const address of [`${far}/f`, 'file:///etc/passwd', 'http://foyer.invalid/', 'app://evil/', 'chrome://version/', 'devtools://devtools/bundled/inspector.html']) {
      refused.push(await fetch(address).then((got) => String(got.status), (error: Error) => error.name));
    }
    return refused;
  }, stranger.address);
  expect(names).toEqual(Array.from({ length: 6 }, () => 'TypeError'));
  await settle();
  expect(stranger.knocks()).toBe(0);
  expect(foyer.page.frames().map((frame) => frame.url()).filter((url) => url.startsWith('http:') || url.startsWith('file:'))).toEqual([]);
  await debug.send('Page.setBypassCSP', { enabled: false });
});
