import { Refusal } from '#core/refusal.ts';
import { MIGRATIONS } from '#db/desk.ts';
import { join } from '#db/exchange/join.ts';
import { recoverRawKey, restoreFrom, restoreKeys, restoreToNew, unlockVault } from '#db/vault/index.ts';
import type { Unlocking } from '#electron/desk/vaults.ts';
import { argument, folderOf, keepOf, readInput, required, secretOf, text, unlockingOf, withDesk, withFolder, wrapOf, type Options, type Verb } from '../context.ts';

/** Verbs that make a desk, or make one good again. */

const RECOVERY = 'Write the recovery code down now and keep it away from this computer; it is shown only this once:';

export const init: Verb = (options) =>
  withFolder(options, async ({ client, memory }) => {
    const deskName = text(options, 'desk');
    const site = required(options, 'site');
    const { recoveryCode } = await client.setup.create({
      site,
      admin: required(options, 'admin'),
      pin: required(options, 'pin'),
      keep: keepOf(options),
      ...(deskName === undefined ? {} : { deskName }),
    });
    const admin = memory().views.staff()[0]?.id ?? '';
    return { data: { site, admin, writer: memory().writer, recoveryCode }, lines: ['The site is founded; its administrator may log in.', RECOVERY, recoveryCode] };
  });

export const demo: Verb = (options) =>
  withFolder(options, async ({ client, memory }) => {
    const { recoveryCode } = await client.setup.createDemo({ keep: keepOf(options) });
    const stats = memory().stats();
    return { data: { writer: memory().writer, recoveryCode, stats }, lines: ['The demo community is open. Everybody\'s PIN is 1234.', RECOVERY, recoveryCode] };
  });

export const joinSite: Verb = async (options) => {
  const bytes = readInput(argument(options, 0, 'The invitation file'));
  const code = text(options, 'code') ?? secretOf('FOYER_JOIN_CODE');
  if (code === undefined) throw new Refusal('join_code_needed');
  const { desk, recoveryCode } = await join({ dir: options.dir, bytes, code, wraps: [wrapOf(options)] });
  try {
    return { data: { site: desk.site, writer: desk.writer, recoveryCode, facts: desk.stats()['facts'] ?? 0 }, lines: ['This desk has joined its site.', RECOVERY, recoveryCode] };
  } finally {
    desk.close();
  }
};

function recoveryCodeOf(options: Options, index?: number): string {
  const given = (index === undefined ? undefined : options.args[index]) ?? text(options, 'code') ?? secretOf('FOYER_RECOVERY_CODE');
  if (given === undefined) throw new Refusal('recovery_code_needed');
  return given;
}

export const recover: Verb = async (options) => {
  const rawKey = await recoverRawKey(options.dir, recoveryCodeOf(options, 0));
  return {
    data: { rawKey, cipher: 'sqlcipher', version: 4 },
    lines: [rawKey, `With a standard SQLCipher 4 tool: PRAGMA key = "x'${rawKey}'"; then open foyer.db.`],
  };
};

/** What a backup can mend without touching the database: it is newer than the backup. */
const KEYS_GONE: readonly string[] = ['keys_missing', 'keys_damaged', 'keys_of_another_desk'];

/**
 * Over a desk that is here (also a broken one) with its own secrets; into an empty folder, or over keys that are gone, with
 * the recovery code. What was opened for the restore opens the desk afterwards: a forgotten passphrase is asked for nowhere.
 */
export const restore: Verb = async (options) => {
  const file = argument(options, 0, 'The backup file');
  readInput(file);
  const folder = folderOf(options);
  const found = await folder.look();
  const code = found.phase === 'empty' ? recoveryCodeOf(options) : (text(options, 'code') ?? secretOf('FOYER_RECOVERY_CODE'));
  const how: Unlocking = code === undefined ? unlockingOf(options) : { kind: 'recoveryCode', code };
  let recoveryCode: string | undefined;
  let kept = false;
  if (found.phase === 'empty') {
    const made = await restoreToNew(file, options.dir, folder.unlockerOf(how), [wrapOf(options)], { migrations: MIGRATIONS });
    recoveryCode = made.recoveryCode;
  } else if (found.phase === 'trouble' && KEYS_GONE.includes(found.code)) {
    await restoreKeys(file, options.dir, folder.unlockerOf(how), [wrapOf(options)]);
    kept = true;
  } else {
    restoreFrom(file, options.dir, await unlockVault(options.dir, folder.unlockerOf(how)), { migrations: MIGRATIONS });
  }
  return withDesk(
    options,
    async ({ memory }) => {
      const { writer } = memory();
      const facts = memory().stats()['facts'] ?? 0;
      const said = kept
        ? `The keys are back; the database was left as it is: ${facts} facts.`
        : `Restored: ${facts} facts. This copy writes under a new name from now on (${writer}).`;
      return { data: { writer, facts, ...(recoveryCode === undefined ? {} : { recoveryCode }) }, lines: [said] };
    },
    how,
  );
};
