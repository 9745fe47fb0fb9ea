import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { In } from '../lib/api.ts';
import { firstDraft, missingInKeep, NO_SECRETS, type KeepKind, type Missing } from './firstRun.ts';

export type Keep = In['setup']['create']['keep'];

/** The choice of how the data opens, with its words for what is missing. Secrets live as long as the page shows it. */
export function useKeep(osKeystore: boolean, tried: boolean) {
  const { t } = useTranslation();
  const [keep, setKeep] = useState<KeepKind | null>(() => firstDraft(osKeystore).keep);
  const [secrets, setSecrets] = useState(NO_SECRETS);
  const missing = missingInKeep(keep, secrets);
  const wrong = (field: Missing['field']): string | undefined => {
    const found = tried ? missing.find((each) => each.field === field) : undefined;
    if (found === undefined) return undefined;
    if (found.field === 'passphrase') return t('setup.first.passphraseShort', { n: found.n });
    return found.field === 'keep' ? t('setup.first.keepMissing') : t('setup.first.passphraseDiffers');
  };
  const chosen: Keep = keep === 'passphrase' ? { kind: 'passphrase', passphrase: secrets.passphrase } : { kind: keep ?? 'osKeystore' };
  return {
    missing: missing.map(({ field }) => field),
    chosen,
    props: { keep, osKeystore, demo: false, secrets, wrong, onKeep: setKeep, onSecret: (part: Partial<typeof secrets>) => setSecrets({ ...secrets, ...part }) },
  };
}
