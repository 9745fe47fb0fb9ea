import { useEffect, useRef, type ReactNode } from 'react';
import { isRefused, refusalOf } from '../lib/refusal.ts';
import { Field, Input } from '../ui/index.ts';
import { grouped } from './recoveryCode.ts';

interface CodeFieldProps {
  label: string;
  hint?: ReactNode;
  wrong: ReactNode;
  /** What the desk said to the last try: the group that it named is selected, the others stay as they are. */
  error: unknown;
  value: string;
  name?: string;
  autoFocus?: boolean;
  onChange: (value: string) => void;
}

/** Whether a refusal is about how the code is written, and so belongs under its field. */
export const aboutCode = (error: unknown): boolean => isRefused(error, 'recovery_code_mistyped', 'recovery_code_length');

/** A code read from paper: typed anyhow, put into its groups when the field is left. */
export function CodeField({ label, hint, wrong, error, value, name = 'code', autoFocus = false, onChange }: CodeFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const refusal = refusalOf(error);
    if (refusal?.code !== 'recovery_code_mistyped' || field.current === null) return;
    const from = (Number(refusal.params['group']) - 1) * 6;
    field.current.focus();
    field.current.setSelectionRange(from, from + 5);
  }, [error]);
  return (
    <Field label={label} hint={hint} error={wrong}>
      <Input ref={field} name={name} className="code-input" maxLength={200} autoFocus={autoFocus} value={value} onChange={(event) => onChange(event.target.value)} onBlur={() => onChange(grouped(value))} />
    </Field>
  );
}
