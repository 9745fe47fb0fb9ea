import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import { certificate } from '#core/facts/trust.ts';
import { Refusal } from '#core/refusal.ts';
import { createDeskOn, openFolderFor, type Desk, type DeskOptions } from '#db/desk.ts';
import { createLog, noteFoldVersion } from '#db/log/log.ts';
import { certify, enrolment, newIdentity, writeOwn } from '#db/log/own.ts';
import { createVault, newRecoveryCode, readRecoveryCode, type WrapChoice } from '#db/vault/index.ts';
import { exportBundle, importBundle, type Exchanging } from './bundle.ts';
import { storedEpochs, storeEpoch, storedEpoch } from './epoch.ts';
import { readHead, readPages, writeFrames } from './frames.ts';

/**
 * Joining: a second desk begins from an invitation, which holds a writer of its own (vouched for by the root), what only desks
 * of this site know, and the whole log as a bundle. The new desk makes its own database from it, under its own secret: no
 * two copies of one file ever exist, and joining proves on the way that the log can be read from its first fact.
 */
const CHUNK = 6 * 1024 * 1024;

const pair = z.object({ public: z.base64().length(44), private: z.base64().length(44) });
const intro = z.object({
  identity: z.object({ writer: z.uuid(), signer: pair, box: pair }),
  certificate,
  deskName: z.string().max(40),
  siteSecret: z.base64().length(44),
  root: z.base64().length(44),
  epochs: z.array(storedEpoch),
});
const part = z.object({ bundle: z.base64() });

const secretOf = (code: string): Uint8Array => {
  const read = readRecoveryCode(code);
  return Buffer.from(hkdfSync('sha256', read, '', 'foyer/invitation/1', 32));
};

/** @throws Refusal needs_root */
export function invite(ex: Exchanging, deskName: string, staff: string | null): { bytes: Buffer; code: string } {
  const { log } = ex;
  const own = log.own();
  const root = own.root.private;
  if (root === null) throw new Refusal('needs_root');
  const identity = newIdentity();
  const made = certify(own.site, identity, { name: 'root', private: root });
  log.transaction(() => {
    const facts = [{ subject: `writer/${identity.writer}`, type: 'writer.invited', ignorable: true, data: { deskName, certificate: made } }];
    log.write({ facts, staff, now: ex.now() });
    // Known from now on: a new epoch that begins before the desk first reports must be wrapped for it too.
    log.store.putTrust(identity.writer, { certificate: made, retired: null });
  });
  const code = newRecoveryCode();
  const first: z.infer<typeof intro> = {
    identity,
    certificate: made,
    deskName,
    siteSecret: Buffer.from(ex.siteSecret).toString('base64'),
    root: own.root.public,
    epochs: storedEpochs(log.db),
  };
  const bundle = exportBundle(ex).bytes;
  const pages: unknown[] = [first];
  for (let at = 0; at < bundle.length; at += CHUNK) pages.push({ bundle: bundle.subarray(at, at + CHUNK).toString('base64') });
  return { bytes: writeFrames({ foyer: 'invitation', v: 1, site: own.site }, secretOf(code), pages), code };
}

/**
 * Makes a desk in an empty folder from an invitation and the code that came beside it.
 * @throws Refusal not_ours, upgrade_required, file_damaged (also: wrong code), desk_exists
 */
export async function join(
  options: Omit<DeskOptions, 'secrets'> & { bytes: Uint8Array; code: string; wraps: readonly WrapChoice[] },
): Promise<{ desk: Desk; recoveryCode: string }> {
  const { line, head, rest } = readHead(options.bytes);
  const named = z.object({ foyer: z.literal('invitation'), v: z.int() }).safeParse(head);
  if (!named.success) throw new Refusal('not_ours');
  if (named.data.v > 1) throw new Refusal('upgrade_required');
  const secret = secretOf(options.code);
  // Everything is read and checked before anything is made.
  const [first, ...others] = [...readPages(line, rest, secret)];
  const given = intro.safeParse(first);
  const parts = others.map((page) => part.safeParse(page));
  if (!given.success || parts.some((p) => !p.success)) throw new Refusal('file_damaged');
  const bundle = Buffer.concat(parts.map((p) => Buffer.from(p.data!.bundle, 'base64')));
  const { identity, certificate: own, deskName, root, epochs, siteSecret } = given.data;

  const now = options.now ?? Date.now;
  const vault = await createVault(options.dir, { wraps: options.wraps, siteSecret: Buffer.from(siteSecret, 'base64') });
  const folder = openFolderFor({ ...options, secrets: vault.secrets }, true);
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
    return { desk: createDeskOn(folder, log, { ...options, secrets: vault.secrets }), recoveryCode: vault.recoveryCode };
  } catch (error) {
    folder.close();
    throw error;
  }
}
