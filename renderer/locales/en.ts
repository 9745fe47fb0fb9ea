import { common } from './en/common.ts';
import { frame } from './en/frame.ts';
import { session } from './en/session.ts';
import { search } from './en/search.ts';
import { home } from './en/home.ts';
import { history, today } from './en/today.ts';
import { refusal } from './en/refusal.ts';
import { trade } from './en/trade.ts';
import { setup } from './en/setup.ts';
import { roster } from './en/roster.ts';
import { settings } from './en/settings.ts';
import { anomaly } from './en/anomaly.ts';
import { person, reveal } from './en/person.ts';
import type { Like } from './kinds.ts';
import type { zh } from './zh.ts';

export const en: Like<typeof zh> = { common, frame, session, search, home, person, reveal, today, history, refusal, trade, setup, roster, settings, anomaly };
