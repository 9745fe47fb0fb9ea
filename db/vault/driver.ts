import Database from 'better-sqlite3';
import type { Db } from './types.ts';

export interface DriverOptions {
  readonly readonly?: boolean;
  readonly fileMustExist?: boolean;
  readonly timeout?: number;
  readonly nativeBinding?: string;
}

/**
 * The one place that constructs a connection. Inside Electron, and only there, FOYER_SQLITE_BINDING_ELECTRON may name
 * another build of the addon: an Electron with an older N-API than the addon's prebuild crashes on it, while plain Node
 * would crash on that other build.
 */
export const driver = (file: string, options: DriverOptions): Db => {
  const forElectron = process.versions['electron'] === undefined ? undefined : process.env['FOYER_SQLITE_BINDING_ELECTRON'];
  const nativeBinding = options.nativeBinding ?? (forElectron || undefined);
  return new Database(file, nativeBinding === undefined ? options : { ...options, nativeBinding });
};
