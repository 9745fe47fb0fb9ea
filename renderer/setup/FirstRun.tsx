import type { In, Out } from '../lib/api.ts';
import { useMutation } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../lib/api.ts';
import { useScreenRefusal } from '../lib/words.ts';
import { Banner, Button, Field, Input } from '../ui/index.ts';
import { forgetDraft, missingIn, NO_SECRETS, recallDraft, rememberDraft, type FirstRunDraft, type FirstRunSecrets, type Missing } from './firstRun.ts';
import { JoinForm } from './JoinForm.tsx';
import { KeepChoice } from './KeepChoice.tsx';
import { NextStep } from './NextStep.tsx';
import { RecoveryCode } from './RecoveryCode.tsx';
import { Restore } from './Restore.tsx';
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

type Joined = Out['setup']['join'];
type Stage = { at: 'form' } | { at: 'restore' } | { at: 'code'; made: Made } | { at: 'next'; made: Made } | { at: 'joined'; joined: Joined };

export function FirstRun({ osKeystore, onDone }: { osKeystore: boolean; onDone: () => void }) {
  const { t } = useTranslation();
  const [stage, setStage] = useState<Stage>({ at: 'form' });
  switch (stage.at) {
    case 'form':
      return (
        <FirstPage
          osKeystore={osKeystore}
          onMade={(made) => setStage({ at: 'code', made })}
          onJoined={(joined) => setStage({ at: 'joined', joined })}
          onRestore={() => setStage({ at: 'restore' })}
        />
      );
    case 'restore':
      return <Restore onBack={() => setStage({ at: 'form' })} onDone={onDone} />;
    case 'joined':
      return <RecoveryCode code={stage.joined.recoveryCode} site={stage.joined.site} desk={stage.joined.desk} lead={t('setup.join.codeLead')} onKept={onDone} />;
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

interface FirstPageProps {
  osKeystore: boolean;
  onMade: (made: Made) => void;
  onJoined: (joined: Joined) => void;
  onRestore: () => void;
}

/** Three ways to begin, and a fourth for the day when a computer is replaced. */
function FirstPage({ osKeystore, onMade, onJoined, onRestore }: FirstPageProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => recallDraft(osKeystore));
  const change = (part: Partial<FirstRunDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    rememberDraft(next);
  };
  const cards = {
    own: [t('setup.first.ownSite'), t('setup.first.ownSiteHint')],
    join: [t('setup.join.name'), t('setup.join.hint')],
    demo: [t('setup.first.demoSite'), t('setup.first.demoSiteHint')],
  };
  const choice = (
    <fieldset className="setup-choice">
      <legend className="hidden-visually">{t('setup.first.choose')}</legend>
      {(['own', 'join', 'demo'] as const).map((kind) => (
        <label key={kind} className="setup-card" data-chosen={draft.kind === kind || undefined}>
          <input type="radio" name="kind" value={kind} checked={draft.kind === kind} onChange={() => change({ kind })} />
          <span>
            <span className="setup-card-name">{cards[kind][0]}</span>
            <span className="setup-way-hint">{cards[kind][1]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
  const aside = (
    <Button small icon={History} onClick={onRestore}>
      {t('setup.restore.fromFirst')}
    </Button>
  );
  return (
    <Sheet title={t('setup.first.title')} lead={t('setup.first.lead')} aside={aside}>
      {draft.kind === 'join' ? (
        <JoinForm
          osKeystore={osKeystore}
          cards={choice}
          onJoined={(joined) => {
            forgetDraft();
            onJoined(joined);
          }}
        />
      ) : (
        <FirstForm osKeystore={osKeystore} cards={choice} draft={draft} change={change} onMade={onMade} />
      )}
    </Sheet>
  );
}

interface FirstFormProps {
  osKeystore: boolean;
  cards: ReactNode;
  draft: FirstRunDraft;
  change: (part: Partial<FirstRunDraft>) => void;
  onMade: (made: Made) => void;
}

function FirstForm({ osKeystore, cards, draft, change, onMade }: FirstFormProps) {
  const { t } = useTranslation();
  const word = useScreenRefusal('setup');
  const form = useRef<HTMLFormElement>(null);
  const [secrets, setSecrets] = useState(NO_SECRETS);
  const [tried, setTried] = useState(false);
  const demo = draft.kind === 'demo';

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
    <form className="setup-form" ref={form} onSubmit={submit} noValidate>
      {cards}
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
  );
}
