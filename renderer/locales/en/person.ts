import type { person as zhPerson, reveal as zhReveal } from '../zh/person.ts';
import type { Like } from '../kinds.ts';

export const person: Like<typeof zhPerson> = {
  noDocument: 'no document number',
  company: 'Company',
  homes_one: '{{count}} home',
  homes_other: '{{count}} homes',
  linked: 'Other records of the same person',
  toCheck_one: '{{count}} thing to check at the next visit',
  toCheck_other: '{{count}} things to check at the next visit',
  checked: 'Checked',
  checkedThis: 'Checked: {{what}}',
  toCheckTitle: 'To be checked',
  toCheckPeople_one: '{{n}} person',
  toCheckPeople_other: '{{n}} people',
  toCheckLead: 'These details raised a question at import and were kept. When the person stands at the counter, open the record, look, and press Checked.',
  noneToCheck: 'Nobody to be checked',
  noneToCheckWay: 'Details that raise a question at import are listed here until the person stands at the counter.',
  andThen: '; ',
  column: { role: 'Role', span: 'Time', state: 'State of the home', who: 'Person', checks: 'What to check' },
};
export const reveal: Like<typeof zhReveal> = {
  button: 'Show hidden values',
  of: 'Show {{name}}',
  fields: 'What to show',
  field: { name: 'Name', phones: 'Phone', document: 'Document number' },
  why: 'For',
  reason: { key_consent: 'Key consent', remind: 'Reminder', handover_notice: 'Move-in notice', follow_up: 'Follow-up call', check_record: 'Checking the record', other: 'Another reason' },
  own: 'Reason',
  ownHint: '2 to 40 characters, no names or numbers.',
  logged: 'Shown for 60 seconds. This look is recorded.',
  show: 'Show for 60 seconds',
  hide: 'Hide',
  left_one: 'Hidden again in {{count}} second.',
  left_other: 'Hidden again in {{count}} seconds.',
};
