import { resolve } from 'node:path';

/** `--data DIR` or `--data=DIR`: where the desk keeps its files, instead of the user's own folder. Undefined when not given. */
export const dataFolder = (argv: readonly string[], cwd: string): string | undefined => {
  const at = argv.findIndex((argument) => argument === '--data' || argument.startsWith('--data='));
  const given = argv[at]?.startsWith('--data=') ? argv[at].slice('--data='.length) : argv[at + 1];
  return at === -1 || given === undefined || given === '' ? undefined : resolve(cwd, given);
};
