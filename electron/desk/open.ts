import type { Vaults } from './vaults.ts';
import { DeskService, failuresOf, logFolder } from './service.ts';

export interface DeskOptions {
  readonly dir: string;
}

const vaults = null as unknown as Vaults;

/** The desk over a data folder, as host, CLI and Electron's desk process run it. */
export function openDeskService({ dir }: DeskOptions): DeskService {
  return new DeskService({ vaults, logs: logFolder(dir), failures: failuresOf(dir) });
}
