import { useTranslation } from 'react-i18next';

/** Codes of what to look at when the person next stands here → sentences. A code of a newer program is named as it is. */
export function useCheckWords(): (codes: readonly string[]) => string[] {
  const { t } = useTranslation();
  return (codes) =>
    codes.map((code) => {
      const words: string = t(`trade.check.${code}` as 'trade.check.other', { defaultValue: '' });
      return words === '' ? t('trade.check.other', { code }) : words;
    });
}

export const useChecks = (codes: readonly string[]): string[] => useCheckWords()(codes);
