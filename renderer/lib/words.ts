import { useTranslation } from 'react-i18next';
import { refusalOf, wordRefusal } from './refusal.ts';

/** A word for a code that the type checker cannot know; `otherwise` when the catalogue has none. */
export function useWord(): (path: string, otherwise: string, params?: Record<string, unknown>) => string {
  const { t } = useTranslation();
  return (path, otherwise, params = {}) => {
    const found: string = t(path as 'common.product', { ...params, defaultValue: '' });
    return found === '' ? otherwise : found;
  };
}

/** Refusals in the words of one screen first, then in everybody's. */
export function useScreenRefusal(screen: 'setup' | 'setup.join' | 'setup.restore' | 'roster' | 'settings' | 'anomaly'): (error: unknown) => string {
  const { t } = useTranslation();
  const word = useWord();
  return (error) => {
    const refusal = refusalOf(error);
    if (refusal === null) return wordRefusal(t, error);
    // `setup.join` says it in its own words, else in those of `setup`, else in everybody's.
    const [wider = ''] = screen.split('.');
    const general = word(`${wider}.refusal.${refusal.code}`, wordRefusal(t, error), refusal.params);
    return word(`${screen}.refusal.${refusal.code}`, general, refusal.params);
  };
}
