import { defineConfig } from 'vitest/config';

// One project a lane; the lane is the end of the file's name (x.unit.test.ts), so a lane can be run alone
// and a slow kind of test can never hide in a fast one.
const lane = (name: string, timeout: number, parallel = true) => ({
  test: {
    name,
    root: new URL('..', import.meta.url).pathname,
    include: [`tests/**/*.${name}.test.ts`],
    testTimeout: timeout,
    hookTimeout: timeout,
    fileParallelism: parallel,
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [lane('unit', 120_000), lane('property', 600_000), lane('crash', 600_000, false)],
  },
});
