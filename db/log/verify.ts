import { commandText } from '#core/facts/trust.ts';
import { createAttachments } from '#db/attachments/store.ts';
import { projectionsThatDiffer } from '#db/projections/check.ts';
import type { Desk as Folder } from '#db/vault/desk.ts';
import { schemaAltered } from '#db/vault/migrate.ts';
import type { Log } from './log.ts';
import { sha256 } from './seal.ts';
import { statesThatDiffer } from './rebuild.ts';

/** Proof that all is well, or what is wrong by name: file, log, states, projections. Codes and ids only. */
export interface VerifyReport {
  readonly ok: boolean;
  readonly problems: readonly { readonly code: string; readonly params: Record<string, string | number | boolean> }[];
  readonly facts: number;
  readonly subjects: number;
}

type Problem = VerifyReport['problems'][number];

export async function verifyDesk(folder: Folder, log: Log): Promise<VerifyReport> {
  const problems: Problem[] = [];
  const say = (code: string, params: Problem['params'] = {}) => {
    if (problems.length < 200) problems.push({ code, params });
  };
  for (const attachment of await createAttachments(folder.paths.attachments).damaged()) say('attachment_damaged', { attachment });
  const damage = folder.verify();
  if (!damage.ok) {
    say('page_damaged', { pages: damage.damagedPages.length, first: damage.damagedPages[0] ?? 0, tables: damage.damagedTables.join(',') });
    for (const finding of damage.findings) say('structure', { finding });
    // Reading on through damaged pages would only repeat it in other words.
    return { ok: false, problems, facts: 0, subjects: 0 };
  }
  log.store.forget();
  if (schemaAltered(log.db)) say('schema_altered');
  // What was folded from altered facts differs of necessity; saying so for each subject would bury the cause.
  if (verifyChains(log, say)) {
    for (const ref of statesThatDiffer(log)) say('state_differs', { subject: ref });
    if (problems.every(({ code }) => code !== 'state_differs')) {
      const refs = log.db.prepare<[], string>('SELECT ref FROM subject').pluck().all();
      for (const { table, rows } of projectionsThatDiffer(log.db, log.open, refs, (ref) => log.store.subject(ref)?.state)) {
        say('projection_differs', { table, rows });
      }
    }
  }
  const counts = log.store.counts();
  return { ok: problems.length === 0, problems, facts: counts.facts, subjects: counts.subjects };
}

/** Every fact hashes to its id, follows the one before, and every command ends in its writer's signature. False when a fact was altered. */
function verifyChains(log: Log, say: (code: string, params?: Problem['params']) => void): boolean {
  const trust = log.store.trust();
  let sound = true;
  for (const stream of log.store.streams()) {
    const signer = trust.get(stream.writer)?.certificate.signer;
    const parent = stream.parent === null ? undefined : log.store.stream(stream.parent);
    let seq = parent?.head.seq ?? 0;
    let prev: string | null = parent?.head.id ?? null;
    let open = false;
    for (const row of log.store.carried(stream.name, seq + 1)) {
      const id = sha256(row.text);
      if (!follows(row.text, seq, prev) || log.store.at(stream.name, seq + 1) !== id) {
        sound = false;
        say('fact_altered', { writer: stream.writer, seq: seq + 1 });
      }
      seq = seq + 1;
      prev = id;
      open = row.signature === null;
      if (row.signature !== null && (signer === undefined || !log.crypt.verify(signer, commandText(id), row.signature))) {
        say('signature_wrong', { writer: stream.writer, seq });
      }
    }
    if (open) say('command_cut', { writer: stream.writer, seq });
    if (stream.head.seq !== seq || stream.head.id !== prev) say('head_differs', { writer: stream.writer, seq });
  }
  return sound;
}

function follows(text: string, seq: number, prev: string | null): boolean {
  try {
    const body = JSON.parse(text) as { seq: number; prev: string | null };
    return body.seq === seq + 1 && body.prev === prev;
  } catch {
    return false;
  }
}
