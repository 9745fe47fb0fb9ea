import type { RescueMode } from '#core/contract/setup.ts';
import { isRefusal, Refusal } from '#core/refusal.ts';
import { MIGRATIONS } from '#db/desk.ts';
import { secretsOfBackup } from '#db/vault/restore.ts';
import { deskState, restoreFrom, restoreKeys, restoreToNew, unlockVault, wrapKinds, type Secrets, type Unlocker, type WrapChoice } from '#db/vault/index.ts';

/** Bringing a backup into a data folder, whatever is left of the desk in it. */

const KEYS_GONE = new Set(['keys_missing', 'keys_damaged', 'keys_of_another_desk']);

/** From the files alone; changes nothing. Refuses `keys_from_future`: a newer program mends what a newer program wrote. */
export function rescueMode(dir: string): RescueMode {
  const found = deskState(dir);
  if (found.state === 'empty' || found.state === 'unfinished') return 'new';
  if (found.state === 'problem' && KEYS_GONE.has(found.code)) return 'keys';
  try {
    wrapKinds(dir);
    return 'over';
  } catch (error) {
    if (isRefusal(error) && KEYS_GONE.has(error.code)) return 'whole';
    throw error;
  }
}

/**
 * Brings the backup in and gives the secrets that open what is there now. The database of a desk that lost only its keys
 * stays: it is newer than any backup of it.
 * Refuses `recovery_code_needed` and `keep_needed` where keys are made anew, and as restoreFrom, restoreToNew, restoreKeys do.
 */
export async function bringIn(dir: string, file: string, unlocker: Unlocker, choice: WrapChoice | undefined, nativeBinding: string | undefined): Promise<Secrets> {
  const options = { migrations: MIGRATIONS, ...(nativeBinding === undefined ? {} : { nativeBinding }) };
  const mode = rescueMode(dir);
  if (mode === 'over') {
    const secrets = await unlockVault(dir, unlocker);
    restoreFrom(file, dir, secrets, options);
    return secrets;
  }
  if (unlocker.kind !== 'recoveryCode') throw new Refusal('recovery_code_needed');
  if (!choice) throw new Refusal('keep_needed');
  if (mode === 'new') return (await restoreToNew(file, dir, unlocker, [choice], options)).secrets;
  // The database first: cut off between the two, the folder says that its keys are missing, and this can be repeated.
  if (mode === 'whole') restoreFrom(file, dir, await secretsOfBackup(file, unlocker), options);
  return restoreKeys(file, dir, unlocker, [choice]);
}
