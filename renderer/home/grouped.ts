/** Neighbouring lines of one act stand together. Order is the subject's own: a line of another act between them parts them. */
export function grouped<L extends { readonly act: string }>(lines: readonly L[]): [L, ...L[]][] {
  const groups: [L, ...L[]][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last?.[0].act === line.act) last.push(line);
    else groups.push([line]);
  }
  return groups;
}
