import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { keepable } from './logLines.ts';

const LIMIT = 1_000_000;

export interface Log {
  /** One of our own lines: `what` and `details` are codes and numbers, never contents. */
  note(what: string, details?: Readonly<Record<string, string | number>>): void;
  /** Takes another process's output in whatever pieces it comes, and keeps what may be kept. */
  drain(output: NodeJS.ReadableStream | null): void;
}

/** `foyer.log` in `folder`, and one older file of at most 1 MB. A log that cannot be written must not stop the desk. */
export const openLog = (folder: string): Log => {
  const file = join(folder, 'foyer.log');
  const write = (line: string): void => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LIMIT) renameSync(file, join(folder, 'foyer.old.log'));
      appendFileSync(file, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
    } catch {
      // A full or read-only disk: the desk says so itself when it matters.
    }
  };
  return {
    note: (what, details = {}) => write(keepable(['foyer', what, ...Object.entries(details).map(([name, value]) => `${name}=${value}`)].join(' '))),
    drain: (output) => {
      let rest = '';
      output?.on('data', (piece: Buffer | string) => {
        const lines = (rest + piece.toString()).split(/\r?\n/);
        // A line without an end could grow without end.
        rest = (lines.pop() ?? '').slice(-4_096);
        for (const line of lines) {
          const kept = keepable(line);
          if (kept !== '') write(`desk: ${kept}`);
        }
      });
    },
  };
};
