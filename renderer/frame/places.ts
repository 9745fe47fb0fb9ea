import { useHashLocation } from 'wouter/use-hash-location';

/** Addresses inside the page. They carry opaque ids and building names only: never a name, number or search text. */
export const places = {
  today: '/',
  homes: '/homes',
  /** Shops and the like may stand in no building; `~` is their place, since an empty part would be no address. */
  building: (building: string) => `/homes/${building === '' ? '~' : encodeURIComponent(building)}`,
  home: (id: string) => `/home/${encodeURIComponent(id)}`,
  person: (id: string) => `/person/${encodeURIComponent(id)}`,
  toCheck: '/check',
  roster: '/roster',
  anomalies: '/anomalies',
  settings: '/settings',
  desks: '/settings/desks',
  backups: '/settings/backups',
  verify: '/settings/verify',
};

export const useGo = (): ((place: string) => void) => {
  const [, go] = useHashLocation();
  return go;
};

let searchField: HTMLInputElement | null = null;
export const setSearchField = (field: HTMLInputElement | null): void => {
  searchField = field;
};
export const focusSearch = (select = true): void => {
  searchField?.focus();
  if (select) searchField?.select();
};
