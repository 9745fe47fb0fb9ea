import { useTranslation } from 'react-i18next';

const two = (n: number): string => String(n).padStart(2, '0');
const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** Moments as a counter says them: 09:14 today, 昨天 18:05, 11-20 09:14, and with the year where it is another one. */
export function useMoment(): (iso: string) => string {
  const { t } = useTranslation();
  return (iso) => {
    const time = new Date(iso);
    if (Number.isNaN(time.getTime())) return iso;
    const now = new Date();
    const clock = `${two(time.getHours())}:${two(time.getMinutes())}`;
    if (sameDay(time, now)) return clock;
    const before = new Date(now);
    before.setDate(now.getDate() - 1);
    if (sameDay(time, before)) return `${t('common.yesterday')} ${clock}`;
    const day = `${two(time.getMonth() + 1)}-${two(time.getDate())}`;
    return time.getFullYear() === now.getFullYear() ? `${day} ${clock}` : `${time.getFullYear()}-${day}`;
  };
}

/** A moment with its day always said: what the data goes back to must not hang on when the sentence is read. */
export function dayAndTime(iso: string): string {
  const time = new Date(iso);
  const day = `${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
  return time.getFullYear() === new Date().getFullYear() ? day : `${time.getFullYear()}-${day}`;
}

/** A number as read: 1,191. */
export const count = (n: number): string => n.toLocaleString('en-US');

/** The size of a file: 4.1 MB, 41 MB. */
export const bytesAsRead = (bytes: number): string => `${(bytes / 1_048_576).toFixed(bytes < 10_485_760 ? 1 : 0)} MB`;
