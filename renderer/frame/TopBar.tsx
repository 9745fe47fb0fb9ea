import { CircleHelp, Lock, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { setLanguage } from '../lib/i18n.ts';
import { SearchBox } from '../search/SearchBox.tsx';
import { Button } from '../ui/index.ts';
import type { FrameProps } from './Frame.tsx';

export function TopBar({ site, clerk, onSwitch, onLock, onHelp }: FrameProps) {
  const { t, i18n } = useTranslation();
  const other = i18n.language === 'en' ? 'zh' : 'en';
  return (
    <header className="top">
      <div className="top-site clip" title={site}>
        {site}
      </div>
      <SearchBox />
      <div className="top-acts">
        <Button small variant="quiet" icon={UserRound} hint="F10" aria-keyshortcuts="F10" onClick={onSwitch}>
          <span className="hidden-visually">{t('session.switch')} </span>
          <span className="clip top-clerk">{clerk?.name ?? t('session.nobody')}</span>
        </Button>
        <Button small variant="quiet" icon={Lock} hint="Ctrl+L" aria-keyshortcuts="Control+L" onClick={onLock}>
          {t('session.lock')}
        </Button>
        <Button small variant="quiet" lang={other === 'en' ? 'en' : 'zh-CN'} onClick={() => setLanguage(other)}>
          {t('frame.otherLanguage')}
        </Button>
        <Button small variant="quiet" icon={CircleHelp} aria-label={`${t('frame.keys.title')} (F1)`} aria-keyshortcuts="F1" onClick={onHelp} />
      </div>
    </header>
  );
}
