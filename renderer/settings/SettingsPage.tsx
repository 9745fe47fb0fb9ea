import { Archive, Building2, FileSpreadsheet, HardDrive, ShieldCheck, Usb, Users, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useRoute } from 'wouter';
import { places } from '../frame/places.ts';
import { useSession } from '../lib/desk.ts';
import { BackupsSection } from './BackupsSection.tsx';
import { DesksSection } from './DesksSection.tsx';
import { ExchangeSection } from './ExchangeSection.tsx';
import { SiteSection } from './SiteSection.tsx';
import { StaffSection } from './StaffSection.tsx';
import { VerifySection } from './VerifySection.tsx';
import './settings.css';

const SECTIONS = ['site', 'staff', 'desks', 'exchange', 'backups', 'verify'] as const;
type Section = (typeof SECTIONS)[number];
const ICONS: Record<Section, LucideIcon> = { site: Building2, staff: Users, desks: HardDrive, exchange: Usb, backups: Archive, verify: ShieldCheck };

const isSection = (text: string): text is Section => SECTIONS.some((section) => section === text);

export default function SettingsPage() {
  const { t } = useTranslation();
  const [, params] = useRoute<{ section: string }>(`${places.settings}/:section`);
  const asked = params?.section ?? 'site';
  const section: Section = isSection(asked) ? asked : 'site';
  const clerk = useSession().data?.clerk ?? null;
  return (
    <div className="settings">
      <nav className="settings-nav" aria-label={t('settings.sections.label')}>
        <h1>{t('settings.title')}</h1>
        <ul>
          {SECTIONS.map((each) => {
            const Icon = ICONS[each];
            return (
              <li key={each}>
                <Link href={`${places.settings}/${each}`} aria-current={each === section ? 'page' : undefined}>
                  <Icon size={18} strokeWidth={1.75} aria-hidden />
                  {t(`settings.sections.${each}`)}
                </Link>
              </li>
            );
          })}
          <li className="settings-nav-break">
            <Link href={places.roster}>
              <FileSpreadsheet size={18} strokeWidth={1.75} aria-hidden />
              {t('settings.sections.roster')}
            </Link>
          </li>
        </ul>
      </nav>
      <div className="settings-body">
        {section === 'site' && <SiteSection clerk={clerk} />}
        {section === 'staff' && <StaffSection clerk={clerk} />}
        {section === 'desks' && <DesksSection clerk={clerk} />}
        {section === 'exchange' && <ExchangeSection clerk={clerk} />}
        {section === 'backups' && <BackupsSection clerk={clerk} />}
        {section === 'verify' && <VerifySection clerk={clerk} />}
      </div>
    </div>
  );
}
