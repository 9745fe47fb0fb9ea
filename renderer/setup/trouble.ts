/** What is wrong with the data → the family of words that tells it. A code that is not here still gets a calm page. */
export const TROUBLES = [
  'damaged', 'truncated', 'emptied', 'missing', 'notOurs', 'future', 'migrations', 'wrongSecret', 'keysMissing', 'keysDamaged',
  'elsewhere', 'unfinished', 'keystore', 'keyFile', 'disk', 'unknown',
] as const;
export type Trouble = (typeof TROUBLES)[number];

const FAMILY: Readonly<Record<string, Trouble>> = {
  db_damaged: 'damaged',
  db_truncated: 'truncated',
  db_emptied: 'emptied',
  db_missing: 'missing',
  db_not_encrypted: 'notOurs',
  db_not_ours: 'notOurs',
  db_from_future: 'future',
  keys_from_future: 'future',
  db_migrations_differ: 'migrations',
  db_wrong_secret: 'wrongSecret',
  keys_of_another_desk: 'wrongSecret',
  keys_missing: 'keysMissing',
  keys_damaged: 'keysDamaged',
  desk_open_elsewhere: 'elsewhere',
  db_busy: 'elsewhere',
  desk_unfinished: 'unfinished',
  keystore_unavailable: 'keystore',
  keystore_changed: 'keystore',
  keystore_cannot_unwrap: 'keystore',
  key_file_missing: 'keyFile',
  key_file_damaged: 'keyFile',
  key_file_wrong: 'keyFile',
  key_file_open_to_others: 'keyFile',
  disk_full: 'disk',
  disk_read_failed: 'disk',
  disk_write_failed: 'disk',
  db_read_only: 'disk',
  db_cannot_open: 'disk',
  db_no_wal: 'disk',
};

export const troubleOf = (code: string): Trouble => FAMILY[code] ?? 'unknown';

/** Where the printed code opens the data although the daily way does not. */
export const opensByCode = (trouble: Trouble): boolean => trouble === 'keystore' || trouble === 'keyFile';

/** Where a backup is the way on, so that the page says how many there are and how one is restored. */
export const needsBackup = (trouble: Trouble): boolean =>
  ['damaged', 'truncated', 'emptied', 'missing', 'notOurs', 'wrongSecret', 'keysMissing', 'keysDamaged', 'unknown'].includes(trouble);
