import type { IncomingMessage, ServerResponse } from 'node:http';

/** A live page for developers: answers what the host itself does not know, instead of files from `rendererDir`. */
export type DevPage = {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Where the page's own socket for hot updates listens; the looser policy of this mode has to allow it. */
  socket: string;
  close(): Promise<void>;
};

export type ServeOptions = {
  /** The data folder, absolute. Made when it does not exist. */
  data: string;
  /** 0 or absent: any free port. Always on 127.0.0.1. */
  port?: number;
  /** The built page. */
  rendererDir: string;
  dev?: DevPage;
  /** Opens the desk at once, for hosts that are started by a script. */
  passphrase?: string;
};

/**
 * A running browser host. `url` carries a secret of this start and opens one browser, once; `address()` gives another one for
 * another browser, so that the window that opens by itself does not use up the address that was printed.
 */
export type Served = { url: string; address(): string; close(): Promise<void> };

export type Serve = (options: ServeOptions) => Promise<Served>;
