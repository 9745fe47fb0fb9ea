/**
 * Canonical JSON (RFC 8785): the one byte form of a fact, so that every desk computes the same id for it.
 *
 * Only plain JSON is accepted. What JSON cannot say exactly (NaN, undefined, Date, lone surrogates, bigint) throws: a value
 * that is silently bent here would give a fact an id that nobody else can reproduce.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const text = (value: string): string => {
  if (LONE_SURROGATE.test(value)) throw new TypeError('canonical: lone surrogate');
  // JSON.stringify escapes exactly what RFC 8785 section 3.2.2.2 asks for.
  return JSON.stringify(value);
};

/** The canonical text of `value`. UTF-8 encode it to get the canonical bytes. Throws TypeError on what JSON cannot say. */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return text(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('canonical: not a finite number');
      return Object.is(value, -0) ? '0' : String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      break;
    default:
      throw new TypeError(`canonical: ${typeof value} is not JSON`);
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${Array.from(value, (item: unknown) => canonical(item)).join(',')}]`; // map() would step over holes
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null) throw new TypeError('canonical: not a plain object');
  const entries = value as Record<string, unknown>;
  // The default sort compares UTF-16 code units, which is the order of RFC 8785 section 3.2.3.
  const names = Object.keys(entries).sort();
  return `{${names.map((name) => `${text(name)}:${canonical(entries[name])}`).join(',')}}`;
}
