import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPreferences, writePreferences } from '#electron/desk/preferences.ts';
import { deskState } from '#db/vault/index.ts';
import { newFolder } from '#tests/support/desk.ts';

it('remembers the language beside the database, and a folder that holds nothing else is still a first run', () => {
  const dir = newFolder();
  const file = join(dir, 'preferences.json');
  expect(readPreferences(file)).toEqual({ language: null });
  writePreferences(file, { language: 'en' });
  expect(readPreferences(file)).toEqual({ language: 'en' });
  expect(deskState(dir)).toEqual({ state: 'empty' });
  writeFileSync(file, '{"language":"e');
  expect(readPreferences(file)).toEqual({ language: null });
});
