import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createVault, deskState, extendSecrets, newRecoveryCode, readRecoveryCode, recoverRawKey, reissueRecoveryCode, removeWrap, setWrap, unlockVault, wrapKinds,
} from '#db/vault/index.ts';
import { CHEAP, cheapPassphrase, fakeKeystore, filesUnder, makeDesk, PASSPHRASE, refusalOf, refusalOfAsync, reopen, tempDir } from '#tests/support/vault.ts';

const byPassphrase = { kind: 'passphrase', passphrase: PASSPHRASE } as const;

describe('recovery code', () => {
  it('is read as people type it', () => {
    const code = newRecoveryCode();
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){6}[0-9A-HJKMNP-TV-Z]{5}$/);
    const spoken = code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', ' — ');
    expect(readRecoveryCode(spoken)).toBe(code);
    expect(readRecoveryCode(code.replaceAll('1', 'I').replaceAll('-', ''))).toBe(code);
    const fullWidth = code.replace(/[0-9A-Z]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
    expect(readRecoveryCode(fullWidth)).toBe(code);
  });

  it('notices every single wrong sign, swapped neighbours and swapped groups, and names the group', () => {
    const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const code = newRecoveryCode();
    for (let at = 0; at < code.length; at += 1) {
      const here = code.charAt(at);
      if (here === '-') continue;
      for (const other of signs) {
        if (other === here) continue;
        const wrong = code.slice(0, at) + other + code.slice(at + 1);
        expect(() => readRecoveryCode(wrong)).toThrow(expect.objectContaining({ code: 'recovery_code_mistyped', params: { group: Math.floor(at / 6) + 1 } }));
      }
      const next = code.charAt(at + 1);
      if (next === '' || next === '-' || next === here) continue;
      expect(refusalOf(() => readRecoveryCode(code.slice(0, at) + next + here + code.slice(at + 2)))).toBe('recovery_code_mistyped');
    }
    const [first, second, ...rest] = code.split('-');
    if (first !== second) expect(refusalOf(() => readRecoveryCode([second, first, ...rest].join('-')))).toBe('recovery_code_mistyped');
    expect(refusalOf(() => readRecoveryCode(code.slice(0, -2)))).toBe('recovery_code_length');
    expect(refusalOf(() => readRecoveryCode(code.slice(0, 17)))).toBe('recovery_code_length');
    expect(refusalOf(() => readRecoveryCode(`${code}-${first}`))).toBe('recovery_code_length');
    expect(refusalOf(() => readRecoveryCode(''))).toBe('recovery_code_length');
  });
});

describe('wraps', () => {
  it('opens the same secrets by passphrase, key file, keystore and recovery code', async () => {
    const dir = tempDir();
    const keystore = fakeKeystore();
    const keyFile = join(tempDir(), 'desk.key');
    const { secrets, recoveryCode } = await createVault(dir, {
      wraps: [cheapPassphrase, { kind: 'keyFile', path: keyFile }, { kind: 'osKeystore', keystore }],
      extra: { hall: 'x' },
    });
    expect(wrapKinds(dir).toSorted()).toEqual(['keyFile', 'osKeystore', 'passphrase', 'recoveryCode']);
    for (const unlocker of [byPassphrase, { kind: 'keyFile', path: keyFile }, { kind: 'osKeystore', keystore }, { kind: 'recoveryCode', code: recoveryCode }] as const) {
      const opened = await unlockVault(dir, unlocker);
      expect(Buffer.from(opened.dbSecret).equals(Buffer.from(secrets.dbSecret))).toBe(true);
      expect(Buffer.from(opened.siteSecret).equals(Buffer.from(secrets.siteSecret))).toBe(true);
      expect(opened.extra).toEqual({ hall: 'x' });
    }
    expect(await recoverRawKey(dir, recoveryCode)).toBe(Buffer.from(secrets.dbSecret).toString('hex'));
  });

  it('keeps no secret in the clear', async () => {
    const dir = tempDir();
    const { secrets, recoveryCode } = await createVault(dir, { wraps: [cheapPassphrase] });
    for (const [name, bytes] of filesUnder(dir)) {
      for (const secret of [secrets.dbSecret, secrets.siteSecret]) {
        const raw = Buffer.from(secret);
        for (const spelling of [raw, raw.toString('hex'), raw.toString('base64')]) expect(bytes.includes(spelling), name).toBe(false);
      }
      expect(bytes.includes(recoveryCode) || bytes.includes(recoveryCode.replaceAll('-', '')) || bytes.includes(PASSPHRASE)).toBe(false);
    }
  });

  it('tells the ways of failing apart', async () => {
    const dir = tempDir();
    const keystore = fakeKeystore();
    const keyFile = join(tempDir(), 'desk.key');
    await createVault(dir, { wraps: [cheapPassphrase, { kind: 'keyFile', path: keyFile }, { kind: 'osKeystore', keystore }] });
    const opening = (unlocker: Parameters<typeof unlockVault>[1]): Promise<string> => refusalOfAsync(() => unlockVault(dir, unlocker));
    expect(await opening({ kind: 'passphrase', passphrase: 'wrong' })).toBe('passphrase_wrong');
    expect(await opening({ kind: 'recoveryCode', code: newRecoveryCode() })).toBe('recovery_code_wrong');
    expect(await opening({ kind: 'recoveryCode', code: 'hello' })).toBe('recovery_code_mistyped');

    keystore.name = 'other_store';
    expect(await opening({ kind: 'osKeystore', keystore })).toBe('keystore_changed');
    keystore.name = 'test_store';
    keystore.on = false;
    expect(await opening({ kind: 'osKeystore', keystore })).toBe('keystore_unavailable');
    keystore.on = true;
    keystore.unwrap = () => {
      throw new Error('locked for account zhangsan');
    };
    expect(await opening({ kind: 'osKeystore', keystore })).toBe('keystore_cannot_unwrap');

    if (process.platform !== 'win32') {
      chmodSync(keyFile, 0o644);
      expect(await opening({ kind: 'keyFile', path: keyFile })).toBe('key_file_open_to_others');
      chmodSync(keyFile, 0o600);
    }
    writeFileSync(keyFile, `${'0'.repeat(64)}\n`);
    expect(await opening({ kind: 'keyFile', path: keyFile })).toBe('key_file_wrong');
    writeFileSync(keyFile, 'torn');
    expect(await opening({ kind: 'keyFile', path: keyFile })).toBe('key_file_damaged');
    rmSync(keyFile);
    expect(await opening({ kind: 'keyFile', path: keyFile })).toBe('key_file_missing');

    const plain = tempDir();
    await createVault(plain, { wraps: [] });
    expect(await refusalOfAsync(() => unlockVault(plain, byPassphrase))).toBe('wrap_not_chosen');
    expect(await refusalOfAsync(() => unlockVault(tempDir(), byPassphrase))).toBe('desk_empty');
  });

  it('makes nothing when a keystore protects nothing or does not give back what it got', async () => {
    const dir = join(tempDir(), 'desk');
    const create = (keystore: ReturnType<typeof fakeKeystore>): Promise<string> =>
      refusalOfAsync(() => createVault(dir, { wraps: [{ kind: 'osKeystore', keystore }] }));
    expect(await create(fakeKeystore('basic_text'))).toBe('keystore_unavailable');
    const forgetful = fakeKeystore();
    forgetful.unwrap = (bytes) => bytes;
    expect(await create(forgetful)).toBe('keystore_unavailable');
    expect(existsSync(dir)).toBe(false);
  });

  it('changes the passphrase and re-issues the recovery code without touching the database', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'));
    const before = readFileSync(join(made.dir, 'foyer.db'));
    await setWrap(made.dir, byPassphrase, { kind: 'passphrase', passphrase: 'second', cost: CHEAP });
    expect(await refusalOfAsync(() => unlockVault(made.dir, byPassphrase))).toBe('passphrase_wrong');
    const code = await reissueRecoveryCode(made.dir, { kind: 'passphrase', passphrase: 'second' });
    expect(await refusalOfAsync(() => unlockVault(made.dir, { kind: 'recoveryCode', code: made.recoveryCode }))).toBe('recovery_code_wrong');
    await extendSecrets(made.dir, { kind: 'recoveryCode', code }, { more: 'kept' });
    await removeWrap(made.dir, { kind: 'recoveryCode', code }, 'passphrase');
    expect(wrapKinds(made.dir)).toEqual(['recoveryCode']);
    const opened = await unlockVault(made.dir, { kind: 'recoveryCode', code });
    expect(opened.extra).toEqual({ more: 'kept' });
    expect(Buffer.from(opened.dbSecret).equals(Buffer.from(made.secrets.dbSecret))).toBe(true);
    expect(readFileSync(join(made.dir, 'foyer.db')).equals(before)).toBe(true);
    reopen(made).close();
  });

  it('runs the passphrase at full cost when nobody asks for less', async () => {
    const dir = tempDir();
    await createVault(dir, { wraps: [{ kind: 'passphrase', passphrase: '密码' }] });
    expect(readFileSync(join(dir, 'keys.json'), 'utf8')).toContain('"memory":65536,"passes":3');
    await unlockVault(dir, { kind: 'passphrase', passphrase: '密码' });
  });
});

describe('keys file', () => {
  it('is read from its second copy when the first is torn or gone, and the torn one is never overwritten', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'));
    const first = join(made.dir, 'keys.json');
    truncateSync(first, 100);
    const torn = readFileSync(first);
    await unlockVault(made.dir, byPassphrase);
    expect(deskState(made.dir)).toEqual({ state: 'enrolled' });
    expect(readFileSync(first).equals(torn)).toBe(true);
    await setWrap(made.dir, byPassphrase, { kind: 'passphrase', passphrase: 'second', cost: CHEAP });
    expect([...filesUnder(join(made.dir, 'aside')).values()].some((bytes) => bytes.equals(torn))).toBe(true);
    rmSync(first);
    await unlockVault(made.dir, { kind: 'passphrase', passphrase: 'second' });
  });

  it('says missing, damaged, from the future and of another desk, and changes nothing', async () => {
    const made = await makeDesk(join(tempDir(), 'desk'));
    const other = await makeDesk(join(tempDir(), 'desk'));
    const copies = [join(made.dir, 'keys.json'), join(made.dir, 'keys.json.2')];
    const good = readFileSync(copies[0] ?? '');
    const expectAll = async (code: string): Promise<void> => {
      const before = filesUnder(made.dir);
      expect(await refusalOfAsync(() => unlockVault(made.dir, byPassphrase))).toBe(code);
      expect(deskState(made.dir)).toEqual({ state: 'problem', code });
      expect(await refusalOfAsync(() => createVault(made.dir, { wraps: [] }))).toBe(code);
      expect(filesUnder(made.dir)).toEqual(before);
    };
    for (const copy of copies) {
      const changed = Buffer.from(good);
      const at = changed.indexOf('"sealed":"') + 14;
      changed[at] = (changed[at] ?? 0) === 65 ? 66 : 65;
      writeFileSync(copy, changed);
    }
    await expectAll('keys_damaged');
    for (const copy of copies) rmSync(copy);
    await expectAll('keys_missing');
    for (const copy of copies) copyFileSync(join(other.dir, 'keys.json'), copy);
    await expectAll('keys_of_another_desk');
    writeFileSync(copies[0] ?? '', good);
    reopen(made).close();
  });
});
