import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ShownPerson } from '#core/contract/records.ts';
import type { RelationRole } from '#core/subjects/home.ts';

const OWNERS: readonly string[] = ['owner', 'coOwner', 'companyOwner'] satisfies RelationRole[];

/** The full name where the desk gave one, else as a clerk says it: 张女士; without the sex by what the person is here: 张业主. */
export function speak(t: TFunction, language: string, person: ShownPerson, role?: RelationRole): string {
  if (person.unreadable !== null) return t(`trade.spoken.${person.unreadable}`);
  if (person.name !== null) return person.name;
  const pinyin = person.surnamePinyin;
  const surname = language === 'en' && pinyin !== '' ? pinyin.charAt(0).toUpperCase() + pinyin.slice(1) : person.surname;
  const unknown = role === undefined || OWNERS.includes(role) ? 'owner' : role === 'tenant' ? 'tenant' : 'other';
  return t(`trade.spoken.${person.sex ?? unknown}`, { surname });
}

export function useSpeak(): (person: ShownPerson, role?: RelationRole) => string {
  const { t, i18n } = useTranslation();
  return (person, role) => speak(t, i18n.language, person, role);
}

/** Everything personal on a page stands in `.personal`, which blurs when nobody has touched the desk for a minute. */
export function PersonName({ person, role, strong = false }: { person: ShownPerson; role?: RelationRole | undefined; strong?: boolean }) {
  const say = useSpeak();
  const gone = person.unreadable !== null;
  return <span className={gone ? 'quiet' : `personal ${strong ? 'strong' : ''}`}>{say(person, role)}</span>;
}

export function PhoneTail({ person }: { person: ShownPerson }) {
  const { t } = useTranslation();
  if (person.phoneTail === null) return null;
  return <span className="personal quiet nowrap">{t('trade.spoken.tail', { tail: person.phoneTail })}</span>;
}
