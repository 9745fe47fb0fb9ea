import { memoryOf, os, staffOf } from '../gate.ts';

/** Exchange by file. Names of files carry a desk and a day, never a person. */

/** As many as somebody can look through; the next come when these are adopted. */
const HELD = 200;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64');

export const exchangeProcedures = {
  vector: os.exchange.vector.handler(({ context }) => {
    const memory = memoryOf(context);
    return { name: fileName(memory.writer, memory.businessDay(), 'vector'), bytes: base64(memory.exchange.vector()) };
  }),
  export: os.exchange.export.handler(({ input, context }) => {
    const memory = memoryOf(context);
    const { bytes, facts } = memory.exchange.export(input.vector === undefined ? undefined : fromBase64(input.vector));
    return { name: fileName(memory.writer, memory.businessDay(), 'bundle'), bytes: base64(bytes), facts };
  }),
  import: os.exchange.import.handler(({ input, context }) => {
    const { facts, already, waiting } = memoryOf(context).exchange.import(fromBase64(input.bytes));
    return { facts, already, waiting };
  }),
  invite: os.exchange.invite.handler(({ input, context }) => {
    const memory = memoryOf(context);
    const { bytes, code } = memory.exchange.invite(input.deskName, staffOf(context));
    return { name: fileName(memory.writer, memory.businessDay(), 'invite'), bytes: base64(bytes), code };
  }),
  held: os.exchange.held.handler(({ context }) => {
    const memory = memoryOf(context);
    return { total: memory.standing().held, facts: memory.views.held(HELD).map((row) => ({ ...row })) };
  }),
  adopt: os.exchange.adopt.handler(({ input, context }) => {
    memoryOf(context).exchange.adopt(input.writer, input.facts, staffOf(context));
    return {};
  }),
  retire: os.exchange.retire.handler(({ input, context }) => memoryOf(context).exchange.retire(input.writer, input.lastSeq, staffOf(context))),
};

const fileName = (writer: string, day: string, kind: string): string => `foyer-${writer.slice(0, 8)}-${day}.${kind}`;
