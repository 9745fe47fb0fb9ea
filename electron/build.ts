/** `npm run build`: builds page, main, preload and desk, fresh or not. */
import { build } from './built.ts';

const started = performance.now();
await build();
process.stdout.write(`built renderer, main, preload, desk in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
