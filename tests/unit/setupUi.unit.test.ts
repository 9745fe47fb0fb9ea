import { describe, expect, test } from 'vitest';
import { firstDraft, missingIn, NO_SECRETS } from '#renderer/setup/firstRun.ts';
import { timeInName } from '#renderer/setup/backups.ts';
import { grouped, groupsOf, groupsToProve, sameGroup } from '#renderer/setup/recoveryCode.ts';
import { needsBackup, opensByCode, troubleOf, TROUBLES } from '#renderer/setup/trouble.ts';
import { buildingsIn, draftOf, grantsOf, grantsProblem, NO_GRANTS, pinProblem } from '#renderer/settings/staffForm.ts';
import { ROLES } from '#core/subjects/staff.ts';
import { setup as zh } from '#renderer/locales/zh/setup.ts';

describe('the first page', () => {
  test('never chooses a key file by itself', () => {
    expect(firstDraft(true).keep).toBe('osKeystore');
    expect(firstDraft(false).keep).toBe('passphrase');
  });
  test('names what is missing in the order of the page', () => {
    expect(missingIn(firstDraft(false), NO_SECRETS).map((each) => each.field)).toEqual(['site', 'admin', 'pin', 'passphrase']);
    const filled = { ...firstDraft(false), site: '云栖花园', admin: '周航' };
    expect(missingIn(filled, { pin: '1234', pinAgain: '1243', passphrase: '八个字以上的口令', passphraseAgain: '八个字以上的口令' })).toEqual([{ field: 'pinAgain' }]);
    expect(missingIn(filled, { pin: '1234', pinAgain: '1234', passphrase: '𠮷野家', passphraseAgain: '' })).toEqual([{ field: 'passphrase', n: 5 }]);
    expect(missingIn({ ...filled, kind: 'demo', keep: 'keyFile' }, NO_SECRETS)).toEqual([]);
  });
});

describe('the recovery code on paper', () => {
  const code = '7K3QM-X2F9T-0HBVA-WPN4C-RJ81D-5GYEZ-M6SKQ';
  test('is shown in its groups', () => {
    expect(groupsOf(code)).toHaveLength(7);
    expect(groupsOf('ABCDEFGHIJKL')).toEqual(['ABCDE', 'FGHIJ', 'KL']);
  });
  test('asks for two different groups, whatever chance says', () => {
    for (let a = 0; a < 1; a += 0.07) {
      for (let b = 0; b < 1; b += 0.07) {
        const chances = [a, b];
        const asked = groupsToProve(7, () => chances.shift() ?? 0);
        expect(new Set(asked).size).toBe(2);
        expect(asked.every((index) => index >= 1 && index < 7)).toBe(true);
      }
    }
  });
  test('is compared as it is typed: small letters, full width, O for 0', () => {
    expect(sameGroup('ohbva', '0HBVA')).toBe(true);
    expect(sameGroup('０ＨＢＶＡ ', '0HBVA')).toBe(true);
    expect(sameGroup('0HBVB', '0HBVA')).toBe(false);
    expect(sameGroup('', '0HBVA')).toBe(false);
  });
  test('is put into its groups however it was typed', () => {
    expect(grouped(' 7k3qmX2F9t ohbva')).toBe('7K3QM-X2F9T-0HBVA');
    expect(grouped('7K3QM-X2')).toBe('7K3QM-X2');
    expect(grouped('  ')).toBe('');
  });
});

describe('a backup file', () => {
  test('says when it was made by its own name only', () => {
    expect(timeInName('20261121T100512Z.foyer')).toBe('2026-11-21T10:05:12Z');
    expect(timeInName('20261121T100512Z-2.foyer')).toBe('2026-11-21T10:05:12Z');
    expect(timeInName('copy of backup.foyer')).toBeNull();
  });
});

describe('trouble', () => {
  test('every family has its words, and an unheard-of code a calm page', () => {
    for (const family of TROUBLES) expect(zh.trouble[family].next.split('\n').length).toBeGreaterThan(0);
    expect(troubleOf('db_truncated')).toBe('truncated');
    expect(troubleOf('a_code_of_next_year')).toBe('unknown');
  });
  test('a lost keystore is opened by the code, a lost file by a backup', () => {
    expect(opensByCode(troubleOf('keystore_changed'))).toBe(true);
    expect(opensByCode(troubleOf('db_damaged'))).toBe(false);
    expect(needsBackup(troubleOf('db_emptied'))).toBe(true);
    expect(needsBackup(troubleOf('desk_open_elsewhere'))).toBe(false);
  });
});

describe('roles of a colleague', () => {
  test('add up, with what each needs', () => {
    expect(grantsProblem(NO_GRANTS)).toBe('rolesMissing');
    expect(grantsProblem({ ...NO_GRANTS, roles: ['steward'] })).toBe('buildingsMissing');
    expect(grantsProblem({ ...NO_GRANTS, roles: ['actingSupervisor'], from: '2026-11-20' })).toBe('datesMissing');
    expect(grantsProblem({ ...NO_GRANTS, roles: ['actingSupervisor'], from: '2026-11-20', to: '2026-11-19' })).toBe('datesReversed');
    expect(grantsProblem({ ...NO_GRANTS, roles: ['receptionist', 'keyOfficer'] })).toBeNull();
  });
  test('come back from a draft as they went in', () => {
    const grants = [{ role: 'receptionist' as const }, { role: 'steward' as const, buildings: ['1', '2'] }, { role: 'actingSupervisor' as const, from: '2026-11-20', to: '2026-11-27' }];
    expect(grantsOf(draftOf(grants), ROLES)).toEqual(grants);
  });
  test('buildings are read as people write them', () => {
    expect(buildingsIn('1、2栋，a座 ３号楼')).toEqual(['1', '2', 'A', '3']);
  });
  test('a PIN is digits, twice', () => {
    expect(pinProblem('123', '123')).toBe('pinShort');
    expect(pinProblem('1234', '1235')).toBe('pinDiffers');
    expect(pinProblem('1234', '1234')).toBeNull();
  });
});
