import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a program of this name lies in a folder of PATH. */
export const onPath = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));
