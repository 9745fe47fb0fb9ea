import { randomBytes } from 'node:crypto';
import type { Json } from '#core/facts/canonical.ts';
import type { FactId, PersonalValue, SealedEntry, SealedRef } from '#core/facts/envelope.ts';
import type { Db } from '#db/vault/types.ts';
import { newSecretId, seal, unseal } from './seal.ts';

/**
 * The people's secrets: a small mutable table beside the log. Destroying a person's secrets is what erases the person; the
 * tombstone that remains always wins, so that a secret that arrives late, or from an old backup, does not come back.
 */
export interface SecretEntry {
  id: string;
  person: string;
  retention: string;
  /** base64 of 32 bytes. */
  bytes: string;
}

/** A sealed value as read: its plaintext, or why there is none. Only a tombstone means erased. */
export type Opened = { readonly value: Json } | { readonly missing: 'notHere' | 'erased' | 'damaged' };

export interface PeopleSecrets {
  seal(value: PersonalValue): SealedEntry;
  open(entry: SealedEntry): Opened;
  all(): Iterable<SecretEntry>;
  /** Takes in a secret from elsewhere. False when it is known or has a tombstone. */
  put(entry: SecretEntry): boolean;
  tombstones(): string[];
  isErased(id: string): boolean;
  /** Destroys a secret for ever. Returns the person that it was of, if it was here. */
  destroy(id: string, at: string): string | undefined;
  ofPerson(person: string): { id: string; retention: string }[];
  forget(): void;
}

export function createPeopleSecrets(db: Db): PeopleSecrets {
  const q = {
    current: db.prepare<[string, string], { id: string; bytes: Buffer }>(
      'SELECT id, bytes FROM secret WHERE person = ? AND retention = ? ORDER BY rowid DESC LIMIT 1',
    ),
    get: db.prepare<[string], { bytes: Buffer }>('SELECT bytes FROM secret WHERE id = ?'),
    put: db.prepare('INSERT OR IGNORE INTO secret (id, person, retention, bytes) VALUES (?, ?, ?, ?)'),
    all: db.prepare<[], { id: string; person: string; retention: string; bytes: Buffer }>('SELECT * FROM secret'),
    ofPerson: db.prepare<[string], { id: string; retention: string }>('SELECT id, retention FROM secret WHERE person = ?'),
    person: db.prepare<[string], string>('SELECT person FROM secret WHERE id = ?').pluck(),
    drop: db.prepare('DELETE FROM secret WHERE id = ?'),
    bury: db.prepare('INSERT OR IGNORE INTO tombstone (id, at) VALUES (?, ?)'),
    buried: db.prepare('SELECT 1 FROM tombstone WHERE id = ?').pluck(),
    tombstones: db.prepare<[], string>('SELECT id FROM tombstone ORDER BY id').pluck(),
  };
  // Secrets made in this transaction may be rolled back with it; forget() drops the memory then.
  const recent = new Map<string, { id: string; bytes: Uint8Array }>();

  return {
    seal(value) {
      const slot = `${value.person}\n${value.retention}`;
      let secret = recent.get(slot) ?? q.current.get(value.person, value.retention);
      if (!secret) {
        secret = { id: newSecretId(), bytes: randomBytes(32) };
        q.put.run(secret.id, value.person, value.retention, secret.bytes);
      }
      if (recent.size > 5000) recent.clear();
      recent.set(slot, secret);
      return seal(value, secret.id, secret.bytes);
    },
    open(entry) {
      const secret = q.get.get(entry.secret);
      if (!secret) return { missing: q.buried.get(entry.secret) === undefined ? 'notHere' : 'erased' };
      const value = unseal(entry, secret.bytes);
      return value === undefined ? { missing: 'damaged' } : { value };
    },
    *all() {
      for (const row of q.all.iterate()) yield { ...row, bytes: row.bytes.toString('base64') };
    },
    put(entry) {
      if (q.buried.get(entry.id) !== undefined) return false;
      return q.put.run(entry.id, entry.person, entry.retention, Buffer.from(entry.bytes, 'base64')).changes > 0;
    },
    tombstones: () => q.tombstones.all(),
    isErased: (id) => q.buried.get(id) !== undefined,
    destroy(id, at) {
      const person = q.person.get(id);
      q.bury.run(id, at);
      q.drop.run(id);
      recent.clear();
      return person;
    },
    ofPerson: (person) => q.ofPerson.all(person),
    forget: () => recent.clear(),
  };
}

/** Opens the value that a state refers to. */
export type Open = (ref: SealedRef) => Opened;

export const openRefs =
  (entryOf: (fact: FactId, index: number) => SealedEntry | undefined, secrets: PeopleSecrets): Open =>
  (ref) => {
    const entry = entryOf(ref.fact, ref.index);
    return entry ? secrets.open(entry) : { missing: 'notHere' };
  };
