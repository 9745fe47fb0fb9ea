/** The printed code as a person handles it: in groups, read from paper, typed back. */
export function groupsOf(code: string): string[] {
  const parts = code.trim().split(/[\s-]+/u).filter((part) => part !== '');
  if (parts.length > 1) return parts;
  return code.trim().match(/.{1,5}/gu) ?? [];
}

/** Two different groups to be typed back, never the first: it is the one that people remember from looking. */
export function groupsToProve(count: number, chance: () => number): number[] {
  if (count < 3) return [...Array(count).keys()];
  const first = 1 + Math.floor(chance() * (count - 1));
  const second = 1 + ((first - 1 + 1 + Math.floor(chance() * (count - 2))) % (count - 1));
  return [first, second].sort((a, b) => a - b);
}

/** As the desk reads it: full-width signs, small letters, O for 0, I and L for 1, stray dashes. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_.,:;·]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');

export const sameGroup = (typed: string, group: string): boolean => plain(typed) === plain(group);

/** What was typed, in groups as on paper. Signs that cannot occur stay: the desk names the group that they stand in. */
export const grouped = (typed: string): string => plain(typed).match(/.{1,5}/gu)?.join('-') ?? '';
