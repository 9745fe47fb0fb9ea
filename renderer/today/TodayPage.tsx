import { ArrowRight, Building2, FileSpreadsheet, Search } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { focusSearch, places, useGo } from '../frame/places.ts';
import { useBuildingName } from '../home/buildings.ts';
import { useBuildings, useStrip } from '../lib/desk.ts';
import { count, useMoment } from '../lib/format.ts';
import { Banner, Button, EmptyState, PageHeader, Panel, Waiting } from '../ui/index.ts';
import { useRefusal } from '../lib/refusal.ts';
import { useWord } from '../lib/words.ts';
import './today.css';

const DAY_MS = 86_400_000;

/** 今日: what wants a person now, how safe the records are, and the archive at a glance. */
export function TodayPage() {
  const { t } = useTranslation();
  const go = useGo();
  const word = useRefusal();
  const buildings = useBuildings();
  const strip = useStrip();
  const nameOf = useBuildingName();
  useEffect(() => focusSearch(false), []);

  const failed = buildings.error ?? strip.error;
  if (failed && (!buildings.data || !strip.data)) {
    return (
      <div className="page-body">
        <Banner tone="bad">{word(failed)}</Banner>
      </div>
    );
  }
  if (!buildings.data || !strip.data) return <Waiting>{t('common.waiting')}</Waiting>;
  if (buildings.data.length === 0) {
    return (
      <EmptyState
        whole
        icon={Building2}
        title={t('home.noHomes')}
        actions={
          <Button variant="primary" icon={FileSpreadsheet} onClick={() => go(places.roster)}>
            {t('home.importRoster')}
          </Button>
        }
      >
        {t('home.noHomesWay')}
      </EmptyState>
    );
  }
  const total = buildings.data.filter((b) => !b.below).reduce((sum, b) => sum + b.homes, 0);
  return (
    <div className="page">
      <PageHeader
        title={t('frame.rail.today')}
        actions={
          <Button variant="primary" icon={Search} hint="F3" aria-keyshortcuts="F3" onClick={() => focusSearch()}>
            {t('today.find')}
          </Button>
        }
      >
        <Day now={strip.dataUpdatedAt} />
      </PageHeader>
      <div className="page-body today">
        <ToDo />
        <Safety />
        <Panel title={t('today.archive')} actions={<span className="meta">{t('common.homes', { count: total })}</span>}>
          <ul>
            {buildings.data.map((b) => (
              <li key={b.building}>
                <Link href={places.building(b.building)} className="today-row today-building">
                  <span className="number clip">{nameOf(b)}</span>
                  <meter className="today-bar" min={0} max={Math.max(b.homes, 1)} value={b.homes - b.unsold} aria-label={t('today.sold', { sold: b.homes - b.unsold, homes: b.homes })} />
                  <span className="meta nowrap">{t('today.sold', { sold: b.homes - b.unsold, homes: b.homes })}</span>
                </Link>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
    </div>
  );
}

/** The day as of the last look at the desk, which is asked every minute. */
function Day({ now }: { now: number }) {
  const { i18n } = useTranslation();
  const day = new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : 'zh-CN', { month: 'long', day: 'numeric', weekday: 'long' }).format(now);
  return <span className="quiet">{day}</span>;
}

interface Item {
  id: string;
  text: string;
  tone: 'plain' | 'due' | 'bad' | 'anomaly';
  glyph: string;
  place: string;
}

function ToDo() {
  const { t } = useTranslation();
  const word = useWord();
  const { data: now, dataUpdatedAt } = useStrip();
  if (!now) return null;
  const items: Item[] = now.problems.map(({ code, params }) => ({
    id: code, text: word(`today.problem.${code}`, t('today.problem.other', { code }), params), tone: 'bad', glyph: '!', place: code.startsWith('backup') ? places.backups : places.verify,
  }));
  if (now.anomalies > 0) items.push({ id: 'anomalies', text: t('today.anomalies', { count: now.anomalies }), tone: 'anomaly', glyph: '?', place: places.anomalies });
  if (now.toCheck > 0) items.push({ id: 'toCheck', text: t('today.toCheck', { count: now.toCheck }), tone: 'due', glyph: '?', place: places.toCheck });
  if (now.clockBehind > 0) items.push({ id: 'clock', text: t('today.clock'), tone: 'bad', glyph: '!', place: places.settings });
  if (now.held > 0) items.push({ id: 'held', text: t('today.held', { count: now.held }), tone: 'due', glyph: '!', place: places.desks });
  if (now.partialBatches > 0) items.push({ id: 'partial', text: t('today.partial', { count: now.partialBatches }), tone: 'due', glyph: '!', place: places.desks });
  if (now.pendingLate) items.push({ id: 'late', text: t('today.late', { count: now.pending }), tone: 'due', glyph: '!', place: places.settings });
  if (daysSince(now.lastBackup, dataUpdatedAt) > 2) items.push({ id: 'backup', text: t(now.lastBackup === null ? 'frame.strip.noBackup' : 'today.backup'), tone: 'due', glyph: '!', place: places.backups });
  return (
    <Panel title={t('today.todo')}>
      {items.length === 0 ? (
        <p className="panel-body quiet">{t('today.nothing')}</p>
      ) : (
        <ul>
          {items.map((item) => (
            <li key={item.id}>
              <Link href={item.place} className="today-row">
                <span className={`today-glyph chip-${item.tone}`} aria-hidden>
                  {item.glyph}
                </span>
                <span className="today-text">{item.text}</span>
                <ArrowRight size={16} className="quiet" aria-hidden />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const daysSince = (at: string | null, now: number): number => (at === null ? Infinity : (now - new Date(at).getTime()) / DAY_MS);

function Safety() {
  const { t } = useTranslation();
  const moment = useMoment();
  const now = useStrip().data;
  if (!now) return null;
  const rows: [string, ReactNode][] = [
    [t('today.pending'), now.pending === 0 ? t('common.none') : now.pendingSince === null ? count(now.pending) : t('today.pendingSince', { n: count(now.pending), time: moment(now.pendingSince) })],
    [t('today.exchange'), now.lastExchange === null ? t('today.never') : moment(now.lastExchange)],
    [t('today.lastBackup'), now.lastBackup === null ? t('today.never') : moment(now.lastBackup)],
    ...(now.waiting > 0 ? [[t('today.waiting'), count(now.waiting)] as [string, ReactNode]] : []),
  ];
  return (
    <Panel title={t('today.safety')}>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name} className="today-row today-fact">
            <dt className="quiet">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
