import { searchSchema } from '#db/search/schema.ts';
import type { Migration } from '#db/vault/types.ts';

/** Projections: what the screens read. All of it can be thrown away and made again from the log. */
const TABLES = `
CREATE TABLE home (
  id TEXT PRIMARY KEY, no TEXT NOT NULL, building TEXT NOT NULL, entrance TEXT, room TEXT NOT NULL, kind TEXT NOT NULL,
  delivery TEXT, occupancy TEXT, area REAL, inner_area REAL, layout TEXT, contract_no TEXT, delivered_on TEXT, note TEXT, rosters TEXT NOT NULL,
  sort TEXT NOT NULL, unread INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX home_building ON home (building, sort);
CREATE TABLE person (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT, phones TEXT NOT NULL, document_kind TEXT, document_number TEXT,
  checks TEXT NOT NULL, missing TEXT, unread INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX person_document ON person (document_number) WHERE document_number IS NOT NULL;
CREATE INDEX person_check ON person (missing, id) WHERE checks <> '[]';
CREATE TABLE relation (
  home TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, since TEXT, share TEXT,
  ended INTEGER NOT NULL, until TEXT, why TEXT, PRIMARY KEY (home, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX relation_person ON relation (person);
CREATE TABLE staff (id TEXT PRIMARY KEY, name TEXT, grants TEXT NOT NULL, gone INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE person_link (a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;
CREATE INDEX person_link_b ON person_link (b);
CREATE TABLE anomaly (
  id TEXT PRIMARY KEY, rule TEXT NOT NULL, subject TEXT NOT NULL, facts TEXT NOT NULL, covered TEXT NOT NULL, open INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX anomaly_subject ON anomaly (subject);
`;

/** Every table that a rebuild empties. */
export const PROJECTION_TABLES = ['home', 'person', 'relation', 'staff', 'person_link', 'anomaly'] as const;

export const projectionMigration: Migration = {
  id: 20,
  name: 'projections',
  up(db) {
    db.exec(TABLES);
    db.exec(searchSchema);
  },
};
