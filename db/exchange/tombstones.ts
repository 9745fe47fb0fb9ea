import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic } from '#db/vault/files.ts';
import type { Desk } from '#db/desk/types.ts';

/**
 * Tombstones live outside the database too: a restored backup still holds the secrets that were destroyed since, and must
 * lose them before it shows or exchanges anything. Ids only; they say nothing about anybody.
 */
const fileOf = (desk: Desk): string => join(desk.dir, 'tombstones.json');

function readFile(file: string): string[] {
  if (!existsSync(file)) return [];
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    // The database still has its own; a torn copy must not keep the desk from opening.
    return [];
  }
}

export function applyTombstoneFile(desk: Desk): void {
  const missing = readFile(fileOf(desk)).filter((id) => !desk.log.secrets.isErased(id));
  if (missing.length > 0) desk.destroySecrets(missing);
}

export function noteTombstones(desk: Desk): void {
  const file = fileOf(desk);
  const all = new Set([...readFile(file), ...desk.log.secrets.tombstones()]);
  if (all.size > 0) writeAtomic(file, JSON.stringify([...all].sort()));
}
