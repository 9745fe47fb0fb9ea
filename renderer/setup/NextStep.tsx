import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FileSpreadsheet, UserPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { places, useGo } from '../frame/places.ts';
import { api } from '../lib/api.ts';
import { Button } from '../ui/index.ts';
import { Sheet } from './Sheet.tsx';

/** The way on. Whoever just chose a PIN is not asked for it again; where that does not work the lock page asks. */
export function NextStep({ site, pin, onDone }: { site: string | null; pin: string; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useGo();
  const demo = site === null;

  const go = useMutation({
    mutationFn: async (to: string) => {
      const clerks = await api.session.clerks();
      const admin = clerks.find((clerk) => clerk.grants.some((grant) => grant.role === 'administrator')) ?? (demo ? undefined : clerks[0]);
      if (admin && !demo) await api.session.login({ staff: admin.id, pin });
      navigate(to);
    },
    onSettled: async () => {
      await queries.invalidateQueries();
      onDone();
    },
  });

  return (
    <Sheet title={demo ? t('setup.next.demoTitle') : t('setup.next.title', { site })} lead={demo ? t('setup.next.demoLead') : t('setup.next.lead')}>
      <div className="setup-form">
        {demo ? (
          <Button className="setup-start" variant="primary" autoFocus busy={go.isPending} onClick={() => go.mutate(places.today)}>
            {t('setup.next.later')}
          </Button>
        ) : (
          <>
            <div className="setup-next-acts">
            <Button variant="primary" icon={FileSpreadsheet} autoFocus busy={go.isPending} onClick={() => go.mutate(places.roster)}>
              {t('setup.next.roster')}
            </Button>
            <Button icon={UserPlus} disabled={go.isPending} onClick={() => go.mutate(`${places.settings}/staff`)}>
              {t('setup.next.staff')}
            </Button>
            <Button variant="quiet" disabled={go.isPending} onClick={() => go.mutate(places.today)}>
              {t('setup.next.later')}
            </Button>
            </div>
            <p className="meta">{t('setup.next.staffHint')}</p>
          </>
        )}
      </div>
    </Sheet>
  );
}
