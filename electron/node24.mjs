// Every npm script starts here: plain JavaScript, so that it runs on any Node and can say what is wrong.
//
// The program is TypeScript run directly (type stripping) and its database addon needs N-API 10. The `node` package in
// devDependencies puts a fitting Node first on PATH inside `npm run …`; its install script has to run for that. With an
// older Node the first .ts import fails with a message that tells nobody what to do, and the addon may even crash.
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
const [, launcher, entry, ...rest] = process.argv;

if (major < 22 || (major === 22 && minor < 14) || !process.features.typescript) {
  process.stderr.write(
    `Foyer needs Node 24; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'The project brings its own: run `npm ci` in this folder and start it by an npm script (npm start, npm test …).\n' +
      'If you did: install scripts were ignored (--ignore-scripts, or ignore-scripts=true in an .npmrc). Allow them and run `npm ci` again.\n',
  );
  process.exit(1);
}
if (entry === undefined) {
  process.stderr.write('usage: node electron/node24.mjs ENTRY.ts [ARGUMENTS]\n');
  process.exit(1);
}

const file = resolve(fileURLToPath(new URL('..', import.meta.url)), entry);
process.argv = [process.argv[0] ?? launcher, file, ...rest];
await import(pathToFileURL(file).href);
