import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Out } from '../lib/api.ts';
import { bytesAsRead, useMoment } from '../lib/format.ts';
import { useScreenRefusal } from '../lib/words.ts';
import { Banner, Button, EmptyState, Table, Waiting, type Column } from '../ui/index.ts';
import { may, SectionHead, SUPERVISOR, type SectionProps } from './parts.tsx';

type Backup = Out['desk']['backups'][number];

export function BackupsSection({ clerk }: SectionProps) {
  const { t } = useTranslation();
  const word = useScreenRefusal('settings');
  const moment = useMoment();
  const queries = useQueryClient();
  const backups = useQuery({ queryKey: ['backups'], queryFn: () => api.desk.backups() });
  const now = useMutation({
    mutationFn: () => api.desk.backupNow(),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['backups'] });
      await queries.invalidateQueries({ queryKey: ['strip'] });
    },
  });
  if (backups.error !== null) return <Banner tone="bad">{word(backups.error)}</Banner>;
  if (!backups.data) return <Waiting>{t('settings.reading')}</Waiting>;

  const rows = [...backups.data].sort((a, b) => b.at.localeCompare(a.at));
  const columns: Column<Backup>[] = [
    { id: 'at', head: t('settings.backups.time'), width: 180, cell: (backup) => <span className="number">{moment(backup.at)}</span> },
    { id: 'name', head: t('settings.backups.file'), clip: true, cell: (backup) => backup.name },
    { id: 'bytes', head: t('settings.backups.size'), width: 120, end: true, cell: (backup) => bytesAsRead(backup.bytes) },
  ];
  return (
    <>
      <SectionHead
        title={t('settings.backups.title')}
        lead={t('settings.backups.lead')}
        actions={
          may(clerk, SUPERVISOR) && (
            <Button variant="primary" busy={now.isPending} onClick={() => now.mutate()}>
              {now.isPending ? t('settings.backups.making') : t('settings.backups.now')}
            </Button>
          )
        }
      />
      {now.error !== null && <Banner tone="bad">{word(now.error)}</Banner>}
      {now.data && <Banner tone="ok">{t('settings.backups.made', { name: now.data.name })}</Banner>}
      {rows.length === 0 ? (
        <EmptyState>{t('settings.backups.empty')}</EmptyState>
      ) : (
        <div className="settings-table">
          <Table label={t('settings.backups.title')} columns={columns} rows={rows} rowId={(backup) => backup.name} />
        </div>
      )}
      <ul className="settings-notes">
        <li>{t('settings.backups.copyOut')}</li>
        <li>{t('settings.backups.restore')}</li>
      </ul>
    </>
  );
}
