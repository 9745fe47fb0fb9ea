import { call as callProcedure, type AnyProcedure } from '@orpc/server';
import { isContractProcedure } from '@orpc/contract';
import { contract } from '#core/contract/index.ts';
import { Refusal } from '#core/refusal.ts';
import type { ShownPerson } from '#core/contract/records.ts';
import { findHits } from '#electron/desk/procedures/records.ts';
import { router } from '#electron/desk/router.ts';
import { decideLook } from '#core/subjects/small.ts';
import { argument, secretOf, text, withDesk, type OpenDesk, type Verb } from '../context.ts';

/** Verbs that do what a clerk does. */

const spoken = (person: ShownPerson): string =>
  person.name ?? `${person.surname || '…'}${person.sex === 'f' ? '女士' : person.sex === 'm' ? '先生' : '业主'}${person.phoneTail === null ? '' : ` · 尾号${person.phoneTail}`}`;

/** Who holds the passphrase administers the desk; what is shown is hidden as on any screen, and leaves its look. */
export const search: Verb = (options) =>
  withDesk(options, async ({ memory }) => {
    const query = options.args.join(' ');
    argument(options, 0, 'The text to look for');
    const desk = memory();
    const { hits, seen } = findHits(desk, query, 20);
    const facts = seen.flatMap((look) => decideLook(desk.writer, desk.businessDay(), { ...look, refs: look.refs.slice(0, 50), grade: 'masked', why: 'cli' }));
    if (facts.length > 0) desk.act({ staff: null, decide: () => ({ facts, reply: undefined }) });
    const lines = hits.map((hit) =>
      hit.group === 'home'
        ? [hit.home.homeNo, hit.first ? spoken(hit.first) : '—', hit.more > 0 ? `+${hit.more}` : ''].join('  ')
        : [spoken(hit.person), hit.homes.map(({ homeNo }) => homeNo).join(' ')].join('  '),
    );
    return { data: { hits }, lines: lines.length > 0 ? lines : ['Nothing found.'] };
  });

/** `home.get` or `home/get`. Refuses `procedure_unknown`. */
function pathOf(name: string): string[] {
  const path = name.split(/[./]/);
  let node: unknown = contract;
  for (const step of path) node = typeof node === 'object' && node !== null && Object.hasOwn(node, step) ? (node as Record<string, unknown>)[step] : undefined;
  if (!isContractProcedure(node)) throw new Refusal('procedure_unknown');
  return path;
}

async function loginAs({ client, memory }: OpenDesk, who: string): Promise<void> {
  const pin = secretOf('FOYER_PIN');
  if (pin === undefined) throw new Refusal('pin_needed');
  const here = memory().views.staff().filter(({ left }) => !left);
  const found = here.filter(({ id }) => id === who).concat(here.filter(({ name }) => name === who));
  if (found.length === 0) throw new Refusal('staff_unknown');
  if (found.length > 1) throw new Refusal('staff_ambiguous');
  await client.session.login({ staff: found[0]?.id ?? '', pin });
}

const parseInput = (given: string | undefined): unknown => {
  if (given === undefined || given === '') return undefined;
  try {
    return JSON.parse(given) as unknown;
  } catch {
    throw new Refusal('json_malformed');
  }
};

export const call: Verb = (options) => {
  const name = argument(options, 0, 'The procedure');
  const path = pathOf(name);
  if (path.join('.') === 'desk.changes') throw new Refusal('procedure_streams');
  const input = parseInput(options.args[1]);
  return withDesk(options, async (desk) => {
    const who = text(options, 'as');
    if (who !== undefined) await loginAs(desk, who);
    const procedure = path.reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], router) as AnyProcedure;
    const context = { service: desk.service, session: desk.session };
    const answer: unknown = await callProcedure(procedure, input, { context, path });
    const data = typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer ? await last(answer as AsyncIterable<unknown>) : answer;
    return { data: data ?? null, lines: [JSON.stringify(data ?? null, null, 2)] };
  });
};

async function last(stream: AsyncIterable<unknown>): Promise<unknown> {
  let value: unknown = null;
  for await (const next of stream) value = next;
  return value;
}
