import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { dismiss, useNotice } from '../lib/notices.ts';
import { Banner, Button } from '../ui/index.ts';

/** Good news goes by itself; what asks for attention stays until it is put away. */
const STAYS_MS = 6000;

export function NoticeLine() {
  const { t } = useTranslation();
  const notice = useNotice();
  const id = notice?.tone === 'ok' ? notice.id : null;
  useEffect(() => {
    if (id === null) return;
    const timer = setTimeout(dismiss, STAYS_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return (
    <div className="notice" aria-live="polite">
      {notice && (
        <Banner
          key={notice.id}
          tone={notice.tone}
          actions={<Button small variant="quiet" icon={X} aria-label={t('common.close')} onClick={dismiss} />}
        >
          {notice.text}
        </Banner>
      )}
    </div>
  );
}
