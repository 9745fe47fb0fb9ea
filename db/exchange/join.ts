import { z } from 'zod';
import { Refusal } from '#core/refusal.ts';
import { createDesk } from '#db/desk/desk.ts';
import { openFolder } from '#db/desk/folder.ts';
import type { Desk, DeskOptions } from '#db/desk/types.ts';
import { createLog, noteFoldVersion } from '#db/log/log.ts';
import { enrolment, writeOwn } from '#db/log/own.ts';
import { createVault, type Secrets, type WrapChoice } from '#db/vault/index.ts';
import { importBundle } from './bundle.ts';
import { storeEpoch } from './epoch.ts';
import { readHead, readPages } from './frames.ts';
import { bundlePart, introduction, invitationSecret } from './invite.ts';

/**
 * Makes a desk in an empty folder from an invitation and the code that came beside it.
 * @throws Refusal not_ours, upgrade_required, file_damaged (also: wrong code), desk_exists
 */
export async function join(
  options: Omit<DeskOptions, 'secrets'> & { bytes: Uint8Array; code: string; wraps: readonly WrapChoice[] },
): Promise<{ desk: Desk; secrets: Secrets; recoveryCode: string }> {
  const { line, head, rest } = readHead(options.bytes);
  const named = z.object({ foyer: z.literal('invitation'), v: z.int() }).safeParse(head);
  if (!named.success) throw new Refusal('not_ours');
  if (named.data.v > 1) throw new Refusal('upgrade_required');
  const secret = invitationSecret(options.code);
  // Everything is read and checked before anything is made.
  const [first, ...others] = [...readPages(line, rest, secret)];
  const given = introduction.safeParse(first);
  const parts = others.map((page) => bundlePart.safeParse(page));
  if (!given.success || parts.some((p) => !p.success)) throw new Refusal('file_damaged');
  const bundle = Buffer.concat(parts.map((p) => Buffer.from(p.data!.bundle, 'base64')));
  const { identity, certificate: own, deskName, root, epochs, siteSecret } = given.data;

  const now = options.now ?? Date.now;
  const vault = await createVault(options.dir, { wraps: options.wraps, siteSecret: Buffer.from(siteSecret, 'base64') });
  const folder = openFolder({ ...options, secrets: vault.secrets }, true);
  try {
    const log = createLog(folder.db);
    log.transaction(() => {
      writeOwn(folder.db, { site: own.site, ...identity, root: { public: root, private: null } });
      log.reloadOwn();
      for (const epoch of epochs) storeEpoch(folder.db, epoch);
    });
    importBundle({ log, siteSecret: vault.secrets.siteSecret, now }, bundle);
    log.transaction(() => {
      log.store.putTrust(identity.writer, { certificate: own, retired: null });
      log.write({ facts: [enrolment(own, deskName, 'joined')], staff: null, now: now() });
      noteFoldVersion(folder.db);
    });
    folder.finishEnrolment();
    return { desk: createDesk(folder, log, { ...options, secrets: vault.secrets }), secrets: vault.secrets, recoveryCode: vault.recoveryCode };
  } catch (error) {
    folder.close();
    throw error;
  }
}
