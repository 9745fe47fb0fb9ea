import { useQuery } from '@tanstack/react-query';
import { FileSpreadsheet, UserRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HomePage as HomeData } from '#core/contract/records.ts';
import type { ClerkInfo } from '#core/contract/setup.ts';
import { places, useGo } from '../frame/places.ts';
import { api } from '../lib/api.ts';
import { supervises } from '../lib/roles.ts';
import { useRefusal } from '../lib/refusal.ts';
import { RevealDialog } from '../person/RevealDialog.tsx';
import { Banner, Button, EmptyState, Panel, Waiting } from '../ui/index.ts';
import { History } from './History.tsx';
import { HomeStates } from './HomeStates.tsx';
import { People } from './People.tsx';
import './home.css';

/** 一户一档: what this home is, who is here in which role, and what happened to it. */
export function HomePage({ id, clerk }: { id: string; clerk: ClerkInfo | null }) {
  const { t } = useTranslation();
  const word = useRefusal();
  const page = useQuery({ queryKey: ['home', 'get', id], queryFn: () => api.home.get({ home: id }) });
  const [revealing, setRevealing] = useState<string | null>(null);

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
  const { home, people, note, history, unread } = page.data;
  const reveal = people.find((line) => line.person.id === revealing);
  return (
    <div className="page">
      <HomeHead home={home} />
      <div className="home-body">
        <div className="home-left">
          {people.length === 0 ? (
            <Panel>
              <NoOwner />
            </Panel>
          ) : (
            <Panel title={t('home.people')} className="home-people">
              <People people={people} onReveal={supervises(clerk) ? setRevealing : null} />
              <p className="home-hidden">{t(supervises(clerk) ? 'home.hiddenSupervisor' : 'home.hidden')}</p>
            </Panel>
          )}
          {note !== null && note !== '' && (
            <Panel title={t('home.note')}>
              <p className="panel-body personal home-note">{note}</p>
            </Panel>
          )}
        </div>
        <Panel title={t('home.history')} className="home-history">
          {unread > 0 && <p className="home-unread">{t('home.unread', { count: unread })}</p>}
          <History lines={history} />
        </Panel>
      </div>
      {reveal && <RevealDialog person={reveal.person} role={reveal.role} onClose={() => setRevealing(null)} />}
    </div>
  );
}

function HomeHead({ home }: { home: HomeData['home'] }) {
  const { t } = useTranslation();
  const facts = [
    home.deliveredOn === null ? '' : t('home.deliveredOn', { date: home.deliveredOn }),
    home.area === null ? '' : t('home.area', { area: home.area }),
    home.layout ?? '',
  ].filter((fact) => fact !== '');
  return (
    <header className="page-header">
      <div className="page-header-titles">
        <h1 className="home-number">{home.homeNo}</h1>
        <span>
          <HomeStates home={home} />
        </span>
        {facts.map((fact) => (
          <span key={fact} className="quiet nowrap">
            {fact}
          </span>
        ))}
      </div>
    </header>
  );
}

function NoOwner() {
  const { t } = useTranslation();
  const go = useGo();
  return (
    <EmptyState
      icon={UserRound}
      title={t('home.noOwner')}
      actions={
        <Button icon={FileSpreadsheet} onClick={() => go(places.roster)}>
          {t('home.importRoster')}
        </Button>
      }
    >
      {t('home.noOwnerWay')}
    </EmptyState>
  );
}
