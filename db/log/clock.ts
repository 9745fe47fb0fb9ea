/** The desk's clock as facts write it: a claim, with the offset of the place and the business day. */
export interface DeskTime {
  /** ISO 8601 with UTC offset, e.g. 2026-11-21T09:14:00.000+08:00. */
  readonly time: string;
  /** YYYY-MM-DD, local. */
  readonly day: string;
}

const two = (n: number): string => String(n).padStart(2, '0');

export function deskTime(ms: number): DeskTime {
  // A clock gone mad may name a time that no calendar has; the record of an act must not fail for it.
  const date = new Date(Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? ms : 0);
  const year = date.getFullYear();
  const local = year >= 1 && year <= 9998 ? date : new Date(0);
  const offset = -local.getTimezoneOffset();
  const sign = offset < 0 ? '-' : '+';
  const day = `${String(local.getFullYear()).padStart(4, '0')}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
  const clock = `${two(local.getHours())}:${two(local.getMinutes())}:${two(local.getSeconds())}.${String(local.getMilliseconds()).padStart(3, '0')}`;
  return { time: `${day}T${clock}${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`, day };
}

/** Time for permissions never runs backwards: setting the clock back must not revive what has ended. */
export function permissionClock(now: () => number): () => number {
  let latest = 0;
  return () => {
    latest = Math.max(latest, now());
    return latest;
  };
}
