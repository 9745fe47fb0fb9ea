import { common } from './en/common.ts';
import { refusal } from './en/refusal.ts';
import { trade } from './en/trade.ts';
import { setup } from './en/setup.ts';
import { roster } from './en/roster.ts';
import { settings } from './en/settings.ts';
import { anomaly } from './en/anomaly.ts';
import type { Like } from './kinds.ts';
import type { zh } from './zh.ts';

export const en: Like<typeof zh> = { common, refusal, trade, setup, roster, settings, anomaly };
