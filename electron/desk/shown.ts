import type { HomeLine, ShownPerson } from '#core/contract/records.ts';
import { isCompanyName, normalName, surnameOf } from '#core/identity/name.ts';
import { sexOf, type IdentityDocument } from '#core/identity/document.ts';
import { readings } from '#core/search/pinyin.ts';
import type { HomeRow, PersonRow } from './memory.ts';

/**
 * Hiding. Rows of the memory hold full values; only what these functions let through leaves the desk process.
 *
 * A person is shown as a clerk speaks of them: 张女士 · 尾号6120. The full name goes out only where the asker already said it.
 */
const TAIL = 4;

/** The last four digits; null where so few are there that a tail would be the whole. */
export function tailOf(text: string | undefined): string | null {
  const digits = text?.replace(/[^0-9A-Za-z]/g, '') ?? '';
  return digits.length >= TAIL * 2 ? digits.slice(-TAIL) : null;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

// A few hundred surnames make up every list that a clerk sees; reading each one anew would be half the cost of a keystroke.
const spellings = new Map<string, string>();

/** For speakers of English: Zhang, Ouyang. Latin surnames are their own. */
function spelled(surname: string): string {
  const known = spellings.get(surname);
  if (known !== undefined) return known;
  const made = /\p{Script=Han}/u.test(surname) ? capital((readings([...surname], true)[0] ?? []).join('')) : surname;
  if (spellings.size > 5000) spellings.clear();
  spellings.set(surname, made);
  return made;
}

const SEX = { female: 'f', male: 'm' } as const;

/** `toldName`: the asker's own words contained this person's whole name. */
export function shownPerson(row: PersonRow, toldName = false): ShownPerson {
  const company = row.kind === 'company' || (row.name !== null && isCompanyName(row.name));
  const name = row.name === null ? '' : normalName(row.name);
  // A "name" of one character would be given away whole by its surname; it is what the roster had, and is hidden as any other.
  const surname = company || name === '' ? '' : surnameOf(name);
  const sex = sexOf(row.document as IdentityDocument | null);
  return {
    id: row.id,
    kind: row.kind,
    surname,
    surnamePinyin: spelled(surname),
    sex: sex === null ? null : SEX[sex],
    name: row.name !== null && (company || toldName) ? row.name : null,
    phoneTail: tailOf(row.phones[0]),
    unreadable: row.unreadable,
  };
}

/** Stands where a relation names a person whose record has not arrived. */
export const absentPerson = (id: string): ShownPerson => ({
  id,
  kind: 'natural',
  surname: '',
  surnamePinyin: '',
  sex: null,
  name: null,
  phoneTail: null,
  unreadable: 'notHere',
});

export const documentTail = (row: PersonRow): string | null => tailOf(row.document?.number);

export const homeLineOf = (row: HomeRow): HomeLine => ({
  id: row.id,
  homeNo: row.homeNo,
  kind: row.kind,
  deliveryState: row.deliveryState,
  occupancy: row.occupancy,
});
