import { contextBridge } from 'electron';

contextBridge.exposeInMainWorld('foyer', {});
