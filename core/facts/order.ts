import type { Fact, FactId } from './envelope.ts';

/**
 * Order within a subject. Cause comes before effect; what is truly concurrent is tied by (causal depth, id), never by a clock,
 * so every desk folds the same facts in the same order whatever order they arrived in.
 */

/** A fact placed in its subject's history: depth 1 has no parents. */
export interface Placed {
  readonly fact: Fact;
  readonly depth: number;
}

export const depthOf = (parentDepths: readonly number[]): number => 1 + Math.max(0, ...parentDepths);

export const compareIds = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const byDepthAndId = (a: Placed, b: Placed): number => a.depth - b.depth || compareIds(a.fact.id, b.fact.id);

/** Tells whether `earlier` is a causal ancestor of the fact being folded. */
export type After = (earlier: FactId) => boolean;

/** For a fact appended to all heads of its subject everything before it is an ancestor. */
export const afterAll: After = () => true;

/**
 * Ancestry of one subject's facts. `after(fact)` answers "is `earlier` an ancestor of `fact`?" by walking parents, never deeper
 * than the depth of `earlier`: histories are nearly straight lines, so the walk is a step or two.
 */
export function ancestry(placed: readonly Placed[]): (fact: Fact) => After {
  const byId = new Map(placed.map((p) => [p.fact.id, p]));
  return (fact) => (earlier) => {
    const target = byId.get(earlier);
    if (!target || earlier === fact.id) return false;
    const seen = new Set<FactId>();
    const open = [...fact.parents];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === earlier) return true;
      if (seen.has(id)) continue;
      seen.add(id);
      const at = byId.get(id);
      if (at && at.depth > target.depth) open.push(...at.fact.parents);
    }
    return false;
  };
}

/** Heads after `fact` joins: its parents stop being heads. Sorted, because they become the parents of the next fact. */
export function headsAfter(heads: readonly FactId[], fact: Pick<Fact, 'id' | 'parents'>): FactId[] {
  const rest = heads.filter((head) => !fact.parents.includes(head) && head !== fact.id);
  return [...rest, fact.id].sort(compareIds);
}
