import type { session as zh } from '../zh/session.ts';
import type { Like } from '../kinds.ts';

export const session: Like<typeof zh> = {
  switch: 'Switch clerk',
  lock: 'Lock',
  nobody: 'Nobody',
  who: 'Who is at the desk',
  and: ', ',
  pin: 'PIN',
  pinOf: 'PIN of {{name}}',
  workStays: 'Work in progress stays as it is.',
  lockedOut: 'Five wrong PINs. {{name}} is locked for 5 minutes; others can switch in.',
  demoPin: 'In the demo community everybody has the PIN 1234.',
  title: { login: 'Who is at this desk?', locked: 'Screen locked', switch: 'Switch clerk' },
  enter: { login: 'Enter', locked: 'Continue', switch: 'Switch' },
};
