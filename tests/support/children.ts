import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';

export interface Child {
  readonly process: ChildProcess;
  /** Whole lines that the child has written so far: what it acknowledged. */
  readonly lines: string[];
  /** Resolves when a line comes that fits, or the child ends. */
  until(fits: (line: string) => boolean): Promise<void>;
  /** Kills it as a power cut would and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits for its own end and gives the exit code. */
  ended(): Promise<number | null>;
}

/** Starts a script of this folder tree under the same Node as the tests. What it writes to standard error is shown. */
export const startChild = (script: URL, args: readonly string[], before: readonly string[] = []): Child => {
  const command = [...before, process.execPath, script.pathname, ...args];
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const check of waiting) check();
  };
  let rest = '';
  let over = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    wake();
  });
  const end = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      over = true;
      wake();
      resolve(code);
    });
  });
  return {
    process: child,
    lines,
    until: (fits) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!over && !lines.some(fits)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await end;
    },
    ended: () => end,
  };
};

/** A small repeatable generator (mulberry32), so that a failing round can be run again from its printed seed. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
