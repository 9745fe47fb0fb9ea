import { spawn } from 'node:child_process';
import { electronInstaller, findElectron } from './runtime.ts';

const downloads = 'https://github.com';
const answerWithin = 4_000;
const downloadWithin = 10 * 60_000;

/** Somebody who set a mirror or a proxy knows the way; a plain request would not take it and prove nothing. */
const knowsTheWay = (env: NodeJS.ProcessEnv): boolean =>
  ['ELECTRON_MIRROR', 'npm_config_electron_mirror', 'HTTPS_PROXY', 'https_proxy', 'ELECTRON_GET_USE_PROXY'].some((name) => Boolean(env[name]));

const reachable = async (): Promise<boolean> => {
  try {
    await fetch(downloads, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(answerWithin) });
    return true;
  } catch {
    return false;
  }
};

/**
 * Fetches the Electron program once, as its package does at its first use. A network that refuses or swallows the request
 * costs four seconds, not minutes. Answers with the program, or with why there is none.
 */
export const fetchElectron = async (): Promise<{ program: string } | { reason: string }> => {
  if (!knowsTheWay(process.env) && !(await reachable())) return { reason: 'Electron is not installed and its download cannot be reached' };
  process.stderr.write('Fetching Electron once (about 120 MB; skip it with --browser) …\n');
  const code = await new Promise<number>((resolve) => {
    // Its output must not reach standard output, which belongs to the address.
    const child = spawn(process.execPath, [electronInstaller], { stdio: ['ignore', 'ignore', 'ignore'], timeout: downloadWithin });
    child.once('error', () => resolve(1));
    child.once('exit', (status) => resolve(status ?? 1));
  });
  const program = code === 0 ? findElectron() : undefined;
  return program === undefined ? { reason: 'Electron is not installed and could not be downloaded' } : { program };
};
