import { randomUUID } from 'node:crypto';
import { demoCommunity, type DemoCommunity, type DemoPerson } from '#core/demo/community.ts';
import type { DraftFact } from '#core/facts/envelope.ts';
import { relationId } from '#core/subjects/home.ts';
import { decideAddStaff } from '#core/subjects/staff.ts';
import type { Desk } from '#db/desk.ts';
import { packed, personFact } from '#db/roster/facts.ts';

/** Staff of the demo community, as they were written: ids to log in with. */
export type DemoStaff = { staff: string; name: string };

/**
 * Fills a freshly founded demo desk. Everything in one transaction: a demo is there whole or not at all. `ids` of the staff,
 * for whoever has to make their PIN verifiers before (that takes longer than a transaction should).
 */
export function fillDemo(desk: Desk, ids: readonly string[] = []): DemoStaff[] {
  const community = demoCommunity({ today: desk.read.day });
  const people = new Map(community.people.map((p) => [p.ref, personId(desk, p)]));
  const staff = community.staff.map((member, place) => ({ staff: ids[place] ?? randomUUID(), ...member }));
  const acts = [
    ...staff.map((member) => decideAddStaff(member.staff, member.name, member.grants)),
    ...packed(peopleFacts(community, people)),
    ...packed(homeFacts(desk, community, people)),
  ];
  desk.actMany({ staff: null, acts, reply: null });
  return staff.map(({ staff: id, name }) => ({ staff: id, name }));
}

const personId = (desk: Desk, p: DemoPerson): string => (p.document ? desk.read.personId(p.document) : desk.read.personIdOf(p.ref));

function* peopleFacts(community: DemoCommunity, ids: ReadonlyMap<string, string>): Generator<DraftFact[]> {
  for (const p of community.people) {
    const id = ids.get(p.ref)!;
    yield [personFact(id, p, p.checks)];
  }
}

function* homeFacts(desk: Desk, community: DemoCommunity, ids: ReadonlyMap<string, string>): Generator<DraftFact[]> {
  const byHome = new Map<string, DemoCommunity['relations']>();
  for (const relation of community.relations) byHome.set(relation.home, [...(byHome.get(relation.home) ?? []), relation]);
  for (const home of community.homes) {
    const subject = `home/${desk.read.homeId(home.homeNo)}`;
    const { building, entrance, room } = home;
    const described = {
      area: home.area,
      ...(home.layout === null ? {} : { layout: home.layout }),
      deliveryState: home.delivery,
      ...(home.occupancy === null ? {} : { occupancy: home.occupancy }),
      ...(home.deliveredOn === null ? {} : { deliveredOn: home.deliveredOn }),
    };
    const facts: DraftFact[] = [
      { subject, type: 'home.registered', data: { homeNo: home.homeNo, address: { building, entrance, room }, kind: home.kind } },
      { subject, type: 'home.described', data: described },
    ];
    for (const r of byHome.get(home.homeNo) ?? []) {
      const person = ids.get(r.person)!;
      const relation = relationId(person, r.role);
      facts.push({ subject, type: 'home.relationBegan', data: { relation, person, role: r.role, from: r.from } });
      if (r.to !== undefined) facts.push({ subject, type: 'home.relationEnded', data: { relation, to: r.to, why: r.why ?? 'ended' } });
    }
    yield facts;
  }
}
