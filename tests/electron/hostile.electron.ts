import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { deskPid, startElectron } from '#tests/support/electronApp.ts';
import { FORBIDDEN, leaked, plunder, type Answer, type Ask, type Known } from '#tests/support/hostile.ts';

/** The page of the program, taken over by a script that holds its port, before the real desk. */
interface Page {
  told: unknown[];
  port: MessagePort;
  foyer: { connect(): Promise<unknown> };
}

test('a script that holds the port obtains what its clerk could see, and every look of it is noted', async () => {
  test.setTimeout(120_000);
  const foyer = await startElectron({ desk: 'real', page: 'blank' });
  let closed = false;
  try {
    const connect = async (): Promise<void> => {
      await foyer.page.evaluate(() => {
        const page = globalThis as unknown as Page;
        page.told.length = 0;
        return page.foyer.connect();
      });
      await foyer.page.waitForFunction(() => (globalThis as unknown as Page).told.includes('foyer:port'));
    };
    const ask: Ask = (path, input) =>
      foyer.page.evaluate(
        ([to, given]) =>
          new Promise<Answer>((resolve) => {
            const { port } = globalThis as unknown as Page;
            const i = `h${Math.random().toString(36).slice(2)}`;
            const hear = ({ data }: MessageEvent<string>): void => {
              const said = JSON.parse(data) as { i: string; p: { s?: number; b?: { json?: unknown } } };
              if (said.i !== i) return;
              port.removeEventListener('message', hear);
              resolve({ status: said.p.s ?? 200, json: said.p.b?.json });
            };
            port.addEventListener('message', hear);
            port.postMessage(JSON.stringify({ i, p: { u: to, b: { json: given } } }));
          }),
        [path, input] as const,
      );

    await connect();
    expect(await ask('/setup/phase')).toMatchObject({ json: { phase: 'empty' } });
    expect(await ask('/setup/createDemo', { keep: { kind: 'keyFile' } })).toMatchObject({ status: 200 });
    const { json: clerks } = (await ask('/session/clerks')) as { json: { id: string; name: string }[] };
    const clerk = clerks.find(({ name }) => name === '林可')?.id;
    expect(await ask('/session/login', { staff: clerk, pin: '1234' })).toMatchObject({ status: 200 });
    const pid = await deskPid(foyer.app);

    const loot = await plunder(ask);
    expect(loot.refused).toEqual(FORBIDDEN);
    expect(loot.people.size).toBeGreaterThan(1000);

    // What no honest page sends: answered with a code where it can be answered, and the desk lives on.
    expect(await ask('/search/find', { text: 'x'.repeat(30_000_000) })).toMatchObject({ status: 422, json: { data: { code: 'call_too_large' } } });
    expect(await ask('/no/such')).toMatchObject({ status: 422, json: { data: { code: 'procedure_unknown' } } });
    expect(await ask('/search/find', { text: 7 })).toMatchObject({ status: 422, json: { data: { code: 'call_malformed', params: { field: 'text' } } } });
    await foyer.page.evaluate(() => {
      const { port } = globalThis as unknown as Page;
      for (const frame of ['', 'nonsense', '{"i":{}}', { i: '1', p: { u: '/setup/phase' } }, new ArrayBuffer(64), null, [1], 'x'.repeat(2_000_000)]) port.postMessage(frame);
    });
    expect(await ask('/session/current')).toMatchObject({ status: 200, json: { clerk: { id: clerk } } });
    await foyer.page.evaluate(() => {
      for (let n = 0; n < 60; n += 1) (globalThis as unknown as Page).port.postMessage('nonsense');
    });
    await foyer.page.waitForFunction(() => (globalThis as unknown as Page).told.includes('closed'));
    await connect();
    expect(await ask('/session/current')).toMatchObject({ status: 200, json: { clerk: null } });
    expect(await deskPid(foyer.app)).toBe(pid);

    await foyer.app.close();
    closed = true;
    const script = join(import.meta.dirname, '..', 'support', 'readDesk.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, foyer.data], { maxBuffer: 64_000_000 });
    const { people, looks } = JSON.parse(stdout) as { people: Known[]; looks: { staff: string; refs: string[] }[] };
    expect(people.length).toBeGreaterThan(3000);
    expect(leaked(loot, people)).toEqual([]);
    const noted = new Set(looks.filter(({ staff }) => staff === clerk).flatMap(({ refs }) => refs));
    expect([...loot.people].filter((id) => !noted.has(`person/${id}`))).toEqual([]);
  } finally {
    if (!closed) await foyer.app.close();
    rmSync(foyer.folder, { recursive: true, force: true });
  }
});
