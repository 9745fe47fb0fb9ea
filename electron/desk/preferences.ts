import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeAtomic } from '#db/vault/files.ts';

/**
 * What this desk's screen remembers between starts: the language. It stands beside the database, not in it, because the page
 * that asks for the passphrase is in a language too; and not in the page's own storage, which the program keeps in memory only.
 */
const shape = z.object({ language: z.enum(['zh', 'en']).nullable() });
export type Preferences = z.infer<typeof shape>;

const NONE: Preferences = { language: null };

export function readPreferences(file: string | null): Preferences {
  if (file === null || !existsSync(file)) return NONE;
  try {
    return shape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // A torn file costs a language, nothing else.
    return NONE;
  }
}

export function writePreferences(file: string | null, preferences: Preferences): void {
  if (file === null) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeAtomic(file, JSON.stringify(preferences));
}
