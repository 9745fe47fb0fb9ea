import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Where an installed Chromium, Chrome or Edge may be on this system, best first. Nothing is started or checked here.
 * Only Chromium's family: the page is built for it, and `--app=` windows are its own.
 */
export const browserPlaces = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] => {
  if (platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter((root) => root !== undefined);
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe', 'Chromium\\Application\\chrome.exe'];
    return programs.flatMap((program) => roots.map((root) => `${root}\\${program}`));
  }
  if (platform === 'darwin') {
    const roots = ['/Applications', ...(env['HOME'] === undefined ? [] : [`${env['HOME']}/Applications`])];
    const programs = ['Google Chrome', 'Microsoft Edge', 'Chromium'];
    return programs.flatMap((program) => roots.map((root) => `${root}/${program}.app/Contents/MacOS/${program}`));
  }
  const programs = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge-stable', 'microsoft-edge'];
  const folders = [...(env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  const fixed = ['/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'];
  return [...programs.flatMap((program) => [...new Set(folders)].map((folder) => join(folder, program))), ...fixed];
};

const executable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The installed browsers of this machine, best first; empty when there is none. */
export const installedBrowsers = (): string[] => browserPlaces(process.platform, process.env).filter(executable);
