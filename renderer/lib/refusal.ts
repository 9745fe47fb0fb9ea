import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { DeskGone } from './connection.ts';

export interface KnownRefusal {
  code: string;
  params: Readonly<Record<string, string | number | boolean>>;
}

/** The typed refusal inside an error of the client, or null for anything else. */
export function refusalOf(error: unknown): KnownRefusal | null {
  if (typeof error !== 'object' || error === null || !('code' in error) || error.code !== 'REFUSED') return null;
  const data = 'data' in error ? error.data : undefined;
  if (typeof data !== 'object' || data === null || !('code' in data) || typeof data.code !== 'string') return null;
  const params = 'params' in data && typeof data.params === 'object' && data.params !== null ? data.params : {};
  return { code: data.code, params: params as KnownRefusal['params'] };
}

export const isRefused = (error: unknown, ...codes: string[]): boolean => {
  const refusal = refusalOf(error);
  return refusal !== null && codes.includes(refusal.code);
};

/** What happened, what was kept, what to do next, in the clerk's words. Never the error's own text. */
export function wordRefusal(t: TFunction, error: unknown): string {
  if (error instanceof DeskGone) return t('refusal.desk_gone');
  const refusal = refusalOf(error);
  if (!refusal) return t('refusal.unexpected');
  const words: string = t(`refusal.${refusal.code}` as 'refusal.unknown', { ...refusal.params, defaultValue: '' });
  return words === '' ? t('refusal.unknown', { code: refusal.code }) : words;
}

export function useRefusal(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => wordRefusal(t, error);
}
