import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClerkInfo } from '#core/contract/setup.ts';
import type { Role } from '#core/subjects/staff.ts';
import { hasRole } from '../lib/roles.ts';
import { Banner } from '../ui/index.ts';

export interface SectionProps {
  clerk: ClerkInfo | null;
}

export const ADMIN: readonly Role[] = ['administrator', 'manager'];
export const SUPERVISOR: readonly Role[] = ['administrator', 'manager', 'supervisor'];

export const may = (clerk: ClerkInfo | null, roles: readonly Role[]): boolean => hasRole(clerk, ...roles);

/** Head of a section: what it is, one sentence about it, its acts. */
export function SectionHead({ title, lead, actions }: { title: string; lead?: string; actions?: ReactNode }) {
  return (
    <header className="section-head">
      <div>
        <h2>{title}</h2>
        {lead !== undefined && <p className="quiet">{lead}</p>}
      </div>
      {actions !== undefined && <div className="section-actions">{actions}</div>}
    </header>
  );
}

export function NotYours({ roles }: { roles: 'admin' | 'supervisor' | 'administrator' }) {
  const { t } = useTranslation();
  return <Banner>{t('settings.notYours', { roles: t(`settings.rolesShort.${roles}`) })}</Banner>;
}
