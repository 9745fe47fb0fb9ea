import { api } from './api.ts';

/** Files in and out of the page through the browser's own means: no path of this machine is ever known here. */
export function base64OfFile(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    // `data:…;base64,AAAA`: the browser encodes far faster than a loop over bytes.
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result.replace(/^[^,]*,/, '') : ''));
    reader.addEventListener('error', () => reject(new Error('file_unreadable')));
    reader.readAsDataURL(file);
  });
}

/** 4 MiB: a part that the desk takes in one message. */
const PART = 4 * 1024 * 1024;

/** Gives a file to a desk that is not open, part by part. Returns the name by which the desk then knows it. */
export async function bringFile(file: File, onProgress: (percent: number) => void): Promise<string> {
  const upload = crypto.randomUUID();
  for (let at = 0; at < file.size || at === 0; at += PART) {
    onProgress(file.size === 0 ? 0 : Math.floor((at / file.size) * 100));
    await api.setup.bring({ upload, at, bytes: await base64OfFile(file.slice(at, at + PART)) });
  }
  onProgress(100);
  return upload;
}

/** Hands a file to the person: the browser asks or saves as it is set up to. */
export function saveFile(name: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes]));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
