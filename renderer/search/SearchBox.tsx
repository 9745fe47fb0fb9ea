import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '#core/contract/records.ts';
import { places, setSearchField, useGo } from '../frame/places.ts';
import { composing } from '../lib/keys.ts';
import { Kbd } from '../ui/index.ts';
import { SearchPanel } from './SearchPanel.tsx';
import { useFinding } from './useFinding.ts';
import './search.css';

const placeOf = (hit: SearchHit): string => (hit.group === 'home' ? places.home(hit.home.id) : places.person(hit.person.id));

/** → goes past the row: from a person to the home, from a home to its first person. */
function beyond(hit: SearchHit): string | null {
  if (hit.group === 'home') return hit.first ? places.person(hit.first.id) : null;
  return hit.homes[0] ? places.home(hit.homes[0].id) : null;
}

/** The one box: homes and people by anything a clerk may be told. Typing asks, Enter opens, Esc goes one step back. */
export function SearchBox() {
  const { t } = useTranslation();
  const go = useGo();
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [busyIme, setBusyIme] = useState(false);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  /** Enter came before the answer did: the first hit opens when it arrives, if the text is still the same. */
  const waitingFor = useRef<string | null>(null);

  const visit = (place: string | null) => {
    if (place === null) return;
    setOpen(false);
    setText('');
    waitingFor.current = null;
    go(place);
  };

  const wanted = text.trim();
  const found = useFinding(wanted, busyIme, ({ text: answered, hits: [first] }) => {
    const opens = waitingFor.current === answered;
    waitingFor.current = null;
    if (opens && first) visit(placeOf(first));
  });
  const hits = found?.hits ?? [];
  const fresh = found?.text === wanted;
  const at = Math.min(active, Math.max(0, hits.length - 1));

  useEffect(() => {
    setSearchField(field.current);
    return () => setSearchField(null);
  }, []);
  useTypeAnywhere(field);

  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (composing(event)) return;
    const hit = hits[at];
    const caretAtEnd = event.currentTarget.selectionStart === text.length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!open) setOpen(true);
      else if (hits.length > 0) setActive((at + (event.key === 'ArrowDown' ? 1 : -1) + hits.length) % hits.length);
    } else if (event.key === 'Enter') {
      if (wanted === '') return;
      if (!fresh) waitingFor.current = wanted;
      else if (hit) visit(placeOf(hit));
    } else if (event.key === 'ArrowRight' && caretAtEnd && open && hit) visit(beyond(hit));
    else if (event.key === 'Escape') {
      if (open && wanted !== '') setOpen(false);
      else setText('');
    } else return;
    event.preventDefault();
  };

  const shown = open && wanted !== '' && found !== null;
  const listed = shown && hits.length > 0;
  return (
    <search
      className="find"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <Search size={16} className="find-glass" aria-hidden />
      <input
        ref={field}
        className="input find-field"
        type="text"
        role="combobox"
        aria-label={t('search.label')}
        aria-keyshortcuts="Control+K F3"
        aria-expanded={listed}
        aria-controls={listed ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={listed ? `${listId}-${at}` : undefined}
        placeholder={t('search.placeholder')}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onCompositionStart={() => setBusyIme(true)}
        onCompositionEnd={() => setBusyIme(false)}
        onKeyDown={press}
      />
      {text === '' && (
        <span className="find-hint">
          <Kbd>Ctrl+K</Kbd>
        </span>
      )}
      {shown && <SearchPanel id={listId} found={found} active={at} onPoint={setActive} onOpen={(hit) => visit(placeOf(hit))} />}
    </search>
  );
}

/** Start typing with nothing in particular focused, and it is a search. The focus moves before the letter lands. */
function useTypeAnywhere(field: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
      const typed = event.key === 'Process' || event.key.length === 1;
      if (!typed || event.key === ' ' || document.activeElement !== document.body || document.querySelector('dialog[open]')) return;
      field.current?.focus();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [field]);
}
