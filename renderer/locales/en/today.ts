import type { history as zhHistory, today as zhToday } from '../zh/today.ts';
import type { Like } from '../kinds.ts';

export const today: Like<typeof zhToday> = {
  find: 'Find a person or home',
  todo: 'To do now',
  nothing: 'Nothing is waiting for you.',
  safety: 'Sync and backup',
  archive: 'Archive',
  sold: '{{sold}} of {{homes}} sold',
  anomalies_one: '{{count}} exception needs a decision',
  anomalies_other: '{{count}} exceptions need a decision',
  clock: 'The clock of this computer went backwards; set it right',
  held_one: '{{count}} record of a retired desk waits to be adopted',
  held_other: '{{count}} records of a retired desk wait to be adopted',
  partial_one: '{{count}} import is incomplete; take in the exchange file again',
  partial_other: '{{count}} imports are incomplete; take in the exchange file again',
  late_one: '{{count}} record has waited too long to sync',
  late_other: '{{count}} records have waited too long to sync',
  backup: 'No backup for more than two days',
  pending: 'Waiting to sync',
  pendingSince: '{{n}}, oldest {{time}}',
  exchange: 'Last sync',
  lastBackup: 'Last backup',
  waiting: 'Records waiting for their causes',
  never: 'never',
};
export const history: Like<typeof zhHistory> = {
  none: 'Nothing recorded yet.',
  unknown: 'A record of a newer version',
  notCounted: 'not counted',
  home: {
    registered: 'Home registered',
    described: 'Details of the home recorded',
    relationBegan: 'Person recorded for this home',
    relationEnded: 'Person no longer at this home',
    noted: 'Note rewritten',
    listed: 'Listed in an imported roster',
  },
  person: { recorded: 'Person recorded', corrected: 'Person corrected' },
  personLink: { linked: 'Marked as the same person', unlinked: 'No longer marked as the same person' },
  anomaly: { resolved: 'An exception was settled' },
};
