import { FileSpreadsheet } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Waiting } from '../ui/index.ts';
import { openRoster, useRoster } from './store.ts';

/** The whole body takes the file; the button is for the keyboard and for those who would rather look for it. */
export function FileStep({ over }: { over: boolean }) {
  const { t } = useTranslation();
  const { busy, fileName } = useRoster();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="roster-drop" data-over={over || undefined}>
      {busy === 'opening' ? (
        <Waiting>{t('roster.file.reading', { name: fileName })}</Waiting>
      ) : (
        <>
          <FileSpreadsheet size={40} strokeWidth={1.5} aria-hidden />
          <h2>{over ? t('roster.file.drop') : t('roster.file.title')}</h2>
          <p className="quiet">{t('roster.file.hint')}</p>
          <input
            ref={picker}
            type="file"
            hidden
            accept=".xlsx,.xlsm,.xls,.csv,.txt"
            onChange={(event) => {
              const file = event.target.files?.[0];
              // So that the very same file can be chosen again after it was put right.
              event.target.value = '';
              if (file) void openRoster(file);
            }}
          />
          <Button variant="primary" autoFocus onClick={() => picker.current?.click()}>
            {t('roster.file.pick')}
          </Button>
          <ul className="roster-hints">
            <li>{t('roster.file.what')}</li>
            <li>{t('roster.file.again')}</li>
            <li>{t('roster.file.promise')}</li>
          </ul>
        </>
      )}
    </div>
  );
}
