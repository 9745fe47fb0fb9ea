import { current } from '#core/facts/register.ts';
import type { WriterBegan, WriterState } from '#core/subjects/writer.ts';
import type { Desk as Folder } from '#db/vault/desk.ts';
import { certify, enrolment, newIdentity, writeOwn } from './own.ts';
import type { Log } from './log.ts';

/**
 * Why this copy needs a new writer before it may write: it came out of a backup, it lacks facts that this folder had once
 * committed, or its log was found to have been written twice. Undefined when all is well.
 */
export function mustRotate(folder: Folder, log: Log): WriterBegan | undefined {
  if (folder.restored !== null) return 'restored';
  const own = log.own();
  const stream = log.store.stream(own.writer);
  if (stream?.closed) return 'forked';
  const mark = folder.highWater;
  if (!mark) return undefined;
  // The mark is written after each commit and never flushed: it may be behind the database, never ahead of it.
  return log.store.get(mark.id) === undefined ? 'behind' : undefined;
}

/** Gives this copy a new writer, vouched for by the root where it is here, else by the writer that it succeeds. */
export function rotateWriter(log: Log, began: WriterBegan, now: number): void {
  const own = log.own();
  const state = log.state<WriterState>(`writer/${own.writer}`);
  const deskName = current(state.deskName) ?? '';
  const identity = newIdentity();
  const at = log.store.stream(own.writer)?.head ?? { seq: 0, id: null };
  const certificate =
    own.root.private === null
      ? certify(own.site, identity, { name: own.writer, private: own.signer.private, at })
      : certify(own.site, identity, { name: 'root', private: own.root.private });
  log.transaction(() => {
    const former = [{ writer: own.writer, box: own.box }, ...(own.former ?? [])].slice(0, 20);
    writeOwn(log.db, { ...own, ...identity, former });
    log.reloadOwn();
    log.store.putTrust(identity.writer, { certificate, retired: null });
    log.write({ facts: [enrolment(certificate, deskName, began)], staff: null, now });
  });
}
