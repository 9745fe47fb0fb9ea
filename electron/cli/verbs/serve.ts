import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAppWindow } from '#electron/host/open.ts';
import { serve as serveHost } from '#electron/host/serve.ts';
import { hasDisplay } from '#electron/runtime.ts';
import { secretOf, text, type Verb } from '../context.ts';
import { UsageError } from '../words.ts';

const page = join(fileURLToPath(new URL('../../../renderer', import.meta.url)), 'dist');

/** Serves until the process is asked to end; opens the desk at once when FOYER_PASSPHRASE is set. */
export const serve: Verb = async (options) => {
  const port = Number(text(options, 'port') ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError('--port takes a number from 0 to 65535.');
  const passphrase = secretOf('FOYER_PASSPHRASE');
  const host = await serveHost({ data: options.dir, port, rendererDir: page, ...(passphrase === undefined ? {} : { passphrase }) });
  if (options.values['no-open'] !== true && hasDisplay()) openAppWindow(host.address());
  const until = new Promise<void>((resolve) => {
    let asked = false;
    const close = (): void => {
      if (asked) return;
      asked = true;
      void host.close().then(resolve);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, close);
  });
  return { data: { url: host.url }, lines: [host.url], until };
};
