// A process made to be killed: `node vaultChild.ts MODE DIR RECOVERY-CODE`. Each line it writes acknowledges what it says.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRefusal } from '#core/refusal.ts';
import type { Migration } from '#db/vault/index.ts';
import { createVault, listBackups, openDesk, restoreFrom, setWrap, unlockVault } from '#db/vault/index.ts';
import { addFacts, CHEAP, countFacts, fingerprint, FIRST } from '#tests/support/facts.ts';

const [mode = '', dir = '', code = ''] = process.argv.slice(2);
const say = (line: string | number): void => {
  writeSync(1, `${line}\n`);
};

/** Rewrites every row, so that there is time to be killed in. */
const HEAVY: Migration = {
  id: 20,
  name: 'heavy',
  up: (db) => {
    db.exec('ALTER TABLE fact ADD COLUMN heavy TEXT');
    for (let i = 0; i < 5; i += 1) db.prepare("UPDATE fact SET heavy = hex(zeroblob(200)) || person || ?").run(i);
    db.exec('CREATE INDEX fact_heavy ON fact (heavy)');
  },
};

const unlock = () => unlockVault(dir, { kind: 'recoveryCode', code });
const open = async (migrations: readonly Migration[]) => openDesk(dir, await unlock(), { migrations, fingerprint });

const modes: Record<string, () => Promise<void>> = {
  /** Commits for ever, with a checkpoint nearly every time. */
  commit: async () => {
    const desk = await open([FIRST]);
    desk.db.pragma('wal_autocheckpoint = 10');
    for (;;) {
      addFacts(desk.db, 5);
      const seq = countFacts(desk.db);
      say(seq);
      desk.noteHighWater({ writer: 'w', seq, id: `e${seq}` });
      if (seq % 50 === 0) desk.checkpoint();
    }
  },
  migrate: async () => {
    const secrets = await unlock();
    say('begin');
    const desk = openDesk(dir, secrets, { migrations: [FIRST, HEAVY], fingerprint });
    say(`migrated ${desk.migrated.join()}`);
    await sleep(60_000);
  },
  backup: async () => {
    const desk = await open([FIRST]);
    say('begin');
    for (;;) say(desk.backup());
  },
  restore: async () => {
    const secrets = await unlock();
    const backup = listBackups(`${dir}/backups`)[0]?.file ?? '';
    say('begin');
    for (;;) {
      restoreFrom(backup, dir, secrets, { migrations: [FIRST] });
      say('restored');
    }
  },
  keys: async () => {
    say('begin');
    for (let i = 0; ; i += 1) {
      await setWrap(dir, { kind: 'recoveryCode', code }, { kind: 'passphrase', passphrase: `p${i % 2}`, cost: CHEAP });
      say(i % 2);
    }
  },
  create: async () => {
    say('begin');
    const { secrets, recoveryCode } = await createVault(dir, { wraps: [] });
    const desk = openDesk(dir, secrets, { migrations: [FIRST], create: true, fingerprint });
    addFacts(desk.db, 5);
    desk.finishEnrolment();
    say(recoveryCode);
    await sleep(60_000);
  },
  /** Fills the space that it is allowed until refused, then tries until it is allowed again. */
  fill: async () => {
    const desk = await open([FIRST]);
    const attempt = (): string => {
      try {
        addFacts(desk.db, 40);
        return 'ok';
      } catch (error) {
        return isRefusal(error) ? error.code : String(error);
      }
    };
    let answer = attempt();
    while (answer === 'ok') answer = attempt();
    say(`${answer} ${countFacts(desk.db)} ${desk.db.inTransaction}`);
    while (answer !== 'ok') {
      await sleep(20);
      answer = attempt();
    }
    say(`ok ${countFacts(desk.db)}`);
    desk.close();
  },
};
await modes[mode]?.();
