import type { Database as BetterSqlite } from 'better-sqlite3';

/** The connection. Prepared statements, transactions and pragmas are used directly; everything else goes through the vault. */
export type Db = BetterSqlite;

/** The secrets of one desk, unlocked. They live in memory only; nothing writes them to a log, an error or an argument. */
export interface Secrets {
  /** The vault's name: a random id that its keys file, its marker and its backups share. Not secret. */
  readonly vault: string;
  /** 32 bytes: the raw SQLCipher key of this desk's database. */
  readonly dbSecret: Uint8Array;
  /** 32 bytes, the same on every desk of a site: keyed hashes (derived ids) and the pepper of staff PINs. */
  readonly siteSecret: Uint8Array;
  /** Further secrets of other layers, by name. */
  readonly extra: Readonly<Record<string, string>>;
}

/** The operating system's secret store, plugged in by the program that has one (Electron's safeStorage). */
export interface Keystore {
  /** The backend in use: `dpapi`, `keychain`, `gnome_libsecret`, `kwallet5`, … `basic_text` protects nothing and counts as absent. */
  readonly name: string;
  available(): boolean | Promise<boolean>;
  wrap(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  unwrap(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Cost of argon2id. `memory` in KiB, `passes` over it. The default is 64 MiB and 3 passes; only tests choose less. */
export interface PassphraseCost {
  readonly memory: number;
  readonly passes: number;
}

/** A way to keep the secrets that a person or the system chose. */
export type WrapChoice =
  | { readonly kind: 'osKeystore'; readonly keystore: Keystore }
  | { readonly kind: 'passphrase'; readonly passphrase: string; readonly cost?: PassphraseCost }
  | { readonly kind: 'keyFile'; readonly path: string };

/** A way to open them again. */
export type Unlocker =
  | { readonly kind: 'osKeystore'; readonly keystore: Keystore }
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'keyFile'; readonly path: string }
  | { readonly kind: 'recoveryCode'; readonly code: string };

export type WrapKind = Unlocker['kind'];

/** The last fact that the log layer saw committed. A database that holds less was rolled back: its writer must be rotated. */
export interface HighWater {
  readonly writer: string;
  readonly seq: number;
  readonly id: string;
}

/** What a data folder is, told from its files alone, without any secret. */
export type DeskState =
  /** Nothing of a desk is here: a first run may begin. */
  | { readonly state: 'empty' }
  /** A first run was cut off before its first facts were committed: it may begin again, nothing acknowledged is lost. */
  | { readonly state: 'unfinished' }
  /** A desk is enrolled and its files are present. */
  | { readonly state: 'enrolled' }
  /** A desk is or was here and cannot be opened as it stands. `code` is the code of the refusal that opening would give. */
  | { readonly state: 'problem'; readonly code: string };

/** One numbered step of the schema. `up` runs inside the one transaction of all pending steps and must not commit. */
export interface Migration {
  /** Strictly increasing; numbered by tens to leave room. It becomes `user_version`. */
  readonly id: number;
  readonly name: string;
  up(db: Db): void;
}

export interface BackupFile {
  readonly file: string;
  /** The file's name: a time in UTC, nothing else. */
  readonly name: string;
  readonly at: Date;
  readonly bytes: number;
}

/** Two values that must be equal in a database and its copy: the caller's count of facts and their head, as one text. */
export type Fingerprint = (db: Db) => string;

/** What a full reading of a database file found. */
export interface DamageReport {
  readonly ok: boolean;
  readonly pages: number;
  /** Numbers of the pages whose seal is broken (counted from 1), at most the first thousand. */
  readonly damagedPages: readonly number[];
  /** Tables and indexes that these pages belong to, `(unused)` for pages of no table, `(schema)` for the first ones. */
  readonly damagedTables: readonly string[];
  /** Findings of SQLite's own structure check, codes only: `structure`, `foreign_keys`. */
  readonly findings: readonly string[];
}
