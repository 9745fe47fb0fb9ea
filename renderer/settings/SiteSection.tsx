import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Out } from '../lib/api.ts';
import { useSite } from '../lib/desk.ts';
import { notify } from '../lib/notices.ts';
import { useScreenRefusal } from '../lib/words.ts';
import { Banner, Button, Field, Input, Radio, Waiting } from '../ui/index.ts';
import { ADMIN, may, NotYours, SectionHead, type SectionProps } from './parts.tsx';

type Site = Out['site']['get'];
type Settings = Omit<Site, 'demo'>;
const LIMITS = { lockAfterMinutes: [1, 60], pendingLimitHours: [1, 720], exportLimit: [1, 10_000] } as const;
type NumberName = keyof typeof LIMITS;
const NUMBERS: readonly NumberName[] = ['lockAfterMinutes', 'pendingLimitHours', 'exportLimit'];

export function SiteSection({ clerk }: SectionProps) {
  const { t } = useTranslation();
  const word = useScreenRefusal('settings');
  const site = useSite();
  if (site.error !== null) return <Banner tone="bad">{word(site.error)}</Banner>;
  if (!site.data) return <Waiting>{t('settings.reading')}</Waiting>;
  return <SiteForm site={site.data} mayChange={may(clerk, ADMIN)} />;
}

function SiteForm({ site, mayChange }: { site: Site; mayChange: boolean }) {
  const { t } = useTranslation();
  const word = useScreenRefusal('settings');
  const queries = useQueryClient();
  // Only what differs is held and sent: a setting that somebody else changes meanwhile is not taken back.
  const [draft, setDraft] = useState<Partial<Record<keyof Settings, string>>>({});
  const [tried, setTried] = useState(false);
  const value = (name: keyof Settings): string => draft[name] ?? String(site[name]);
  const edit = (name: keyof Settings, text: string) => {
    const { [name]: _old, ...others } = draft;
    setDraft(text === String(site[name]) ? others : { ...others, [name]: text });
  };

  const problem = (name: keyof Settings): string | undefined => {
    const text = value(name).trim();
    const limits = name in LIMITS ? LIMITS[name as NumberName] : null;
    if (limits === null) return text === '' ? t('settings.site.required') : undefined;
    const number = Number(text);
    return Number.isInteger(number) && number >= limits[0] && number <= limits[1] ? undefined : t('settings.site.range', { min: limits[0], max: limits[1] });
  };
  const wrong = (name: keyof Settings) => (tried ? problem(name) : undefined);
  const changed = Object.keys(draft) as (keyof Settings)[];

  const save = useMutation({
    mutationFn: () =>
      api.site.configure(Object.fromEntries(changed.map((name) => [name, name in LIMITS ? Number(draft[name]) : draft[name]?.trim()])) as Partial<Settings>),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['site'] });
      setDraft({});
      setTried(false);
      notify(t('settings.saved'), 'ok');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (changed.every((name) => problem(name) === undefined)) save.mutate();
  };
  const labels: Record<NumberName, [label: string, measure: string, hint: string | undefined]> = {
    lockAfterMinutes: [t('settings.site.lockAfter'), t('settings.site.minutes'), undefined],
    pendingLimitHours: [t('settings.site.pendingLimit'), t('settings.site.hours'), undefined],
    exportLimit: [t('settings.site.exportLimit'), t('settings.site.records'), t('settings.site.exportHint')],
  };

  return (
    <>
      <SectionHead title={t('settings.site.title')} />
      {!mayChange && <NotYours roles="admin" />}
      {site.demo && <Banner tone="due">{t('settings.site.demo')}</Banner>}
      <form className="settings-form" onSubmit={submit} noValidate>
        <fieldset className="settings-fields" disabled={!mayChange}>
          <Field label={t('settings.site.name')} hint={t('settings.site.nameHint')} error={wrong('name')}>
            <Input maxLength={40} value={value('name')} onChange={(event) => edit('name', event.target.value)} />
          </Field>
          <Field label={t('settings.site.managerTitle')} hint={t('settings.site.managerTitleHint')} error={wrong('managerTitle')}>
            <Input maxLength={20} value={value('managerTitle')} onChange={(event) => edit('managerTitle', event.target.value)} />
          </Field>
          <fieldset className="settings-radios">
            <legend className="field-label">{t('settings.site.handoverWord')}</legend>
            {(['交付', '入伙'] as const).map((each) => (
              <Radio key={each} name="handoverWord" checked={value('handoverWord') === each} onChange={() => edit('handoverWord', each)}>
                {each === '交付' ? t('settings.site.handoverJiaofu') : t('settings.site.handoverRuhuo')}
              </Radio>
            ))}
          </fieldset>
          {NUMBERS.map((name) => {
            const [label, measure, hint] = labels[name];
            return (
              <div key={name} className="settings-number">
                <Field label={label} hint={hint} error={wrong(name)}>
                  <Input type="number" inputMode="numeric" min={LIMITS[name][0]} max={LIMITS[name][1]} value={value(name)} onChange={(event) => edit(name, event.target.value)} />
                </Field>
                <span className="settings-unit">{measure}</span>
              </div>
            );
          })}
        </fieldset>
        {save.error !== null && <Banner tone="bad">{word(save.error)}</Banner>}
        {mayChange && (
          <div className="settings-foot">
            <Button variant="primary" type="submit" busy={save.isPending} disabled={changed.length === 0}>
              {t('settings.save')}
            </Button>
            {changed.length > 0 && <Button onClick={() => setDraft({})}>{t('settings.discard')}</Button>}
          </div>
        )}
      </form>
    </>
  );
}
