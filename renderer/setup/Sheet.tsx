import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { language, setLanguage } from '../lib/i18n.ts';
import { Button } from '../ui/index.ts';

/** The calm page before a desk is open: what this is on the left, what to do on the right. */
export function Sheet({ title, lead, aside, children }: { title: ReactNode; lead?: ReactNode; aside?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  const other = language() === 'zh' ? 'en' : 'zh';
  return (
    <main className="setup">
      <div className="setup-side">
        <div className="setup-brand">{t('common.productLong')}</div>
        <h1>{title}</h1>
        {lead !== undefined && <p className="setup-lead">{lead}</p>}
        <div className="setup-aside">{aside}</div>
        <div>
          <Button small variant="quiet" lang={other === 'en' ? 'en' : 'zh-CN'} onClick={() => setLanguage(other)}>
            {other === 'en' ? 'English' : '中文'}
          </Button>
        </div>
      </div>
      <div className="setup-main">{children}</div>
    </main>
  );
}
