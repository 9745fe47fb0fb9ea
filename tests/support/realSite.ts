import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = new URL('../../', import.meta.url).pathname;

/** The host as a program of its own on a folder, as its users run it; one start gives one address, which opens one browser. */
export async function host(data: string): Promise<{ address: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [join(ROOT, 'electron/cli/main.ts'), 'serve', '--no-open', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let said = '';
  for await (const part of child.stdout.setEncoding('utf8')) {
    said += String(part);
    if (said.includes('\n')) break;
  }
  return {
    address: said.trim(),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
