import { useQueries } from '@tanstack/react-query';
import { Building2, FileSpreadsheet } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { HomeKind } from '#core/subjects/home.ts';
import { focusSearch, places, useGo } from '../frame/places.ts';
import { api, type Out } from '../lib/api.ts';
import { useBuildings } from '../lib/desk.ts';
import { count } from '../lib/format.ts';
import { PersonName, PhoneTail } from '../lib/PersonName.tsx';
import { useRefusal } from '../lib/refusal.ts';
import { Banner, Button, EmptyState, PageHeader, Select, VirtualTable, Waiting, type Column } from '../ui/index.ts';
import { useBuildingName } from './buildings.ts';
import './home.css';

type Line = Out['home']['list']['homes'][number];
const PAGE = 200;
const KINDS: readonly HomeKind[] = ['flat', 'shop', 'office', 'parkingSpace', 'storageRoom'];

/** 档案: buildings on the left, the homes of one of them as one long table. */
export function HomesPage({ chosen }: { chosen: string | undefined }) {
  const { t } = useTranslation();
  const go = useGo();
  const word = useRefusal();
  const buildings = useBuildings();
  const nameOf = useBuildingName();
  useEffect(() => focusSearch(false), []);

  const importButton = (
    <Button icon={FileSpreadsheet} onClick={() => go(places.roster)}>
      {t('home.importRoster')}
    </Button>
  );
  if (buildings.isError) return <Banner tone="bad">{word(buildings.error)}</Banner>;
  if (!buildings.data) return <Waiting>{t('common.waiting')}</Waiting>;
  const list = buildings.data;
  const shown = list.find((b) => places.building(b.building) === `/homes/${chosen}` || b.building === chosen) ?? list[0];
  if (!shown) {
    return (
      <EmptyState whole icon={Building2} title={t('home.noHomes')} actions={<Button variant="primary" icon={FileSpreadsheet} onClick={() => go(places.roster)}>{t('home.importRoster')}</Button>}>
        {t('home.noHomesWay')}
      </EmptyState>
    );
  }
  // Parking spaces and storage rooms are no homes to anybody who asks how many there are.
  const total = list.filter((b) => !b.below).reduce((sum, b) => sum + b.homes, 0);
  return (
    <div className="page">
      <PageHeader title={t('frame.rail.homes')} actions={importButton}>
        <span className="quiet">{t('home.total', { homes: count(total), buildings: list.filter((b) => !b.below && b.building !== '').length })}</span>
      </PageHeader>
      <div className="homes-body">
        <nav className="buildings" aria-label={t('home.buildings')}>
          {list.map((b) => (
            <Link key={b.building} href={places.building(b.building)} className="building" aria-current={b === shown ? 'true' : undefined}>
              <span className="building-name clip">{nameOf(b)}</span>
              <span className="building-homes">{t('common.homes', { count: b.homes })}</span>
              <span className="meta">{t('common.people', { count: b.people })}</span>
              <span className="meta building-homes">{b.unsold > 0 ? t('home.unsold', { count: b.unsold }) : ''}</span>
            </Link>
          ))}
        </nav>
        <Homes key={shown.building} building={shown.building} name={nameOf(shown)} />
      </div>
    </div>
  );
}

function Homes({ building, name }: { building: string; name: string }) {
  const { t } = useTranslation();
  const go = useGo();
  const [kind, setKind] = useState<HomeKind | ''>('');
  const [pages, setPages] = useState<readonly number[]>([0]);
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: ['home', 'list', building, kind, page],
      queryFn: () => api.home.list({ building, offset: page * PAGE, limit: PAGE, ...(kind === '' ? {} : { kind }) }),
    })),
  });
  const word = useRefusal();
  const first = results[0];
  const total = first?.data?.total ?? 0;
  const row = (index: number): Line | undefined => results[pages.indexOf(Math.floor(index / PAGE))]?.data?.homes[index % PAGE];
  const need = (from: number, to: number) => {
    const wanted = [Math.floor(from / PAGE), Math.floor(to / PAGE)].filter((page) => !pages.includes(page));
    if (wanted.length > 0) setPages([...new Set([...pages, ...wanted])]);
  };

  const columns: Column<Line>[] = [
    { id: 'no', head: t('home.column.no'), width: 128, cell: (h) => <span className="number">{h.homeNo}</span> },
    { id: 'who', head: t('home.column.owners'), clip: true, cell: (h) => <Owners line={h} /> },
    { id: 'tail', head: t('home.column.tail'), width: 104, cell: (h) => (h.owners[0] ? <PhoneTail person={h.owners[0]} /> : null) },
    { id: 'delivery', head: t('home.column.delivery'), width: 156, clip: true, cell: (h) => (h.deliveryState === null ? '' : t(`trade.delivery.${h.deliveryState}`)) },
    { id: 'use', head: t('home.column.occupancy'), width: 136, clip: true, cell: (h) => (h.occupancy === null ? '' : t(`trade.occupancy.${h.occupancy}`)) },
    { id: 'kind', head: t('home.column.kind'), width: 112, cell: (h) => <span className="quiet">{t(`trade.homeKind.${h.kind}`)}</span> },
  ];
  return (
    <section className="homes" aria-label={name}>
      <div className="homes-head">
        <h2>{name}</h2>
        <span className="quiet">{first?.data && t('common.homes', { count: total })}</span>
        <Select
          aria-label={t('home.column.kind')}
          className="homes-kind"
          value={kind}
          onChange={(event) => {
            setKind(event.target.value as HomeKind | '');
            setPages([0]);
          }}
        >
          <option value="">{t('home.allKinds')}</option>
          {KINDS.map((k) => (
            <option key={k} value={k}>
              {t(`trade.homeKind.${k}`)}
            </option>
          ))}
        </Select>
      </div>
      {first?.isError && <Banner tone="bad">{word(first.error)}</Banner>}
      {first?.data && total === 0 ? (
        <EmptyState>{t('home.noneOfKind')}</EmptyState>
      ) : (
        <VirtualTable className="homes-table" label={t('home.listOf', { building: name })} columns={columns} count={total} row={row} onRange={need} onOpen={(h) => go(places.home(h.id))} />
      )}
    </section>
  );
}

function Owners({ line }: { line: Line }) {
  const { t } = useTranslation();
  const [one, ...others] = line.owners;
  if (!one) return <span className="quiet">{line.deliveryState === 'unsold' ? '' : t('search.noOwner')}</span>;
  return (
    <>
      <PersonName person={one} role="owner" />
      {others.length > 0 && <span className="quiet">{t('home.coOwners', { count: others.length })}</span>}
    </>
  );
}
