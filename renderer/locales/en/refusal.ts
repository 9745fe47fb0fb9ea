import type { refusal as zh } from '../zh/refusal.ts';
import type { Like } from '../kinds.ts';

export const refusal: Like<typeof zh> = {
  unknown: 'This did not finish. See whether it was recorded, then try again; if it stays so, give the administrator the code {{code}}.',
  unexpected: 'This was not done. What you typed is still here. Try again.',
  desk_gone: 'The desk is restarting. What you typed is still here; check it once more before you submit.',
  pin_wrong: 'Wrong PIN. {{left}} tries left.',
  pin_locked: 'Five wrong PINs. Locked for 5 minutes; others can switch in.',
  pin_not_set: 'This colleague has no PIN on this desk yet. An administrator sets one under Settings → Staff and roles.',
  pin_same: 'The new PIN is the old one. Choose another.',
  pin_must_change: 'The old PIN is not used any more. Set a new PIN first.',
  session_locked: 'The screen is locked. Enter your PIN to go on; what you typed is still here.',
  session_needed: 'Nobody is logged in. Choose your name first.',
  role_needed: 'A supervisor has to do this. Ask one to switch in with F10.',
  person_unknown: 'This person was not found; the record may have been merged or erased. Search again.',
  home_unknown: 'This home was not found. Search for its number again.',
  staff_unknown: 'This member of staff was not found. Reload the staff list.',
  nothing_to_change: 'Nothing was changed, so there is nothing to save.',
  steward_needs_buildings: 'Choose the buildings this steward looks after.',
  deputy_needs_dates: 'An acting supervisor needs a first and a last day.',
  dates_reversed: 'The last day is before the first day.',
  import_running: 'A roster is being imported. Try again when it is done or called off; what you typed is still here.',
  disk_full: 'Not saved: the disk is full. What you typed is kept. Free 200 MB, then save again.',
};
