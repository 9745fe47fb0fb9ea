import { z } from 'zod';
import type { DraftFact } from '../facts/envelope.ts';
import { reads, type BaseState, type SubjectKind } from '../facts/fold.ts';
import { current, EMPTY, set, type Register } from '../facts/register.ts';
import { Refusal } from '../refusal.ts';

/** The site (项目): one community with one service centre. One subject, `site/self`. */
export const SITE_REF = 'site/self';

export const siteSettings = z.strictObject({
  name: z.string().trim().min(1).max(40),
  /** 交付/收房 or 入伙/收楼: the word that is printed. */
  handoverWord: z.enum(['交付', '入伙']),
  managerTitle: z.string().trim().min(1).max(20),
  /** Minutes without a touch before the screen asks for a PIN again. */
  lockAfterMinutes: z.int().min(1).max(60),
  /** Hours after which facts that wait to be exchanged are coloured. */
  pendingLimitHours: z.int().min(1).max(720),
  /** Lists longer than this need an approval to leave the program (law: 250 records are the criminal line for served customers). */
  exportLimit: z.int().min(1).max(10_000),
});
export type SiteSettings = z.infer<typeof siteSettings>;

export const DEFAULT_SETTINGS: Omit<SiteSettings, 'name'> = {
  handoverWord: '交付',
  managerTitle: '项目经理',
  lockAfterMinutes: 5,
  pendingLimitHours: 24,
  exportLimit: 200,
};

type SettingName = keyof SiteSettings;

export interface SiteState extends BaseState {
  readonly root: string | null;
  readonly demo: boolean;
  readonly settings: Readonly<Partial<Record<SettingName, Register<string | number>>>>;
}

const founded = z.object({ root: z.base64(), demo: z.boolean(), settings: siteSettings.partial() });
const configured = z.object({ settings: siteSettings.partial() });

export const site: SubjectKind<SiteState> = {
  kind: 'site',
  foldVersion: 1,
  initial: { unreadable: [], root: null, demo: false, settings: {} },
  on: {
    'site.founded': reads(1, founded, (state, data, fact, after) => ({
      ...state,
      root: data.root,
      demo: data.demo,
      settings: patch(state.settings, data.settings, fact, after),
    })),
    'site.configured': reads(1, configured, (state, data, fact, after) => ({
      ...state,
      settings: patch(state.settings, data.settings, fact, after),
    })),
  },
};

function patch(
  settings: SiteState['settings'],
  changes: Partial<SiteSettings>,
  fact: Parameters<typeof set>[1],
  after: Parameters<typeof set>[3],
): SiteState['settings'] {
  const next: Partial<Record<SettingName, Register<string | number>>> = { ...settings };
  for (const [name, value] of Object.entries(changes) as [SettingName, string | number | undefined][]) {
    if (value !== undefined) next[name] = set(next[name] ?? EMPTY, fact, value, after);
  }
  return next;
}

/** Settings in force: what was set last, else the default. */
export function settingsOf(state: SiteState): SiteSettings {
  const read = Object.fromEntries(
    Object.entries(state.settings).map(([name, register]) => [name, current(register)]),
  );
  return { name: '', ...DEFAULT_SETTINGS, ...read };
}

export function decideConfigure(state: SiteState, changes: Partial<SiteSettings>): DraftFact[] {
  const now = settingsOf(state);
  const changed = Object.fromEntries(
    Object.entries(changes).filter(([name, value]) => value !== undefined && now[name as SettingName] !== value),
  );
  if (Object.keys(changed).length === 0) throw new Refusal('nothing_to_change');
  return [{ subject: SITE_REF, type: 'site.configured', data: { settings: changed } }];
}
