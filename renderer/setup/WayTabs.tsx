import { useTranslation } from 'react-i18next';
import type { DeskPhase } from '#core/contract/setup.ts';

export type Way = Extract<DeskPhase, { phase: 'closed' }>['ways'][number];

/** Which of the ways that this desk has opens it now. */
export function WayTabs({ label, ways, way, onWay }: { label: string; ways: readonly Way[]; way: Way; onWay: (way: Way) => void }) {
  const { t } = useTranslation();
  const names: Record<Way, string> = {
    passphrase: t('setup.closed.byPassphrase'),
    osKeystore: t('setup.closed.byKeystore'),
    keyFile: t('setup.closed.byKeyFile'),
    recoveryCode: t('setup.closed.byRecoveryCode'),
  };
  return (
    <fieldset className="setup-tabs">
      <legend className="hidden-visually">{label}</legend>
      {ways.map((each) => (
        <label key={each} data-chosen={each === way || undefined}>
          <input type="radio" name="way" className="hidden-visually" checked={each === way} onChange={() => onWay(each)} />
          {names[each]}
        </label>
      ))}
    </fieldset>
  );
}
