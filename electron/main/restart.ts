/** A desk that lived this long was well: its end starts a new count. In milliseconds. */
const WELL = 30_000;
const FIRST = 250;
const LONGEST = 8_000;
/** Deaths in a row after which trying again would only be noise. */
const TRIES = 6;

/**
 * How long to wait before the desk is started again, in milliseconds, or null when it died too often in a row.
 * Doubles from a quarter of a second, so that one accident costs the clerk nothing and a broken disk is not hammered.
 */
export const backOff = () => {
  let deaths = 0;
  return {
    afterLiving(milliseconds: number): number | null {
      deaths = milliseconds >= WELL ? 1 : deaths + 1;
      return deaths > TRIES ? null : Math.min(FIRST * 2 ** (deaths - 1), LONGEST);
    },
    forgive(): void {
      deaths = 0;
    },
  };
};
