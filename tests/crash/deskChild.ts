// A desk made to be killed: `node deskChild.ts MODE DIR PASSPHRASE`. Each line acknowledges what is committed.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DraftFact } from '#core/facts/envelope.ts';
import { decideDraw, type SeriesState } from '#core/subjects/small.ts';
import { isRefusal } from '#core/refusal.ts';
import { openDesk, type Desk } from '#db/desk.ts';
import { unlockVault } from '#db/vault/index.ts';

const [mode = '', dir = '', passphrase = ''] = process.argv.slice(2);
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};
const desk: Desk = openDesk({ dir, secrets: await unlockVault(dir, { kind: 'passphrase', passphrase }) });

let n = desk.stats()['facts'] ?? 0;
/** One visit's worth: a home, its owner, their relation and a numbered paper. */
const facts = (): DraftFact[] => {
  const id = `h${process.pid}-${n++}`;
  const series = desk.read.state<SeriesState>(`series/${desk.writer}/A/2026`);
  return [
    { subject: `home/${id}`, type: 'home.registered', data: { homeNo: `3-${n}`, address: { building: '3', entrance: null, room: String(n) }, kind: 'flat' } },
    { subject: `person/${id}`, type: 'person.recorded', data: { kind: 'natural' }, personal: [{ person: id, retention: 'identity', field: 'name', value: `欧阳赟${n}` }] },
    { subject: `home/${id}`, type: 'home.relationBegan', data: { relation: 'r1', person: id, role: 'owner', from: null } },
    decideDraw(desk.writer, 'A', '2026', series, id),
  ];
};
const last = (): string => {
  const head = desk.log.store.stream(desk.writer)!.head;
  return `${desk.writer} ${head.seq} ${head.id}`;
};
const act = (): void => {
  desk.act({ staff: null, decide: () => ({ facts: facts(), reply: null }) });
  say(`ok ${last()}`);
};

const modes: Record<string, () => Promise<void>> = {
  act: async () => {
    desk.db.pragma('wal_autocheckpoint = 20');
    for (;;) {
      act();
      if (n % 40 === 0) desk.folder.checkpoint();
    }
  },
  import: async () => {
    for (;;) {
      const before = desk.stats()['facts'] ?? 0;
      desk.actMany({ staff: null, acts: Array.from({ length: 40 }, () => facts().slice(0, 3)), reply: null });
      say(`batch ${before} ${last()}`);
    }
  },
  backup: async () => {
    for (;;) {
      act();
      desk.backup();
      say('backup');
    }
  },
  rebuild: async () => {
    for (;;) {
      act();
      desk.rebuild();
      say('rebuilt');
    }
  },
  /** Acts until refused, then until allowed again. */
  fill: async () => {
    const attempt = (): string => {
      try {
        desk.act({ staff: null, decide: () => ({ facts: facts(), reply: null }) });
        return 'ok';
      } catch (error) {
        return isRefusal(error) ? error.code : `not a refusal: ${String(error)}`;
      }
    };
    let answer = attempt();
    while (answer === 'ok') answer = attempt();
    say(`${answer} ${desk.stats()['facts']} ${desk.db.inTransaction}`);
    while (answer !== 'ok') {
      await sleep(20);
      answer = attempt();
    }
    say(`ok ${last()}`);
    desk.close();
  },
};
say('begin');
await modes[mode]?.();
