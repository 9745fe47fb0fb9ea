import { Refusal } from '#core/refusal.ts';
import { join } from '#db/exchange/join.ts';
import { readRecoveryCode, recoverRawKey } from '#db/vault/index.ts';
import { bringIn, rescueMode } from '#electron/desk/rescue.ts';
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

/**
 * Brings a backup in, whatever is left of the desk here: over it with its own secrets; into an empty folder, or where keys are
 * gone, with the recovery code. What served the restore opens the desk afterwards: a forgotten passphrase is asked for nowhere.
 */
export const restore: Verb = async (options) => {
  const file = argument(options, 0, 'The backup file');
  readInput(file);
  const mode = rescueMode(options.dir);
  const over = mode === 'over';
  const code = over ? (text(options, 'code') ?? secretOf('FOYER_RECOVERY_CODE')) : recoveryCodeOf(options);
  const how: Unlocking = code === undefined ? unlockingOf(options) : { kind: 'recoveryCode', code };
  await bringIn(options.dir, file, folderOf(options).unlockerOf(how), over ? undefined : wrapOf(options), undefined);
  const recoveryCode = mode === 'new' && code !== undefined ? { recoveryCode: readRecoveryCode(code) } : {};
  return withDesk(
    options,
    async ({ memory }) => {
      const { writer } = memory();
      const facts = memory().stats()['facts'] ?? 0;
      const said =
        mode === 'keys'
          ? `The keys are back; the database was left as it is: ${facts} facts.`
          : `Restored: ${facts} facts. This copy writes under a new name from now on (${writer}).`;
      return { data: { writer, facts, ...recoveryCode }, lines: [said] };
    },
    how,
  );
};
