import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Out } from '../lib/api.ts';
import { saveFile } from '../lib/files.ts';
import { count } from '../lib/format.ts';
import { hasRole } from '../lib/roles.ts';
import { notify } from '../lib/notices.ts';
import { useScreenRefusal, useWord } from '../lib/words.ts';
import { Banner, Button, Chip, Dialog, Field, Input, Table, Waiting, type Column } from '../ui/index.ts';
import { HeldSection } from './HeldSection.tsx';
import { ADMIN, may, SectionHead, type SectionProps } from './parts.tsx';

type DeskLine = Out['desk']['desks'][number];
type Asked = { what: 'rename' | 'retire'; desk: DeskLine } | { what: 'invite' };

export function DesksSection({ clerk }: SectionProps) {
  const { t } = useTranslation();
  const word = useScreenRefusal('settings');
  const words = useWord();
  const desks = useQuery({ queryKey: ['desks'], queryFn: () => api.desk.desks() });
  const [asked, setAsked] = useState<Asked | null>(null);
  const administrator = hasRole(clerk, 'administrator');
  if (desks.error !== null) return <Banner tone="bad">{word(desks.error)}</Banner>;
  if (!desks.data) return <Waiting>{t('settings.reading')}</Waiting>;

  const columns: Column<DeskLine>[] = [
    { id: 'name', head: t('settings.desks.name'), cell: (desk) => <span className="number">{desk.name}</span>, clip: true },
    {
      id: 'state',
      head: t('settings.desks.state'),
      width: 120,
      cell: (desk) => (desk.self ? <Chip tone="accent">{t('settings.desks.self')}</Chip> : desk.retired ? <Chip>{t('settings.desks.retired')}</Chip> : t('settings.desks.live')),
    },
    { id: 'began', head: t('settings.desks.began'), width: 200, clip: true, cell: (desk) => <span className="quiet">{desk.began === null ? '' : words(`settings.desks.reason.${desk.began}`, desk.began)}</span> },
    { id: 'records', head: t('settings.desks.records'), width: 110, end: true, cell: (desk) => count(desk.facts) },
    {
      id: 'acts',
      head: <span className="hidden-visually">{t('settings.desks.retire')}</span>,
      width: 160,
      end: true,
      cell: (desk) =>
        desk.self ? (
          may(clerk, ADMIN) && (
            <Button small variant="quiet" onClick={() => setAsked({ what: 'rename', desk })}>
              {t('settings.desks.rename')}
            </Button>
          )
        ) : (
          administrator &&
          !desk.retired && (
            <Button small variant="quiet" aria-label={t('settings.desks.retireTitle', { name: desk.name })} onClick={() => setAsked({ what: 'retire', desk })}>
              {t('settings.desks.retire')}
            </Button>
          )
        ),
    },
  ];
  const close = () => setAsked(null);
  return (
    <>
      <SectionHead
        title={t('settings.desks.title')}
        lead={t('settings.desks.lead')}
        actions={
          administrator && (
            <Button variant="primary" onClick={() => setAsked({ what: 'invite' })}>
              {t('settings.desks.invite')}
            </Button>
          )
        }
      />
      <div className="settings-table">
        <Table label={t('settings.desks.title')} columns={columns} rows={desks.data} rowId={(desk) => desk.writer} />
      </div>
      <HeldSection clerk={clerk} />
      {asked?.what === 'rename' && <Rename desk={asked.desk} onClose={close} />}
      {asked?.what === 'retire' && <Retire desk={asked.desk} onClose={close} />}
      {asked?.what === 'invite' && <Invite onClose={close} />}
    </>
  );
}

function useDeskAct<T, R>(act: (input: T) => Promise<R>, onDone: (made: R) => void) {
  const queries = useQueryClient();
  const word = useScreenRefusal('settings');
  const made = useMutation({
    mutationFn: act,
    onSuccess: async (result) => {
      await queries.invalidateQueries({ queryKey: ['desks'] });
      await queries.invalidateQueries({ queryKey: ['strip'] });
      onDone(result);
    },
  });
  return { run: made.mutate, busy: made.isPending, refusal: made.error === null ? null : <Banner tone="bad">{word(made.error)}</Banner> };
}

function Rename({ desk, onClose }: { desk: DeskLine; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(desk.name);
  const queries = useQueryClient();
  const act = useDeskAct(
    () => api.desk.nameDesk({ name: name.trim() }),
    () => {
      void queries.invalidateQueries({ queryKey: ['setup'] });
      notify(t('settings.desks.renamed', { name: name.trim() }), 'ok');
      onClose();
    },
  );
  return (
    <Dialog
      size="small"
      title={t('settings.desks.rename')}
      onClose={onClose}
      onSubmit={() => name.trim() !== '' && act.run(undefined)}
      foot={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" type="submit" busy={act.busy} disabled={name.trim() === '' || name.trim() === desk.name}>
            {t('settings.save')}
          </Button>
        </>
      }
    >
      <Field label={t('settings.desks.renameLabel')}>
        <Input maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      {act.refusal}
    </Dialog>
  );
}

function Retire({ desk, onClose }: { desk: DeskLine; onClose: () => void }) {
  const { t } = useTranslation();
  const [last, setLast] = useState(String(desk.facts));
  const seq = Number(last);
  const good = Number.isInteger(seq) && seq >= 0 && seq <= desk.facts && last.trim() !== '';
  const act = useDeskAct(
    () => api.exchange.retire({ writer: desk.writer, lastSeq: seq }),
    (made) => {
      notify(t('settings.desks.retireDone', { name: desk.name, n: made.held }), 'ok');
      onClose();
    },
  );
  return (
    <Dialog
      size="small"
      title={t('settings.desks.retireTitle', { name: desk.name })}
      onClose={onClose}
      onSubmit={() => good && act.run(undefined)}
      foot={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="danger" type="submit" busy={act.busy} disabled={!good}>
            {t('settings.desks.retireConfirm')}
          </Button>
        </>
      }
    >
      <p>{t('settings.desks.retireText', { name: desk.name })}</p>
      <Field label={t('settings.desks.retireSeq')} hint={t('settings.desks.retireSeqHint', { n: desk.facts })} error={good ? undefined : t('settings.site.range', { min: 0, max: desk.facts })}>
        <Input type="number" min={0} max={desk.facts} value={last} onChange={(event) => setLast(event.target.value)} />
      </Field>
      {act.refusal}
    </Dialog>
  );
}

type Invitation = Out['exchange']['invite'];

/** A file and a code that travel apart. The code is on the screen this once and in no storage. */
function Invite({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [made, setMade] = useState<Invitation | null>(null);
  const [saved, setSaved] = useState(false);
  const act = useDeskAct(() => api.exchange.invite({ deskName: name.trim() }), setMade);
  if (made === null) {
    return (
      <Dialog
        title={t('settings.desks.inviteTitle')}
        onClose={onClose}
        onSubmit={() => name.trim() !== '' && act.run(undefined)}
        foot={
          <>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button variant="primary" type="submit" busy={act.busy} disabled={name.trim() === ''}>
              {t('settings.desks.inviteMake')}
            </Button>
          </>
        }
      >
        <p>{t('settings.desks.inviteText')}</p>
        <Field label={t('settings.desks.inviteName')}>
          <Input maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        {act.refusal}
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t('settings.desks.inviteReady')}
      onClose={onClose}
      foot={
        <Button variant="primary" disabled={!saved} onClick={onClose}>
          {t('settings.desks.inviteDone')}
        </Button>
      }
    >
      <h3>{t('settings.desks.inviteFile')}</h3>
      <div>
        <Button
          icon={Download}
          onClick={() => {
            saveFile(made.name, made.bytes);
            setSaved(true);
          }}
        >
          {made.name}
        </Button>
      </div>
      <h3>{t('settings.desks.inviteCode')}</h3>
      <p className="settings-code">{made.code}</p>
      <p className="meta">{t('settings.desks.inviteCodeHint')}</p>
      <h3>{t('settings.desks.inviteThen')}</h3>
    </Dialog>
  );
}
