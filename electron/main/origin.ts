/** The one place that the page may come from. Its host names nothing on any network. */
export const SCHEME = 'app';
export const HOST = 'desk';
export const ORIGIN = `${SCHEME}://${HOST}`;

/**
 * Whether an address is of this page. Parsed, never compared by prefix or substring: `http://evil/?next=app://desk` and
 * `app://desk.evil` must both fail. `URL.origin` is of no use here: Node calls the origin of every custom scheme `null`.
 */
export const isOurs = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return protocol === `${SCHEME}:` && hostname === HOST && port === '' && username === '' && password === '';
};
