import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foundDesk, openDesk, type Desk } from '#db/desk.ts';
import { createVault, unlockVault } from '#db/vault/index.ts';

/** A real encrypted desk in a folder of its own, with argon2id at its cheapest: the cost is not what these tests are about. */
export const PASSPHRASE = 'correct horse battery';
const CHEAP = { memory: 64, passes: 1 };

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'foyer-test-'));

export async function newDesk(options: { dir?: string; site?: string; now?: () => number; demo?: boolean } = {}): Promise<{ desk: Desk; dir: string; recoveryCode: string }> {
  const dir = options.dir ?? join(newFolder(), 'desk');
  const { secrets, recoveryCode } = await createVault(dir, { wraps: [{ kind: 'passphrase', passphrase: PASSPHRASE, cost: CHEAP }] });
  const desk = foundDesk({ dir, secrets, site: options.site ?? '青禾花园', deskName: '前台1号', ...(options.now ? { now: options.now } : {}), ...(options.demo ? { demo: true } : {}) });
  return { desk, dir, recoveryCode };
}

export async function reopen(dir: string, now?: () => number): Promise<Desk> {
  const secrets = await unlockVault(dir, { kind: 'passphrase', passphrase: PASSPHRASE });
  return openDesk({ dir, secrets, ...(now ? { now } : {}) });
}
