import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may talk to the host. A loopback address keeps other machines out, but every page and every program on this machine
 * can reach it. So a request must name the very host and port that were printed (a page elsewhere that points its own name
 * at 127.0.0.1 names its own), must come from our own page where browsers say so, and must carry the cookie that only the
 * holder of this start's secret was given.
 */
export interface Guard {
  /** A secret for one address. It opens one browser, once; whoever finds the address later has nothing. */
  mint(): string;
  /** Exactly our host. */
  hostFits(request: IncomingMessage): boolean;
  /** No `Origin`, or exactly ours. */
  originFits(request: IncomingMessage): boolean;
  /** Exactly ours: a page's socket always says where it comes from. */
  originIsOurs(request: IncomingMessage): boolean;
  hasCookie(request: IncomingMessage): boolean;
  /** The `Set-Cookie` for a right secret; null for a wrong one, or one that was used before. */
  exchange(secret: string): string | null;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

export function createGuard(port: number): Guard {
  const token = randomBytes(32).toString('base64url');
  // Cookies know no ports: another host of ours on this machine must not overwrite this one's.
  const name = `foyer-${port}`;
  const host = `127.0.0.1:${port}`;
  const unused = new Set<string>();
  return {
    mint: () => {
      const secret = randomBytes(24).toString('base64url');
      unused.add(secret);
      return secret;
    },
    hostFits: (request) => request.headers.host === host,
    originFits: ({ headers }) => headers.origin === undefined || headers.origin === `http://${host}`,
    originIsOurs: ({ headers }) => headers.origin === `http://${host}`,
    hasCookie: (request) => {
      const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
      const given = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
      return given !== undefined && same(given, token);
    },
    exchange: (given) => {
      const found = [...unused].find((secret) => same(given, secret));
      if (found === undefined) return null;
      unused.delete(found);
      return `${name}=${token}; HttpOnly; SameSite=Strict; Path=/`;
    },
  };
}
