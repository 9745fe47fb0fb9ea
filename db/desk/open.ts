import type { DraftFact } from '#core/facts/envelope.ts';
import { FOLD_VERSION } from '#core/subjects/index.ts';
import { SITE_REF, type SiteSettings } from '#core/subjects/site.ts';
import { applyTombstoneFile } from '#db/exchange/tombstones.ts';
import { createLog, noteFoldVersion, storedFoldVersion, type Log } from '#db/log/log.ts';
import { certify, enrolment, newIdentity, writeOwn } from '#db/log/own.ts';
import { rebuild } from '#db/log/rebuild.ts';
import { mustRotate, rotateWriter } from '#db/log/rotate.ts';
import { newSigner, siteIdOf } from '#db/log/seal.ts';
import { sqliteRefusal } from '#db/vault/sqliteRefusal.ts';
import { createDesk } from './desk.ts';
import { noteHead, openFolder } from './folder.ts';
import type { Desk, DeskOptions } from './types.ts';

/** Begins a site on a folder whose vault was just created: its root, its first writer, its first facts. */
export function foundDesk(
  o: DeskOptions & {
    site: SiteSettings['name'];
    deskName: string;
    demo?: boolean;
    /** What must be there before the folder counts as a desk: without an administrator nobody could ever log in. */
    fill?: (desk: Desk) => void;
  },
): Desk {
  const folder = openFolder(o, true);
  try {
    const log = createLog(folder.db);
    begin(log, o);
    const desk = createDesk(folder, log, o);
    o.fill?.(desk);
    folder.finishEnrolment();
    return desk;
  } catch (error) {
    // Also a full disk at the very first facts: a folder that stayed locked could not be tried again before a restart.
    folder.close();
    throw error;
  }
}

/** The site's root and this desk's first writer, and the facts that say so. */
function begin(log: Log, o: DeskOptions & { site: string; deskName: string; demo?: boolean }): void {
  const root = newSigner();
  const site = siteIdOf(root.public);
  const identity = newIdentity();
  log.transaction(() => {
    writeOwn(log.db, { site, ...identity, root: { public: root.public, private: root.private } });
    log.reloadOwn();
    const certificate = certify(site, identity, { name: 'root', private: root.private });
    log.store.putTrust(identity.writer, { certificate, retired: null });
    const now = (o.now ?? Date.now)();
    const founded: DraftFact = {
      subject: SITE_REF,
      type: 'site.founded',
      data: { root: root.public, demo: o.demo ?? false, settings: { name: o.site } },
    };
    log.write({ facts: [enrolment(certificate, o.deskName, 'founded'), founded], staff: null, now });
    noteFoldVersion(log.db);
  });
}

/** Opens a desk: what may exist twice gets a new writer, what an older program folded is folded again. */
export function openDesk(o: DeskOptions): Desk {
  const folder = openFolder(o, false);
  try {
    const log = createLog(folder.db);
    if (storedFoldVersion(folder.db) !== FOLD_VERSION || log.search.stale()) rebuild(log);
    const desk = createDesk(folder, log, o);
    applyTombstoneFile(desk);
    const why = mustRotate(folder, log);
    if (why) {
      rotateWriter(log, why, (o.now ?? Date.now)());
      folder.writerRotated();
      noteHead(folder, log);
    }
    return desk;
  } catch (error) {
    folder.close();
    // Opening already reads tables; a damaged page must be told by name here too, not as SQLite says it.
    throw sqliteRefusal(error, o.dir) ?? error;
  }
}
