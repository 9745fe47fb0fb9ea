/**
 * A scanner that poses as a keyboard types digits faster than any hand. Its burst must never stay in a field, whichever
 * one has the focus: the first digits have to be let through (nobody can tell them from typing), so the field is put back
 * as it was once the burst is known for one, and everything after that is kept from it.
 *
 * Keys are read by `code`, not by text: with a Chinese input method on, digits choose candidates and never arrive as text.
 */
const FASTEST_HAND_MS = 50;
/** Fewer digits than this may be a phone's tail or a room typed by a quick hand; no label is that short. */
const SHORTEST = 6;

interface Before {
  field: HTMLInputElement | HTMLTextAreaElement;
  value: string;
  start: number | null;
  end: number | null;
}

const digitOf = (event: KeyboardEvent): string | undefined => /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];

const isField = (target: EventTarget | null): target is Before['field'] => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/** Through the prototype's setter, or React would not notice that the value changed. */
function restore({ field, value, start, end }: Before): void {
  const proto = field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
  Object.getOwnPropertyDescriptor(proto, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  if (start !== null) field.setSelectionRange(start, end);
}

/** Calls `onScan` with the digits of each burst. Returns what stops it. PINs are typed fast and are left alone. */
export function watchScans(onScan: (digits: string) => void): () => void {
  let digits = '';
  let last = -Infinity;
  let before: Before[] = [];
  let certain = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const end = () => {
    clearTimeout(timer);
    if (certain) onScan(digits);
    digits = '';
    certain = false;
    before = [];
  };

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const quick = event.timeStamp - last < FASTEST_HAND_MS;
    last = event.timeStamp;
    const digit = digitOf(event);
    if (digit === undefined) {
      if (certain && quick && (event.code === 'Enter' || event.code === 'NumpadEnter' || event.code === 'Tab')) {
        event.preventDefault();
        event.stopPropagation();
      }
      end();
      return;
    }
    if (event.target instanceof HTMLInputElement && event.target.type === 'password') return end();
    if (!quick) end();
    digits += digit;
    if (!certain && digits.length >= SHORTEST) {
      certain = true;
      for (const one of before) restore(one);
    }
    if (certain) {
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(timer);
      timer = setTimeout(end, 120);
    }
  };
  // The focus may move with the first digit (typing anywhere starts a search), so a field is remembered when text is about
  // to reach it, not when the key goes down.
  const input = (event: Event) => {
    const field = event.target;
    if (digits === '' || certain || !isField(field) || before.some((one) => one.field === field)) return;
    before.push({ field, value: field.value, start: field.selectionStart, end: field.selectionEnd });
  };
  window.addEventListener('keydown', press, { capture: true });
  window.addEventListener('beforeinput', input, { capture: true });
  return () => {
    clearTimeout(timer);
    window.removeEventListener('keydown', press, { capture: true });
    window.removeEventListener('beforeinput', input, { capture: true });
  };
}

/** As a clerk can compare it with the label in hand: 8801…42. */
export const shortScan = (digits: string): string => `${digits.slice(0, 4)}…${digits.slice(-2)}`;
