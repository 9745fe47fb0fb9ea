import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '#core/contract/records.ts';
import { PersonName, PhoneTail } from '../lib/PersonName.tsx';
import { useRefusal } from '../lib/refusal.ts';
import { HomeStates } from '../home/HomeStates.tsx';
import { Kbd } from '../ui/index.ts';
import type { Found } from './useFinding.ts';

export interface SearchPanelProps {
  id: string;
  found: Found;
  active: number;
  onPoint: (index: number) => void;
  onOpen: (hit: SearchHit) => void;
}

export function SearchPanel({ id, found, active, onPoint, onOpen }: SearchPanelProps) {
  const { t } = useTranslation();
  const word = useRefusal();
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);

  const groups = [...new Set(found.hits.map((hit) => hit.group))];
  const nothing = found.error !== null ? word(found.error) : found.hits.length === 0 ? t('search.noHit', { text: found.text }) : null;
  return (
    <div className="find-panel">
      <div className="hidden-visually" role="status">
        {nothing ?? t('search.hits', { count: found.hits.length })}
      </div>
      {nothing !== null && <p className="find-nothing">{nothing}</p>}
      <div className="find-list" id={id} role="listbox" aria-label={t('search.results')} hidden={nothing !== null}>
        {groups.map((group) => (
          <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
            <div className="find-group" id={`${id}-${group}`}>
              {t(`search.group.${group}`)}
            </div>
            {found.hits.map((hit, index) =>
              hit.group !== group ? null : (
                <div
                  key={hit.group === 'home' ? hit.home.id : hit.person.id}
                  id={`${id}-${index}`}
                  role="option"
                  aria-selected={index === active}
                  className="find-row"
                  onMouseMove={() => onPoint(index)}
                  // The field keeps the focus, or the panel would close under the pointer.
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => onOpen(hit)}
                >
                  <Row hit={hit} />
                </div>
              ),
            )}
          </div>
        ))}
      </div>
      <div className="find-foot">
        <span>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t('search.keys.walk')}
        </span>
        <span>
          <Kbd>Enter</Kbd> {t('search.keys.open')}
        </span>
        {found.hits[active] && (
          <span>
            <Kbd>→</Kbd> {t(`search.keys.beyond.${found.hits[active].group}`)}
          </span>
        )}
        <span>
          <Kbd>Esc</Kbd> {t('search.keys.back')}
        </span>
        {found.more && <span className="find-more">{t('search.more')}</span>}
      </div>
    </div>
  );
}

/** The row answers by itself: most questions end without opening anything. */
function Row({ hit }: { hit: SearchHit }) {
  const { t } = useTranslation();
  if (hit.group === 'home') {
    const { home, first, more } = hit;
    return (
      <>
        <span className="number find-key">{home.homeNo}</span>
        <span className="clip">
          {first ? <PersonName person={first} role="owner" /> : <span className="quiet">{t('search.noOwner')}</span>}
          {more > 0 && <span className="quiet">{t('search.others', { count: more })}</span>}
        </span>
        <span className="find-tail">{first && <PhoneTail person={first} />}</span>
        <span className="find-end">
          <HomeStates home={home} />
        </span>
      </>
    );
  }
  const { person, homes } = hit;
  const [one] = homes;
  return (
    <>
      <span className="find-key clip">
        <PersonName person={person} role={one?.role} strong />
      </span>
      <span className="clip">
        {one ? (
          <>
            <span className="number">{one.homeNo}</span> <span className="quiet">{t(`trade.relation.${one.role}`)}</span>
            {homes.length > 1 && <span className="quiet">{t('search.moreHomes', { count: homes.length - 1 })}</span>}
          </>
        ) : (
          <span className="quiet">{t('search.noHome')}</span>
        )}
      </span>
      <span className="find-tail">
        <PhoneTail person={person} />
      </span>
      <span className="find-end" />
    </>
  );
}
