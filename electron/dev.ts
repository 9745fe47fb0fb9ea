import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { projectRoot } from './built.ts';
import type { DevPage } from './host/options.ts';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** The page straight from its sources, updated while they are edited. For developers only: never part of an installer. */
export const devPage = async (): Promise<DevPage> => {
  const { createServer: createVite } = await import('vite');
  const port = await freePort();
  const vite = await createVite({
    configFile: join(projectRoot, 'renderer', 'vite.config.ts'),
    appType: 'spa',
    // Its socket needs a port of its own: the host's upgrades belong to the desk.
    server: { middlewareMode: true, host: '127.0.0.1', hmr: { port, host: '127.0.0.1' }, fs: { allow: [projectRoot, realpathSync(join(projectRoot, 'node_modules'))] } },
  });
  return { handle: (request, response) => vite.middlewares(request, response), socket: `ws://127.0.0.1:${port}`, close: () => vite.close() };
};
