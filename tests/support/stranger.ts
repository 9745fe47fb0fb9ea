import { createSocket } from 'node:dgram';
import { createServer as createTcp, type AddressInfo } from 'node:net';

/** Somebody on the network, who counts every knock: connections and datagrams on one address. A walled page never reaches it. */
export interface Stranger {
  readonly port: number;
  readonly address: string;
  knocks(): number;
  stop(): Promise<void>;
}

export const openStranger = async (): Promise<Stranger> => {
  let knocks = 0;
  const tcp = createTcp((socket) => {
    knocks += 1;
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi');
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket('udp4', () => {
    knocks += 1;
  });
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
  return {
    port,
    address: `http://127.0.0.1:${port}`,
    knocks: () => knocks,
    stop: async () => {
      udp.close();
      await new Promise((resolve) => tcp.close(resolve));
    },
  };
};
