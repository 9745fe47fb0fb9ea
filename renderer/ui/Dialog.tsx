import { X } from 'lucide-react';
import { useEffect, useId, useRef, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';

interface DialogProps {
  title: ReactNode;
  /** Esc, the cross and `取消` all end here. What was typed belongs to the caller, who keeps it. */
  onClose: () => void;
  /** Enter in any field does this: the one primary act. */
  onSubmit?: () => void;
  size?: 'small' | 'normal' | 'wide';
  /** Buttons. The primary one should be `type="submit"` when `onSubmit` is given. */
  foot?: ReactNode;
  children: ReactNode;
}

/** A native modal dialog: the page behind is inert and focus goes back to where it came from. Mount it to open it. */
export function Dialog({ title, onClose, onSubmit, size = 'normal', foot, children }: DialogProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    // The cross comes first in the page, yet typing should start in the first field.
    const first = dialog?.querySelector<HTMLElement>('[autofocus], .dialog-body :is(input, select, textarea, button)');
    (first ?? dialog?.querySelector<HTMLElement>('.dialog-foot button'))?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };

  const inner = (
    <>
      <div className="dialog-body">{children}</div>
      {foot !== undefined && <div className="dialog-foot">{foot}</div>}
    </>
  );
  return (
    <dialog
      ref={ref}
      className={`dialog dialog-${size}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <Button variant="quiet" icon={X} aria-label={t('common.close')} onClick={onClose} />
      </div>
      {onSubmit ? (
        <form className="dialog-form" onSubmit={submit} noValidate>
          {inner}
        </form>
      ) : (
        inner
      )}
    </dialog>
  );
}
