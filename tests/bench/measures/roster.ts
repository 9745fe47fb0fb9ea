import { readFileSync } from 'node:fs';
import { readRoster } from '#core/roster/read.ts';
import type { Desk } from '#db/desk.ts';
import { importActs, planAgainst } from '#db/roster/commit.ts';
import { readSheets } from '#db/roster/sheets.ts';
import { connect } from '#db/vault/open.ts';
import { newDesk } from '#tests/support/desk.ts';
import type { Measure } from '../harness.ts';
import { player, recording, type Recorded } from '../statements.ts';

/** A developer's roster of 1,200 rows, from its bytes to the committed facts, against the bare writes of that very import. */
const NAME = 'roster-developer.xlsx';
const bytes = readFileSync(new URL(`../../fixtures/rosters/${NAME}`, import.meta.url));

const importInto = (desk: Desk): void => {
  const input = planAgainst(desk, readRoster(readSheets(bytes, NAME)), bytes);
  desk.actMany(importActs(desk, input, { accept: new Set(), answers: {} }, null));
};

const milliseconds = (work: () => void): number => {
  const from = performance.now();
  work();
  return performance.now() - from;
};

let writes: Recorded = [];

export const measures: Measure[] = [
  {
    name: 'import of 1,200 rows',
    unit: 'ms',
    goal: 3,
    rounds: 5,
    async prepare() {
      const { opened, recorded } = await recording(newDesk);
      recorded();
      importInto(opened.desk);
      writes = recorded();
      opened.desk.close();
    },
    async value() {
      const { desk } = await newDesk();
      const taken = milliseconds(() => importInto(desk));
      desk.close();
      return taken;
    },
    async floor() {
      // A twin without the trigger-guarded past: the same statements in the same order on an empty desk's file.
      const { desk } = await newDesk();
      const file = desk.folder.paths.db;
      const secret = desk.folder.secrets.dbSecret;
      desk.close();
      const db = connect(file, secret);
      // Numbers of rows that stand in other rows are those of the recorded desk, which began as this one did.
      const play = player(db)(writes);
      const taken = milliseconds(play);
      db.close();
      return taken;
    },
  },
];
