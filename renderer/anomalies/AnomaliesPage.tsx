import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../lib/api.ts';
import { useSession } from '../lib/desk.ts';
import { supervises } from '../lib/roles.ts';
import { PageHeader } from '../ui/index.ts';
import { AnomalyList } from './AnomalyList.tsx';
import './anomalies.css';
import { LooksList } from './LooksList.tsx';

/** What contradicts what, waiting for a person; and, for supervisors, who looked at whom. */
export default function AnomaliesPage() {
  const { t } = useTranslation();
  const [tab, setTab] = useState<'list' | 'looks'>('list');
  const clerk = useSession().data?.clerk ?? null;
  const anomalies = useQuery({ queryKey: ['anomaly', 'list'], queryFn: () => api.anomaly.list() });
  const tabs = supervises(clerk) ? (['list', 'looks'] as const) : (['list'] as const);
  const open = anomalies.data?.length ?? 0;
  return (
    <div className="page">
      <PageHeader title={t('anomaly.title')}>
        {tabs.length > 1 ? (
          <div className="tabs" role="group" aria-label={t('anomaly.tabs.label')}>
            {tabs.map((each) => (
              <button key={each} type="button" aria-pressed={each === tab} onClick={() => setTab(each)}>
                {t(`anomaly.tabs.${each}`)}
                {each === 'list' && open > 0 && <span className="tab-count">{open}</span>}
              </button>
            ))}
          </div>
        ) : (
          open > 0 && <span className="quiet">{t('anomaly.count', { n: open })}</span>
        )}
      </PageHeader>
      {tab === 'looks' ? <LooksList /> : <AnomalyList query={anomalies} />}
    </div>
  );
}
