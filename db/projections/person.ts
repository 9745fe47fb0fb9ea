import { contest, current } from '#core/facts/register.ts';
import type { DocumentValue, PersonState } from '#core/subjects/person.ts';
import type { Json } from '#core/facts/canonical.ts';
import type { Db } from '#db/vault/types.ts';
import { valueOf, type Projector } from './projector.ts';

const documentOf = (value: Json): DocumentValue | null => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const { kind, number } = value as Record<string, Json>;
  return typeof kind === 'string' && typeof number === 'string' ? { kind, number } : null;
};

const phonesOf = (value: Json): string[] =>
  Array.isArray(value) ? value.filter((phone): phone is string => typeof phone === 'string') : [];

export function personProjector(db: Db): Projector<PersonState> {
  const put = db.prepare(
    `INSERT OR REPLACE INTO person (id, kind, name, phones, document_kind, document_number, checks, missing, unread)
     VALUES (@id, @kind, @name, @phones, @documentKind, @documentNumber, @checks, @missing, @unread)`,
  );
  // A person whose document stays leaves its place in the index alone: one page less to write in nearly every command.
  const update = db.prepare(
    `UPDATE person SET kind = @kind, name = @name, phones = @phones, document_kind = @documentKind, checks = @checks, missing = @missing, unread = @unread
     WHERE id = @id AND document_number IS @documentNumber`,
  );
  const drop = db.prepare('DELETE FROM person WHERE id = ?');
  return {
    project(id, state, use) {
      const nameRef = current(state.name);
      if (!nameRef && state.kind === null) {
        drop.run(id);
        use.search.remove(`person/${id}`);
        return;
      }
      const opened = nameRef ? use.open(nameRef) : null;
      const name = opened && 'value' in opened && typeof opened.value === 'string' ? opened.value : null;
      const phones = phonesOf(valueOf(use, current(state.phones)));
      const document = documentOf(valueOf(use, current(state.document)));
      const row = {
        id,
        kind: state.kind ?? 'natural',
        name,
        phones: JSON.stringify(phones),
        documentKind: document?.kind ?? null,
        documentNumber: document?.number ?? null,
        checks: JSON.stringify(current(state.checks) ?? []),
        missing: opened && 'missing' in opened ? opened.missing : null,
        unread: state.unreadable.length,
      };
      if (update.run(row).changes === 0) put.run(row);
      use.search.put({ ref: `person/${id}`, group: 'person', names: name === null ? [] : [name], phones });
    },
    contests: (state, use) => [
      { field: 'name', facts: use.contestSealed(state.name) },
      { field: 'phones', facts: use.contestSealed(state.phones) },
      { field: 'document', facts: use.contestSealed(state.document) },
      { field: 'checks', facts: contest(state.checks) },
    ],
  };
}
