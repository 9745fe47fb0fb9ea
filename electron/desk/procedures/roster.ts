import { Refusal } from '#core/refusal.ts';
import { os } from '../gate.ts';

const later = (): never => {
  throw new Refusal('not_ready');
};

export const rosterProcedures = {
  open: os.roster.open.handler(later),
  read: os.roster.read.handler(later),
  rows: os.roster.rows.handler(later),
  commit: os.roster.commit.handler(later),
  cancel: os.roster.cancel.handler(later),
};
