import { randomUUID } from 'node:crypto';
import { Refusal } from '#core/refusal.ts';
import { os } from '../gate.ts';

/** First run and opening. These may be called before anybody is known, so each says itself when it no longer may. */

const FIRST_DESK = '前台1号';

export const setupProcedures = {
  phase: os.setup.phase.handler(({ context: { service } }) => service.phase()),
  language: os.setup.language.handler(({ context: { service } }) => ({ language: service.preferences.language })),
  setLanguage: os.setup.setLanguage.handler(({ input, context: { service } }) => {
    service.preferences = { language: input.language };
    return {};
  }),
  create: os.setup.create.handler(({ input, context: { service } }) => {
    const admin = randomUUID();
    return service.found({
      site: input.site,
      deskName: input.deskName ?? FIRST_DESK,
      keep: input.keep,
      staff: [{ id: admin, name: input.admin, grants: [{ role: 'administrator' }], pin: input.pin }],
    });
  }),
  createDemo: os.setup.createDemo.handler(({ input, context: { service } }) => service.foundDemo(input.keep)),
  unlock: os.setup.unlock.handler(({ input, context: { service } }) => {
    if (service.isOpen) throw new Refusal('desk_exists');
    return service.unlock(input);
  }),
  bring: os.setup.bring.handler(async ({ input, context: { service } }) => ({ bytes: await service.bring(input.upload, input.at, Buffer.from(input.bytes, 'base64')) })),
  join: os.setup.join.handler(async ({ input, context: { service } }) => {
    const { recoveryCode } = await service.join(input.upload, input.code, input.keep);
    const phase = await service.phase();
    return { recoveryCode, ...(phase.phase === 'open' ? { site: phase.site, desk: phase.desk } : { site: '', desk: '' }) };
  }),
  rescue: os.setup.rescue.handler(({ context: { service } }) => service.rescue()),
  restore: os.setup.restore.handler(({ input, context: { service } }) => service.restore(input)),
};
