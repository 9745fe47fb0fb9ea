import type { Fact, FactId } from '#core/facts/envelope.ts';

/**
 * What the states ought to be, worked out the long way from the bare set of facts: whole ancestor sets instead of depths and
 * shortcuts, nothing kept from one step to the next, no code of the log. Slow, and short enough to be believed.
 */
type Data = Record<string, unknown>;
interface Last {
  seq: number;
  id: string | null;
  heirs?: string[];
}

interface World {
  readonly facts: Map<FactId, Fact>;
  /** All ancestors of a placed fact within its causes; a fact with a missing ancestor is not placed. */
  readonly ancestors: Map<FactId, Set<FactId>>;
  readonly depth: Map<FactId, number>;
  readonly counted: Set<FactId>;
}

function place(facts: Map<FactId, Fact>): Pick<World, 'ancestors' | 'depth'> {
  const ancestors = new Map<FactId, Set<FactId>>();
  const depth = new Map<FactId, number>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const fact of facts.values()) {
      if (ancestors.has(fact.id) || !fact.parents.every((p) => ancestors.has(p))) continue;
      ancestors.set(fact.id, new Set(fact.parents.flatMap((p) => [p, ...ancestors.get(p)!])));
      depth.set(fact.id, 1 + Math.max(0, ...fact.parents.map((p) => depth.get(p)!)));
      grew = true;
    }
  }
  return { ancestors, depth };
}

/** The writer's own log up to and including `id`, by following `prev`. */
function logUpTo(facts: Map<FactId, Fact>, id: FactId): Set<FactId> {
  const path = new Set<FactId>();
  for (let at = facts.get(id); at; at = at.prev === null ? undefined : facts.get(at.prev)) path.add(at.id);
  return path;
}

/** The least that two retirements trust: the lower end, and the heirs of both. */
function strictest(had: Last | null | undefined, last: Last): Last {
  if (!had) return last;
  const order = (l: Last) => `${String(l.seq).padStart(9, '0')} ${l.id ?? '~'}`;
  const { seq, id } = order(last) < order(had) ? last : had;
  if (!had.heirs && !last.heirs) return { seq, id };
  const either = new Set([...(had.heirs ?? last.heirs ?? []), ...(last.heirs ?? had.heirs ?? [])]);
  return { seq, id, heirs: [...either].filter((heir) => [had, last].every(({ heirs }) => heirs === undefined || heirs.includes(heir))).sort() };
}

function countedOf(facts: Map<FactId, Fact>, placed: (id: FactId) => boolean): Set<FactId> {
  const all = [...facts.values()];
  const certificates = new Map(
    all.flatMap((f) => {
      const certificate = f.data['certificate'] as unknown as { writer: string; issuer: string; after: Last | null } | undefined;
      return certificate ? [[certificate.writer, certificate] as const] : [];
    }),
  );
  const retired = new Map<string, Last>();
  for (const fact of all.filter((f) => f.type === 'writer.retired')) {
    const { writer, last } = fact.data['retirement'] as unknown as { writer: string; last: Last };
    const had = retired.get(writer);
    retired.set(writer, strictest(had, last));
  }
  const trusted = (fact: Fact): boolean => {
    const end = retired.get(fact.writer);
    if (end && fact.seq > end.seq) return false;
    if (end?.id && facts.has(end.id) && !logUpTo(facts, end.id).has(fact.id)) return false;
    for (let c = certificates.get(fact.writer); ; c = certificates.get(c.issuer)) {
      if (!c) return false;
      if (c.issuer === 'root') return true;
      const over = retired.get(c.issuer);
      if (over && (c.after!.seq > over.seq || over.heirs?.includes(c.writer) === false)) return false;
    }
  };
  const counted = new Set(all.filter(trusted).map((f) => f.id));
  for (let grew = true; grew; ) {
    grew = false;
    for (const adoption of all) {
      if (adoption.type !== 'writer.adopted' || !counted.has(adoption.id) || !placed(adoption.id)) continue;
      for (const id of adoption.data['facts'] as string[]) {
        const fact = facts.get(id);
        if (!fact || adoption.subject !== `writer/${fact.writer}` || counted.has(id)) continue;
        counted.add(id);
        grew = true;
      }
    }
  }
  return counted;
}

const ref = (fact: Fact, field: string): unknown => {
  const index = fact.sealed.findIndex((s) => s.field === field);
  return index < 0 ? null : { fact: fact.id, index };
};

/** Which single-valued fields a fact sets, by path. */
function sets(fact: Fact): Record<string, unknown> {
  const d = fact.data as Data;
  const relation = (fields: Data): Data => Object.fromEntries(Object.entries(fields).map(([k, v]) => [`relations.${String(d['relation'])}.${k}`, v]));
  switch (fact.type) {
    case 'site.founded':
    case 'site.configured':
      return Object.fromEntries(Object.entries(d['settings'] as Data).map(([k, v]) => [`settings.${k}`, v]));
    case 'writer.enrolled':
    case 'writer.named':
      return { deskName: d['deskName'] };
    case 'staff.added':
      return { name: ref(fact, 'name'), grants: d['grants'], left: false };
    case 'staff.granted':
      return { grants: d['grants'] };
    case 'staff.left':
      return { left: true };
    case 'home.described':
      return d;
    case 'home.relationBegan':
      return relation({ role: d['role'], from: d['from'], share: d['share'] ?? null, ended: null });
    case 'home.relationEnded':
      return relation({ ended: { to: d['to'], why: d['why'] } });
    case 'home.noted':
      return { note: ref(fact, 'note') };
    case 'person.recorded':
    case 'person.corrected': {
      const sealed = Object.fromEntries(['name', 'phones', 'document'].flatMap((f) => (ref(fact, f) === null ? [] : [[f, ref(fact, f)]])));
      const checks = d['checks'] ?? (fact.type === 'person.recorded' ? [] : undefined);
      return checks === undefined ? sealed : { ...sealed, checks };
    }
    case 'personLink.linked':
    case 'personLink.unlinked':
      return { linked: fact.type === 'personLink.linked' };
    case 'anomaly.resolved':
      return { answer: d['answer'] };
    default:
      return {};
  }
}

/** Fields that exist from the beginning, empty. */
const BLANK: Record<string, () => Data> = {
  site: () => ({ root: null, demo: false, settings: {} }),
  writer: () => ({ certificate: null, deskName: [], began: null, retiredAt: null, adopted: [] }),
  staff: () => ({ name: [], grants: [], left: [] }),
  home: () => ({ homeNo: null, address: null, kind: null, relations: {}, area: [], layout: [], deliveryState: [], occupancy: [], deliveredOn: [], note: [], rosters: [] }),
  person: () => ({ kind: null, name: [], phones: [], document: [], checks: [] }),
  personLink: () => ({ linked: [] }),
  anomaly: () => ({ covered: [], answer: [] }),
};

const KNOWN = new Set([
  'site.founded', 'site.configured', 'writer.enrolled', 'writer.named', 'writer.retired', 'writer.adopted', 'staff.added', 'staff.granted', 'staff.left',
  'home.registered', 'home.described', 'home.relationBegan', 'home.relationEnded', 'home.noted', 'person.recorded', 'person.corrected',
  'personLink.linked', 'personLink.unlinked', 'anomaly.resolved',
]);
/** What this simulation writes as a newer program would: a known type in a later version, or a payload gone strange. */
const unreadable = (fact: Fact): boolean => !KNOWN.has(fact.type) || fact.v > 1 || fact.data['strange'] === true;

const union = (had: unknown, more: unknown): string[] => [...new Set([...(had as string[]), ...(more as string[])])].sort();

function stateOf(kind: string, facts: Fact[], world: World): Data {
  const state: Data = { ...BLANK[kind]?.(), unreadable: [] as string[] };
  const setters = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (unreadable(fact)) {
      if (!fact.ignorable) (state['unreadable'] as string[]).push(fact.id);
      continue;
    }
    for (const path of Object.keys(sets(fact))) setters.set(path, [...(setters.get(path) ?? []), fact]);
    const d = fact.data as Data;
    if (fact.type === 'site.founded') Object.assign(state, { root: d['root'], demo: d['demo'] });
    if (fact.type === 'writer.enrolled') Object.assign(state, { certificate: d['certificate'], began: d['began'] });
    if (fact.type === 'writer.adopted') state['adopted'] = union(state['adopted'], d['facts']);
    if (fact.type === 'writer.retired') {
      const { last } = d['retirement'] as { last: Last };
      state['retiredAt'] = strictest(state['retiredAt'] as Last | null, last);
    }
    if (fact.type === 'home.registered') for (const name of ['homeNo', 'address', 'kind']) state[name] ??= d[name];
    if (fact.type === 'person.recorded') state['kind'] ??= d['kind'];
    if (fact.type === 'anomaly.resolved') state['covered'] = union(state['covered'], d['covers']);
    if (fact.type === 'home.relationBegan' || fact.type === 'home.relationEnded') {
      const relations = state['relations'] as Record<string, Data>;
      const one = (relations[String(d['relation'])] ??= { person: '', role: [], from: [], share: [], ended: [] });
      if (fact.type === 'home.relationBegan') one['person'] = d['person'];
    }
  }
  for (const [path, by] of setters) {
    // A value stands while no other fact that sets the same field has seen it.
    const standing = by.filter((fact) => !by.some((other) => world.ancestors.get(other.id)!.has(fact.id)));
    const steps = path.split('.');
    let at = state;
    for (const step of steps.slice(0, -1)) at = at[step] as Data;
    at[steps.at(-1)!] = standing.map((fact) => ({ by: fact.id, value: sets(fact)[path] }));
  }
  return state;
}

/** Every subject's state, and the ids that no later fact of the subject names as parent. */
export function oracle(list: readonly Fact[]): Map<string, { state: Data; heads: FactId[] }> {
  const facts = new Map(list.map((fact) => [fact.id, fact]));
  const { ancestors, depth } = place(facts);
  const counted = countedOf(facts, (id) => ancestors.has(id));
  const bySubject = new Map<string, Fact[]>();
  for (const fact of list) if (ancestors.has(fact.id)) bySubject.set(fact.subject, [...(bySubject.get(fact.subject) ?? []), fact]);
  const result = new Map<string, { state: Data; heads: FactId[] }>();
  for (const [subject, all] of bySubject) {
    const inOrder = all.sort((a, b) => depth.get(a.id)! - depth.get(b.id)! || (a.id < b.id ? -1 : 1));
    const seen = new Set(all.flatMap((fact) => fact.parents));
    result.set(subject, {
      state: stateOf(subject.slice(0, subject.indexOf('/')), inOrder.filter((f) => counted.has(f.id)), { facts, ancestors, depth, counted }),
      heads: all.map((fact) => fact.id).filter((id) => !seen.has(id)).sort(),
    });
  }
  return result;
}
