import type { ClerkInfo } from '#core/contract/setup.ts';
import type { Role } from '#core/subjects/staff.ts';

/** Whether to *offer* something. The desk process decides anew on every call, so this is never a guard. */
export const hasRole = (clerk: ClerkInfo | null | undefined, ...roles: Role[]): boolean =>
  clerk?.grants.some((g) => roles.includes(g.role)) ?? false;

export const supervises = (clerk: ClerkInfo | null | undefined): boolean => hasRole(clerk, 'supervisor', 'actingSupervisor', 'manager');
