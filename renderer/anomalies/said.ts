import { useTranslation } from 'react-i18next';
import type { SaidValue } from '#core/contract/records.ts';
import type { Out } from '../lib/api.ts';
import { useSpeak } from '../lib/PersonName.tsx';
import { useWord } from '../lib/words.ts';

type Grant = Extract<SaidValue, { kind: 'grants' }>['grants'][number];
type Said = Out['anomaly']['list'][number]['facts'][number]['said'];

/** Whether what was said is of a person, and so blurs with everything personal on a page. */
export const isPersonal = (said: Said, field: string): boolean => said !== null && (['person', 'phones', 'document', 'relation'].includes(said.kind) || field === 'note');

/** A value as a clerk reads it: 自住, 5 分钟, 尾号1111, 张女士 业主，2024-01-01 起. */
export function useSaid(): (said: Said, field: string) => string {
  const { t } = useTranslation();
  const word = useWord();
  const say = useSpeak();
  const tailOf = (tail: string | null): string => (tail === null ? t('anomaly.said.shortPhone') : t('trade.spoken.tail', { tail }));

  const plain = (value: string | number | boolean | null, field: string): string => {
    const text = value === null ? '' : String(value);
    switch (field) {
      case 'deliveryState':
        return word(`trade.delivery.${text}`, text);
      case 'occupancy':
        return word(`trade.occupancy.${text}`, text);
      case 'area':
      case 'innerArea':
        return t('anomaly.said.area', { value });
      case 'lockAfterMinutes':
        return t('anomaly.said.minutes', { value });
      case 'pendingLimitHours':
        return t('anomaly.said.hours', { value });
      case 'exportLimit':
        return t('anomaly.said.rows', { value });
      case 'linked':
        return value === true ? t('anomaly.said.same') : t('anomaly.said.notSame');
      default:
        return text === '' ? t('anomaly.said.empty') : text;
    }
  };
  const grantText = ({ role, buildings, from, to }: Grant): string => {
    const name = t(`trade.staffRole.${role}`);
    if (buildings !== undefined) return t('anomaly.said.buildings', { role: name, buildings: buildings.join(t('session.and')) });
    return from !== undefined && to !== undefined ? t('anomaly.said.dates', { role: name, from, to }) : name;
  };
  const relationText = (said: Extract<SaidValue, { kind: 'relation' }>): string => {
    const end = !said.ended ? [] : [said.to === null ? t('anomaly.said.endedUndated') : t('anomaly.said.ended', { to: said.to })];
    const share = said.share === null || said.share === '' ? [] : [t('anomaly.said.share', { share: said.share })];
    const span = [said.from === null ? t('anomaly.said.sinceUnknown') : t('anomaly.said.since', { from: said.from }), ...end, ...share].join(t('session.and'));
    return t('anomaly.said.relation', { person: say(said.person, said.role), role: t(`trade.relation.${said.role}`), span });
  };
  const listed = (parts: readonly string[], none: string): string => (parts.length === 0 ? none : parts.join(t('session.and')));

  return (said, field) => {
    switch (said?.kind) {
      case undefined:
        return t('anomaly.said.unknown');
      case 'plain':
        return plain(said.value, field);
      case 'grants':
        return listed(said.grants.map(grantText), t('anomaly.said.noGrants'));
      case 'checks':
        return listed(said.checks.map((code) => word(`trade.check.${code}`, t('trade.check.other', { code }))), t('anomaly.said.noChecks'));
      case 'person':
        return say(said.person);
      case 'phones':
        return listed(said.tails.map(tailOf), t('anomaly.said.noPhone'));
      case 'document':
        return t('anomaly.said.document', { kind: word(`trade.documentKind.${said.documentKind}`, said.documentKind), tail: tailOf(said.tail) });
      case 'relation':
        return relationText(said);
      case 'unreadable':
        return t(`trade.spoken.${said.why}`);
    }
  };
}
