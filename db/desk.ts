/** The desk's memory: begin one, open one, and what can be done with it. */
export { MIGRATIONS } from './desk/folder.ts';
export { foundDesk, openDesk } from './desk/open.ts';
export type { Act, Acts, Desk, DeskOptions, Reader } from './desk/types.ts';
