import { app, BrowserWindow } from 'electron';

void app.whenReady().then(async () => new BrowserWindow({ show: false }).loadURL('about:blank'));
