import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The desk's own notes, one JSON line each: incidents (what broke, where in the code) and the audit trail (who called what,
 * with what outcome). Ids and codes only. An error's message is never written, because it may quote the value that broke
 * something, and a log leaves the building with every support request.
 */
export interface DeskLog {
  /** Notes an unexpected error and returns the id that the screen may show. */
  incident(error: unknown, where: string): string;
  audit(line: AuditLine): void;
}

export interface AuditLine {
  readonly connection: string;
  readonly staff: string | null;
  readonly procedure: string;
  readonly outcome: string;
}

const LIMIT = 4 * 1024 * 1024;

/** Frames without the first line (which repeats the message) and without the folders of this machine. */
function frames(error: unknown): string[] {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
  return error.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => {
      const place = /([\w.-]+\.[cm]?[jt]s):(\d+):(\d+)\)?$/.exec(line);
      return place ? `${place[1]}:${place[2]}:${place[3]}` : '?';
    });
}

const codeOf = (error: unknown): string | null => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[A-Z0-9_]{2,60}$/.test(code) ? code : null;
};

/** `dir` null: keep nothing (tests). A log that cannot be written is no reason to refuse an act. */
export function createLog(dir: string | null, now: () => number = Date.now): DeskLog {
  const write = (name: string, line: Record<string, unknown>): void => {
    if (dir === null) return;
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      const file = join(dir, name);
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size > LIMIT) renameSync(file, `${file}.1`);
      appendFileSync(file, `${JSON.stringify({ at: new Date(now()).toISOString(), ...line })}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not turn a note about an error into a second error.
    }
  };
  return {
    incident: (error, where) => {
      const incident = randomBytes(5).toString('hex');
      const kind = error instanceof Error ? error.name : typeof error;
      write('incidents.jsonl', { incident, where, kind, code: codeOf(error), frames: frames(error) });
      return incident;
    },
    audit: (line) => write('audit.jsonl', { ...line }),
  };
}
