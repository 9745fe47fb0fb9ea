import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from '../locales/en.ts';
import { zh } from '../locales/zh.ts';

const i18n = createInstance();

export type Language = 'zh' | 'en';
const TAGS: Record<Language, string> = { zh: 'zh-CN', en: 'en' };
const REMEMBERED = 'foyer.language';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof zh };
    returnNull: false;
  }
}

function remembered(): Language {
  // A browser may deny storage; Chinese first is then the answer.
  try {
    return localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
}

export function startLanguage(): void {
  const language = remembered();
  document.documentElement.lang = TAGS[language];
  void i18n.use(initReactI18next).init({
    lng: language,
    resources: { zh: { translation: zh }, en: { translation: en } },
    // A missing word shows its key in both languages, so that it is seen, instead of hiding behind the other language.
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  });
}

export const language = (): Language => (i18n.language === 'en' ? 'en' : 'zh');

type Listener = (language: Language) => void;
let listener: Listener = () => undefined;

/** Who keeps the choice beyond this page: the desk, which has no page storage in Electron. */
export const onLanguageChosen = (next: Listener): void => void (listener = next);

/** The desk's memory of the last choice; it counts where this page remembers nothing. */
export function recallLanguage(next: Language): void {
  if (next !== language()) show(next);
}

function show(next: Language): void {
  void i18n.changeLanguage(next);
  document.documentElement.lang = TAGS[next];
}

/** At run time, without losing anything on the page. */
export function setLanguage(next: Language): void {
  show(next);
  listener(next);
  try {
    localStorage.setItem(REMEMBERED, next);
  } catch {
    // Not remembered then; the choice still holds for this session.
  }
}
