import { os } from './gate.ts';
import { deskProcedures, siteProcedures } from './procedures/desk.ts';
import { exchangeProcedures } from './procedures/exchange.ts';
import { anomalyProcedures } from './procedures/anomaly.ts';
import { homeProcedures, looksProcedures, personProcedures, searchProcedures } from './procedures/records.ts';
import { rosterProcedures } from './procedures/roster.ts';
import { sessionProcedures } from './procedures/session.ts';
import { setupProcedures } from './procedures/setup.ts';
import { staffProcedures } from './procedures/staff.ts';

/** The contract, implemented. `os.router` fails to compile when a procedure of the contract is missing here. */
export const router = os.router({
  setup: setupProcedures,
  session: sessionProcedures,
  staff: staffProcedures,
  site: siteProcedures,
  search: searchProcedures,
  home: homeProcedures,
  person: personProcedures,
  looks: looksProcedures,
  anomaly: anomalyProcedures,
  roster: rosterProcedures,
  desk: deskProcedures,
  exchange: exchangeProcedures,
});
