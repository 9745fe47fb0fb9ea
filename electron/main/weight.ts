/**
 * Roughly how many bytes a value holds, counted until `limit` is passed. Values that cross a process can be cyclic and as
 * deep as their sender likes, hence no recursion and every object once.
 */
export const weighs = (value: unknown, limit: number): number => {
  const seen = new Set<object>();
  const waiting: unknown[] = [value];
  let weight = 0;
  while (waiting.length > 0 && weight <= limit) {
    const next = waiting.pop();
    weight += 8;
    if (typeof next === 'string') weight += next.length;
    if (typeof next === 'bigint') weight += next.toString(16).length;
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (ArrayBuffer.isView(next) || next instanceof ArrayBuffer) weight += next.byteLength;
    else if (next instanceof Map || next instanceof Set) {
      weight += next.size * 8;
      if (weight <= limit) waiting.push(...next.keys(), ...next.values());
    } else {
      const names = Object.keys(next);
      weight += names.length * 8;
      if (weight <= limit) for (const name of names) waiting.push(name, (next as Record<string, unknown>)[name]);
    }
  }
  return weight;
};
