/** The owners of one row: names, documents and phones of one cell or of several columns, paired by their places. */
import { companyCodeFits, documentIdentity, documentKindOf, documentText, readDocument, type DocumentProblem, type IdentityDocument } from '#core/identity/document.ts';
import { isCompanyName, nameIdentity } from '#core/identity/name.ts';
import { readPhone } from '#core/identity/phone.ts';
import { splitDocuments, splitNames, splitPhones } from '#core/identity/several.ts';
import type { ColumnMapping } from './columns.ts';
import { saysSold, saysUnsold } from './contents.ts';
import { cellText, type Cell } from './grid.ts';

export interface RosterOwner {
  readonly name: string;
  readonly document: IdentityDocument | null;
  /** Normalised; an impossible number is kept as it was typed and flagged. */
  readonly phones: readonly string[];
  /** As written: 50%, 1/2, 共同共有. */
  readonly share?: string;
  /** What stood in brackets behind the name and is no share: 已故, an alias. */
  readonly remark?: string;
}

/** `number_unpaired`: more document numbers than names; whose the further ones are, the clerk has to say. */
export type OwnerFlag = DocumentProblem | 'id_missing' | 'phone_invalid' | 'name_missing' | 'number_unpaired';
/** Worth a look, not counted as a flag: the reading is plausible but another one is possible. */
export type OwnerHint = 'pairing_unclear' | 'company_code_checksum';

export interface OwnersReading {
  readonly owners: readonly RosterOwner[];
  readonly flags: readonly OwnerFlag[];
  readonly hints: readonly OwnerHint[];
  /** The name cell says that nobody owns it. */
  readonly unsold: boolean;
}

/** Cells of one owner group, raw: the first filled cell of each role, all phones. */
interface Group {
  name: Cell;
  kind: Cell;
  documents: Cell[];
  phones: Cell[];
  share: Cell;
}

const raw = (cell: Cell | undefined): string => (typeof cell === 'string' ? cell : cellText(cell));
/** A long number cell has lost its last digits; written with its exponent it is recognised as such further down. */
const digits = (cell: Cell | undefined): string => (typeof cell === 'number' && cell > 999_999_999_999_999 ? cell.toExponential().toUpperCase() : raw(cell));
const filled = (cell: Cell | undefined): boolean => cellText(cell) !== '';
const SHARE = /^(?:[0-9.]+\s*%|[0-9]+\/[0-9]+|0?\.[0-9]+|共同共有|按份共有|单独所有)$/;

const groupsOf = (row: readonly Cell[], columns: readonly ColumnMapping[]): Group[] => {
  const groups: Group[] = [];
  for (const { column, role, owner } of columns) {
    const cell = row[column] ?? null;
    while (groups.length <= owner) groups.push({ name: null, kind: null, documents: [], phones: [], share: null });
    const group = groups[owner];
    if (group === undefined || !filled(cell)) continue;
    if (role === 'name' && !filled(group.name)) group.name = cell;
    else if (role === 'documentKind' && !filled(group.kind)) group.kind = cell;
    else if (role === 'document') group.documents.push(cell);
    else if (role === 'phone') group.phones.push(cell);
    else if (role === 'share' && !filled(group.share)) group.share = cell;
  }
  return groups;
};

const NUMBERS = /[([]?(?:(?<![0-9])(?=1[3-9][0-9]{9}(?![0-9]))|(?<![0-9A-Za-z]))([0-9]{17}[0-9Xx]|[0-9]{15}|1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|[0-9]{7,18}|[EGHMD][0-9]{8})(?![0-9A-Za-z])[)\]]?/g;

/** A cell with names and numbers together (张三 13812345678、李四 139…): each number belongs to the name before it. */
const takeNumbers = (text: string): { names: string; documents: string[]; phones: string[][] } => {
  const t = text.normalize('NFKC');
  if (!/[0-9]{7}/.test(t)) return { names: text, documents: [], phones: [] };
  const names: string[] = [];
  const documents: string[] = [];
  const phones: string[][] = [];
  let at = 0;
  const segment = (words: string): void => {
    const bare = words.replace(/^[\s、,;/:|]+|[\s、,;/:|]+$/g, '').replace(/(?:电话|手机|身份证号?码?|证件号?码?)[::]?$/, '').replace(/[\s:、,;/]+$/, '');
    if (bare !== '') names.push(...splitNames(bare, 2).map((p) => p.name).filter((n) => n !== ''));
  };
  for (const m of t.matchAll(NUMBERS)) {
    segment(t.slice(at, m.index));
    at = m.index + m[0].length;
    const value = m[1] ?? '';
    const place = Math.max(0, names.length - 1);
    while (documents.length <= place) documents.push('');
    while (phones.length <= place) phones.push([]);
    if (/^[0-9-]+$/.test(value) && value.length !== 15 && value.length < 17) phones[place]?.push(value);
    else documents[place] = value;
  }
  segment(t.slice(at));
  return { names: names.join('\n'), documents, phones };
};

/** 李四:139… names its owner; that counts more than its place. */
const byNames = (values: readonly string[], names: readonly string[]): string[] | null => {
  const has = (value: string, name: string): boolean => name !== '' && value.replace(/\s/g, '').includes(name.replace(/\s/g, ''));
  if (!values.some((v) => names.some((n) => has(v, n)))) return null;
  const out = names.map(() => '');
  for (const v of values) {
    const at = names.findIndex((n) => has(v, n));
    if (at < 0 || out[at] !== '') return null;
    out[at] = v;
  }
  return out;
};

/** Lists shorter than the names stay in front; a lone company code goes to the company. */
const place = (values: string[], names: readonly string[], isOf: (value: string, name: string) => boolean): { at: string[]; rest: string[]; unclear: boolean } => {
  const n = names.length;
  if (values.length > n) {
    const spare = values.slice(n).filter((v) => v !== '');
    return { at: values.slice(0, n), rest: spare, unclear: spare.length > 0 && n > 1 };
  }
  const lone = values.filter((v) => v !== '');
  if (values.length === 1 && n > 1 && lone.length === 1) {
    const at = names.findIndex((name) => isOf(lone[0] ?? '', name));
    return { at: names.map((_, i) => (i === Math.max(0, at) ? (lone[0] ?? '') : '')), rest: [], unclear: at < 0 };
  }
  return { at: values, rest: [], unclear: values.length > 0 && values.length < n && values.every((v) => v !== '') };
};

const readGroup = (group: Group, hasDocuments: boolean): OwnersReading => {
  const flags: OwnerFlag[] = [];
  const hints: OwnerHint[] = [];
  const documentCell = group.documents[0] ?? null;
  const probe = Math.max(splitDocuments(digits(documentCell), 2).length, ...group.phones.map((p) => splitPhones(raw(p), 2).length), 0);
  const told = takeNumbers(raw(group.name));
  const parts = splitNames(told.names, probe);
  const unsold = parts.length > 0 && parts.every((p) => p.name === '' || saysUnsold(p.name)) && parts.some((p) => p.name !== '');
  if (unsold) return { owners: [], flags, hints, unsold: true };
  const names = parts.map((p) => (isNothing(p.name) || saysSold(p.name) ? '' : p.name));
  const n = names.length;

  let numbers = splitDocuments(digits(documentCell), n);
  // A second number in a column of its own (护照号 beside 身份证号) stands in where the first is empty.
  for (const other of group.documents.slice(1)) if (numbers.every((x) => x === '')) numbers = splitDocuments(digits(other), n);
  if (numbers.every((x) => x === '') && told.documents.some((x) => x !== '')) numbers = names.map((_, i) => told.documents[i] ?? '');
  const companyOf = (value: string, name: string): boolean => /[A-HJ-NPQRTUWXY]/.test(value.slice(2, -1)) && /^[0-9A-Z]{18}$/.test(value) && isCompanyName(name);
  const documents = place(byNames(numbers, names) ?? numbers, names, companyOf);
  const kinds = raw(group.kind).split(/[、,;/|&，；／]\s*|\s+/).map((k) => documentKindOf(k));

  const phoneLists: string[][] = names.map(() => []);
  const phoneCells = group.phones.map((c) => splitPhones(raw(c), n)).filter((list) => list.length > 0);
  for (const list of phoneCells) {
    const grouped = n > 1 && list.length > n ? byOuterSeparator(raw(group.phones.find((c) => splitPhones(raw(c), n).length === list.length) ?? null), n) : null;
    if (grouped) grouped.forEach((own, i) => phoneLists[i]?.push(...own));
    else if (n <= 1) phoneLists[0]?.push(...list);
    else if (byNames(list, names) !== null) byNames(list, names)?.forEach((p, i) => (p === '' ? undefined : phoneLists[i]?.push(p)));
    else {
      list.forEach((p, i) => (phoneLists[i] ?? phoneLists[0])?.push(p));
      if (list.length > n) hints.push('pairing_unclear');
    }
  }
  told.phones.forEach((own, i) => phoneLists[i]?.push(...own));
  if (documents.unclear) hints.push('pairing_unclear');
  if (documents.rest.length > 0) flags.push('number_unpaired');
  const shares = raw(group.share).split(/[、,;|\n，；]/).map((s) => s.trim());

  const owners: RosterOwner[] = [];
  for (let i = 0; i < n; i++) {
    const name = names[i] ?? '';
    const hint = kinds.length === 1 ? (kinds[0] ?? null) : (kinds[i] ?? null);
    const value = documents.at[i] ?? '';
    const reading = readDocument(value, hint);
    const phones: string[] = [];
    for (const text of phoneLists[i] ?? []) {
      const phone = readPhone(text);
      if (phone === null) continue;
      if (!phone.valid) flags.push('phone_invalid');
      if (!phones.includes(phone.phone)) phones.push(phone.phone);
    }
    if (name === '' && reading.document === null && reading.problem === null && phones.length === 0) continue;
    if (name === '') flags.push('name_missing');
    if (reading.problem !== null) flags.push(reading.problem);
    else if (reading.document === null && hasDocuments && name !== '') flags.push('id_missing');
    if (reading.document?.kind === 'companyCode' && documentText(value).length === 18 && !companyCodeFits(documentText(value))) hints.push('company_code_checksum');
    const said = shares.length === 1 ? shares[0] : shares[i];
    const remark = parts[i]?.remark ?? null;
    const share = said !== undefined && said !== '' ? said : remark !== null && SHARE.test(remark) ? remark : undefined;
    owners.push({
      name,
      document: reading.document,
      phones,
      ...(share === undefined ? {} : { share }),
      ...(remark !== null && remark !== share ? { remark } : {}),
    });
  }
  return { owners, flags, hints, unsold: false };
};

const isNothing = (name: string): boolean => /^(?:无|暂无|空|[-—–―_/\\.*]+|NULL|N\/A|不详|未知)$/i.test(name);

/** 138…,139…;137…: the rarer separator parts the owners, the other one the phones of one owner. */
const byOuterSeparator = (text: string, n: number): string[][] | null => {
  const t = text.normalize('NFKC');
  for (const outer of [/\n/, /;/, /\//, /、/, /,/, /\s{2,}/]) {
    const pieces = t.split(outer);
    if (pieces.length === n) return pieces.map((p) => splitPhones(p, 1));
  }
  return null;
};

/** Two entries of one person in one home become one: same document, or the same name where one of them has none. */
export const uniteOwners = (owners: readonly RosterOwner[]): RosterOwner[] => {
  const out: RosterOwner[] = [];
  for (const owner of owners) {
    const at = out.findIndex((o) =>
      o.document !== null && owner.document !== null
        ? documentIdentity(o.document) === documentIdentity(owner.document)
        : o.name !== '' && nameIdentity(o.name) === nameIdentity(owner.name),
    );
    const same = out[at];
    if (same === undefined) out.push(owner);
    else out[at] = { ...owner, ...same, document: same.document ?? owner.document, phones: [...new Set([...same.phones, ...owner.phones])] };
  }
  return out;
};

/**
 * Reads the owners of a row. `columns` are the personal columns of the mapping. Numbers of a further owner that has no name
 * column of its own (身份证号2 beside one cell with two names) belong to that place of the first group.
 */
export const readOwners = (row: readonly Cell[], columns: readonly ColumnMapping[]): OwnersReading => {
  const hasDocuments = columns.some((c) => c.role === 'document');
  const groups = groupsOf(row, columns);
  const named = new Set(columns.filter((c) => c.role === 'name').map((c) => c.owner));
  const first = groups[0];
  const own: Group[] = [];
  const nameless = groups.filter((_, i) => i > 0 && !named.has(i));
  groups.forEach((group, i) => {
    if (i === 0 || named.has(i)) own.push(group);
  });
  if (first !== undefined && nameless.some((g) => g.documents.length > 0)) first.documents = [inPlaces(groups, named, (g) => digits(g.documents[0]))];
  if (first !== undefined && nameless.some((g) => g.phones.length > 0)) first.phones = [inPlaces(groups, named, (g) => raw(g.phones[0])), ...first.phones.slice(1)];
  const read = own.map((group) => readGroup(group, hasDocuments));
  return {
    owners: uniteOwners(read.flatMap((r) => r.owners)),
    flags: [...new Set(read.flatMap((r) => r.flags))],
    hints: [...new Set(read.flatMap((r) => r.hints))],
    unsold: read[0]?.unsold ?? false,
  };
};

/** The cells of columns that have no name of their own, one place an owner: line breaks separate, empty places stay. */
const inPlaces = (groups: readonly Group[], named: ReadonlySet<number>, of: (group: Group) => string): string =>
  groups.filter((_, i) => i === 0 || !named.has(i)).map(of).join('\n').replace(/\n+$/, '');

/** `document:<number>`, or `home:<homeNo>:<name>` for a person of that home only. */
export const personKey = (owner: RosterOwner, homeNo: string, place: number): string =>
  owner.document === null ? `home:${homeNo}:${owner.name === '' ? `#${place}` : nameIdentity(owner.name)}` : `document:${documentIdentity(owner.document)}`;
