/**
 * Numbers of identity documents: what kind, in which one form, and what is wrong with them.
 *
 * Sources: GB 11643-1999 (citizen number, check character by ISO 7064 MOD 11-2), GB 32100-2015 (unified social credit code,
 * MOD 31-3). Residence permits of people from Hong Kong, Macao and Taiwan (region 81/82/83) and the foreign permanent
 * resident card of 2023 (first digit 9) use the citizen number's structure and check character.
 */
import { plain } from '#core/address/text.ts';

export type DocumentKind =
  | 'idCard' | 'residentPermit' | 'hkMacaoPermit' | 'taiwanPermit' | 'passport' | 'foreignPermanent' | 'companyCode' | 'other';

export interface IdentityDocument {
  readonly kind: DocumentKind;
  readonly number: string;
}

/** `id_precision_lost`: a spreadsheet turned the number into 1.1E+17; its last digits are gone for good. */
export type DocumentProblem = 'id_checksum' | 'id_15_digits' | 'id_precision_lost' | 'id_invalid' | 'id_birth_date';

interface DocumentReading {
  readonly document: IdentityDocument | null;
  readonly problem: DocumentProblem | null;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The check character for the first 17 digits of a citizen number (GB 11643). */
export const citizenCheck = (first17: string): string => {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(first17[i]) * (WEIGHTS[i] ?? 0);
  return '10X98765432'[sum % 11] ?? '';
};

const CODE_CHARS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CODE_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Whether a company's 18-character code ends in the right check character (GB 32100). */
export const companyCodeFits = (code: string): boolean => {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += CODE_CHARS.indexOf(code[i] ?? '') * (CODE_WEIGHTS[i] ?? 0);
  return CODE_CHARS[(31 - (sum % 31)) % 31] === code[17];
};

/** First two digits of an administrative region (GB/T 2260), the permits' 81–83 and the foreigner's 9 included. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(' '),
);

const realDate = (y: number, m: number, d: number): boolean => {
  const days = [31, (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return y >= 1880 && y <= 2100 && m >= 1 && m <= 12 && d >= 1 && d <= (days[m - 1] ?? 0);
};
const birthFits = (digits: string): boolean => realDate(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8)));

/** Upper-case, half-width, without the spaces, dashes and labels that people put around and into numbers. */
export const documentText = (text: string): string =>
  plain(text)
    .toUpperCase()
    .replace(/^[^0-9A-Z]*[:：]/, '')
    .replace(/[×✕✖]$/, 'X')
    .replace(/^['’‘`]/, '')
    .replace(/[\s\-‐-―_.·*'"]/g, '')
    .replace(/^(?:身份证号?码?|护照号?码?|证件号?码?|统一社会信用代码|信用代码|营业执照|港澳通行证|台胞证)/, '')
    .replace(/[()]/g, '')
    .replace(/^\p{Script=Han}+(?=(?:[0-9]{17}[0-9X]|[0-9]{15}|[A-Z][0-9]{8})$)/u, '');

/** The kind that a cell of a column 证件类型 names, null if it names none. */
export const documentKindOf = (text: string): DocumentKind | null => {
  const t = plain(text).replace(/\s+/g, '');
  if (t === '') return null;
  if (/居住证/.test(t)) return 'residentPermit';
  if (/永久居留|永居/.test(t)) return 'foreignPermanent';
  if (/台湾|台胞/.test(t)) return 'taiwanPermit';
  if (/港澳|回乡/.test(t)) return 'hkMacaoPermit';
  if (/护照|passport/i.test(t)) return 'passport';
  if (/信用代码|营业执照|组织机构|企业|公司/.test(t)) return 'companyCode';
  if (/身份证|居民证|^id$|idcard/i.test(t)) return 'idCard';
  if (/军官|士兵|警官|户口|出生|驾|其他|证/.test(t)) return 'other';
  return null;
};

const citizenShaped = (number: string, hint: DocumentKind | null): DocumentReading => {
  const fits = citizenCheck(number.slice(0, 17)) === number[17];
  const born = birthFits(number.slice(6, 14));
  // A company's code may consist of digits only; then the structure decides, and what the file calls it.
  if (/^[1-9]/.test(number) && /^\d{18}$/.test(number) && number.startsWith('9') && (hint === 'companyCode' || !(fits && born)))
    return { document: { kind: 'companyCode', number }, problem: null };
  const kind: DocumentKind = /^8[123]0000/.test(number) ? 'residentPermit' : number.startsWith('9') ? 'foreignPermanent' : 'idCard';
  const problem = !fits ? 'id_checksum' : !born || !PROVINCES.has(number.slice(0, 2)) ? 'id_birth_date' : null;
  return { document: { kind, number }, problem };
};

const FOREIGN_SHAPES: readonly [RegExp, DocumentKind][] = [
  [/^[A-Z]{3}[0-9]{12}$/, 'foreignPermanent'],
  [/^[HM][0-9]{8}(?:[0-9]{2})?$/, 'hkMacaoPermit'],
  [/^T[0-9]{8}$/, 'taiwanPermit'],
  [/^[A-Z]{1,3}[0-9]{5,9}[A-Z]?$/, 'passport'],
];

/**
 * Reads one document number. `hint` is what the file calls the kind; the number's own structure counts more, because
 * 证件类型 is filled by dragging down. An empty cell is no document and no problem (`id_missing` is the row's to say).
 */
export const readDocument = (value: string | number, hint: DocumentKind | null = null): DocumentReading => {
  if (typeof value === 'number' && (!Number.isSafeInteger(value) || value > 999_999_999_999_999))
    return { document: null, problem: 'id_precision_lost' };
  const text = String(value);
  if (/^\s*[1-9](?:\.[0-9]+)?E\+?1[4-9]\s*$/i.test(plain(text))) return { document: null, problem: 'id_precision_lost' };
  const number = documentText(text);
  if (/^[/\\|]*$/.test(number) || /^(?:无|暂无|空|NULL|不详|未提供|0+)$/.test(number)) return { document: null, problem: null };
  if (/^[0-9]{17}[0-9X]$/.test(number)) return citizenShaped(number, hint);
  if (/^[0-9]{15}$/.test(number))
    return hint === 'companyCode' || hint === 'foreignPermanent'
      ? { document: { kind: hint, number }, problem: null }
      : { document: { kind: 'idCard', number }, problem: 'id_15_digits' };
  if (/^[1-9ANY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(number))
    return { document: { kind: 'companyCode', number }, problem: null };
  if (hint === 'passport' && /^[0-9A-Z]{5,12}$/.test(number)) return { document: { kind: 'passport', number }, problem: null };
  for (const [shape, kind] of FOREIGN_SHAPES)
    if (shape.test(number) && hint !== 'idCard') {
      const named = hint === 'hkMacaoPermit' || hint === 'taiwanPermit' || hint === 'foreignPermanent' || hint === 'other' ? hint : kind;
      return { document: { kind: named, number }, problem: null };
    }
  for (const [shape, kind] of FOREIGN_SHAPES)
    if (/^[A-Z]/.test(number) && shape.test(number)) return { document: { kind, number }, problem: null };
  if (hint !== null && hint !== 'idCard' && hint !== 'companyCode') return { document: { kind: hint, number }, problem: null };
  return { document: { kind: hint ?? 'other', number }, problem: 'id_invalid' };
};

/** Whether a text can be a document number at all; used to tell columns and separators apart. */
export const looksLikeDocument = (text: string): boolean => {
  const n = documentText(text);
  return /^(?:[0-9]{17}[0-9X]|[0-9]{15}|[1-9ANY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}|[A-Z]{1,3}[0-9]{6,12})$/.test(n);
};

/**
 * What makes two documents the same person's: the number, an old 15-digit one as the 18-digit one that replaced it
 * (19 in front of the year, check character added; GB 11643), so that a renewed card does not become a second person.
 */
export const documentIdentity = (document: IdentityDocument): string => {
  const { number } = document;
  if (document.kind !== 'idCard' || !/^[0-9]{15}$/.test(number)) return number;
  const first17 = `${number.slice(0, 6)}19${number.slice(6)}`;
  return `${first17}${citizenCheck(first17)}`;
};

export type Sex = 'male' | 'female';

/** From the 17th (or, of 15, the last) digit of a citizen number; null where the document does not say. */
export const sexOf = (document: IdentityDocument | null): Sex | null => {
  if (document === null || (document.kind !== 'idCard' && document.kind !== 'residentPermit')) return null;
  const digit = Number(document.number.length === 15 ? document.number[14] : document.number[16]);
  return Number.isNaN(digit) ? null : digit % 2 === 1 ? 'male' : 'female';
};

/** YYYY-MM-DD from a citizen number; null where the document does not say. */
export const birthDateOf = (document: IdentityDocument | null): string | null => {
  if (document === null || (document.kind !== 'idCard' && document.kind !== 'residentPermit')) return null;
  const digits = documentIdentity(document).slice(6, 14);
  return birthFits(digits) ? `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}` : null;
};
