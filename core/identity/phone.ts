/** Telephone numbers as rosters hold them: one form each, and whether the number can exist. */
import { plain } from '#core/address/text.ts';

interface PhoneReading {
  /** 13812345678, 0571-88176414, 0571-88176414-801, +852 numbers as +85291234567; an impossible one as its bare characters. */
  readonly phone: string;
  readonly valid: boolean;
}

/** 010 and 02x are area codes of three digits, all others have four. */
const landline = (digits: string): string | null => {
  const m = /^(010|02[0-9]|0[3-9][0-9]{2})([2-9][0-9]{6,7})$/.exec(digits);
  return m ? `${m[1]}-${m[2]}` : null;
};

/** Reads one number; null for an empty cell or one that says 无. */
export const readPhone = (value: string | number): PhoneReading | null => {
  const text = plain(typeof value === 'number' ? (Number.isSafeInteger(value) ? String(value) : value.toFixed(0)) : value)
    .replace(/[\u2010-\u2015\u2212—–―]/g, '-')
    .replace(/\.0+$/, '');
  if (text === '' || /^(?:[-/\\]+|无|暂无|空|不详|null|0+)$/i.test(text)) return null;
  // Names and labels around the number (本人:138…, 138…(父亲)); letters inside it are kept, they are an error to be shown.
  const bare = text.replace(/^.*:(?=\s*[+(]?[0-9])/s, '').replace(/^(?:[^0-9+(]|\((?![0-9]))*/, '').replace(/[^0-9]*$/, '');
  if (bare === '') return { phone: text.replace(/\s+/g, ''), valid: false };
  const extension = /^(.*?[0-9]{7,8})\s*(?:-|转|ext\.?|#)\s*([0-9]{1,6})$/i.exec(bare.replace(/[()]/g, ''));
  const main = extension && (extension[1] ?? '').startsWith('0') ? extension[1] ?? '' : bare;
  const suffix = main === bare ? '' : `-${extension?.[2] ?? ''}`;
  const joined = main.replace(/[\s\-().·]/g, '');
  const digits = joined.replace(/^(?:\+|00)?86(?=1[3-9][0-9]{9}$|0[1-9][0-9]{8,10}$)/, '').replace(/^0(?=1[3-9][0-9]{9}$)/, '');
  if (/^1[3-9][0-9]{9}$/.test(digits)) return { phone: digits, valid: true };
  const fixed = landline(digits) ?? landline(digits.replace(/^\+?86/, '0'));
  if (fixed !== null) return { phone: `${fixed}${suffix}`, valid: true };
  if (/^[48]00[0-9]{7}$/.test(digits)) return { phone: digits, valid: true };
  if (/^[2-9][0-9]{6,7}$/.test(digits)) return { phone: `${digits}${suffix}`, valid: true };
  const abroad = /^(?:\+|00)([1-9][0-9]{6,14})$/.exec(joined);
  if (abroad && !abroad[1]?.startsWith('86')) return { phone: `+${abroad[1]}`, valid: true };
  return { phone: joined, valid: false };
};

/** Whether a text can be a telephone number; used to tell columns and separators apart. */
export const looksLikePhone = (text: string): boolean => readPhone(text)?.valid ?? false;

/** The last four digits: what a clerk asks for and what a hidden number shows. Empty if there are fewer. */
export const phoneTail = (phone: string): string => {
  const digits = phone.replace(/-[0-9]{1,6}$/, (ext) => (phone.split('-').length > 2 ? '' : ext)).replace(/[^0-9]/g, '');
  return digits.length < 4 ? '' : digits.slice(-4);
};
