import { homeSpellings } from '#core/address/spellings.ts';
import { contest, current } from '#core/facts/register.ts';
import type { HomeKind, HomeState, Relation } from '#core/subjects/home.ts';
import type { Db } from '#db/vault/types.ts';
import { textOf, type Projector } from './projector.ts';

/** Of one person's homes the one to live in is asked for first, then the shop; the parking space last. */
const WEIGHT: Readonly<Record<HomeKind, number>> = { flat: 3, shop: 2, office: 2, parkingSpace: 0, storageRoom: 0 };

/** Digits padded so that 3-2-901 sorts before 3-2-1501 without a collation of its own. */
export const sortable = (text: string): string => text.replace(/\d+/g, (digits) => digits.padStart(8, '0'));

export function homeProjector(db: Db): Projector<HomeState> {
  const q = {
    // A home that stays what and where it is leaves its places in both indexes alone: a page less to write, and no spellings
    // to work out again, in nearly every command.
    update: db.prepare(
      `UPDATE home SET delivery = @delivery, occupancy = @occupancy, area = @area, inner_area = @innerArea, layout = @layout,
         contract_no = @contractNo, delivered_on = @deliveredOn, note = @note, rosters = @rosters, unread = @unread
       WHERE id = @id AND no = @no AND building = @building AND entrance IS @entrance AND room = @room AND kind = @kind AND sort = @sort`,
    ),
    put: db.prepare(
      `INSERT OR REPLACE INTO home (id, no, building, entrance, room, kind, delivery, occupancy, area, inner_area, layout, contract_no, delivered_on, note, rosters, sort, unread)
       VALUES (@id, @no, @building, @entrance, @room, @kind, @delivery, @occupancy, @area, @innerArea, @layout, @contractNo, @deliveredOn, @note, @rosters, @sort, @unread)`,
    ),
    drop: db.prepare('DELETE FROM home WHERE id = ?'),
    relations: db.prepare<[string], { id: string; row: string }>(
      `SELECT id, json_array(person, role, since, share, ended, until, why) AS row FROM relation WHERE home = ?`,
    ),
    putRelation: db.prepare(
      `INSERT OR REPLACE INTO relation (home, id, person, role, since, share, ended, until, why)
       VALUES (@home, @id, @person, @role, @since, @share, @ended, @until, @why)`,
    ),
    dropRelations: db.prepare('DELETE FROM relation WHERE home = ?'),
    dropRelation: db.prepare('DELETE FROM relation WHERE home = ? AND id = ?'),
  };

  function projectRelations(home: string, state: HomeState): void {
    const had = new Map(q.relations.all(home).map((r) => [r.id, r.row]));
    for (const [id, relation] of Object.entries(state.relations)) {
      const row = relationRow(home, id, relation);
      const same = JSON.stringify([row.person, row.role, row.since, row.share, row.ended, row.until, row.why]);
      // Only its end is known: its beginning waits, or was a retired desk's. A row that was shown until then must go.
      if (row.person === '') continue;
      // Most commands leave most relations as they are; writing them again would cost pages for nothing.
      if (had.get(id) !== same) q.putRelation.run(row);
      had.delete(id);
    }
    for (const id of had.keys()) q.dropRelation.run(home, id);
  }

  return {
    project(id, state, use) {
      if (state.homeNo === null || state.address === null) {
        q.drop.run(id);
        // It may have been shown until its registration was found to be a retired desk's: its relations go with it.
        q.dropRelations.run(id);
        use.search.remove(`home/${id}`);
        return;
      }
      const { building, entrance, room } = state.address;
      const row = {
        id,
        no: state.homeNo,
        building,
        entrance,
        room,
        kind: state.kind ?? 'flat',
        delivery: current(state.deliveryState) ?? null,
        occupancy: current(state.occupancy) ?? null,
        area: current(state.area) ?? null,
        innerArea: current(state.innerArea) ?? null,
        contractNo: current(state.contractNo) ?? null,
        layout: current(state.layout) ?? null,
        deliveredOn: current(state.deliveredOn) ?? null,
        note: textOf(use, current(state.note) ?? null),
        rosters: JSON.stringify(state.rosters),
        sort: sortable(`${building}/${entrance ?? ''}/${room}`),
        unread: state.unreadable.length,
      };
      if (q.update.run(row).changes === 0) {
        q.put.run(row);
        use.search.put({ ref: `home/${id}`, group: 'home', rooms: homeSpellings({ building, entrance, room, kind: row.kind }), weight: WEIGHT[row.kind] });
      }
      projectRelations(id, state);
    },
    contests: (state, use) => [
      ...['deliveryState', 'occupancy', 'area', 'innerArea', 'layout', 'contractNo', 'deliveredOn'].map((field) => ({
        field,
        facts: contest(state[field as 'layout']),
      })),
      { field: 'note', facts: use.contestSealed(state.note) },
      // One anomaly for all relations of a home: a resolution names an anomaly by its field, and people settle a home's list at once.
      { field: 'relation', facts: [...new Set(Object.values(state.relations).flatMap(contestsOf))] },
    ],
  };
}

const contestsOf = ({ role, from, share, ended }: Relation): string[] => [role, from, share, ended].flatMap((register) => contest(register));

function relationRow(home: string, id: string, relation: Relation) {
  const ended = current(relation.ended) ?? null;
  return {
    home,
    id,
    person: relation.person,
    role: current(relation.role) ?? 'owner',
    since: current(relation.from) ?? null,
    share: current(relation.share) ?? null,
    ended: ended === null ? 0 : 1,
    until: ended?.to ?? null,
    why: ended?.why ?? null,
  };
}
