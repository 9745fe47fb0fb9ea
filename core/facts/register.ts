import { canonical, type Json } from './canonical.ts';
import type { Fact, FactId } from './envelope.ts';
import type { After } from './order.ts';

/**
 * A single-valued field that two desks may set apart. It keeps every value that no later fact has seen and replaced:
 * one value in ordinary times, several only when they are concurrent, and then a person settles it.
 */
export interface Held<T> {
  readonly by: FactId;
  readonly value: T;
}
export type Register<T> = readonly Held<T>[];

export const EMPTY: Register<never> = [];

/** `fact` sets the field: values that it had seen go, concurrent ones stay beside it. */
export function set<T>(register: Register<T>, fact: Fact, value: T, after: After): Register<T> {
  const kept = register.filter((held) => !after(held.by) && held.by !== fact.id);
  return [...kept, { by: fact.id, value }];
}

/** The value shown until somebody settles a contest: the last in fold order, the same on every desk. */
export const current = <T>(register: Register<T>): T | undefined => register.at(-1)?.value;

/** Facts that contradict one another here. Concurrent facts that say the same do not. */
export function contest(register: Register<Json>): FactId[] {
  if (register.length < 2) return [];
  const distinct = new Set(register.map((held) => canonical(held.value)));
  return distinct.size > 1 ? register.map((held) => held.by) : [];
}
