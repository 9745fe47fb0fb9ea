import type { SafeStorage } from 'electron';
import type { KeystoreFound } from '../desk/protocol.ts';

/** The system's secret store, as the desk's vault asks for it through main. Errors thrown are never shown: they may name accounts. */
export interface SystemKeystore {
  find(): Promise<KeystoreFound>;
  wrap(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  unwrap(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
}

/** The asynchronous half came after the oldest Electron that the program is tested on. */
type Storage = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString' | 'getSelectedStorageBackend'> &
  Partial<Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>>;

/** Backends of Linux that protect nothing: `basic_text` encrypts with a constant that everybody knows. */
const unprotected = new Set(['basic_text', 'unknown']);

const backendName = (storage: Storage, platform: NodeJS.Platform): string => {
  if (platform === 'win32') return 'dpapi';
  if (platform === 'darwin') return 'keychain';
  return storage.getSelectedStorageBackend();
};

/** Only after `app` is ready: before, Windows and Linux say that there is no store. */
export const systemKeystore = (storage: Storage, platform: NodeJS.Platform): SystemKeystore => {
  const find = async (): Promise<KeystoreFound> => {
    const name = backendName(storage, platform);
    if (unprotected.has(name)) return { name, available: false };
    try {
      return { name, available: await (storage.isAsyncEncryptionAvailable?.() ?? storage.isEncryptionAvailable()) };
    } catch {
      return { name, available: false };
    }
  };
  // Asked before each use, because a call on a store that protects nothing succeeds all the same.
  const require = async (): Promise<void> => {
    if (!(await find()).available) throw new Error('keystore_unavailable');
  };
  return {
    find,
    // The store takes text, so bytes travel as base64.
    async wrap(bytes) {
      await require();
      const text = Buffer.from(bytes).toString('base64');
      return Uint8Array.from(await (storage.encryptStringAsync?.(text) ?? storage.encryptString(text)));
    },
    async unwrap(bytes) {
      await require();
      const sealed = Buffer.from(bytes);
      const text = storage.decryptStringAsync === undefined ? storage.decryptString(sealed) : (await storage.decryptStringAsync(sealed)).result;
      return Uint8Array.from(Buffer.from(text, 'base64'));
    },
  };
};
