import { common } from './zh/common.ts';
import { frame } from './zh/frame.ts';
import { session } from './zh/session.ts';
import { search } from './zh/search.ts';
import { home } from './zh/home.ts';
import { history, today } from './zh/today.ts';
import { refusal } from './zh/refusal.ts';
import { trade } from './zh/trade.ts';
import { setup } from './zh/setup.ts';
import { roster } from './zh/roster.ts';
import { settings } from './zh/settings.ts';
import { anomaly } from './zh/anomaly.ts';
import { person, reveal } from './zh/person.ts';

export const zh = { common, frame, session, search, home, person, reveal, today, history, refusal, trade, setup, roster, settings, anomaly };
