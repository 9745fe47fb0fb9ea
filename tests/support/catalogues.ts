/** A catalogue of texts: nested groups whose leaves are texts. */
export type Catalogue = { readonly [name: string]: string | Catalogue };

const flat = (catalogue: Catalogue, prefix = ''): [string, string][] =>
  Object.entries(catalogue).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${name}`, value]] : flat(value, `${prefix}${name}.`),
  );

/** Entries that differ only by a plural ending are one entry: Chinese has one form where English has two. */
const base = (name: string): string => name.replace(/_(?:zero|one|two|few|many|other)$/u, '');

const places = (text: string): string => [...new Set([...text.matchAll(/\{\{-?\s*([^},\s]+)/gu)].map((match) => match[1] ?? ''))].toSorted().join(', ');

/** Each way in which two catalogues are not the same set of entries: missing on a side, empty, other {{placeholders}}. */
export const catalogueDifferences = (one: Catalogue, other: Catalogue, names: readonly [string, string]): string[] => {
  const sides = [one, other].map((catalogue) => flat(catalogue));
  const found: string[] = [];
  sides.forEach((entries, index) => {
    for (const [entry, text] of entries) if (text.trim() === '') found.push(`${names[index === 0 ? 0 : 1]}: ${entry} is empty`);
  });
  const [left, right] = sides.map((entries) => {
    const grouped = new Map<string, Set<string>>();
    for (const [entry, text] of entries) grouped.set(base(entry), (grouped.get(base(entry)) ?? new Set()).add(places(text)));
    return grouped;
  });
  if (left === undefined || right === undefined) return found;
  for (const entry of left.keys()) if (!right.has(entry)) found.push(`${names[1]}: ${entry} is missing`);
  for (const entry of right.keys()) if (!left.has(entry)) found.push(`${names[0]}: ${entry} is missing`);
  for (const [entry, texts] of left) {
    const theirs = right.get(entry);
    // A singular form may leave its count out, so one agreeing form is enough.
    if (theirs !== undefined && ![...texts].some((text) => theirs.has(text))) found.push(`${entry}: placeholders differ`);
  }
  return found;
};
