import { CircleAlert } from 'lucide-react';
import { createContext, useContext, useId, type ComponentProps, type ReactNode } from 'react';

interface FieldIds {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}
const FieldContext = createContext<FieldIds | null>(null);

export interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with what stands in the field, and how to put it right. */
  error?: ReactNode;
  /** Word such as 选填, shown beside the label. Required is the normal case and is not marked. */
  optional?: string;
  className?: string;
  children: ReactNode;
}

/** Ties label, hint and error to the one control inside it. */
export function Field({ label, hint, error, optional, className, children }: FieldProps) {
  const id = useId();
  const has = (part: ReactNode): boolean => part !== undefined && part !== null && part !== false && part !== '';
  const describedBy = [has(error) && `${id}-error`, has(hint) && `${id}-hint`].filter(Boolean).join(' ') || undefined;
  return (
    <div className={`field ${className ?? ''}`}>
      <label className="field-label" htmlFor={id}>
        {label}
        {optional !== undefined && <span className="field-optional">{optional}</span>}
      </label>
      <FieldContext value={{ id, describedBy, invalid: has(error) }}>{children}</FieldContext>
      {has(error) && (
        <div className="field-error" id={`${id}-error`} role="alert">
          <CircleAlert size={14} aria-hidden />
          <span>{error}</span>
        </div>
      )}
      {has(hint) && (
        <div className="field-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  );
}

function useFieldProps(): { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean } {
  const ids = useContext(FieldContext);
  if (ids === null) return {};
  return {
    id: ids.id,
    ...(ids.describedBy === undefined ? {} : { 'aria-describedby': ids.describedBy }),
    ...(ids.invalid ? { 'aria-invalid': true } : {}),
  };
}

/** Nothing personal goes into the browser's own memory: autofill is off unless a caller asks for it. */
export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input autoComplete="off" spellCheck={false} {...useFieldProps()} {...rest} className={`input ${className ?? ''}`} />;
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...useFieldProps()} {...rest} className={`select ${className ?? ''}`} />;
}

/** A tick with its sentence; works inside no `Field`. */
export function Check({ children, className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <label className={`check ${className ?? ''}`}>
      <input type="checkbox" {...rest} />
      <span>{children}</span>
    </label>
  );
}

/** One of several; `name` groups them. */
export function Radio({ children, className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <label className={`check ${className ?? ''}`}>
      <input type="radio" {...rest} />
      <span>{children}</span>
    </label>
  );
}
