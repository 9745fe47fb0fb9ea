import { useTranslation } from 'react-i18next';
import type { HomeLine } from '#core/contract/records.ts';

/** 已交付 · 自住: two axes, and the kind where it is not a flat. All of it normal, so all of it colourless. */
export function HomeStates({ home }: { home: HomeLine }) {
  const { t } = useTranslation();
  const parts = [
    home.kind !== 'flat' && t(`trade.homeKind.${home.kind}`),
    home.deliveryState !== null && t(`trade.delivery.${home.deliveryState}`),
    home.occupancy !== null && t(`trade.occupancy.${home.occupancy}`),
  ].filter((part) => part !== false);
  return <>{parts.join(' · ')}</>;
}
