import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Kbd, Spinner } from './marks.tsx';

type ButtonVariant = 'plain' | 'primary' | 'quiet' | 'danger';

interface ButtonProps extends ComponentProps<'button'> {
  /** At most one `primary` stands on a screen: it is what Enter does. */
  variant?: ButtonVariant;
  small?: boolean;
  icon?: LucideIcon;
  /** The shortcut as printed on the cap, e.g. `F10`. Every shortcut is printed where its button is. */
  hint?: string;
  /** Keeps the label, shows a spinner, refuses a second press. */
  busy?: boolean;
}

function buttonClass(variant: ButtonVariant = 'plain', small = false, iconOnly = false): string {
  return ['button', `button-${variant}`, small && 'button-small', iconOnly && 'button-icon'].filter(Boolean).join(' ');
}

/** Text on it says what will be done. An icon alone needs `aria-label`, which also becomes its tooltip. */
export function Button({ variant = 'plain', small = false, icon: Icon, hint, busy = false, className, children, ...rest }: ButtonProps) {
  const iconOnly = children === undefined || children === null;
  return (
    <button
      type="button"
      {...rest}
      title={rest.title ?? (iconOnly ? rest['aria-label'] : undefined)}
      className={`${buttonClass(variant, small, iconOnly)} ${className ?? ''}`}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <Spinner /> : Icon && <Icon size={16} aria-hidden />}
      {children}
      {hint !== undefined && <Kbd>{hint}</Kbd>}
    </button>
  );
}
