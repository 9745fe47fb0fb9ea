import { useQueries } from '@tanstack/react-query';
import { UserCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { places, useGo } from '../frame/places.ts';
import { useCheckWords } from '../home/checks.ts';
import { api, type Out } from '../lib/api.ts';
import { count } from '../lib/format.ts';
import { PersonName, PhoneTail } from '../lib/PersonName.tsx';
import { useRefusal } from '../lib/refusal.ts';
import { Banner, EmptyState, PageHeader, VirtualTable, Waiting, type Column } from '../ui/index.ts';
import './person.css';

type Line = Out['person']['toCheck']['people'][number];
const PAGE = 100;

/** 待核对: whom an import or a colleague was not sure of, with the reason, until somebody has looked at the counter. */
export function ToCheckPage() {
  const { t } = useTranslation();
  const go = useGo();
  const word = useRefusal();
  const words = useCheckWords();
  const [pages, setPages] = useState<readonly number[]>([0]);
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: ['person', 'toCheck', page],
      queryFn: () => api.person.toCheck({ offset: page * PAGE, limit: PAGE }),
    })),
  });
  const first = results[0];
  if (first?.isError) {
    return (
      <div className="page-body">
        <Banner tone="bad">{word(first.error)}</Banner>
      </div>
    );
  }
  if (!first?.data) return <Waiting>{t('common.waiting')}</Waiting>;
  const { total } = first.data;
  const row = (index: number): Line | undefined => results[pages.indexOf(Math.floor(index / PAGE))]?.data?.people[index % PAGE];
  const need = (from: number, to: number) => {
    const wanted = [Math.floor(from / PAGE), Math.floor(to / PAGE)].filter((page) => !pages.includes(page));
    if (wanted.length > 0) setPages([...new Set([...pages, ...wanted])]);
  };
  const columns: Column<Line>[] = [
    { id: 'no', head: t('home.column.no'), width: 168, clip: true, cell: (line) => <span className="number">{line.homes.map((home) => home.homeNo).join(t('session.and'))}</span> },
    { id: 'who', head: t('person.column.who'), width: 168, clip: true, cell: (line) => <PersonName person={line.person} role={line.homes[0]?.role} /> },
    { id: 'tail', head: t('home.column.tail'), width: 112, cell: (line) => <PhoneTail person={line.person} /> },
    { id: 'checks', head: t('person.column.checks'), clip: true, cell: (line) => words(line.checks).join(t('person.andThen')) },
  ];
  return (
    <div className="page">
      <PageHeader title={t('person.toCheckTitle')}>
        <span className="quiet">{t('person.toCheckPeople', { count: total, n: count(total) })}</span>
      </PageHeader>
      {total === 0 ? (
        <EmptyState icon={UserCheck} title={t('person.noneToCheck')}>{t('person.noneToCheckWay')}</EmptyState>
      ) : (
        <div className="to-check">
          <p className="quiet">{t('person.toCheckLead')}</p>
          <VirtualTable className="to-check-table" label={t('person.toCheckTitle')} columns={columns} count={total} row={row} onRange={need} onOpen={(line) => go(places.person(line.person.id))} />
        </div>
      )}
    </div>
  );
}
