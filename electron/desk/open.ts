import { join } from 'node:path';
import { FolderVaults, type FolderOptions } from './openVaults.ts';
import type { PinCost } from './pins.ts';
import { DeskService } from './service.ts';

export interface DeskOptions extends FolderOptions {
  /** Only tests choose less than the default. */
  readonly pinCost?: PinCost | undefined;
  /** See `ServiceOptions`. */
  readonly care?: boolean;
}

/** The desk over a data folder, as host, CLI, tests and Electron's desk process run it. Call `start()` next, `close()` last. */
export function openDeskService(options: DeskOptions): DeskService {
  return new DeskService({
    vaults: new FolderVaults(options),
    logs: join(options.dir, 'logs'),
    preferences: join(options.dir, 'preferences.json'),
    ...(options.now ? { now: options.now } : {}),
    care: options.care ?? false,
    ...(options.pinCost ? { pinCost: options.pinCost } : {}),
  });
}
