/** The desk's memory: begin one, open one, and what can be done with it. */
export { MIGRATIONS } from './desk/folder.ts';
export { foundDesk, openDesk } from './desk/open.ts';
export type { Acts, Desk } from './desk/types.ts';
