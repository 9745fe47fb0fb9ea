import type { Grant, Role } from '#core/subjects/staff.ts';

/** What the staff dialog holds while somebody ticks roles, and what is still missing in it. Free of the page. */
export interface GrantsDraft {
  roles: readonly Role[];
  buildings: readonly string[];
  from: string;
  to: string;
}

export const NO_GRANTS: GrantsDraft = { roles: [], buildings: [], from: '', to: '' };

export function draftOf(grants: readonly Grant[]): GrantsDraft {
  const deputy = grants.find((grant) => grant.role === 'actingSupervisor');
  return {
    roles: [...new Set(grants.map((grant) => grant.role))],
    buildings: grants.find((grant) => grant.role === 'steward')?.buildings ?? [],
    from: deputy?.from ?? '',
    to: deputy?.to ?? '',
  };
}

/** Keeps the roles' own order, so that the same ticks always make the same record. */
export function grantsOf(draft: GrantsDraft, order: readonly Role[]): Grant[] {
  return order
    .filter((role) => draft.roles.includes(role))
    .map((role): Grant => {
      if (role === 'steward') return { role, buildings: [...draft.buildings] };
      if (role === 'actingSupervisor') return { role, from: draft.from, to: draft.to };
      return { role };
    });
}

export type GrantsProblem = 'rolesMissing' | 'buildingsMissing' | 'datesMissing' | 'datesReversed';

export function grantsProblem(draft: GrantsDraft): GrantsProblem | null {
  if (draft.roles.length === 0) return 'rolesMissing';
  if (draft.roles.includes('steward') && draft.buildings.length === 0) return 'buildingsMissing';
  if (draft.roles.includes('actingSupervisor')) {
    if (draft.from === '' || draft.to === '') return 'datesMissing';
    if (draft.to < draft.from) return 'datesReversed';
  }
  return null;
}

/** `1、2栋,A座` → 1, 2, A: as people write lists of buildings. */
export const buildingsIn = (text: string): string[] => [
  ...new Set(
    text
      .normalize('NFKC')
      .split(/[\s,;、/]+/u)
      .map((part) => part.replace(/(?:号楼|栋|幢|座|楼|#)$/u, '').toUpperCase())
      .filter((part) => part !== ''),
  ),
];

export const pinProblem = (pin: string, again: string): 'pinShort' | 'pinDiffers' | null => {
  if (!/^\d{4,12}$/.test(pin)) return 'pinShort';
  return pin === again ? null : 'pinDiffers';
};
