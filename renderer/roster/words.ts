import { useTranslation } from 'react-i18next';
import { useWord } from '../lib/words.ts';

/** The reader's codes in words. Every code has a sentence, also one that a newer desk invented. */
export interface RosterWords {
  field: (code: string) => string;
  reason: (code: string) => string;
  outcome: (row: number, status: string, reasons: readonly string[]) => string;
  value: (field: string, value: string | null) => string;
  answer: (code: string) => string;
}

/** Columns that the import leaves out; the reader's own word first. */
export const isLeftOut = (field: string): boolean => field === 'ignored' || field === 'ignore';

/** Pixels that a field's values usually need; a sheet of eleven columns should not need a scroll for its numbers. */
export function columnWidth(field: string): number {
  const base = /^[A-Za-z]+/.exec(field)?.[0] ?? field;
  return WIDTHS[base] ?? 120;
}
const WIDTHS: Readonly<Record<string, number>> = { building: 92, entrance: 92, floor: 80, room: 92, name: 136, document: 168, phone: 124, area: 92, innerArea: 92, share: 80, note: 160, home: 140, ignored: 104, ignore: 104 };

const VALUE_WORDS: Readonly<Record<string, string>> = { deliveryState: 'trade.delivery', occupancy: 'trade.occupancy', kind: 'trade.homeKind', sold: 'trade.delivery' };

export function useRosterWords(): RosterWords {
  const { t } = useTranslation();
  const word = useWord();
  const field = (code: string): string => {
    const known = word(`roster.field.${code}`, '');
    if (known !== '') return known;
    // A further owner's columns: `name2`, `document:1` … the word of the field, and whose.
    const numbered = /^([A-Za-z]+)[:._-]?([0-9]+)$/.exec(code);
    if (numbered === null) return code;
    return t('roster.field.ofOwner', { field: word(`roster.field.${numbered[1]}`, code), n: Number(numbered[2]) });
  };
  const reason = (code: string): string => word(`roster.reason.${code}`, t('roster.reason.other', { code }));
  return {
    field,
    reason,
    outcome: (row, status, codes) => {
      const reasons = codes.map(reason).join(t('roster.outcome.join'));
      const params = { row, reasons };
      if (status === 'rejected') return t('roster.outcome.rejected', params);
      if (status === 'flagged') return t('roster.outcome.flagged', params);
      if (status === 'header') return t('roster.outcome.header', params);
      if (status === 'skipped') return codes.length > 0 ? t('roster.outcome.skipped', params) : t('roster.outcome.skippedPlain', params);
      return codes.length > 0 ? t('roster.outcome.importedNote', params) : t('roster.outcome.imported', params);
    },
    value: (name, value) => (value === null || value === '' ? t('roster.change.nothing') : VALUE_WORDS[name] === undefined ? value : word(`${VALUE_WORDS[name]}.${value}`, value)),
    answer: (code) => word(`roster.answer.${code}`, code),
  };
}
