import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Strip } from '#core/contract/desk.ts';
import type { ClerkInfo } from '#core/contract/setup.ts';
import { useLine, useStrip } from '../lib/desk.ts';
import { count, useMoment } from '../lib/format.ts';
import { useShortcuts } from '../lib/keys.ts';
import { useWord } from '../lib/words.ts';
import { places, useGo } from './places.ts';

type StripTone = 'plain' | 'due' | 'bad' | 'anomaly';
interface Segment {
  id: string;
  text: ReactNode;
  tone?: StripTone;
  right?: boolean;
  act: () => void;
}

/** Always there: who, which desk, what waits, what is wrong. Coloured only where somebody is needed. */
export function StatusStrip({ desk, clerk, onSwitch }: { desk: string; clerk: ClerkInfo | null; onSwitch: () => void }) {
  const { t } = useTranslation();
  const strip = useStrip();
  const segments = useSegments(desk, clerk, strip.data, onSwitch);
  const bar = useRef<HTMLDivElement>(null);
  const buttons = () => [...(bar.current?.querySelectorAll('button') ?? [])];
  useShortcuts({ 'Alt+S': () => buttons()[0]?.focus() });

  const walk = (event: KeyboardEvent) => {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: all[at + 1] ?? all[0], ArrowLeft: all[at - 1] ?? all.at(-1), Home: all[0], End: all.at(-1) }[event.key];
    if (!to) return;
    event.preventDefault();
    to.focus();
  };
  return (
    <footer className="strip">
      <div className="strip-bar" role="toolbar" aria-label={t('frame.strip.label')} ref={bar} onKeyDown={walk}>
      {segments.map((segment, index) => (
        <button
          key={segment.id}
          type="button"
          tabIndex={index === 0 ? 0 : -1}
          className={`strip-item ${segment.right ? 'strip-right' : ''} strip-${segment.tone ?? 'plain'}`}
          aria-keyshortcuts={index === 0 ? 'Alt+S' : undefined}
          onClick={segment.act}
        >
          {segment.text}
        </button>
      ))}
      </div>
    </footer>
  );
}

const placeOf = (code: string): string => (code.startsWith('backup') ? places.backups : places.verify);

function useSegments(desk: string, clerk: ClerkInfo | null, now: Strip | undefined, onSwitch: () => void): Segment[] {
  const { t } = useTranslation();
  const { state } = useLine();
  const moment = useMoment();
  const go = useGo();
  const word = useWord();
  const settings = () => go(places.settings);
  const who: Segment = { id: 'who', text: `${clerk?.name ?? t('session.nobody')} · ${now?.desk ?? desk}`, act: onSwitch };
  if (state !== 'open') return [who, { id: 'line', text: t('frame.strip.lost'), tone: 'bad', act: settings }];
  if (!now) return [who];

  const pending =
    now.pending === 0
      ? t('frame.strip.nonePending')
      : now.pendingSince === null
        ? t('frame.strip.pending', { count: now.pending })
        : t('frame.strip.pendingSince', { n: count(now.pending), time: moment(now.pendingSince) });
  const left: Segment[] = [
    who,
    { id: 'alone', text: t('frame.strip.alone'), act: settings },
    { id: 'pending', text: pending, ...(now.pendingLate ? { tone: 'due' as const } : {}), act: settings },
    { id: 'exchange', text: now.lastExchange === null ? t('frame.strip.neverExchanged') : t('frame.strip.exchanged', { time: moment(now.lastExchange) }), act: settings },
    { id: 'backup', text: now.lastBackup === null ? t('frame.strip.noBackup') : t('frame.strip.backup', { time: moment(now.lastBackup) }), act: settings },
  ];
  const right: Segment[] = [];
  const [problem, another] = now.problems;
  if (problem && another) right.push({ id: 'problems', text: t('frame.strip.problems', { count: now.problems.length }), tone: 'bad', act: () => go(places.today) });
  else if (problem) {
    const { code, params } = problem;
    right.push({ id: 'problems', text: word(`frame.strip.problem.${code}`, t('frame.strip.problem.other', { code }), params), tone: 'bad', act: () => go(placeOf(code)) });
  }
  if (now.clockBehind > 0) right.push({ id: 'clock', text: t('frame.strip.clock'), tone: 'bad', act: settings });
  if (now.waiting > 0) right.push({ id: 'waiting', text: t('frame.strip.waiting', { count: now.waiting }), act: () => go(places.desks) });
  if (now.held > 0) right.push({ id: 'held', text: t('frame.strip.held', { count: now.held }), tone: 'due', act: () => go(places.desks) });
  if (now.partialBatches > 0) right.push({ id: 'partial', text: t('frame.strip.partial', { count: now.partialBatches }), tone: 'due', act: () => go(places.desks) });
  right.push({
    id: 'anomalies',
    text: now.anomalies > 0 ? t('frame.strip.anomalies', { count: now.anomalies }) : t('frame.strip.noAnomalies'),
    ...(now.anomalies > 0 ? { tone: 'anomaly' as const } : {}),
    act: () => go(places.anomalies),
  });
  return [...left, ...right.map((s, i) => ({ ...s, right: i === 0 }))];
}
