import type { Out } from '../lib/api.ts';

export type Backup = Out['setup']['rescue']['backups'][number];
export type ChosenBackup = { kind: 'listed'; name: string } | { kind: 'file'; file: File };

/** The program's own names of backups say when they were made, in UTC; another name says nothing. */
export function timeInName(name: string): string | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:-\d+)?\.foyer$/.exec(name);
  return parts === null ? null : `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`;
}

export const timeOfBackup = (chosen: ChosenBackup, backups: readonly Backup[]): string | null =>
  chosen.kind === 'file' ? timeInName(chosen.file.name) : (backups.find(({ name }) => name === chosen.name)?.at ?? null);
