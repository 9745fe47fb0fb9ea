import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Out } from '../lib/api.ts';
import { useStrip } from '../lib/desk.ts';
import { base64OfFile, saveFile } from '../lib/files.ts';
import { useMoment } from '../lib/format.ts';
import { useScreenRefusal } from '../lib/words.ts';
import { Banner, Button, Panel } from '../ui/index.ts';
import { may, NotYours, SectionHead, SUPERVISOR, type SectionProps } from './parts.tsx';

/** Three acts with a USB stick: take out, bring in, and the small file that makes the next export small. */
export function ExchangeSection({ clerk }: SectionProps) {
  const { t } = useTranslation();
  const moment = useMoment();
  const strip = useStrip();
  const mine = may(clerk, SUPERVISOR);
  const status = strip.data && [strip.data.pending > 0 ? t('settings.exchange.status', { n: strip.data.pending }) : t('settings.exchange.statusNone'), strip.data.lastExchange === null ? t('settings.exchange.never') : t('settings.exchange.last', { time: moment(strip.data.lastExchange) })].join(' · ');
  return (
    <>
      <SectionHead title={t('settings.exchange.title')} lead={t('settings.exchange.lead')} />
      {status && <p className="settings-status">{status}</p>}
      {!mine && <NotYours roles="supervisor" />}
      {mine && (
        <div className="exchange">
          <ExportPanel />
          <div className="exchange-column">
            <ImportPanel />
            <VectorPanel />
          </div>
        </div>
      )}
      <p className="meta">{t('settings.exchange.inside')}</p>
    </>
  );
}

function ExportPanel() {
  const { t } = useTranslation();
  const word = useScreenRefusal('settings');
  const picker = useRef<HTMLInputElement>(null);
  const [vector, setVector] = useState<File | null>(null);
  const [made, setMade] = useState<Out['exchange']['export'] | null>(null);
  const act = useMutation({
    mutationFn: async () => api.exchange.export(vector ? { vector: await base64OfFile(vector) } : {}),
    onSuccess: setMade,
  });
  return (
    <Panel title={t('settings.exchange.exportTitle')}>
      <div className="panel-body settings-form">
        <p>{t('settings.exchange.exportText')}</p>
        <div>
          <input ref={picker} type="file" hidden onChange={(event) => setVector(event.target.files?.[0] ?? null)} />
          <Button small icon={Upload} onClick={() => picker.current?.click()}>
            {t('settings.exchange.exportFor')}
          </Button>{' '}
          {vector !== null && <span className="number">{vector.name}</span>}
          <p className="meta">{t('settings.exchange.exportForHint')}</p>
        </div>
        {act.error !== null && <Banner tone="bad">{word(act.error)}</Banner>}
        {made !== null && (
          <Banner
            tone="ok"
            actions={
              made.facts > 0 && (
                <Button small icon={Download} onClick={() => saveFile(made.name, made.bytes)}>
                  {t('settings.exchange.saveFile')}
                </Button>
              )
            }
          >
            {made.facts > 0 ? t('settings.exchange.exported', { n: made.facts, name: made.name }) : t('settings.exchange.exportedNone')}
          </Banner>
        )}
        <div>
          <Button variant={made === null ? 'primary' : 'plain'} busy={act.isPending} onClick={() => act.mutate()}>
            {t('settings.exchange.exportGo')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function ImportPanel() {
  const { t } = useTranslation();
  const word = useScreenRefusal('settings');
  const queries = useQueryClient();
  const picker = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const act = useMutation({
    mutationFn: async (file: File) => api.exchange.import({ bytes: await base64OfFile(file) }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const made = act.data;
  return (
    <Panel title={t('settings.exchange.importTitle')}>
      <div className="panel-body settings-form">
        <p>{t('settings.exchange.importText')}</p>
        {act.isPending && <p className="quiet">{t('settings.exchange.importing', { name })}</p>}
        {act.error !== null && <Banner tone="bad">{word(act.error)}</Banner>}
        {made && (
          <Banner tone="ok">
            {made.facts > 0 ? t('settings.exchange.imported', { facts: made.facts, already: made.already }) : t('settings.exchange.importedNone', { already: made.already })}
            {made.waiting > 0 && ` ${t('settings.exchange.importedWaiting', { n: made.waiting })}`}
          </Banner>
        )}
        <input
          ref={picker}
          type="file"
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (!file) return;
            setName(file.name);
            act.mutate(file);
          }}
        />
        <div>
          <Button icon={Upload} busy={act.isPending} onClick={() => picker.current?.click()}>
            {t('settings.exchange.importPick')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function VectorPanel() {
  const { t } = useTranslation();
  const word = useScreenRefusal('settings');
  const act = useMutation({
    mutationFn: () => api.exchange.vector(),
    onSuccess: (file) => saveFile(file.name, file.bytes),
  });
  return (
    <Panel title={t('settings.exchange.vectorTitle')}>
      <div className="panel-body settings-form">
        <p>{t('settings.exchange.vectorText')}</p>
        {act.error !== null && <Banner tone="bad">{word(act.error)}</Banner>}
        {act.data && <Banner tone="ok">{t('settings.exchange.vectorDone', { name: act.data.name })}</Banner>}
        <div>
          <Button icon={Download} busy={act.isPending} onClick={() => act.mutate()}>
            {t('settings.exchange.vectorGo')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
