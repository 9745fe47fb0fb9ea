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
  newPinWhy: '{{name}}, a desk was lost or retired, and it held what PINs are checked against, so the old PIN is not used any more. Choose a new one now and go on; work in progress stays as it is.',
  newPinSet: 'Set and go on',
  title: { login: 'Who is at this desk?', locked: 'Screen locked', switch: 'Switch clerk', newPin: 'Please choose a new PIN' },
  enter: { login: 'Enter', locked: 'Continue', switch: 'Switch' },
};
