import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMAND_FACT_LIMIT, type DraftFact } from '#core/facts/envelope.ts';
import { relationId } from '#core/subjects/home.ts';
import { decideAddStaff } from '#core/subjects/staff.ts';
import type { Desk } from '#db/desk.ts';
import { newDesk } from '#tests/support/desk.ts';
import { resident, seeded } from '#tests/support/people.ts';

/**
 * Desks of a given size for the bench, filled the way a desk is: a roster in commands as full as they may be, then years of
 * counter work in commands of two facts. A household is one home with two people, and eight facts: registered, described,
 * two people, two relations; later a new use of the home and a new phone.
 */
export const FACTS_OF_HOUSEHOLD = 8;
const ROSTER_FACTS = 6;

export interface Household { home: string; people: [string, string] }

export const household = (n: number): Household => ({
  home: `h${String(n).padStart(8, '0')}`,
  people: [`p${String(2 * n).padStart(8, '0')}`, `p${String(2 * n + 1).padStart(8, '0')}`],
});

/** Who acts at the counter. */
export const CLERK = 'clerk';

const OCCUPANCY = ['ownerLives', 'let', 'decorating', 'shut'] as const;

function roster(n: number, random: () => number): DraftFact[] {
  const { home, people } = household(n);
  const building = String(Math.floor(n / 360) + 1);
  const entrance = String((Math.floor(n / 120) % 3) + 1);
  const room = `${(Math.floor(n / 4) % 30) + 1}${String((n % 4) + 1).padStart(2, '0')}`;
  const subject = `home/${home}`;
  return [
    { subject, type: 'home.registered', data: { homeNo: `${building}-${entrance}-${room}`, address: { building, entrance, room }, kind: 'flat' } },
    { subject, type: 'home.described', data: { area: 60 + Math.floor(random() * 9000) / 100, layout: '三室两厅', deliveryState: 'delivered', deliveredOn: '2021-06-30' } },
    ...people.map((person): DraftFact => {
      const { name, phone } = resident(random);
      const document = { kind: 'idCard', number: `330100${String(Math.floor(random() * 1e12)).padStart(12, '0')}` };
      return {
        subject: `person/${person}`, type: 'person.recorded', data: { kind: 'natural', checks: [] },
        personal: [
          { person, retention: 'identity', field: 'name', value: name },
          { person, retention: 'identity', field: 'document', value: document },
          { person, retention: 'contact', field: 'phones', value: [phone] },
        ],
      };
    }),
    ...people.map((person, index): DraftFact => {
      const role = index === 0 ? 'owner' : 'coOwner';
      return { subject, type: 'home.relationBegan', data: { relation: relationId(person, role), person, role, from: '2021-06-30', share: '50%' } };
    }),
  ];
}

/** One act at the counter: how the home is used now, and the owner's new phone. Two facts on subjects that exist. */
export function counterAct(n: number, random: () => number): DraftFact[] {
  const { home, people: [person] } = household(n);
  return [
    { subject: `home/${home}`, type: 'home.described', data: { occupancy: OCCUPANCY[Math.floor(random() * OCCUPANCY.length)] } },
    {
      subject: `person/${person}`, type: 'person.corrected', data: { why: 'newPhone' },
      personal: [{ person, retention: 'contact', field: 'phones', value: [resident(random).phone] }],
    },
  ];
}

/** Some thousand households a time: an import holds its drafts in memory. */
const SLICE = 5000;

/** Fills a desk with `facts` facts, a multiple of eight; the same for the same number. */
export function fill(desk: Desk, facts: number): void {
  const households = Math.floor(facts / FACTS_OF_HOUSEHOLD);
  const random = seeded(2026);
  desk.actMany({ staff: null, acts: [decideAddStaff(CLERK, '前台', [{ role: 'receptionist' }])], reply: null });
  const perCommand = Math.floor(COMMAND_FACT_LIMIT / ROSTER_FACTS);
  for (let from = 0; from < households; from += SLICE) {
    const to = Math.min(households, from + SLICE);
    const acts: DraftFact[][] = [];
    for (let n = from; n < to; n += perCommand) {
      acts.push(Array.from({ length: Math.min(perCommand, to - n) }, (_, i) => roster(n + i, random)).flat());
    }
    for (let n = from; n < to; n += 1) acts.push(counterAct(n, random));
    desk.actMany({ staff: CLERK, acts, reply: null });
  }
  desk.search.tidy();
}

const made = new Map<number, string>();
process.on('exit', () => {
  for (const dir of made.values()) rmSync(join(dir, '..'), { recursive: true, force: true });
});

/** The folder of a closed desk with so many facts, made once a run. Whoever writes takes a `copyOf` it. */
export async function filledFolder(facts: number): Promise<string> {
  const known = made.get(facts);
  if (known !== undefined) return known;
  const { desk, dir } = await newDesk({ dir: join(mkdtempSync(join(tmpdir(), 'foyer-bench-')), 'desk') });
  made.set(facts, dir);
  fill(desk, facts);
  desk.folder.checkpoint();
  desk.close();
  return dir;
}

/** A copy that may be written; `remove` when done. */
export function copyOf(dir: string): { dir: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  const copy = join(folder, 'desk');
  cpSync(dir, copy, { recursive: true });
  return { dir: copy, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
