import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, Input } from '../ui/index.ts';
import { PASSPHRASE_LEAST, type FirstRunSecrets, type KeepKind, type Missing } from './firstRun.ts';

const WAYS: readonly KeepKind[] = ['osKeystore', 'passphrase', 'keyFile'];

interface KeepChoiceProps {
  keep: KeepKind | null;
  demo: boolean;
  osKeystore: boolean;
  secrets: FirstRunSecrets;
  wrong: (field: Missing['field']) => string | undefined;
  onKeep: (keep: KeepKind) => void;
  onSecret: (change: Partial<FirstRunSecrets>) => void;
}

/** How the data opens after a restart; each way says what it means, the key file says what it costs. */
export function KeepChoice({ keep, demo, osKeystore, secrets, wrong, onKeep, onSecret }: KeepChoiceProps) {
  const { t } = useTranslation();
  const names: Record<KeepKind, string> = { osKeystore: t('setup.first.keystore'), passphrase: t('setup.first.passphrase'), keyFile: t('setup.first.keyFile') };
  const hints: Record<KeepKind, string> = {
    osKeystore: osKeystore ? t('setup.first.keystoreHint') : t('setup.first.keystoreOff'),
    passphrase: t('setup.first.passphraseHint'),
    keyFile: demo ? t('setup.first.keyFileHintDemo') : t('setup.first.keyFileHint'),
  };
  const offered = WAYS.filter((way) => way !== 'osKeystore' || osKeystore);
  return (
    <fieldset className="setup-keep">
      <legend>{t('setup.first.keepTitle')}</legend>
      {offered.map((way) => (
        <Fragment key={way}>
        <label className="setup-way" data-chosen={keep === way || undefined}>
          <input type="radio" name="keep" value={way} checked={keep === way} onChange={() => onKeep(way)} />
          <span>
            <span className="setup-way-name">{names[way]}</span>
            <span className={way === 'keyFile' && !demo && keep === way ? 'setup-way-hint setup-way-warning' : 'setup-way-hint'}>{hints[way]}</span>
          </span>
        </label>
      {way === 'passphrase' && keep === 'passphrase' && (
        <div className="setup-pair">
          <Field label={t('setup.first.passphraseField')} error={wrong('passphrase')}>
            <Input name="passphrase" type="password" autoComplete="new-password" minLength={PASSPHRASE_LEAST} maxLength={200} value={secrets.passphrase} onChange={(event) => onSecret({ passphrase: event.target.value })} />
          </Field>
          <Field label={t('setup.first.passphraseAgain')} error={wrong('passphraseAgain')}>
            <Input name="passphraseAgain" type="password" autoComplete="new-password" maxLength={200} value={secrets.passphraseAgain} onChange={(event) => onSecret({ passphraseAgain: event.target.value })} />
          </Field>
        </div>
      )}
        </Fragment>
      ))}
      {wrong('keep') !== undefined && (
        <p className="field-error" role="alert">
          {wrong('keep')}
        </p>
      )}
    </fieldset>
  );
}
