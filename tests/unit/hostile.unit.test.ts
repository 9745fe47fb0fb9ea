import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DeskMemory } from '#electron/desk/deskMemory.ts';
import { openDeskService } from '#electron/desk/open.ts';
import { serveWire } from '#electron/desk/wire.ts';
import { CHEAP } from '../support/fakeDesk.ts';
import { FORBIDDEN, leaked, plunder, type Answer, type Ask } from '../support/hostile.ts';

it('gives a script that holds the line nothing that its clerk could not see, and notes every look', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'foyer-hostile-'));
  const service = openDeskService({ dir, pinCost: CHEAP });
  try {
    const waiting = new Map<string, (answer: Answer) => void>();
    let hear: (data: unknown) => void = () => {};
    let next = 0;
    serveWire(service, {
      send: (text) => {
        const { i, p } = JSON.parse(text) as { i: string; p: { s?: number; b?: { json?: unknown } } };
        waiting.get(i)?.({ status: p.s ?? 200, json: p.b?.json });
      },
      onMessage: (listener) => (hear = listener),
      onClose: () => {},
      close: () => {},
    });
    const ask: Ask = (path, input) =>
      new Promise((resolve) => {
        const i = String((next += 1));
        waiting.set(i, resolve);
        hear(JSON.stringify({ i, p: { u: path, b: { json: input } } }));
      });

    await ask('/setup/createDemo', { keep: { kind: 'keyFile' } });
    const memory = service.desk.memory as DeskMemory;
    const clerk = memory.views.staff().find(({ name }) => name === '林可')?.id;
    expect(await ask('/session/login', { staff: clerk, pin: '1234' })).toMatchObject({ status: 200 });

    const loot = await plunder(ask);
    expect(loot.people.size).toBeGreaterThan(1000);
    expect(loot.refused).toEqual(FORBIDDEN);
    const known = [...memory.desk.views.allPeople()].map(({ id }) => memory.views.person(id)!);
    expect(known.length).toBeGreaterThan(3000);
    expect(leaked(loot, known)).toEqual([]);
    // The measure itself must be able to find something. Not everybody has a phone, and ids fall in another order every time.
    const reachable = known.find(({ phones, document }) => phones.length > 0 && document)!;
    expect(leaked({ ...loot, text: `${loot.text} 张敏 ${reachable.phones[0]} ${reachable.document?.number}` }, known)).toEqual(
      expect.arrayContaining(['name', 'phone', 'document']),
    );

    service.desk.looks.flush();
    const looks = memory.views.looks(100_000).filter(({ staff }) => staff === clerk);
    const noted = new Set(looks.flatMap(({ refs }) => refs));
    expect([...loot.people].filter((id) => !noted.has(`person/${id}`))).toEqual([]);
    expect(looks.some(({ why }) => why === 'bulk')).toBe(true);
  } finally {
    service.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
