import { expect, test } from '@playwright/test';
import { type Started, startElectron } from '#tests/support/electronApp.ts';

let foyer: Started;
test.beforeAll(async () => {
  // With devices that would say yes at once, so that only main's refusal can say no.
  foyer = await startElectron({ desk: 'stub', page: 'blank' }, ['--use-fake-device-for-media-stream']);
});
test.afterAll(() => foyer.stop());

/** Runs in the page; the name of the refusal, or what was got. */
const attempt = (expression: string): Promise<string> =>
  foyer.page.evaluate(`new Promise((resolve) => {
    setTimeout(() => resolve('no answer'), 3_000);
    Promise.resolve().then(${expression}).then((got) => resolve('got ' + got), (error) => resolve(error.name));
  })`);

/** Which one depends on what was missing first: the right, the device, the focus of the window, or the whole function. */
const refusals = /^[A-Z]\w+Error$/;

for (const [what, code] of [
  ['camera', '() => navigator.mediaDevices.getUserMedia({ video: true })'],
  ['microphone', '() => navigator.mediaDevices.getUserMedia({ audio: true })'],
  ['screen', '() => navigator.mediaDevices.getDisplayMedia({ video: true })'],
  ['clipboard reading', '() => navigator.clipboard.readText()'],
  ['HID', '() => navigator.hid.requestDevice({ filters: [] }).then((list) => { if (list.length === 0) throw new DOMException("", "NotFoundError") })'],
  ['serial ports', '() => navigator.serial.requestPort()'],
  ['USB', '() => navigator.usb.requestDevice({ filters: [] })'],
  ['Bluetooth', '() => navigator.bluetooth.requestDevice({ acceptAllDevices: true })'],
  ['MIDI', '() => navigator.requestMIDIAccess({ sysex: true })'],
  ['fonts', '() => window.queryLocalFonts().then((list) => { if (list.length === 0) throw new DOMException("", "NotAllowedError") })'],
  ['idle detection', '() => IdleDetector.requestPermission().then((state) => { if (state !== "granted") throw new DOMException("", "NotAllowedError") })'],
  ['staying awake', '() => navigator.wakeLock.request("screen")'],
  ['folders', '() => window.showDirectoryPicker()'],
  ['files to write', '() => window.showSaveFilePicker()'],
  ['pointer lock', '() => document.body.requestPointerLock({ unadjustedMovement: false })'],
  ['payment', '() => new PaymentRequest([{ supportedMethods: "https://a.example/pay" }], { total: { label: "", amount: { currency: "CNY", value: "1" } } }).show()'],
  ['a service worker', '() => navigator.serviceWorker.register("/page.js")'],
] as const) {
  test(`${what}: refused`, async () => {
    expect(await attempt(code)).toMatch(refusals);
  });
}

test('geolocation: refused', async () => {
  const code = await foyer.page.evaluate(() => new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve('got'), (error) => resolve(error.code))));
  expect(code).toBe(1);
});

test('notifications: denied', async () => {
  expect(await foyer.page.evaluate(() => Notification.requestPermission())).toBe('denied');
  expect(await foyer.page.evaluate(() => Notification.permission)).toBe('denied');
});

test('whatever is asked about is denied', async () => {
  const states = await foyer.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'clipboard-write', 'midi', 'persistent-storage', 'idle-detection', 'local-fonts', 'window-management', 'screen-wake-lock', 'storage-access'];
    return Promise.all(names.map(async (name) => [name, await navigator.permissions.query({ name: name as PermissionName }).then(({ state }) => state, () => 'denied')]));
  });
  expect(states.filter(([, state]) => state !== 'denied')).toEqual([]);
});

test('devices known to the machine are not listed', async () => {
  expect(await attempt('async () => ["hid", "usb", "serial", "bluetooth"].filter((name) => navigator[name] !== undefined)')).toBe('got ');
  expect(await attempt('async () => (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.label !== "").length')).toBe('got 0');
});

test('the screen is not taken over', async () => {
  await foyer.page.evaluate(() => void document.body.requestFullscreen());
  await foyer.page.waitForTimeout(500);
  expect(await foyer.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isFullScreen()))).toEqual([false]);
});
