/** A pull reader for the flat, machine-written XML inside an xlsx file: tags and text in order, no tree, no entities beyond XML's own. */

interface XmlHandler {
  open?(name: string, attributes: string, selfClosing: boolean): void;
  close?(name: string): void;
  text?(text: string): void;
}

const ENTITY: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Entities and character references; anything unknown stays as it is (an external entity is never looked up). */
const unescapeXml = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (all, dec?: string, hex?: string, name?: string) => {
        if (name !== undefined) return ENTITY[name] ?? all;
        const code = dec !== undefined ? Number(dec) : Number.parseInt(hex ?? '', 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : '';
      })
    : text;

/** The value of an attribute, its namespace prefix ignored. */
export const attribute = (attributes: string, name: string): string | undefined => {
  const m = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  const value = m?.[1] ?? m?.[2];
  return value === undefined ? undefined : unescapeXml(value);
};

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Walks a document; comments, declarations and processing instructions are passed over, CDATA is text. */
export const walkXml = (xml: string, handler: XmlHandler): void => {
  let at = 0;
  while (at < xml.length) {
    const lt = xml.indexOf('<', at);
    if (lt < 0) break;
    if (lt > at) handler.text?.(unescapeXml(xml.slice(at, lt)));
    if (xml.startsWith('<!--', lt)) {
      const end = xml.indexOf('-->', lt + 4);
      at = end < 0 ? xml.length : end + 3;
    } else if (xml.startsWith('<![CDATA[', lt)) {
      const end = xml.indexOf(']]>', lt + 9);
      handler.text?.(xml.slice(lt + 9, end < 0 ? xml.length : end));
      at = end < 0 ? xml.length : end + 3;
    } else {
      const gt = xml.indexOf('>', lt + 1);
      if (gt < 0) break;
      at = gt + 1;
      const first = xml[lt + 1];
      if (first === '!' || first === '?') continue;
      if (first === '/') {
        handler.close?.(local(xml.slice(lt + 2, gt).trim()));
        continue;
      }
      const selfClosing = xml[gt - 1] === '/';
      const inner = xml.slice(lt + 1, selfClosing ? gt - 1 : gt);
      const space = inner.search(/\s/);
      const name = local(space < 0 ? inner : inner.slice(0, space));
      handler.open?.(name, space < 0 ? '' : inner.slice(space), selfClosing);
      if (selfClosing) handler.close?.(name);
    }
  }
};
