import { existsSync, readdirSync, statSync } from 'node:fs';
import { isRefusal, Refusal } from '#core/refusal.ts';
import { vaultPaths } from './files.ts';
import { loadKeys } from './keysFile.ts';
import { readMarker } from './marker.ts';
import type { DeskState } from './types.ts';

const holdsFiles = (dir: string): boolean => existsSync(dir) && readdirSync(dir).length > 0;

/**
 * What a data folder is, from its files alone. Reads little, writes nothing, needs no secret.
 *
 * The rule behind every line: only a folder with no trace of a desk is a first run. Any trace with something missing is a
 * problem with a name, because a program that begins anew over a desk has destroyed it.
 */
export const deskState = (dir: string): DeskState => {
  const paths = vaultPaths(dir);
  const marker = readMarker(paths);
  if (typeof marker === 'object' && marker.state === 'creating') return { state: 'unfinished' };

  const hasDb = existsSync(paths.db);
  const hasKeys = existsSync(paths.keys) || existsSync(paths.keysCopy);
  const traces = hasDb || hasKeys || marker !== 'missing' || existsSync(`${paths.db}-wal`) || existsSync(paths.highWater);
  if (!traces && !holdsFiles(paths.backups) && !holdsFiles(paths.attachments)) return { state: 'empty' };

  const problem = (code: string): DeskState => ({ state: 'problem', code });
  if (!hasDb) return problem('db_missing');
  if (statSync(paths.db).size === 0) return problem('db_emptied');
  try {
    const keys = loadKeys(paths);
    if (typeof marker === 'object' && marker.vault !== keys.vault) return problem('keys_of_another_desk');
  } catch (error) {
    if (isRefusal(error)) return problem(error.code);
    throw error;
  }
  // A missing or torn marker beside a database and its keys is no reason to keep a desk closed: opening writes it again.
  return { state: 'enrolled' };
};

/** Refuses everything but an enrolled desk (`desk_empty`, `desk_unfinished`, or the problem's own code). */
export const requireEnrolled = (dir: string): void => {
  const found = deskState(dir);
  if (found.state === 'problem') throw new Refusal(found.code);
  if (found.state !== 'enrolled') throw new Refusal(`desk_${found.state}`);
};
