import { common } from './zh/common.ts';
import { refusal } from './zh/refusal.ts';
import { trade } from './zh/trade.ts';
import { setup } from './zh/setup.ts';
import { roster } from './zh/roster.ts';
import { settings } from './zh/settings.ts';
import { anomaly } from './zh/anomaly.ts';

export const zh = { common, refusal, trade, setup, roster, settings, anomaly };
