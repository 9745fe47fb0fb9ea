import { randomBytes } from 'node:crypto';
import { Refusal } from '#core/refusal.ts';

/**
 * The printed recovery code: 140 random bits as seven groups of five signs, `7K3QM-…`, in Crockford's base32 (no I, L, O, U).
 *
 * The fifth sign of each group is a check over its four signs and the group's place, computed in the field of 32 elements
 * with a different weight for every place. One wrong sign, two neighbours swapped, or two groups swapped is always noticed,
 * and the answer names the group: at two in the morning a person reads this from paper, over the phone.
 */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 7;
const DATA = 4;

/** The powers of x in GF(2^5) modulo x^5 + x^2 + 1. */
const POWERS: readonly number[] = (() => {
  const powers = [1];
  for (let i = 1; i < 31; i += 1) {
    const next = (powers[i - 1] ?? 0) << 1;
    powers.push(next & 32 ? next ^ 37 : next);
  }
  return powers;
})();

const times = (a: number, b: number): number =>
  a === 0 || b === 0 ? 0 : (POWERS[(POWERS.indexOf(a) + POWERS.indexOf(b)) % 31] ?? 0);

const checkOf = (group: number, values: readonly number[]): number =>
  [...values, group + 1].reduce((sum, value, place) => sum ^ times(value, POWERS[place + 1] ?? 0), 0);

/** 20 bytes of chance, of which 140 bits are used: five bits a sign. */
export const newRecoveryCode = (): string => {
  const chance = randomBytes(GROUPS * DATA);
  const groups: string[] = [];
  for (let group = 0; group < GROUPS; group += 1) {
    const values = [...chance.subarray(group * DATA, (group + 1) * DATA)].map((byte) => byte & 31);
    groups.push([...values, checkOf(group, values)].map((value) => SIGNS[value]).join(''));
  }
  return groups.join('-');
};

/**
 * Reads a code as a person typed it: lower case, full-width signs, spaces or dashes anywhere, O for 0, I or L for 1.
 * Returns the canonical text. Refuses `recovery_code_length {have, need}` and `recovery_code_mistyped {group}` (from 1).
 */
export const readRecoveryCode = (typed: string): string => {
  const signs = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_.,:;·]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const size = DATA + 1;
  const groups: string[] = [];
  for (let group = 0; group * size < signs.length && group < GROUPS; group += 1) {
    const text = signs.slice(group * size, (group + 1) * size);
    const values = [...text].map((sign) => SIGNS.indexOf(sign));
    const whole = text.length === size;
    if (values.includes(-1) || (whole && checkOf(group, values.slice(0, DATA)) !== values[DATA])) {
      throw new Refusal('recovery_code_mistyped', { group: group + 1 });
    }
    groups.push(text);
  }
  if (signs.length !== GROUPS * size) {
    throw new Refusal('recovery_code_length', { have: signs.length, need: GROUPS * size });
  }
  return groups.join('-');
};
