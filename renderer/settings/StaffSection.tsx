import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Grant } from '#core/subjects/staff.ts';
import { api, type Out } from '../lib/api.ts';
import { useMoment } from '../lib/format.ts';
import { useScreenRefusal } from '../lib/words.ts';
import { Banner, Button, Check, Chip, Table, Waiting, type Column } from '../ui/index.ts';
import { ADMIN, may, SectionHead, type SectionProps } from './parts.tsx';
import { AddStaff, EditGrants, LeaveStaff, SetPin } from './StaffDialogs.tsx';

export type StaffLine = Out['staff']['list'][number];
type Asked = { what: 'add' } | { what: 'grants' | 'pin' | 'leave'; who: StaffLine };

export function StaffSection({ clerk }: SectionProps) {
  const { t } = useTranslation();
  const word = useScreenRefusal('settings');
  const moment = useMoment();
  const staff = useQuery({ queryKey: ['staff', 'list'], queryFn: () => api.staff.list() });
  const [asked, setAsked] = useState<Asked | null>(null);
  const [withLeft, setWithLeft] = useState(false);
  const admin = may(clerk, ADMIN);
  const administrator = may(clerk, ['administrator']);
  if (staff.error !== null) return <Banner tone="bad">{word(staff.error)}</Banner>;
  if (!staff.data) return <Waiting>{t('settings.reading')}</Waiting>;

  const here = staff.data.filter((each) => !each.left);
  const gone = staff.data.filter((each) => each.left);
  const grantWord = (grant: Grant): string => {
    const role = t(`trade.staffRole.${grant.role}`);
    if (grant.buildings && grant.buildings.length > 0) return t('settings.staff.grantBuildings', { role, buildings: grant.buildings.join(t('session.and')) });
    if (grant.from !== undefined && grant.to !== undefined) return t('settings.staff.grantDates', { role, from: grant.from, to: grant.to });
    return role;
  };

  const columns: Column<StaffLine>[] = [
    {
      id: 'name',
      head: t('settings.staff.name'),
      width: 190,
      cell: (each) => (
        <>
          <span className="number">{each.name}</span> {each.id === clerk?.id && <span className="meta">{t('settings.staff.you')}</span>}
        </>
      ),
    },
    {
      id: 'roles',
      head: t('settings.staff.roles'),
      cell: (each) => (
        <span className="settings-chips">
          {each.left && <Chip>{t('settings.staff.left')}</Chip>}
          {each.lockedUntil !== null && <Chip tone="bad">{t('settings.staff.locked', { time: moment(each.lockedUntil) })}</Chip>}
          {!each.left && each.grants.map((grant) => <Chip key={grant.role}>{grantWord(grant)}</Chip>)}
        </span>
      ),
    },
    {
      id: 'acts',
      head: <span className="hidden-visually">{t('settings.staff.edit')}</span>,
      width: 264,
      end: true,
      cell: (each) => {
        if (each.left) return null;
        const own = each.id === clerk?.id;
        return (
          <span className="settings-acts">
            {(own || administrator) && (
              <Button small variant="quiet" aria-label={own ? undefined : t('settings.staff.pinFor', { name: each.name })} onClick={() => setAsked({ what: 'pin', who: each })}>
                {own ? t('settings.staff.ownPin') : t('settings.staff.setPin')}
              </Button>
            )}
            {admin && (
              <Button small variant="quiet" aria-label={t('settings.staff.editFor', { name: each.name })} onClick={() => setAsked({ what: 'grants', who: each })}>
                {t('settings.staff.edit')}
              </Button>
            )}
            {admin && !own && (
              <Button small variant="quiet" aria-label={t('settings.staff.leaveFor', { name: each.name })} onClick={() => setAsked({ what: 'leave', who: each })}>
                {t('settings.staff.leave')}
              </Button>
            )}
          </span>
        );
      },
    },
  ];

  const close = () => setAsked(null);
  return (
    <>
      <SectionHead
        title={t('settings.staff.title')}
        lead={t('settings.staff.lead')}
        actions={
          admin && (
            <Button variant="primary" icon={UserPlus} onClick={() => setAsked({ what: 'add' })}>
              {t('settings.staff.add')}
            </Button>
          )
        }
      />
      <div className="settings-table">
        <Table label={t('settings.staff.title')} columns={columns} rows={withLeft ? [...here, ...gone] : here} rowId={(each) => each.id} tall />
      </div>
      {gone.length > 0 && (
        <Check checked={withLeft} onChange={(event) => setWithLeft(event.target.checked)}>
          {t('settings.staff.showLeft')} <span className="quiet">{t('settings.staff.leftPeople', { n: gone.length })}</span>
        </Check>
      )}
      {asked?.what === 'add' && <AddStaff onClose={close} />}
      {asked?.what === 'grants' && <EditGrants who={asked.who} onClose={close} />}
      {asked?.what === 'pin' && <SetPin who={asked.who} own={asked.who.id === clerk?.id} onClose={close} />}
      {asked?.what === 'leave' && <LeaveStaff who={asked.who} onClose={close} />}
    </>
  );
}
