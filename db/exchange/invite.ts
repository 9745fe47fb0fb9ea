import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import { certificate } from '#core/facts/trust.ts';
import { Refusal } from '#core/refusal.ts';
import { certify, newIdentity } from '#db/log/own.ts';
import { newRecoveryCode, readRecoveryCode } from '#db/vault/index.ts';
import { exportBundle, type Exchanging } from './bundle.ts';
import { storedEpoch, storedEpochs } from './epoch.ts';
import { writeFrames } from './frames.ts';

/**
 * Joining: a second desk begins from an invitation, which holds a writer of its own (vouched for by the root), what only desks
 * of this site know, and the whole log as a bundle. The new desk makes its own database from it, under its own secret: no
 * two copies of one file ever exist, and joining proves on the way that the log can be read from its first fact.
 */
const CHUNK = 6 * 1024 * 1024;

const pair = z.object({ public: z.base64().length(44), private: z.base64().length(44) });
export const introduction = z.object({
  identity: z.object({ writer: z.uuid(), signer: pair, box: pair }),
  certificate,
  deskName: z.string().max(40),
  siteSecret: z.base64().length(44),
  root: z.base64().length(44),
  epochs: z.array(storedEpoch),
});
export const bundlePart = z.object({ bundle: z.base64() });

export const invitationSecret = (code: string): Uint8Array => {
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
  const first: z.infer<typeof introduction> = {
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
  return { bytes: writeFrames({ foyer: 'invitation', v: 1, site: own.site }, invitationSecret(code), pages), code };
}
