import type { TFunction } from 'i18next';
import { ChevronRight, Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { HomePage } from '#core/contract/records.ts';
import { places } from '../frame/places.ts';
import { PersonName, PhoneTail, useSpeak } from '../lib/PersonName.tsx';
import { Button, Chip } from '../ui/index.ts';
import { useChecks } from './checks.ts';

type RelationLine = HomePage['people'][number];

export interface PeopleProps {
  people: readonly RelationLine[];
  /** Absent for those who may not look at full values. */
  onReveal: ((person: string) => void) | null;
}

/** Who is here now, rows 44 high; those who were here before are folded away. */
export function People({ people, onReveal }: PeopleProps) {
  const { t } = useTranslation();
  const now = people.filter((line) => !line.ended);
  const past = people.filter((line) => line.ended);
  return (
    <>
      <ul>
        {now.map((line) => (
          <PersonRow key={line.id} line={line} onReveal={onReveal} />
        ))}
      </ul>
      {past.length > 0 && (
        <details className="past">
          <summary>
            <ChevronRight size={14} aria-hidden />
            {t('home.past', { count: past.length })}
          </summary>
          <ul>
            {past.map((line) => (
              <PersonRow key={line.id} line={line} onReveal={onReveal} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function PersonRow({ line, onReveal }: { line: RelationLine; onReveal: PeopleProps['onReveal'] }) {
  const { t } = useTranslation();
  const say = useSpeak();
  const checks = useChecks(line.checks);
  const { person, role } = line;
  return (
    <li className={line.ended ? 'person-row person-past' : 'person-row'}>
      <Chip>{t(`trade.relation.${role}`)}</Chip>
      <div className="person-who">
        <Link href={places.person(person.id)} className="person-link">
          <PersonName person={person} role={role} strong />
        </Link>
        {line.share !== null && line.share !== '' && <span className="meta">{t('home.share', { share: line.share })}</span>}
        <div className="meta clip">{span(t, line)}</div>
      </div>
      <PhoneTail person={person} />
      {onReveal && person.unreadable === null && (
        <Button small variant="quiet" icon={Eye} aria-label={t('reveal.of', { name: say(person, role) })} onClick={() => onReveal(person.id)} />
      )}
      {checks.map((check) => (
        <div key={check} className="person-check">
          ! {check}
        </div>
      ))}
    </li>
  );
}

function span(t: TFunction, line: { from: string | null; to: string | null; ended: boolean }): string {
  if (line.from !== null && line.to !== null) return t('home.fromTo', line as { from: string; to: string });
  if (line.to !== null) return t('home.until', { date: line.to });
  if (line.from !== null) return t('home.since', { date: line.from });
  return line.ended ? t('home.endedUndated') : t('home.sinceUnknown');
}
