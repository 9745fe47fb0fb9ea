import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { installedBrowsers } from '#electron/host/browsers.ts';
import { rootSwitches } from '#electron/runtime.ts';

/** A browser that was seen starting: its program, and what it needs on its command line and in its environment. */
export type Browser = { program: string; args: string[]; env: Record<string, string>; version: string };

export type BrowserSearch = { browser: Browser } | { browser: undefined; reason: string };

type Candidate = Omit<Browser, 'version'>;

/** Starts the candidate for real with a debugging port: `--version` alone passes where libraries or fonts are missing. */
const tryStart = (candidate: Candidate): Promise<{ version: string } | { reason: string }> =>
  new Promise((settle) => {
    const profile = mkdtempSync(join(tmpdir(), 'foyer-browser-'));
    const args = ['--headless', '--disable-gpu', '--no-first-run', '--remote-debugging-port=0', `--user-data-dir=${profile}`, ...candidate.args, 'about:blank'];
    const child = spawn(candidate.program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...candidate.env } });
    let said = '';
    let done = false;
    const finish = (answer: { version: string } | { reason: string }) => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      const remove = () => {
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
        settle(answer);
      };
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) remove();
      else child.once('exit', remove).kill('SIGKILL');
    };
    const timer = setTimeout(() => finish({ reason: 'it did not start within 30 s' }), 30_000);
    child.once('error', (error) => finish({ reason: error.message }));
    child.once('exit', (code) => finish({ reason: lastWords(said) ?? `it ended with code ${code ?? 'none'}` }));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//u.exec(said)?.[1];
      if (port === undefined || done) return;
      fetch(`http://127.0.0.1:${port}/json/version`)
        .then((response) => response.json() as Promise<{ Browser?: string }>)
        .then((about) => finish({ version: about.Browser ?? 'unknown' }))
        .catch((error: unknown) => finish({ reason: String(error) }));
    });
  });

const lastWords = (said: string): string | undefined => {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /loading shared libraries|no usable sandbox/iu.test(line)) ?? lines.at(-1);
};

/** Whether the loader finds a library by its name; asked of the usual folders, as `ldconfig` may be out of reach. */
const hasLibrary = (name: string): boolean =>
  ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/lib64', '/usr/lib'].some((folder) => existsSync(join(folder, name)));

const hasFonts = (): boolean => ['/usr/share/fonts', '/usr/local/share/fonts'].some((folder) => existsSync(folder) && readdirSync(folder).length > 0);

const untar = (archive: Buffer, folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    mkdirSync(folder, { recursive: true });
    const child = spawn('tar', ['-xf', '-', '-C', folder], { stdio: ['pipe', 'ignore', 'inherit'] });
    child.once('error', reject).once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`tar ended with code ${code ?? 'none'}`))));
    child.stdin.end(archive);
  });

/**
 * The Chromium that travels in the npm package @sparticuz/chromium (linux-x64), unpacked once per version and user.
 *
 * It is unpacked beside and renamed, because that package's own unpacking takes a half-written file of an interrupted run
 * for a whole one. Its own default switches are not used: they turn web security and site isolation off.
 */
const packagedChromium = async (): Promise<Candidate> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('there is none for this system');
  const home = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..');
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const folder = join(tmpdir(), `foyer-chromium-${version}-${userInfo().username}`);
  if (!existsSync(folder)) {
    const fresh = mkdtempSync(`${folder}-`);
    const unpacked = (name: string) => brotliDecompressSync(readFileSync(join(home, 'bin', `${name}.br`)));
    writeFileSync(join(fresh, 'chromium'), unpacked('chromium'), { mode: 0o755 });
    await untar(unpacked('swiftshader.tar'), fresh);
    await untar(unpacked('fonts.tar'), fresh);
    // Its own font configuration names folders of the place that the package was made for.
    writeFileSync(join(fresh, 'fonts.conf'), `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`);
    await untar(unpacked('al2023.tar'), join(fresh, 'libraries'));
    try {
      renameSync(fresh, folder);
    } catch (error) {
      rmSync(fresh, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
  }
  const env: Record<string, string> = {};
  // The package brings the three libraries too; the system's own are better where they exist.
  if (!['libnss3.so', 'libnspr4.so', 'libexpat.so.1'].every(hasLibrary)) env['LD_LIBRARY_PATH'] = join(folder, 'libraries', 'lib');
  if (!hasFonts()) env['FONTCONFIG_FILE'] = join(folder, 'fonts.conf');
  return { program: join(folder, 'chromium'), args: rootSwitches(), env };
};

const unsandboxed = '--no-sandbox';

const search = async (): Promise<BrowserSearch> => {
  const reasons: string[] = [];
  const attempt = async (name: string, find: () => Candidate | Promise<Candidate>): Promise<Browser | undefined> => {
    try {
      const candidate = await find();
      const started = await tryStart(candidate);
      if ('version' in started) return { ...candidate, version: started.version };
      reasons.push(`${name}: ${started.reason}`);
      if (process.platform !== 'linux' || candidate.args.includes(unsandboxed) || !/sandbox/iu.test(started.reason)) return undefined;
      // A container may forbid user namespaces to its users; a test opens no page but the project's own.
      const open = { ...candidate, args: [...candidate.args, unsandboxed] };
      const restarted = await tryStart(open);
      if ('version' in restarted) return { ...open, version: restarted.version };
    } catch (error) {
      reasons.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return undefined;
  };
  for (const program of installedBrowsers()) {
    const browser = await attempt(program, () => ({ program, args: rootSwitches(), env: {} }));
    if (browser !== undefined) return { browser };
  }
  const browser = await attempt('@sparticuz/chromium', packagedChromium);
  if (browser !== undefined) return { browser };
  if (reasons.length === 1) reasons.unshift('no Chromium, Chrome or Edge is installed');
  return { browser: undefined, reason: reasons.join('; ') };
};

/** What the runner found is handed to Playwright's processes by this variable, so that the search is made once. */
const handedOver = 'FOYER_TEST_BROWSER';

/**
 * A browser for the e2e lane, found without any download: an installed one, else the one among the packages. Each is
 * started once for real before it is believed. When none starts, `reason` says why each did not.
 */
export const findBrowser = async (): Promise<BrowserSearch> => {
  const known = process.env[handedOver];
  if (known !== undefined) return JSON.parse(known) as BrowserSearch;
  const found = await search();
  process.env[handedOver] = JSON.stringify(found);
  return found;
};
