import { desk, exchange, site } from './desk.ts';
import { anomalies, homes, looksProcedures, people, search } from './records.ts';
import { roster } from './roster.ts';
import { sessions, setup, staffProcedures } from './setup.ts';

/** The one contract between the desk process and whoever asks it: screen, command line, tests. */
export const contract = {
  setup,
  session: sessions,
  staff: staffProcedures,
  site,
  search,
  home: homes,
  person: people,
  looks: looksProcedures,
  anomaly: anomalies,
  roster,
  desk,
  exchange,
};
export type Contract = typeof contract;
