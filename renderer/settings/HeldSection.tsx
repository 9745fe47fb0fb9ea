import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Out } from '../lib/api.ts';
import { useClerks, useStrip } from '../lib/desk.ts';
import { count, useMoment } from '../lib/format.ts';
import { notify } from '../lib/notices.ts';
import { useScreenRefusal, useWord } from '../lib/words.ts';
import { Banner, Button, Check, Table, type Column } from '../ui/index.ts';
import { ADMIN, may, SUPERVISOR, type SectionProps } from './parts.tsx';

type Held = Out['exchange']['held']['facts'][number];

/** What is here and does not count yet: records that wait for others, imports that are not whole, and a retired desk's late ones. */
export function HeldSection({ clerk }: SectionProps) {
  const { t } = useTranslation();
  const strip = useStrip().data;
  const lines = [
    strip && strip.waiting > 0 && t('settings.held.waiting', { count: strip.waiting }),
    strip && strip.partialBatches > 0 && t('settings.held.partial', { count: strip.partialBatches }),
  ].filter((line): line is string => typeof line === 'string');
  return (
    <>
      {lines.length > 0 && (
        <ul className="settings-notes">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {strip !== undefined && strip.held > 0 && may(clerk, SUPERVISOR) && <HeldFacts clerk={clerk} />}
    </>
  );
}

function HeldFacts({ clerk }: SectionProps) {
  const { t } = useTranslation();
  const word = useScreenRefusal('settings');
  const words = useWord();
  const moment = useMoment();
  const clerks = useClerks();
  const queries = useQueryClient();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const held = useQuery({ queryKey: ['held'], queryFn: () => api.exchange.held() });
  const adopt = useMutation({
    mutationFn: async (chosen: readonly Held[]) => {
      for (const writer of new Set(chosen.map((row) => row.writer))) {
        await api.exchange.adopt({ writer, facts: chosen.filter((row) => row.writer === writer).map((row) => row.fact) });
      }
      return chosen.length;
    },
    onSuccess: (n) => {
      setPicked(new Set());
      notify(t('settings.held.adopted', { count: n }), 'ok');
    },
    onSettled: () => queries.invalidateQueries(),
  });
  if (held.error !== null) return <Banner tone="bad">{word(held.error)}</Banner>;
  if (!held.data) return null;

  const { total, facts } = held.data;
  const chosen = facts.filter((row) => picked.has(row.fact));
  const mine = may(clerk, ADMIN);
  const what = (row: Held): string => words(`history.${row.type}`, t('history.unknown'));
  const whom = (row: Held): string => (row.label === '' ? words(`settings.held.kind.${row.kind}`, t('settings.held.kind.other')) : row.label);
  const toggle = (fact: string) => {
    const next = new Set(picked);
    if (!next.delete(fact)) next.add(fact);
    setPicked(next);
  };
  const columns: Column<Held>[] = [
    ...(mine
      ? [{
          id: 'pick', head: <span className="hidden-visually">{t('settings.held.pick')}</span>, width: 48,
          cell: (row: Held) => (
            <Check checked={picked.has(row.fact)} onChange={() => toggle(row.fact)}>
              <span className="hidden-visually">{t('settings.held.pickOne', { what: what(row), whom: whom(row), time: moment(row.time) })}</span>
            </Check>
          ),
        }]
      : []),
    { id: 'time', head: t('settings.held.time'), width: 132, cell: (row) => moment(row.time) },
    { id: 'whom', head: t('settings.held.whom'), width: 160, clip: true, cell: (row) => <span className="number">{whom(row)}</span> },
    { id: 'what', head: t('settings.held.what'), clip: true, cell: what },
    { id: 'staff', head: t('settings.held.staff'), width: 120, clip: true, cell: (row) => (row.staff === null ? '' : (clerks.data?.find((each) => each.id === row.staff)?.name ?? row.staff)) },
    { id: 'desk', head: t('settings.held.desk'), width: 140, clip: true, cell: (row) => row.desk },
  ];
  return (
    <section aria-labelledby="held" className="held">
      <header className="section-head">
        <div>
          <h2 id="held">{t('settings.held.title', { count: total })}</h2>
          <p className="quiet">{t('settings.held.lead')}</p>
        </div>
        {mine && (
          <div className="section-actions">
            <Button variant="primary" busy={adopt.isPending} disabled={chosen.length === 0} onClick={() => adopt.mutate(chosen)}>
              {chosen.length === 0 ? t('settings.held.adoptChosen') : t('settings.held.adopt', { count: chosen.length })}
            </Button>
          </div>
        )}
      </header>
      {adopt.error !== null && <Banner tone="bad">{word(adopt.error)}</Banner>}
      <div className="settings-table">
        <Table label={t('settings.held.title', { count: total })} columns={columns} rows={facts} rowId={(row) => row.fact} />
      </div>
      {total > facts.length && <p className="quiet">{t('settings.held.more', { n: count(total - facts.length) })}</p>}
    </section>
  );
}
