import { decideConfigure, SITE_REF, settingsOf, type SiteState } from '#core/subjects/site.ts';
import { memoryOf, os, staffOf } from '../gate.ts';
import type { DeskProblem } from '../memory.ts';

/** The desk itself: its settings, its state, its copies. */

const HOUR = 3_600_000;

const problemOf = ({ code, params }: DeskProblem) => ({ code, params: { ...params } });

export const siteProcedures = {
  get: os.site.get.handler(({ context }) => {
    const state = memoryOf(context).read.state<SiteState>(SITE_REF);
    return { ...settingsOf(state), demo: state.demo };
  }),
  configure: os.site.configure.handler(({ input, context }) => {
    memoryOf(context).act({
      staff: staffOf(context),
      decide: (read) => ({ facts: decideConfigure(read.state<SiteState>(SITE_REF), input), reply: undefined }),
    });
    return {};
  }),
};

export const deskProcedures = {
  strip: os.desk.strip.handler(({ context: { service } }) => {
    const { memory, care } = service.desk;
    const standing = memory.standing();
    const since = standing.pendingSince === null ? null : Date.parse(standing.pendingSince);
    const own = memory.views.writers().find(({ writer }) => writer === memory.writer);
    return {
      desk: own?.name ?? '',
      ...standing,
      pendingLate: since !== null && service.now() - since > service.settings().pendingLimitHours * HOUR,
      anomalies: memory.views.anomalies().length,
      toCheck: memory.views.toCheck(),
      problems: care.problems().map(problemOf),
      lastBackup: memory.backups()[0]?.at ?? null,
    };
  }),
  changes: os.desk.changes.handler(({ context: { service, session }, signal }) =>
    service.changes.listen(signal, () => service.isOpen && session.staff !== null && !session.mustChangePin && !session.isLocked(service.standing())),
  ),
  stats: os.desk.stats.handler(({ context }) => memoryOf(context).stats()),
  verify: os.desk.verify.handler(async ({ context }) => {
    const report = await context.service.desk.care.verify();
    return { ...report, problems: report.problems.map(problemOf) };
  }),
  lastVerify: os.desk.lastVerify.handler(({ context }) => {
    const last = context.service.desk.care.verified;
    return last && { ...last, problems: last.problems.map(problemOf) };
  }),
  desks: os.desk.desks.handler(({ context }) => {
    const memory = memoryOf(context);
    return memory.views.writers().map((row) => ({ ...row, self: row.writer === memory.writer }));
  }),
  nameDesk: os.desk.nameDesk.handler(({ input, context }) => {
    const memory = memoryOf(context);
    const facts = [{ subject: `writer/${memory.writer}`, type: 'writer.named', data: { deskName: input.name } }];
    memory.act({ staff: staffOf(context), decide: () => ({ facts, reply: undefined }) });
    return {};
  }),
  backups: os.desk.backups.handler(({ context }) => memoryOf(context).backups().map((row) => ({ ...row }))),
  backupNow: os.desk.backupNow.handler(({ context }) => ({ name: context.service.desk.care.backup() })),
};
