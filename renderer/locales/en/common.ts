import type { common as zh } from '../zh/common.ts';
import type { Like } from '../kinds.ts';

export const common: Like<typeof zh> = {
  product: 'Foyer',
  productLong: 'Foyer 前厅',
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  save: 'Save',
  done: 'Done',
  again: 'Try again',
  waiting: 'Reading…',
  starting: 'Opening the desk…',
  optional: 'optional',
  none: 'None',
  unknown: 'Not filled in',
  homes_one: '{{count}} home',
  homes_other: '{{count, number}} homes',
  people_one: '{{count}} person',
  people_other: '{{count}} people',
  more_one: '{{count}} more',
  more_other: '{{count}} more',
  justNow: 'just now',
  today: 'Today',
  yesterday: 'Yesterday',
};
