/** Compares what was read with the truth of a layout; returns every difference in words, none if all is right. */
import { readRoster } from '#core/roster/read.ts';
import { readSheets } from '#db/roster/sheets.ts';
import type { Layout, TruePerson } from './rosterLayouts.ts';

const plainPhone = (phone: string): string => phone.replace(/\D/g, '');
const personText = (p: { name: string; number: string | null; phones: readonly string[] }): string =>
  `${p.name.normalize('NFKC').replace(/[\s·]/g, '')}|${p.number ?? '-'}|${p.phones.map(plainPhone).sort().join('+')}`;

export const checkLayout = (layout: Layout): string[] => {
  const reading = readRoster(readSheets(layout.bytes, layout.fileName));
  const wrong: string[] = [];
  const got = new Map(reading.rows.map((r) => [r.homeNo, r]));
  for (const [no, people] of layout.homes) {
    const row = got.get(no);
    if (row === undefined) {
      wrong.push(`home ${no} not read`);
      continue;
    }
    const want = [...people].map((p: TruePerson) => personText(p)).sort().join(' & ');
    const have = row.owners.map((o) => personText({ name: o.name, number: o.document?.number ?? null, phones: o.phones })).sort().join(' & ');
    if (want !== have) wrong.push(`home ${no} row ${row.row}: want ${want} got ${have}`);
    if (row.sold !== people.length > 0) wrong.push(`home ${no} sold ${row.sold}`);
  }
  for (const no of got.keys()) if (!layout.homes.has(no)) wrong.push(`home ${no} invented`);
  const compare = (what: string, want: readonly string[], have: readonly string[]): void => {
    for (const w of want) if (!have.includes(w)) wrong.push(`${what} missing: ${w}`);
    for (const h of have) if (!want.includes(h)) wrong.push(`${what} extra: ${h}`);
  };
  compare('rejected', layout.rejected, reading.rejected.map((r) => `${r.sheet}:${r.row} ${r.reason}`));
  compare('flagged', layout.flagged, reading.flagged.map((r) => `${r.sheet}:${r.row} ${r.reason}`));
  if (wrong.length > 0) wrong.unshift(reading.tables.filter((t) => t.used).map((t) => `header ${t.headerRow}: ${t.columns.map((c) => `${c.header}=${c.role}${c.owner}`).join(' ')}`).join(' ## '));
  return wrong;
};
