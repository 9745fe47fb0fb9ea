import type { TFunction } from 'i18next';
import { useQuery } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { PersonPage as PersonData } from '#core/contract/records.ts';
import type { ClerkInfo } from '#core/contract/setup.ts';
import { places, useGo } from '../frame/places.ts';
import { HomeStates } from '../home/HomeStates.tsx';
import { api } from '../lib/api.ts';
import { PersonName, PhoneTail } from '../lib/PersonName.tsx';
import { useRefusal } from '../lib/refusal.ts';
import { supervises } from '../lib/roles.ts';
import { Banner, Button, Chip, PageHeader, Panel, Table, Waiting, type Column } from '../ui/index.ts';
import { Checks } from './Checks.tsx';
import { RevealDialog } from './RevealDialog.tsx';
import './person.css';

type PersonsHome = PersonData['homes'][number];

/** A person with every home they have to do with, what should be checked, and the records that are the same person. */
export function PersonPage({ id, clerk }: { id: string; clerk: ClerkInfo | null }) {
  const { t } = useTranslation();
  const word = useRefusal();
  const page = useQuery({ queryKey: ['person', 'get', id], queryFn: () => api.person.get({ person: id }) });
  const [revealing, setRevealing] = useState(false);

  if (!page.data) {
    if (!page.isError) return <Waiting>{t('common.waiting')}</Waiting>;
    return (
      <div className="page-body">
        <Banner tone="bad" actions={<Button small onClick={() => void page.refetch()}>{t('common.again')}</Button>}>
          {word(page.error)}
        </Banner>
      </div>
    );
  }
  const { person, documentKind, documentTail, checks, homes, linked } = page.data;
  const role = homes[0]?.role;
  const may = supervises(clerk) && person.unreadable === null;
  const kind: string = documentKind === null ? '' : t(`trade.documentKind.${documentKind}` as 'trade.documentKind.other', { defaultValue: t('trade.documentKind.other') });
  return (
    <div className="page">
      <PageHeader
        title={<PersonName person={person} role={role} />}
        actions={
          may && (
            <Button icon={Eye} onClick={() => setRevealing(true)}>
              {t('reveal.button')}
            </Button>
          )
        }
      >
        <PhoneTail person={person} />
        {documentTail !== null ? (
          <span className="quiet nowrap">
            {kind} <span className="personal">{t('trade.spoken.tail', { tail: documentTail })}</span>
          </span>
        ) : (
          <span className="quiet">{t('person.noDocument')}</span>
        )}
        {person.kind === 'company' && <Chip>{t('person.company')}</Chip>}
      </PageHeader>
      <div className="page-body person-body">
        {checks.length > 0 && <Checks person={id} codes={checks} />}
        <Panel title={t('person.homes', { count: homes.length })}>
          {homes.length === 0 ? <p className="panel-body quiet">{t('search.noHome')}</p> : <Homes homes={homes} />}
        </Panel>
        {linked.length > 0 && (
          <Panel title={t('person.linked')}>
            <ul className="linked">
              {linked.map((other) => (
                <li key={other.id}>
                  <Link href={places.person(other.id)} className="person-link">
                    <PersonName person={other} strong />
                  </Link>
                  <PhoneTail person={other} />
                </li>
              ))}
            </ul>
          </Panel>
        )}
        <p className="meta">{t(supervises(clerk) ? 'home.hiddenSupervisor' : 'home.hidden')}</p>
      </div>
      {revealing && <RevealDialog person={person} role={role} onClose={() => setRevealing(false)} />}
    </div>
  );
}

function Homes({ homes }: { homes: readonly PersonsHome[] }) {
  const { t } = useTranslation();
  const go = useGo();
  const columns: Column<PersonsHome>[] = [
    { id: 'no', head: t('home.column.no'), width: 150, cell: (h) => <span className="number">{h.homeNo}</span> },
    { id: 'role', head: t('person.column.role'), width: 150, cell: (h) => <Chip>{t(`trade.relation.${h.role}`)}</Chip> },
    { id: 'span', head: t('person.column.span'), width: 220, cell: (h) => <span className="quiet">{span(t, h)}</span> },
    { id: 'state', head: t('person.column.state'), clip: true, cell: (h) => <HomeStates home={h} /> },
  ];
  const ordered = [...homes].sort((a, b) => Number(a.ended) - Number(b.ended));
  return <Table label={t('person.homes', { count: homes.length })} columns={columns} rows={ordered} rowId={(h) => `${h.id} ${h.role} ${h.from ?? ''}`} onOpen={(h) => go(places.home(h.id))} />;
}

function span(t: TFunction, h: PersonsHome): string {
  if (h.from !== null && h.to !== null) return t('home.fromTo', { from: h.from, to: h.to });
  if (h.to !== null) return t('home.until', { date: h.to });
  if (h.ended) return t('home.endedUndated');
  return h.from === null ? t('home.sinceUnknown') : t('home.since', { date: h.from });
}
