import { randomUUID } from 'node:crypto';
import type { DraftFact, FactId } from '#core/facts/envelope.ts';
import { certificateText, type Certificate } from '#core/facts/trust.ts';
import type { WriterBegan } from '#core/subjects/writer.ts';
import type { Db } from '#db/vault/types.ts';
import { newBox, type BoxPair } from './box.ts';
import { newSigner, signWith, type SignerPair } from './seal.ts';

/**
 * Who this copy of the database is. A writer belongs to a copy, not to a machine: whenever the copy may exist twice it gets a
 * new one, vouched for by the one before (or by the root, where this desk holds it).
 */
export interface Own {
  readonly site: string;
  readonly writer: string;
  readonly signer: SignerPair;
  readonly box: BoxPair;
  /** Writers that this copy was before, with what opens boxes made for them. They never write again. */
  readonly former?: readonly { readonly writer: string; readonly box: BoxPair }[];
  /** The root's public part, and its private part on the desk that founded the site. */
  readonly root: { readonly public: string; readonly private: string | null };
}

export function readOwn(db: Db): Own | undefined {
  const row = db.prepare<[], string>("SELECT value FROM own WHERE name = 'own'").pluck().get();
  return row === undefined ? undefined : (JSON.parse(row) as Own);
}

export function writeOwn(db: Db, own: Own): void {
  db.prepare("INSERT INTO own (name, value) VALUES ('own', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(JSON.stringify(own));
}

export const newIdentity = (): Pick<Own, 'writer' | 'signer' | 'box'> => ({ writer: randomUUID(), signer: newSigner(), box: newBox() });

/** A certificate for `identity`, signed by the root or by the writer that it succeeds. */
export function certify(
  site: string,
  identity: Pick<Own, 'writer' | 'signer' | 'box'>,
  issuer: { name: 'root'; private: string } | { name: string; private: string; at: { seq: number; id: FactId | null } },
): Certificate {
  const unsigned = {
    site,
    writer: identity.writer,
    signer: identity.signer.public,
    box: identity.box.public,
    issuer: issuer.name,
    after: 'at' in issuer ? issuer.at : null,
  };
  return { ...unsigned, signature: signWith(issuer.private)(certificateText(unsigned)) };
}

/** The first fact of every writer's log. */
export const enrolment = (certificate: Certificate, deskName: string, began: WriterBegan): DraftFact => ({
  subject: `writer/${certificate.writer}`,
  type: 'writer.enrolled',
  data: { certificate, deskName, began },
});
