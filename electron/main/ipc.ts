import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import type { z } from 'zod';
import { isRefusal } from '#core/refusal.ts';
import type { Answer, Channel } from './channels.ts';
import { isOurs } from './origin.ts';
import { weighs } from './weight.ts';

/** Channels carry no data of the trade; what is larger than this was not written by our page. */
const LIMIT = 4_096;

/** Who may call: null when nobody may at present. */
export type Callers = () => WebContents | null;

/** Null when the call comes from the page that we loaded, in the main frame of our window. */
const troubleWithSender = (event: IpcMainInvokeEvent, ours: WebContents | null): string | null => {
  const frame = event.senderFrame;
  // Null when the frame has navigated or gone since it called; then nobody can say who called.
  if (frame === null) return 'sender_gone';
  if (ours === null || event.sender !== ours) return 'sender_foreign_window';
  if (frame.parent !== null || frame !== event.sender.mainFrame) return 'sender_not_main_frame';
  // No exemption for about:blank or an empty address: both are what a script can make for itself.
  if (!isOurs(frame.url)) return 'sender_foreign_origin';
  return null;
};

/**
 * The only place where main listens to a page. A call from anywhere else than our page, or with arguments that do not fit
 * the schema, is answered by a code; nothing of the error itself crosses, since it may hold paths.
 */
export const answerOn = <Arguments extends z.ZodType<readonly unknown[]>>(
  channel: Channel,
  schema: Arguments,
  callers: Callers,
  handle: (contents: WebContents, ...given: z.infer<Arguments>) => void | Promise<void>,
): void =>
  ipcMain.handle(channel, async (event, ...given: unknown[]): Promise<Answer> => {
    const trouble = troubleWithSender(event, callers());
    if (trouble !== null) return { ok: false, code: trouble };
    if (weighs(given, LIMIT) > LIMIT) return { ok: false, code: 'call_too_large' };
    const parsed = schema.safeParse(given);
    if (!parsed.success) return { ok: false, code: 'call_malformed' };
    try {
      await handle(event.sender, ...parsed.data);
      return { ok: true };
    } catch (error) {
      return { ok: false, code: isRefusal(error) ? error.code : 'failed' };
    }
  });
