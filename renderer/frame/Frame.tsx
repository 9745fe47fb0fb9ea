import { Archive, House, Settings, TriangleAlert, type LucideIcon } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Route, Switch, useLocation } from 'wouter';
import type { ClerkInfo } from '#core/contract/setup.ts';
import { HomePage } from '../home/HomePage.tsx';
import { HomesPage } from '../home/HomesPage.tsx';
import { PersonPage } from '../person/PersonPage.tsx';
import { ToCheckPage } from '../person/ToCheckPage.tsx';
import { TodayPage } from '../today/TodayPage.tsx';
import { useStrip } from '../lib/desk.ts';
import { EmptyState, Waiting } from '../ui/index.ts';
import { NoticeLine } from './NoticeLine.tsx';
import { places } from './places.ts';
import { StatusStrip } from './StatusStrip.tsx';
import { TopBar } from './TopBar.tsx';

const RosterImportPage = lazy(() => import('../roster/RosterImportPage.tsx'));
const AnomaliesPage = lazy(() => import('../anomalies/AnomaliesPage.tsx'));
const SettingsPage = lazy(() => import('../settings/SettingsPage.tsx'));

export interface FrameProps {
  site: string;
  desk: string;
  demo: boolean;
  clerk: ClerkInfo | null;
  /** Behind the lock: seen blurred, reached by nothing. */
  covered: boolean;
  onSwitch: () => void;
  onLock: () => void;
  onHelp: () => void;
}

export function Frame(props: FrameProps) {
  const { t } = useTranslation();
  const { demo, clerk, covered } = props;
  return (
    <div className={`frame ${demo ? 'frame-demo' : ''}`} inert={covered} data-covered={covered || undefined}>
      {demo && <aside className="demo-stripe" aria-label={t('frame.demoLabel')}>{t('frame.demo')}</aside>}
      <Rail />
      <TopBar {...props} />
      <main className="work" id="work">
        <Suspense fallback={<Waiting>{t('common.waiting')}</Waiting>}>
          <Switch>
            <Route path="/" component={TodayPage} />
            <Route path="/homes/:building?">{({ building }) => <HomesPage chosen={building} />}</Route>
            <Route path="/home/:id">{({ id }) => <HomePage key={id} id={id} clerk={clerk} />}</Route>
            <Route path="/person/:id">{({ id }) => <PersonPage key={id} id={id} clerk={clerk} />}</Route>
            <Route path="/check" component={ToCheckPage} />
            <Route path="/roster" component={RosterImportPage} />
            <Route path="/anomalies" component={AnomaliesPage} />
            <Route path="/settings/*?" component={SettingsPage} />
            <Route>
              <EmptyState whole title={t('frame.noPage')}>{t('frame.noPageWay')}</EmptyState>
            </Route>
          </Switch>
        </Suspense>
      </main>
      <NoticeLine />
      <StatusStrip desk={props.desk} clerk={clerk} onSwitch={props.onSwitch} />
    </div>
  );
}

interface RailItem {
  place: string;
  icon: LucideIcon;
  word: 'today' | 'homes' | 'anomalies' | 'settings';
  /** First parts of addresses that belong to it. */
  owns: readonly string[];
}
const ITEMS: readonly RailItem[] = [
  { place: places.today, icon: House, word: 'today', owns: ['', 'check'] },
  { place: places.homes, icon: Archive, word: 'homes', owns: ['homes', 'home', 'person', 'roster'] },
  { place: places.anomalies, icon: TriangleAlert, word: 'anomalies', owns: ['anomalies'] },
  { place: places.settings, icon: Settings, word: 'settings', owns: ['settings'] },
];

function Rail() {
  const { t } = useTranslation();
  const [location] = useLocation();
  const strip = useStrip();
  const at = location.split('/')[1] ?? '';
  const here = ITEMS.find((item) => item.owns.includes(at));
  const word = here?.word ?? 'today';
  // The window's title is seen in task bars and screen shares: the page's name, never whose page it is.
  useEffect(() => {
    document.title = `${t(`frame.rail.${word}`)} · ${t('common.productLong')}`;
  }, [t, word]);
  return (
    <nav className="rail" aria-label={t('frame.rail.label')}>
      <div className="rail-mark" aria-hidden>
        前
      </div>
      {ITEMS.map(({ place, icon: Icon, word: name, owns }) => {
        const badge = name === 'anomalies' ? (strip.data?.anomalies ?? 0) : 0;
        return (
          <Link key={place} href={place} className="rail-item" aria-current={owns.includes(at) ? 'page' : undefined}>
            <Icon size={20} strokeWidth={1.75} aria-hidden />
            {t(`frame.rail.${name}`)}
            {badge > 0 && (
              <span className="rail-badge" aria-label={t('frame.open', { count: badge })}>
                {badge > 99 ? '99+' : badge}
              </span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}
