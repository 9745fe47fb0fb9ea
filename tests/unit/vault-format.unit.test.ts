import { createDecipheriv } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { recoverRawKey } from '#db/vault/index.ts';
import { runSqlcipher, sqlcipherTool } from '#tests/support/sqlcipherTool.ts';
import { makeDesk, reopen, tempDir } from '#tests/support/vault.ts';

describe('the file is a standard SQLCipher 4 file', () => {
  it('decrypted by the published format alone, it is a sound SQLite database to another build of SQLite', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'), 500);
    const raw = Buffer.from(await recoverRawKey(made.dir, made.recoveryCode), 'hex');
    const bytes = readFileSync(join(made.dir, 'foyer.db'));
    const plain = Buffer.alloc(bytes.length);
    for (let at = 0; at < bytes.length; at += 4096) {
      const from = at === 0 ? 16 : 0;
      const page = bytes.subarray(at, at + 4096);
      const opener = createDecipheriv('aes-256-cbc', raw, page.subarray(4016, 4032)).setAutoPadding(false);
      Buffer.concat([opener.update(page.subarray(from, 4016)), opener.final()]).copy(plain, at + from);
    }
    plain.write('SQLite format 3\0', 0, 'latin1');
    const file = join(tempDir(), 'plain.db');
    writeFileSync(file, plain);
    const other = new DatabaseSync(file);
    expect(other.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    expect(other.prepare('SELECT count(*) AS n FROM fact').get()).toEqual({ n: 500 });
    other.close();
  });

  const tool = sqlcipherTool();
  if ('reason' in tool) console.log(`standard SQLCipher tool: not run: ${tool.reason}`);
  it.skipIf('reason' in tool)('opens with the standard tool, as do backups', async () => {
    if ('reason' in tool) return;
    const made = await makeDesk(join(tempDir(), 'desk'), 500);
    const desk = reopen(made);
    const backup = desk.backup();
    desk.close();
    const rawHex = await recoverRawKey(made.dir, made.recoveryCode);
    for (const file of [join(made.dir, 'foyer.db'), backup]) {
      const said = runSqlcipher(tool.command, file, rawHex, ['SELECT count(*) FROM fact', 'PRAGMA integrity_check', 'PRAGMA cipher_integrity_check']);
      expect(said.trim().split('\n').slice(-2)).toEqual(['500', 'ok']);
    }
  });
});
