/** What the first page asks, checked without the page: which field lacks what, and what may be remembered over a reload. */
export type KeepKind = 'osKeystore' | 'passphrase' | 'keyFile';

/** Survives a reload within the session. Nothing secret is in it, on purpose: storage is not sealed. */
export interface FirstRunDraft {
  kind: 'own' | 'demo' | 'join';
  site: string;
  admin: string;
  keep: KeepKind | null;
}

/** Lives in the page's memory only. */
export interface FirstRunSecrets {
  pin: string;
  pinAgain: string;
  passphrase: string;
  passphraseAgain: string;
}

export const PASSPHRASE_LEAST = 8;
export const NO_SECRETS: FirstRunSecrets = { pin: '', pinAgain: '', passphrase: '', passphraseAgain: '' };

/** The system's keystore where there is one; else a passphrase. A key file is never chosen for anybody. */
export const firstDraft = (osKeystore: boolean): FirstRunDraft => ({ kind: 'own', site: '', admin: '', keep: osKeystore ? 'osKeystore' : 'passphrase' });

export type Missing =
  | { field: 'site' | 'admin' | 'pin' | 'pinAgain' | 'keep' | 'passphraseAgain' }
  | { field: 'passphrase'; n: number };

/** In the order of the page, so that the first one can take the focus. */
export function missingIn(draft: FirstRunDraft, secrets: FirstRunSecrets): Missing[] {
  const found: Missing[] = [];
  if (draft.kind === 'own') {
    if (draft.site.trim() === '') found.push({ field: 'site' });
    if (draft.admin.trim() === '') found.push({ field: 'admin' });
    if (!/^\d{4,12}$/.test(secrets.pin)) found.push({ field: 'pin' });
    else if (secrets.pin !== secrets.pinAgain) found.push({ field: 'pinAgain' });
  }
  found.push(...missingInKeep(draft.keep, secrets));
  return found;
}

/** The same for the choice of how the data opens alone. */
export function missingInKeep(keep: KeepKind | null, secrets: FirstRunSecrets): Missing[] {
  const found: Missing[] = [];
  if (keep === null) found.push({ field: 'keep' });
  if (keep === 'passphrase') {
    const short = PASSPHRASE_LEAST - [...secrets.passphrase].length;
    if (short > 0) found.push({ field: 'passphrase', n: short });
    else if (secrets.passphrase !== secrets.passphraseAgain) found.push({ field: 'passphraseAgain' });
  }
  return found;
}

const PLACE = 'foyer.firstRun';

export function rememberDraft(draft: FirstRunDraft): void {
  // Named fields, so that a secret that is added to the form one day does not slip into storage with it.
  const { kind, site, admin, keep } = draft;
  try {
    sessionStorage.setItem(PLACE, JSON.stringify({ kind, site, admin, keep }));
  } catch {
    // Storage denied: the draft then lives as long as the page.
  }
}

export function forgetDraft(): void {
  try {
    sessionStorage.removeItem(PLACE);
  } catch {
    // Nothing was kept then.
  }
}

export function recallDraft(osKeystore: boolean): FirstRunDraft {
  const fresh = firstDraft(osKeystore);
  try {
    const held: unknown = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null');
    if (typeof held !== 'object' || held === null) return fresh;
    const text = (name: string): string => {
      const value = (held as Record<string, unknown>)[name];
      return typeof value === 'string' ? value.slice(0, 40) : '';
    };
    const [kind, keep] = [text('kind'), text('keep')];
    const usable = keep === 'passphrase' || keep === 'keyFile' || (keep === 'osKeystore' && osKeystore);
    return { kind: kind === 'demo' || kind === 'join' ? kind : 'own', site: text('site'), admin: text('admin'), keep: usable ? keep : fresh.keep };
  } catch {
    return fresh;
  }
}
