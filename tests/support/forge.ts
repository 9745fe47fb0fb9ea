import { randomUUID } from 'node:crypto';
import { canonical } from '#core/facts/canonical.ts';
import type { Envelope } from '#core/facts/envelope.ts';
import { commandText } from '#core/facts/trust.ts';
import type { CarriedCommand } from '#core/replica/store.ts';
import type { Desk } from '#db/desk.ts';
import { epochs, latest } from '#db/exchange/epoch.ts';
import { writeFrames } from '#db/exchange/frames.ts';
import { sha256, signWith } from '#db/log/seal.ts';

/** Bundles as a desk of the site could make them that does not keep the rules: sealed rightly, wrong inside. */
export const bundle = (by: Desk, siteSecret: Uint8Array, commands: readonly CarriedCommand[], more: { head?: Record<string, unknown>; page?: Record<string, unknown> } = {}): Buffer => {
  const epoch = latest(epochs(by.db, siteSecret));
  const line = { foyer: 'bundle', v: 1, site: by.site, epoch: epoch.id, ...(epoch.notice ? { notice: epoch.notice } : {}), ...more.head };
  return writeFrames(line, epoch.secret, [{ commands, secrets: [], tombstones: [], pins: [], ...more.page }]);
};

export interface Made {
  readonly texts: string[];
  readonly ids: string[];
}

/** Facts that follow one another at the end of the desk's log (or after `from`), as texts; the desk itself does not write them. */
export function texts(by: Desk, bodies: readonly Partial<Envelope>[], from?: { seq: number; id: string | null }): Made {
  let { seq, id: prev } = from ?? by.log.store.stream(by.writer)?.head ?? { seq: 0, id: null };
  const command = randomUUID();
  const made: Made = { texts: [], ids: [] };
  for (const body of bodies) {
    const text = canonical({
      site: by.site, writer: by.writer, seq: ++seq, prev, command, subject: 'home/forged', parents: [], type: 'home.described', v: 1, ignorable: false,
      at: { time: '2026-11-21T09:00:00.000+08:00', day: '2026-11-21' }, staff: null, basis: {}, app: 'forged', data: { layout: '一室' }, sealed: [], ...body,
    });
    prev = sha256(text);
    made.texts.push(text);
    made.ids.push(prev);
  }
  return made;
}

export const signed = (by: Desk, facts: readonly string[], signer = by.log.own().signer.private): CarriedCommand => ({
  facts: [...facts],
  signature: signWith(signer)(commandText(sha256(facts.at(-1)!))),
});
