import type { Wire } from './wire.ts';

/** The part of Electron's MessagePortMain that is used. */
export interface Port {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** A port as a wire. Call `port.start()` once the wire is served: messages that came before wait until then. */
export const portWire = (port: Port): Wire => ({
  send: (text) => port.postMessage(text),
  onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
  onClose: (listener) => void port.on('close', listener),
  close: () => port.close(),
});
