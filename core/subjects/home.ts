import { z } from 'zod';
import { sealedRef, type SealedRef } from '../facts/envelope.ts';
import { reads, type BaseState, type SubjectKind } from '../facts/fold.ts';
import { EMPTY, set, type Register } from '../facts/register.ts';

/** A home (房屋): anything with an owner and a number. Subject `home/<id>`, the id a keyed hash of the canonical number. */
export const HOME_KINDS = ['flat', 'shop', 'office', 'parkingSpace', 'storageRoom'] as const;
export type HomeKind = (typeof HOME_KINDS)[number];

/** 交付状态 and 使用状态 are two axes beside the kind; one list of states would mix them. */
export const DELIVERY_STATES = ['unsold', 'soldUndelivered', 'delivered', 'deemedDelivered'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
export const OCCUPANCIES = ['decorating', 'ownerLives', 'let', 'shut', 'trading', 'shopClosed'] as const;
export type Occupancy = (typeof OCCUPANCIES)[number];

export const RELATION_ROLES = [
  'owner',
  'coOwner',
  'companyOwner',
  'familyMember',
  'tenant',
  'merchant',
  'merchantStaff',
  'representative',
  'companyAgent',
  'emergencyContact',
] as const;
export type RelationRole = (typeof RELATION_ROLES)[number];
export const OWNER_ROLES: readonly RelationRole[] = ['owner', 'coOwner', 'companyOwner'];

export const address = z.strictObject({
  /** As people say it, without its suffix: `3`, `A`. */
  building: z.string().max(20),
  entrance: z.string().max(12).nullable(),
  room: z.string().min(1).max(20),
});
export type Address = z.infer<typeof address>;

const registered = z.object({
  /** Canonical number, e.g. `3-2-1501`: equal on every desk because it is read from the address alone. */
  homeNo: z.string().min(1).max(60),
  address,
  kind: z.enum(HOME_KINDS),
});
const described = z.object({
  area: z.number().positive().max(100_000).optional(),
  innerArea: z.number().positive().max(100_000).optional(),
  contractNo: z.string().max(60).optional(),
  layout: z.string().max(40).optional(),
  deliveryState: z.enum(DELIVERY_STATES).optional(),
  occupancy: z.enum(OCCUPANCIES).optional(),
  deliveredOn: z.iso.date().optional(),
});
export type HomeFields = z.infer<typeof described>;

const began = z.object({
  relation: z.string().max(80),
  person: z.string().max(80),
  role: z.enum(RELATION_ROLES),
  from: z.iso.date().nullable(),
  share: z.string().max(12).optional(),
});
const ended = z.object({ relation: z.string().max(80), to: z.iso.date().nullable(), why: z.string().max(40) });

/** Equal on every desk, so that two desks that record the same owner record one relation. */
export const relationId = (person: string, role: RelationRole): string => `${person}.${role}`;

export interface Relation {
  readonly person: string;
  readonly role: Register<RelationRole>;
  readonly from: Register<string | null>;
  readonly share: Register<string | null>;
  /** Empty while it lasts. */
  readonly ended: Register<{ readonly to: string | null; readonly why: string } | null>;
}

type Described = { readonly [K in keyof HomeFields]-?: Register<NonNullable<HomeFields[K]>> };

export interface HomeState extends BaseState, Described {
  readonly homeNo: string | null;
  readonly address: Address | null;
  readonly kind: HomeKind | null;
  readonly relations: Readonly<Record<string, Relation>>;
  readonly note: Register<SealedRef | null>;
  /** Rosters (ids) that named this home: what "gone from the roster" is measured against. */
  readonly rosters: readonly string[];
}

const initial: HomeState = {
  unreadable: [],
  homeNo: null,
  address: null,
  kind: null,
  relations: {},
  area: EMPTY,
  innerArea: EMPTY,
  contractNo: EMPTY,
  layout: EMPTY,
  deliveryState: EMPTY,
  occupancy: EMPTY,
  deliveredOn: EMPTY,
  note: EMPTY,
  rosters: [],
};

const NO_RELATION: Relation = { person: '', role: EMPTY, from: EMPTY, share: EMPTY, ended: EMPTY };

export const home: SubjectKind<HomeState> = {
  kind: 'home',
  foldVersion: 1,
  initial,
  on: {
    'home.registered': reads(1, registered, (state, data) => ({
      ...state,
      homeNo: state.homeNo ?? data.homeNo,
      address: state.address ?? data.address,
      kind: state.kind ?? data.kind,
    })),
    'home.described': reads(1, described, (state, data, fact, after) => {
      const next: Record<string, unknown> = { ...state };
      for (const [name, value] of Object.entries(data)) {
        if (value !== undefined) next[name] = set(next[name] as Register<unknown>, fact, value, after);
      }
      return next as unknown as HomeState;
    }),
    'home.relationBegan': reads(1, began, (state, data, fact, after) => {
      const old = state.relations[data.relation] ?? NO_RELATION;
      const relation: Relation = {
        person: data.person,
        role: set(old.role, fact, data.role, after),
        from: set(old.from, fact, data.from, after),
        share: set(old.share, fact, data.share ?? null, after),
        ended: set(old.ended, fact, null, after),
      };
      return { ...state, relations: { ...state.relations, [data.relation]: relation } };
    }),
    'home.relationEnded': reads(1, ended, (state, data, fact, after) => {
      const old = state.relations[data.relation] ?? NO_RELATION;
      const relation = { ...old, ended: set(old.ended, fact, { to: data.to, why: data.why }, after) };
      return { ...state, relations: { ...state.relations, [data.relation]: relation } };
    }),
    'home.noted': reads(1, z.object({}), (state, _data, fact, after) => ({
      ...state,
      note: set(state.note, fact, sealedRef(fact, 'note') ?? null, after),
    })),
    'home.listed': reads(1, z.object({ roster: z.string().max(80) }), (state, data) => ({
      ...state,
      rosters: [...new Set([...state.rosters, data.roster])].sort(),
    })),
  },
};
