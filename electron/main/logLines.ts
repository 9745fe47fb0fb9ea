/**
 * What of the desk process's output may be kept. Messages of errors can quote what was being worked on (a parser quotes
 * its input, names included), so a line is kept only if its form cannot hold a name: our own coded lines, stack frames,
 * and the kind of an error without its message.
 */
const coded = /^foyer(?: [a-z][a-zA-Z_.-]*(?:=[A-Za-z0-9_.:+-]{1,80})?){1,12}$/;
const stackFrame = /^\s+at .*?([A-Za-z0-9_.-]+\.(?:js|ts|cjs|mjs):\d+:\d+)\)?$/;
const errorKind = /^(?:Uncaught )?((?:[A-Z][A-Za-z]{0,40})?(?:Error|Refusal|Exception))(?: \[[A-Z0-9_]{1,40}\])?(?::|$)/;
/** Chromium's own: process, time, severity, and the place in its sources. */
const native = /^\[[0-9:/.]{1,60}:(FATAL|ERROR):([A-Za-z0-9_./-]{1,120}(?:\(\d+\)|:\d+))\]/;

/** The line as it may be written, with everything else replaced by its length. */
export const keepable = (line: string): string => {
  if (coded.test(line)) return line;
  const place = stackFrame.exec(line)?.[1];
  // The file's name alone: its folder may be named after the person at the machine.
  if (place !== undefined) return `    at ${place}`;
  const kind = errorKind.exec(line)?.[1];
  if (kind !== undefined) return `${kind}: (message withheld)`;
  const [, severity, source] = native.exec(line) ?? [];
  if (source !== undefined) return `${severity} ${source} (message withheld)`;
  return line.trim() === '' ? '' : `(${line.length} characters withheld)`;
};
