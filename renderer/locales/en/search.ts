import type { search as zh } from '../zh/search.ts';
import type { Like } from '../kinds.ts';

export const search: Like<typeof zh> = {
  label: 'Search',
  placeholder: 'Name, home number, last four digits',
  results: 'Results',
  group: { home: 'Homes', person: 'People' },
  others_one: ' · {{count}} other',
  others_other: ' · {{count}} others',
  moreHomes_one: ' · {{count}} more home',
  moreHomes_other: ' · {{count}} more homes',
  noOwner: 'No owner recorded yet',
  noHome: 'No home',
  hits_one: '{{count}} result',
  hits_other: '{{count}} results',
  more: 'There are more: type on',
  noHit: 'Nothing found for "{{text}}". Try a home number (3-2-1501), initials or the last four digits of a phone.',
  keys: { walk: 'choose', open: 'open', back: 'close', beyond: { home: 'owner', person: 'home' } },
};
