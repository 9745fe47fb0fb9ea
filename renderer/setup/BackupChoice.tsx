import { useTranslation } from 'react-i18next';
import { bytesAsRead, dayAndTime } from '../lib/format.ts';
import type { Backup, ChosenBackup } from './backups.ts';
import { FilePick } from './FilePick.tsx';

interface BackupChoiceProps {
  backups: readonly Backup[];
  chosen: ChosenBackup | null;
  wrong: string | undefined;
  onChoose: (chosen: ChosenBackup) => void;
}

/** The backups of the data folder by time and size, newest first, and a file from anywhere else. */
export function BackupChoice({ backups, chosen, wrong, onChoose }: BackupChoiceProps) {
  const { t } = useTranslation();
  const file = chosen?.kind === 'file' ? chosen.file : null;
  return (
    <fieldset className="setup-keep">
      <legend>{t('setup.restore.which')}</legend>
      {backups.length === 0 && <p className="quiet">{t('setup.restore.none')}</p>}
      {backups.length > 0 && (
        <div className="setup-backups">
          {backups.map(({ name, at, bytes }, place) => {
            const mine = chosen?.kind === 'listed' && chosen.name === name;
            return (
              <label key={name} className="setup-way" data-chosen={mine || undefined}>
                <input type="radio" name="backup" checked={mine} onChange={() => onChoose({ kind: 'listed', name })} />
                <span className="number">{t('setup.restore.listed', { time: dayAndTime(at), size: bytesAsRead(bytes) })}</span>
                {place === 0 && <span className="quiet">{t('setup.restore.latest')}</span>}
              </label>
            );
          })}
        </div>
      )}
      <FilePick name="backup" file={file} pick={t('setup.restore.pick')} pickOther={t('setup.restore.pickOther')} onFile={(next) => onChoose({ kind: 'file', file: next })} />
      {wrong !== undefined && (
        <p className="field-error" role="alert">
          {wrong}
        </p>
      )}
    </fieldset>
  );
}
