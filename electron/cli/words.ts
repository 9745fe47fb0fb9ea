import { isRefusal } from '#core/refusal.ts';

/** What went wrong, for a person at a terminal. Codes are for programs and stay as they are. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A wrong command line. Its text is about options only, never about data. */
export class UsageError extends Error {}

type Params = Readonly<Record<string, string | number | boolean>>;

const WORDS: Readonly<Record<string, string | ((p: Params) => string)>> = {
  passphrase_needed: 'This desk is opened by a passphrase: set FOYER_PASSPHRASE.',
  passphrase_wrong: 'The passphrase in FOYER_PASSPHRASE does not open this desk.',
  keep_needed: 'Set FOYER_PASSPHRASE (at least 8 characters), or choose --key-file. Without either nothing would protect the data.',
  key_file_missing: 'The key file is not there.',
  key_file_open_to_others: 'Other accounts can read the key file. Make it yours alone (chmod 600).',
  key_file_wrong: 'This key file belongs to another desk.',
  wrap_not_chosen: 'This desk was not set up to be opened that way.',
  recovery_code_wrong: 'The recovery code is well formed but not the one of this desk.',
  recovery_code_needed: 'Give the recovery code in FOYER_RECOVERY_CODE or as an argument.',
  recovery_code_mistyped: (p) => `The code is mistyped in group ${p['group']}.`,
  recovery_code_length: (p) => `The code has ${p['have']} of ${p['need']} characters.`,
  join_code_needed: 'Give the code that was shown with the invitation in FOYER_JOIN_CODE or by --code.',
  desk_empty: 'There is no desk in this folder yet: foyer init, foyer demo or foyer join.',
  desk_unfinished: 'A first run was cut off here before anything was kept: run foyer init, demo or join again.',
  desk_exists: 'There is a desk in this folder already; nothing was changed.',
  desk_open_elsewhere: 'Another Foyer has this folder open. Close it first.',
  pin_needed: 'Set FOYER_PIN to the PIN of the clerk named by --as.',
  pin_wrong: (p) => `The PIN is wrong; ${p['left']} tries are left.`,
  pin_locked: (p) => `Too many wrong PINs: this clerk is locked until ${p['until']}.`,
  pin_must_change: 'A desk that knew this PIN is lost: log in at the screen and set a new one first.',
  pin_same: 'The new PIN is the old one. Choose another.',
  not_held: 'Some of these records wait no more, or never did. Nothing was adopted.',
  pin_not_set: 'This clerk has no PIN yet; an administrator sets one.',
  staff_unknown: 'Nobody of that id or name is on the staff here.',
  staff_ambiguous: 'Several members of staff have that name; use the id (foyer call session.clerks).',
  session_needed: 'This procedure needs a clerk: --as STAFF, and the PIN in FOYER_PIN.',
  role_needed: (p) => `This clerk may not do that; it needs one of: ${p['roles']}.`,
  procedure_unknown: 'The contract has no procedure of that name.',
  procedure_streams: 'This procedure streams without end and cannot be called from here.',
  call_malformed: (p) => (p['field'] ? `The input does not fit the procedure: ${p['field']}.` : 'The input does not fit the procedure.'),
  json_malformed: 'The input is not JSON.',
  home_column_missing: 'No column of this file names homes. Open it at the import screen and say which does.',
  roster_empty: 'The file has no rows.',
  file_missing: 'The file is not there or cannot be read.',
  file_empty: 'The file is empty.',
  file_password: 'The file has a password. Save it without one and try again.',
  file_old_excel: 'The file is of an old Excel (.xls). Save it as .xlsx and try again.',
  file_unreadable: 'The file is neither a readable xlsx nor csv.',
  file_damaged: 'The file is damaged, or the code does not belong to it. Nothing was taken in.',
  not_ours: 'This is not a file of Foyer for this purpose.',
  site_mismatch: 'This file is of another site. Nothing was taken in.',
  upgrade_required: 'This file was written by a newer Foyer. Update this one first.',
  epoch_changed: 'This file was sealed for a time of the site that this desk does not know. Exchange the other way first.',
  gap: (p) => `Facts before these are missing${p['expected'] === undefined ? '' : ` (expected number ${p['expected']})`}. Export from an earlier point.`,
  bad_signature: 'A signature in the file does not hold. Nothing was taken in.',
  needs_root: 'Only the desk that holds the site\'s root can do that.',
  backup_exists: 'A file of that name exists already; a backup is never overwritten.',
  backup_of_another_desk: 'This backup is of another desk.',
  folder_missing: 'The folder of that file does not exist.',
  db_missing: 'The database is missing, though a desk was set up here. Restore a backup.',
  db_emptied: 'The database file is empty, though a desk was set up here. Restore a backup.',
  db_not_encrypted: 'The database is not encrypted: it is not the file that this desk wrote.',
  db_truncated: 'The database file was cut short. Restore a backup.',
  db_damaged: 'The database file is damaged. Restore a backup.',
  db_wrong_secret: 'The database does not belong to these keys.',
  db_from_future: 'The database was written by a newer Foyer. Update this one.',
  keys_missing: 'The keys of this desk are missing (keys.json and its copy). foyer restore of any backup, with the recovery code, brings them back.',
  keys_damaged: 'The keys of this desk are damaged in both copies. foyer restore of any backup, with the recovery code, brings them back.',
  keys_from_future: 'The keys were written by a newer Foyer. Update this one.',
  import_running: 'An import is running. Wait for its end, or call it off.',
  disk_full: 'The disk is full; nothing was kept of this.',
  port_in_use: (p) => `Port ${p['port']} is in use; choose another by --port.`,
  internal: (p) => `Something broke. The desk's log names it ${p['incident'] ?? ''}.`,
};

const said = (params: Params): string => {
  const parts = Object.entries(params).map(([name, value]) => `${name} ${value}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
};

/** Any error as the terminal may show it: no stack, no path, no value. `refused` is the refusal inside it, if there is one. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) return { code: 'usage', message: error.message };
  if (!isRefusal(error)) {
    const code = (error as { code?: unknown } | null)?.code;
    const system = typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? ` (${code})` : '';
    return { code: 'internal', message: `Something broke${system}.` };
  }
  const words = WORDS[error.code];
  if (typeof words === 'function') return { code: error.code, message: words(error.params) };
  return { code: error.code, message: words ?? `Refused: ${error.code.replaceAll('_', ' ')}${said(error.params)}.` };
}
