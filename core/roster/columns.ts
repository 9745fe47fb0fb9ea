/**
 * Decides what each column is: by its header, confirmed or corrected by its contents; by its contents alone where the
 * header says nothing. Every decision carries its certainty, is shown, and can be overruled by the clerk.
 */
import { readHomeText } from '#core/address/read.ts';
import { documentKindOf } from '#core/identity/document.ts';
import { readContents, type ColumnContents } from './contents.ts';
import { cellText, type Sheet } from './grid.ts';
import type { FoundHeader } from './header.ts';
import { headerText, readHeader, type ColumnRole } from './roles.ts';

export interface ColumnMapping {
  /** 0-based. */
  readonly column: number;
  /** As it stands in the file, a group name in front (`业主信息 姓名`). */
  readonly header: string;
  readonly role: ColumnRole;
  /** Which owner of the row; 0 for the first and for every column that is not about a person. */
  readonly owner: number;
  readonly certainty: 'sure' | 'guessed';
}

/** The clerk's word about a column; it overrules everything. */
export interface ColumnChoice {
  readonly column: number;
  readonly role: ColumnRole;
  readonly owner?: number;
}

interface Draft {
  column: number;
  header: string;
  own: string;
  words: string;
  role: ColumnRole;
  owner: number | null;
  weak: boolean;
  sure: boolean;
  contents: ColumnContents;
}

const PERSONAL: ReadonlySet<ColumnRole> = new Set(['name', 'document', 'documentKind', 'phone', 'share']);

const drop = (draft: Draft): void => {
  draft.role = 'ignored';
  draft.owner = null;
};

/** Lets the contents correct a header that names the wrong thing (证件 over a column of kinds, 电话 over one of ids). */
const confirm = (draft: Draft, cells: readonly string[]): void => {
  const c = draft.contents;
  if (c.filled === 0) return;
  const become = (role: ColumnRole): void => {
    draft.role = role;
    draft.sure = false;
  };
  const many = c.filled >= 3;
  if (draft.role === 'document' && c.document < 0.2) {
    const kinds = cells.filter((t) => t !== '' && !/[0-9]{4}/.test(t) && documentKindOf(t) !== null).length;
    if (kinds > c.filled / 2) become('documentKind');
    else if (c.phone > 0.6) become('phone');
    else if (many) draft.sure = false;
  } else if (draft.role === 'documentKind' && c.document > 0.5) become('document');
  else if (draft.role === 'phone' && c.phone < 0.2) {
    if (c.document > 0.5) become('document');
    else if (c.name > 0.6 && many) drop(draft);
    else if (many) draft.sure = false;
  } else if (draft.role === 'name') {
    if (c.mixed > 0.3) return;
    if (c.document > 0.5) become('document');
    else if (c.phone > 0.5) become('phone');
    else if (c.name + c.unsold < 0.3 && many) draft.sure = false;
  } else if (draft.role === 'area' && c.document + c.phone > 0.5) become('ignored');
  else if ((draft.role === 'room' || draft.role === 'home') && c.date > 0.5) draft.sure = false;
};

/** By contents alone. Called only for roles that no header claimed, so that a junk column cannot displace a named one. */
const guess = (draft: Draft, free: (role: ColumnRole) => boolean, withHeader: boolean): ColumnRole => {
  const c = draft.contents;
  if (c.filled === 0) return 'ignored';
  if (c.document >= 0.4 && free('document')) return 'document';
  if (c.phone >= 0.5 && free('phone')) return 'phone';
  if (c.wholeHome >= 0.7 && c.distinct > c.filled * 0.6 && free('home') && free('room')) return 'home';
  if (c.building >= 0.6 && free('building') && free('home')) return 'building';
  if (c.entrance >= 0.6 && free('entrance') && free('home')) return 'entrance';
  if (c.unsold >= 0.5 && free('status')) return 'status';
  if (c.layout >= 0.5 && free('layout')) return 'layout';
  if (c.name + c.unsold >= 0.7 && c.name >= 0.4 && c.distinct >= Math.min(c.filled * 0.3, 30) && free('name')) return 'name';
  if (withHeader) return 'ignored';
  if (c.area >= 0.5 && free('area')) return 'area';
  if (c.room >= 0.8 && !c.serial && free('room') && free('home')) return 'room';
  return 'ignored';
};

const HOMEISH: ReadonlySet<ColumnRole> = new Set(['home', 'room']);

/** One source for each part of the home number: the best column stays, the others are shown as not used. */
const settleHome = (drafts: Draft[], cellsOf: (column: number) => readonly string[]): void => {
  const of = (role: ColumnRole): Draft[] => drafts.filter((d) => d.role === role);
  const keepBest = (role: ColumnRole): void => {
    const list = of(role);
    const rank = (d: Draft): number => d.contents.filled * 2 >= Math.max(...list.map((x) => x.contents.filled)) ? 0 : 1;
    const best = [...list].sort((a, b) => rank(a) - rank(b) || a.column - b.column)[0];
    for (const d of list) if (d !== best) drop(d);
  };
  if (drafts.some((d) => HOMEISH.has(d.role) && !d.weak && d.contents.filled > 0)) for (const d of drafts) if (HOMEISH.has(d.role) && d.weak) drop(d);
  keepBest('building');
  keepBest('entrance');
  keepBest('floor');
  keepBest('room');
  const homes = of('home');
  const naming = (d: Draft): number => {
    const read = cellsOf(d.column).slice(0, 400).filter((t) => t !== '').map((t) => readHomeText(t, 'home'));
    return read.filter((p) => p !== null && p.building !== null).length / Math.max(1, read.length);
  };
  const room = of('room')[0];
  if (room !== undefined) {
    // 房屋编号 beside 楼栋 and 房号 is some system's code; without a building column it may be what names the building.
    for (const d of homes) if (of('building').length > 0 || room.contents.wholeHome > 0.6 || naming(d) < 0.5) drop(d);
  } else if (homes.length > 1) {
    const best = [...homes].sort((a, b) => b.contents.wholeHome - a.contents.wholeHome || a.column - b.column)[0];
    for (const d of homes) if (d !== best) drop(d);
  }
  if (of('room').length === 0 && of('home').length === 0) {
    // 单元号 over door numbers: in some places 单元 is the flat.
    const mistaken = of('entrance').find((d) => d.contents.room > 0.8 && d.contents.distinct > 12);
    if (mistaken) {
      mistaken.role = 'room';
      mistaken.sure = false;
    }
  }
};

const nameShare = (d: Draft): number => d.contents.name + d.contents.unsold + d.contents.mixed;

/** Columns of one owner (业主 张三、李四) or of several (业主1 … 业主2 …, or the same headers twice). */
const settleOwners = (drafts: Draft[]): void => {
  let names = drafts.filter((d) => d.role === 'name');
  if (names.some((d) => !d.weak)) for (const d of names) if (d.weak) drop(d);
  names = drafts.filter((d) => d.role === 'name');
  if (names.some((d) => nameShare(d) >= 0.3))
    for (const d of names) if (d.contents.filled >= 3 && nameShare(d) < 0.3) drop(d);
  names = drafts.filter((d) => d.role === 'name');
  const unsaid = names.filter((d) => d.owner === null);
  if (unsaid.length > 1) {
    const repeated = unsaid.filter((d) => d.own === unsaid[0]?.own);
    const papers = drafts.filter((d) => d.role === 'document' && d.owner === null).length;
    const groups = repeated.length > 1 ? repeated : papers >= unsaid.length ? unsaid : unsaid.slice(0, 1);
    for (const d of unsaid) if (!groups.includes(d)) drop(d);
    groups.forEach((d, i) => (d.owner = i));
  }
  names = drafts.filter((d) => d.role === 'name');
  const taken = new Set(names.map((d) => d.owner).filter((o): o is number => o !== null));
  for (const d of names) {
    if (d.owner !== null) continue;
    let free = 0;
    while (taken.has(free)) free++;
    d.owner = free;
    taken.add(free);
  }
  for (const d of drafts) {
    if (!PERSONAL.has(d.role) || d.role === 'name' || d.owner !== null) continue;
    const before = names.filter((n) => n.column < d.column).at(-1);
    d.owner = before?.owner ?? 0;
  }
  // 身份证号, 护照号 of one person: both stay, the first filled one counts (owners.ts).
};

const settleFields = (drafts: Draft[]): void => {
  const areas = drafts.filter((d) => d.role === 'area');
  const worth = (d: Draft): number => (/实测/.test(d.words) ? 0 : /建筑|产权|建面/.test(d.words) ? 1 : /预测|预售|暂测/.test(d.words) ? 3 : 2);
  const best = [...areas].sort((a, b) => worth(a) - worth(b) || a.column - b.column)[0];
  for (const d of areas) if (d !== best) drop(d);
  for (const role of ['innerArea', 'layout', 'kind', 'relation', 'contractNo', 'deliveredOn'] as const) {
    const list = drafts.filter((d) => d.role === role);
    for (const d of list.slice(1)) drop(d);
  }
};

/**
 * The mapping of a sheet's columns. `choices` are the clerk's and are applied last; other columns keep what was recognised,
 * except that a single-valued role chosen by hand is taken away from the column that had it.
 */
export const recogniseColumns = (sheet: Sheet, header: FoundHeader, choices: readonly ColumnChoice[] = []): ColumnMapping[] => {
  const body = sheet.rows.slice(header.last + 1);
  const cellsOf = (column: number): string[] => body.map((r) => cellText(r[column]));
  const drafts: Draft[] = header.texts.map(({ own, top }, column) => {
    const reading = own === '' ? null : readHeader(own, top);
    return {
      column,
      header: top === '' || own === '' ? own : `${top} ${own}`,
      own: headerText(own),
      words: headerText(`${top}${own}`),
      role: reading?.role ?? 'ignored',
      owner: reading?.owner ?? null,
      weak: reading?.weak ?? false,
      sure: reading !== null && !reading.weak,
      contents: readContents(body.map((r) => r[column])),
    };
  });
  const unnamed = drafts.filter((d) => (d.header === '' ? true : readHeader(header.texts[d.column]?.own ?? '', header.texts[d.column]?.top ?? '') === null));
  for (const d of drafts) if (d.role !== 'ignored') confirm(d, cellsOf(d.column));
  const used = (role: ColumnRole): boolean => drafts.some((d) => d.role === role && d.contents.filled > 0);
  for (const d of unnamed) {
    d.role = guess(d, (role) => !used(role), header.last >= 0);
    d.sure = d.role === 'ignored' && d.contents.filled === 0;
    d.weak = false;
  }
  // A code column (编号) that holds whole homes, when nothing else names them.
  if (!used('home') && !used('room')) {
    const code = drafts.find((d) => d.role === 'ignored' && d.contents.wholeHome >= 0.8 && d.contents.distinct > d.contents.filled * 0.6);
    if (code) {
      code.role = 'home';
      code.sure = false;
    }
  }
  // One column 业主信息 with everything about the person in it, under whatever header.
  if (!used('name')) {
    const both = drafts.find((d) => (d.role === 'document' || d.role === 'phone' || d.header === '' || unnamed.includes(d)) && d.contents.mixed >= 0.5);
    if (both) {
      both.role = 'name';
      both.sure = false;
    }
  }
  settleHome(drafts, cellsOf);
  settleOwners(drafts);
  settleFields(drafts);
  const mapping: ColumnMapping[] = drafts.map((d) => ({
    column: d.column,
    header: d.header,
    role: d.role,
    owner: PERSONAL.has(d.role) ? (d.owner ?? 0) : 0,
    certainty: d.sure ? 'sure' : 'guessed',
  }));
  return applyChoices(mapping, choices);
};

const SINGLE: ReadonlySet<ColumnRole> = new Set(['home', 'building', 'entrance', 'floor', 'room', 'kind', 'area', 'innerArea', 'layout', 'contractNo', 'deliveredOn']);

const applyChoices = (mapping: readonly ColumnMapping[], choices: readonly ColumnChoice[]): ColumnMapping[] => {
  const byColumn = new Map(choices.map((c) => [c.column, c]));
  return mapping.map((m) => {
    const choice = byColumn.get(m.column);
    if (choice) return { ...m, role: choice.role, owner: choice.owner ?? 0, certainty: 'sure' as const };
    const displaced = choices.some((c) => c.role === m.role && (SINGLE.has(m.role) || (m.role === 'name' && (c.owner ?? 0) === m.owner)));
    return displaced ? { ...m, role: 'ignored' as const, owner: 0 } : m;
  });
};
