/**
 * A desk without a memory, for tests of what stands around the desk: it speaks main's protocol and answers a few
 * questions about itself. Built by the tests in place of the real desk process.
 */
import { type FromDesk, type ToDesk, toDesk } from '#electron/desk/protocol.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port to main, not a window
const say = (message: FromDesk): void => process.parentPort.postMessage(message);
let asked = 0;
const waiting = new Map<number, (answer: string) => void>();
let start: Extract<ToDesk, { type: 'start' }> | null = null;

const answers: Readonly<Record<string, () => unknown>> = {
  '/stub/pid': () => process.pid,
  '/stub/env': () => Object.keys(process.env).toSorted(),
  '/stub/start': () => start,
  '/stub/wrap': () =>
    new Promise((resolve) => {
      waiting.set(++asked, resolve);
      say({ type: 'keystore.request', request: asked, verb: 'wrap', bytes: new Uint8Array(32) });
    }),
};

process.parentPort.on('message', ({ data, ports }) => {
  const message = toDesk.parse(data);
  switch (message.type) {
    case 'start':
      start = message;
      return;
    case 'port': {
      const [port] = ports;
      port?.on('message', (event) => {
        const { i, p } = JSON.parse(event.data as string) as { i: string; p: { u: string } };
        void Promise.resolve(answers[p.u]?.()).then((json) => port.postMessage(JSON.stringify({ i, p: { b: { json } } }), []));
      });
      port?.start();
      return;
    }
    case 'keystore.reply':
      waiting.get(message.request)?.(message.ok ? `wrapped ${message.bytes.byteLength}` : message.code);
      return;
    case 'close':
      // Slower than Electron ends by itself, so that a main that does not wait is noticed.
      setTimeout(() => {
        say({ type: 'closed' });
        setTimeout(() => process.exit(0), 50);
      }, 400);
  }
});
say({ type: 'ready' });
