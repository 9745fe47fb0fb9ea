import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownPerson } from '#core/contract/records.ts';
import type { RelationRole } from '#core/subjects/home.ts';
import { api, type In, type Out } from '../lib/api.ts';
import { useSpeak } from '../lib/PersonName.tsx';
import { useRefusal } from '../lib/refusal.ts';
import { Banner, Button, Check, Dialog, Field, Input, Select } from '../ui/index.ts';
import './person.css';

type RevealField = In['person']['reveal']['fields'][number];
const FIELDS: readonly RevealField[] = ['name', 'phones', 'document'];
/** Codes go into the log of looks; `other` is replaced by what the supervisor writes. */
const REASONS = ['key_consent', 'remind', 'handover_notice', 'follow_up', 'check_record', 'other'] as const;
const SHOWN_SECONDS = 60;

/** Full values for a minute, for a reason, on record. They live in this dialog only and go with it. */
export function RevealDialog({ person, role, onClose }: { person: ShownPerson; role?: RelationRole | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSpeak();
  const word = useRefusal();
  const [fields, setFields] = useState<readonly RevealField[]>(['phones']);
  const [reason, setReason] = useState<(typeof REASONS)[number]>('key_consent');
  const [own, setOwn] = useState('');
  const why = reason === 'other' ? own.trim() : reason;
  const reveal = useMutation({ mutationFn: () => api.person.reveal({ person: person.id, fields: [...fields], why }), gcTime: 0 });
  const ready = fields.length > 0 && why.length >= 2;

  if (reveal.data) return <Shown values={reveal.data} fields={fields} title={say(person, role)} onClose={onClose} />;
  return (
    <Dialog
      size="small"
      title={t('reveal.of', { name: say(person, role) })}
      onClose={onClose}
      onSubmit={() => ready && !reveal.isPending && reveal.mutate()}
      foot={
        <>
          <Button variant="quiet" hint="Esc" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="primary" hint="Enter" busy={reveal.isPending} disabled={!ready}>
            {t('reveal.show')}
          </Button>
        </>
      }
    >
      {reveal.error && <Banner tone="bad">{word(reveal.error)}</Banner>}
      <fieldset className="reveal-fields">
        <legend className="field-label">{t('reveal.fields')}</legend>
        {FIELDS.map((field) => (
          <Check
            key={field}
            checked={fields.includes(field)}
            onChange={(event) => setFields(event.target.checked ? [...fields, field] : fields.filter((f) => f !== field))}
          >
            {t(`reveal.field.${field}`)}
          </Check>
        ))}
      </fieldset>
      <Field label={t('reveal.why')}>
        <Select value={reason} onChange={(event) => setReason(event.target.value as typeof reason)}>
          {REASONS.map((code) => (
            <option key={code} value={code}>
              {t(`reveal.reason.${code}`)}
            </option>
          ))}
        </Select>
      </Field>
      {reason === 'other' && (
        <Field label={t('reveal.own')} hint={t('reveal.ownHint')}>
          <Input value={own} maxLength={40} onChange={(event) => setOwn(event.target.value)} />
        </Field>
      )}
      <p className="meta">{t('reveal.logged')}</p>
    </Dialog>
  );
}

interface ShownProps {
  values: Out['person']['reveal'];
  fields: readonly RevealField[];
  title: string;
  onClose: () => void;
}

function Shown({ values, fields, title, onClose }: ShownProps) {
  const { t } = useTranslation();
  const [left, setLeft] = useState(SHOWN_SECONDS);
  useEffect(() => {
    if (left <= 0) return onClose();
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left, onClose]);
  const { document } = values;
  const documentText =
    document === null ? t('common.none') : `${t(`trade.documentKind.${document.kind}` as 'trade.documentKind.other', { defaultValue: '' })} ${document.number}`;
  const text: Record<RevealField, string> = {
    name: values.name ?? t('common.none'),
    phones: values.phones.length === 0 ? t('common.none') : values.phones.join(' / '),
    document: documentText,
  };
  return (
    <Dialog size="small" title={title} onClose={onClose} foot={<Button variant="primary" onClick={onClose}>{t('reveal.hide')}</Button>}>
      <dl className="reveal-values">
        {FIELDS.filter((field) => fields.includes(field)).map((field) => (
          <div key={field}>
            <dt className="meta">{t(`reveal.field.${field}`)}</dt>
            <dd className="personal reveal-value">{text[field]}</dd>
          </div>
        ))}
      </dl>
      <p className="meta">{t('reveal.left', { count: left })}</p>
    </Dialog>
  );
}
