/** Everything that preload and main say to each other. The page sees none of these names but `foyer:port` and `foyer:desk-*`. */

/** The page asks, main answers `{ok:true}` or `{ok:false, code}`. None takes an argument. */
export const CONNECT = 'foyer:connect';
export const READY = 'foyer:ready';
export const PRINT = 'foyer:print';
export type Channel = typeof CONNECT | typeof READY | typeof PRINT;

/** Main brings a port to the desk; preload passes it on to the page as a window message of the same name. */
export const PORT = 'foyer:port';

/** What has become of the desk, told to the page as a window message; a new port follows `foyer:desk-restarting` by itself. */
export const DESK = 'foyer:desk';
export const deskNews = ['foyer:desk-restarting', 'foyer:desk-stopped'] as const;
export type DeskNews = (typeof deskNews)[number];

export type Answer = { readonly ok: true } | { readonly ok: false; readonly code: string };
