/**
 * Prints what a closed desk with a key file holds: all people in full, and every look. For tests under Playwright, whose own
 * loader cannot load the database: `node tests/support/readDesk.ts DIR`.
 */
import type { DeskMemory } from '#electron/desk/deskMemory.ts';
import { openDeskService } from '#electron/desk/open.ts';

const service = openDeskService({ dir: process.argv[2] ?? '' });
await service.start();
const memory = service.desk.memory as DeskMemory;
const people = [...memory.desk.views.allPeople()].flatMap(({ id }) => memory.views.person(id) ?? []);
process.stdout.write(JSON.stringify({ people, looks: memory.views.looks(1_000_000) }));
service.close();
