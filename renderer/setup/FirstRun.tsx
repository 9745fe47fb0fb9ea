import type { In } from '../lib/api.ts';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../lib/api.ts';
import { useScreenRefusal } from '../lib/words.ts';
import { Banner, Button, Field, Input } from '../ui/index.ts';
import { forgetDraft, missingIn, NO_SECRETS, recallDraft, rememberDraft, type FirstRunDraft, type FirstRunSecrets, type Missing } from './firstRun.ts';
import { KeepChoice } from './KeepChoice.tsx';
import { NextStep } from './NextStep.tsx';
import { RecoveryCode } from './RecoveryCode.tsx';
import { Sheet } from './Sheet.tsx';

/** The demo's people all have this PIN; it is printed on the page that opens it. */
const DEMO_PIN = '1234';

interface Made {
  code: string;
  site: string | null;
  desk: string;
  /** Only to log the new administrator in at the end of this very page; never stored. */
  pin: string;
}

type Stage = { at: 'form' } | { at: 'code'; made: Made } | { at: 'next'; made: Made };

export function FirstRun({ osKeystore, onDone }: { osKeystore: boolean; onDone: () => void }) {
  const [stage, setStage] = useState<Stage>({ at: 'form' });
  switch (stage.at) {
    case 'form':
      return <FirstForm osKeystore={osKeystore} onMade={(made) => setStage({ at: 'code', made })} />;
    case 'code':
      return <RecoveryCode code={stage.made.code} site={stage.made.site} desk={stage.made.desk} onKept={() => setStage({ at: 'next', made: stage.made })} />;
    case 'next':
      return <NextStep site={stage.made.site} pin={stage.made.pin} onDone={onDone} />;
  }
}

type Keep = In['setup']['create']['keep'];
function keepOf(draft: FirstRunDraft, secrets: FirstRunSecrets): Keep {
  if (draft.keep === 'passphrase') return { kind: 'passphrase', passphrase: secrets.passphrase };
  return { kind: draft.keep ?? 'osKeystore' };
}

function FirstForm({ osKeystore, onMade }: { osKeystore: boolean; onMade: (made: Made) => void }) {
  const { t } = useTranslation();
  const word = useScreenRefusal('setup');
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => recallDraft(osKeystore));
  const [secrets, setSecrets] = useState(NO_SECRETS);
  const [tried, setTried] = useState(false);
  const demo = draft.kind === 'demo';

  const change = (part: Partial<FirstRunDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    rememberDraft(next);
  };

  const make = useMutation({
    mutationFn: async (): Promise<Made> => {
      const keep = keepOf(draft, secrets);
      const desk = t('setup.first.deskNameDefault');
      if (demo) return { code: (await api.setup.createDemo({ keep })).recoveryCode, site: null, desk, pin: DEMO_PIN };
      const made = await api.setup.create({ site: draft.site.trim(), admin: draft.admin.trim(), pin: secrets.pin, keep, deskName: desk });
      return { code: made.recoveryCode, site: draft.site.trim(), desk, pin: secrets.pin };
    },
    onSuccess: (made) => {
      forgetDraft();
      setSecrets(NO_SECRETS);
      onMade(made);
    },
  });

  const missing = missingIn(draft, secrets);
  const sentences: Record<Missing['field'], string> = {
    site: t('setup.first.siteMissing'),
    admin: t('setup.first.adminMissing'),
    pin: t('setup.first.pinShort'),
    pinAgain: t('setup.first.pinDiffers'),
    keep: t('setup.first.keepMissing'),
    passphrase: '',
    passphraseAgain: t('setup.first.passphraseDiffers'),
  };
  const wrong = (field: Missing['field']): string | undefined => {
    const found = tried ? missing.find((m) => m.field === field) : undefined;
    if (found === undefined) return undefined;
    return found.field === 'passphrase' ? t('setup.first.passphraseShort', { n: found.n }) : sentences[found.field];
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const first = missing[0];
    if (first === undefined) make.mutate();
    else form.current?.querySelector<HTMLElement>(`[name="${first.field}"]`)?.focus();
  };

  return (
    <Sheet title={t('setup.first.title')} lead={t('setup.first.lead')} aside={<p className="meta">{t('setup.first.join')}</p>}>
      <form className="setup-form" ref={form} onSubmit={submit} noValidate>
        <fieldset className="setup-choice">
          <legend className="hidden-visually">{t('setup.first.choose')}</legend>
          {(['own', 'demo'] as const).map((kind) => (
            <label key={kind} className="setup-card" data-chosen={draft.kind === kind || undefined}>
              <input type="radio" name="kind" value={kind} checked={draft.kind === kind} onChange={() => change({ kind })} />
              <span>
                <span className="setup-card-name">{kind === 'own' ? t('setup.first.ownSite') : t('setup.first.demoSite')}</span>
                <span className="setup-way-hint">{kind === 'own' ? t('setup.first.ownSiteHint') : t('setup.first.demoSiteHint')}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {!demo && (
          <div className="setup-pair">
            <Field label={t('setup.first.siteName')} hint={t('setup.first.siteNameHint')} error={wrong('site')}>
              <Input name="site" maxLength={40} autoFocus value={draft.site} onChange={(event) => change({ site: event.target.value })} />
            </Field>
            <Field label={t('setup.first.adminName')} hint={t('setup.first.adminNameHint')} error={wrong('admin')}>
              <Input name="admin" maxLength={40} value={draft.admin} onChange={(event) => change({ admin: event.target.value })} />
            </Field>
            <Field label={t('setup.first.pin')} hint={t('setup.first.pinHint')} error={wrong('pin')}>
              <Input name="pin" type="password" inputMode="numeric" autoComplete="new-password" maxLength={12} value={secrets.pin} onChange={(event) => setSecrets({ ...secrets, pin: event.target.value })} />
            </Field>
            <Field label={t('setup.first.pinAgain')} error={wrong('pinAgain')}>
              <Input name="pinAgain" type="password" inputMode="numeric" autoComplete="new-password" maxLength={12} value={secrets.pinAgain} onChange={(event) => setSecrets({ ...secrets, pinAgain: event.target.value })} />
            </Field>
          </div>
        )}
        <KeepChoice
          keep={draft.keep}
          demo={demo}
          osKeystore={osKeystore}
          secrets={secrets}
          wrong={wrong}
          onKeep={(keep) => change({ keep })}
          onSecret={(part) => setSecrets({ ...secrets, ...part })}
        />
        {make.error !== null && <Banner tone="bad">{word(make.error)}</Banner>}
        <div className="setup-foot">
          {make.isPending && <span className="quiet">{demo ? t('setup.first.creatingDemo') : t('setup.first.creating')}</span>}
          <Button variant="primary" type="submit" busy={make.isPending}>
            {demo ? t('setup.first.createDemo') : t('setup.first.create')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
