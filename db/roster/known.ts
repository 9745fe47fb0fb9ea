import type { KnownHome, KnownOwner, KnownPerson, KnownRoster } from '#core/roster/diff.ts';
import type { DocumentKind } from '#core/identity/document.ts';
import { OWNER_ROLES } from '#core/subjects/home.ts';
import type { Desk } from '#db/desk.ts';
import type { PersonRow } from '#db/projections/views.ts';

/** What the desk knows, as the roster diff asks for it. */
export function knownRoster(desk: Desk): KnownRoster {
  const { views, read } = desk;
  return {
    home(homeNo) {
      const id = read.homeId(homeNo);
      const row = views.home(id);
      if (!row) return undefined;
      const relations = views.relationsOfHome(id).filter((r) => !r.ended && OWNER_ROLES.includes(r.role));
      const owners = relations.flatMap((r): KnownOwner[] => {
        const person = views.person(r.person);
        return person ? [{ ...knownPerson(person), ...(r.share === null ? {} : { share: r.share }) }] : [];
      });
      const known: KnownHome = {
        homeNo,
        sold: row.delivery !== 'unsold',
        owners,
        ...(row.area === null ? {} : { area: row.area }),
        ...(row.innerArea === null ? {} : { innerArea: row.innerArea }),
        ...(row.layout === null ? {} : { layout: row.layout }),
        ...(row.contractNo === null ? {} : { contractNo: row.contractNo }),
        ...(row.deliveredOn === null ? {} : { deliveredOn: row.deliveredOn }),
        ...(row.note === null ? {} : { note: row.note }),
      };
      return known;
    },
    person(identity) {
      const row = views.person(read.personIdOfIdentity(identity));
      return row && knownPerson(row);
    },
    *rosterHomes() {
      for (const row of views.allHomes()) if (row.rosters.length > 0) yield row.no;
    },
  };
}

const knownPerson = (row: PersonRow): KnownPerson => ({
  personId: row.id,
  name: row.name ?? '',
  document: row.documentNumber === null ? null : { kind: (row.documentKind ?? 'other') as DocumentKind, number: row.documentNumber },
  phones: row.phones,
});
