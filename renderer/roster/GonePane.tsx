import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/index.ts';

/** Homes that the version before named and this one does not. Nothing ends because a row is gone. */
export function GonePane({ homes }: { homes: readonly string[] }) {
  const { t } = useTranslation();
  if (homes.length === 0) return <EmptyState>{t('roster.gone.empty')}</EmptyState>;
  return (
    <div className="roster-gone" role="region" aria-label={t('roster.gone.title')} tabIndex={0}>
      <p>{t('roster.gone.hint')}</p>
      <ul>
        {homes.map((home) => (
          <li key={home} className="number">
            {home}
          </li>
        ))}
      </ul>
    </div>
  );
}
