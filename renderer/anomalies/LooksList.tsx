import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Out } from '../lib/api.ts';
import { useClerks } from '../lib/desk.ts';
import { useMoment } from '../lib/format.ts';
import { useScreenRefusal, useWord } from '../lib/words.ts';
import { Banner, Check, Chip, EmptyState, VirtualTable, Waiting, type Column } from '../ui/index.ts';

type Look = Out['looks']['list'][number];
const LIMIT = 500;

/** Who saw whom, newest first, in counts: the list itself must not become another way of looking. */
export function LooksList() {
  const { t } = useTranslation();
  const word = useScreenRefusal('anomaly');
  const words = useWord();
  const moment = useMoment();
  const clerks = useClerks();
  const [onlyFull, setOnlyFull] = useState(false);
  const looks = useQuery({ queryKey: ['looks', 'list'], queryFn: () => api.looks.list({ limit: LIMIT }) });
  if (looks.error !== null) {
    return (
      <div className="page-body">
        <Banner tone="bad">{word(looks.error)}</Banner>
      </div>
    );
  }
  if (!looks.data) return <Waiting>{t('common.waiting')}</Waiting>;
  const rows = onlyFull ? looks.data.filter((look) => look.grade === 'full') : looks.data;
  const whom = (look: Look): string => {
    const of = (kind: string) => look.refs.filter((ref) => ref.startsWith(`${kind}/`)).length;
    const people = of('person');
    const homes = of('home');
    return [homes > 0 && t('anomaly.looks.homes', { n: homes }), people > 0 && t('anomaly.looks.people', { n: people })].filter(Boolean).join(' · ');
  };
  const columns: Column<Look>[] = [
    { id: 'time', head: t('anomaly.looks.time'), width: 132, cell: (look) => moment(look.time) },
    { id: 'staff', head: t('anomaly.looks.staff'), width: 132, clip: true, cell: (look) => (look.staff === null ? t('anomaly.program') : (clerks.data?.find((clerk) => clerk.id === look.staff)?.name ?? look.staff)) },
    { id: 'desk', head: t('anomaly.looks.desk'), width: 132, clip: true, cell: (look) => look.desk },
    { id: 'whom', head: t('anomaly.looks.whom'), width: 176, clip: true, cell: whom },
    { id: 'fields', head: t('anomaly.looks.fields'), clip: true, cell: (look) => look.fields.map((field) => words(`anomaly.lookField.${field}`, field)).join(t('session.and')) },
    { id: 'grade', head: t('anomaly.looks.grade'), width: 112, cell: (look) => (look.grade === 'full' ? <Chip tone="due">{t('anomaly.looks.full')}</Chip> : <span className="quiet">{t('anomaly.looks.masked')}</span>) },
    { id: 'why', head: t('anomaly.looks.why'), width: 168, clip: true, cell: (look) => words(`anomaly.why.${look.why}`, look.why) },
  ];
  return (
    <div className="page-body anomaly-body">
      <div className="looks-head">
        <p className="quiet">{t('anomaly.looks.lead')}</p>
        <Check checked={onlyFull} onChange={(event) => setOnlyFull(event.target.checked)}>
          {t('anomaly.looks.onlyFull')}
        </Check>
      </div>
      {rows.length === 0 ? <EmptyState>{t('anomaly.looks.empty')}</EmptyState> : <VirtualTable label={t('anomaly.looks.title')} columns={columns} count={rows.length} row={(index) => rows[index]} className="looks-table" />}
    </div>
  );
}
