import { z } from 'zod';

/**
 * What main and the desk process say to each other over `process.parentPort`. The page's calls never travel here: they go
 * over MessagePorts that main hands over, and the contract in `#core/contract` governs those.
 *
 * A desk's life: main forks it → desk posts `ready` → main posts `start` → any number of `port` and `keystore.*` →
 * main posts `close` → desk ends its work, closes the database, posts `closed` and exits with 0.
 *
 * Both ends parse what they receive with these schemas and ignore (and log, by type only) what does not fit. Secrets
 * cross here and nowhere else: never in arguments or environment, which every program of the user can read.
 */

/** The system keystore as main found it at start. `name` is the backend: `dpapi`, `keychain`, `gnome_libsecret`, …, `none`. */
export const keystoreFound = z.object({ name: z.string().max(40), available: z.boolean() });
export type KeystoreFound = z.infer<typeof keystoreFound>;

/** A wrapped or plain secret. Both are short; a longer one is a mistake or an attack. */
const secretBytes = z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength > 0 && bytes.byteLength <= 16_384);

/** Why the keystore did not do what it was asked. Its own words are withheld: they may name accounts. */
const keystoreTrouble = z.enum(['keystore_unavailable', 'keystore_failed']);

const requestNumber = z.int().min(0);

export const toDesk = z.discriminatedUnion('type', [
  /** First message. `dir` is the data folder; `app` the program's version, which facts record. */
  z.object({ type: z.literal('start'), dir: z.string().min(1), app: z.string().max(40), keystore: keystoreFound }),
  /** Comes with exactly one transferred port: a page to be served. Its earlier ports may still be open; each ends by `close`. */
  z.object({ type: z.literal('port') }),
  z.discriminatedUnion('ok', [
    z.object({ type: z.literal('keystore.reply'), request: requestNumber, ok: z.literal(true), bytes: secretBytes }),
    z.object({ type: z.literal('keystore.reply'), request: requestNumber, ok: z.literal(false), code: keystoreTrouble }),
  ]),
  z.object({ type: z.literal('close') }),
]);
export type ToDesk = z.infer<typeof toDesk>;

export const fromDesk = z.discriminatedUnion('type', [
  /** The desk listens. Before it, nothing is sent to it. */
  z.object({ type: z.literal('ready') }),
  /** Numbered by the desk, so that replies find their question whatever their order. */
  z.object({ type: z.literal('keystore.request'), request: requestNumber, verb: z.enum(['wrap', 'unwrap']), bytes: secretBytes }),
  /** The database is closed; the process exits next. */
  z.object({ type: z.literal('closed') }),
]);
export type FromDesk = z.infer<typeof fromDesk>;
