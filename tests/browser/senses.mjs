// SPDX-License-Identifier: MIT
// What the crew's page lets its people see, hear and be told, on an engine that only
// pretends: moving pictures and stopped ones, the tone of an alarm, what a screen reader is
// given.

import { startDemo } from './demo.mjs';
import { becomes, done, is, ok, open, until } from './library.mjs';

const demo = await startDemo();
const page = await open(demo.url);
await page.waitForSelector('#scenes button >> nth=8');
const text = (selector) => page.locator(selector).innerText();

/** The mean of a canvas, [red, green, blue]; null: there is nothing on it. */
const colour = (selector) => page.locator(selector).evaluate((canvas) => {
  if (!canvas.width || !canvas.height) return null;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const sum = [0, 0, 0, 0];
  data.forEach((value, i) => { sum[i % 4] += value; });
  return sum[3] === 0 ? null : sum.slice(0, 3).map((value) => Math.round(value / (data.length / 4)));
});
const far = (a, b) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

// --- pictures ------------------------------------------------------------------------------------

const first = await until(() => colour('#pgm-pic'));
ok('the programme has a picture', first !== null);
ok('which moves', far(first, await until(() => colour('#pgm-pic'), (now) => far(first, now) > 2)) > 2);
const preview = await until(() => colour('#pvw-pic'));
ok('preview has another', preview !== null && far(preview, await colour('#pgm-pic')) > 10, preview);
const keys = await page.locator('#scenes canvas').count();
await becomes('each scene has one on its key', async () => (await Promise.all(
  Array.from({ length: keys }, (_, i) => colour(`#scenes canvas >> nth=${i}`)))).filter(Boolean).length, 9);

await page.route('**/programme.jpg*', async (route) => {
  await new Promise((resolve) => { setTimeout(resolve, 200); });
  await route.fulfill({ status: 204 }).catch(() => {});
});
await becomes('a picture that stopped is said to have stopped', () => text('#pgm-old'), '这个画面停了');
ok('and does not look live', await page.locator('#pgm-pic').evaluate((canvas) => canvas.matches('.is-old')));
await becomes('while the other moves', () => text('#pvw-old'), '');
await page.unroute('**/programme.jpg*');
await becomes('it is live again by itself', async () => [await text('#pgm-old'), await page.locator('#pgm-pic.is-old').count()], ['', 0]);
demo.patch({ preview: { scene: null } });
await becomes('an empty preview shows nothing, not what was there', () => colour('#pvw-pic'), null);
await becomes('by name, too', () => text('#pvw-name'), '没有场景');
demo.patch({ preview: { scene: 'result' } });
ok('and the next scene at once', await until(() => colour('#pvw-pic')) !== null);

// By the page's own clock: what is asked for, and when.
const timed = await open('about:blank', { ready: null });
await timed.clock.install();
await timed.goto(demo.url);
await timed.waitForSelector('#scenes button >> nth=8');
await timed.clock.pauseAt(Date.now() + 60000);
const asked = { preview: 0, programme: 0, scenes: 0 };
const waiting = new Set();
const busOf = (request) => /(preview|programme|scenes)[^?]*\.jpg/.exec(request.url())?.[1];
timed.on('request', (request) => {
  if (!busOf(request)) return;
  waiting.add(request);
  asked[busOf(request)] += 1;
});
for (const event of ['requestfinished', 'requestfailed']) timed.on(event, (request) => waiting.delete(request));
/** Which pictures are asked for in a second of the page; @isQuiet: once none is waited for. Who failed waits for two. */
const wanted = async (isQuiet) => {
  const title = `第 ${asked.programme} 张`;
  demo.patch({ meeting: { title } });
  await until(async () => (await timed.locator('#title').textContent()).includes(title));
  if (isQuiet) await until(() => waiting.size === 0);
  const before = { ...asked };
  await timed.clock.runFor(1000);
  if (!isQuiet) await until(() => asked.programme > before.programme + 1, Boolean, 1000);
  return Object.keys(before).filter((bus) => asked[bus] > before[bus]);
};
const hide = (isHidden) => timed.evaluate((hidden) => Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden }), isHidden);
await becomes('pictures are asked for while the page is looked at', () => wanted(false), ['preview', 'programme', 'scenes']);
await hide(true);
is('none while it is hidden', await wanted(true), []);
await hide(false);
await becomes('again when it is shown', () => wanted(false), ['preview', 'programme', 'scenes']);
demo.patch({ preview: { scene: null } });
await becomes('and none of an empty preview', () => wanted(false), ['programme', 'scenes']);
demo.patch({ preview: { scene: 'result' } });
await timed.context().close();

// --- what a screen reader is given -----------------------------------------------------------------

const tree = await page.context().newCDPSession(page);
/** Whether words of a live region get to who cannot see: Chromium's own tree, without what is inert. */
async function isSpoken(words) {
  const { nodes } = await tree.send('Accessibility.getFullAXTree');
  const regions = nodes.filter((node) => !node.ignored && node.properties?.some(({ name, value }) => name === 'live' && value.value !== 'off'));
  const parts = new Map(nodes.map((node) => [node.nodeId, node]));
  const has = (node) => node?.name?.value?.includes(words) || (node?.childIds ?? []).some((id) => has(parts.get(id)));
  return regions.some(has);
}
const alarm = (what) => ({
  alarms: [{ id: what, kind: 'data_stale', level: 'note', since_ms: 0, zh: { what, public: '', todo: '' }, en: { what, public: '', todo: '' } }],
});
demo.patch(alarm('数据停了'));
await becomes('an alarm is spoken', () => isSpoken('数据停了'), true);
await page.locator('#help').click();
await page.waitForSelector('dialog[open]');
demo.patch(alarm('磁盘满了'));
await becomes('also while a dialog is open', () => isSpoken('磁盘满了'), true);
await page.keyboard.press('Escape');
await page.waitForSelector('dialog', { state: 'detached' });
demo.patch(alarm('没有声音'));
await becomes('and after it', () => isSpoken('没有声音'), true);
demo.patch({ alarms: [] });

// --- the tone of an alarm --------------------------------------------------------------------------

const listener = await open('about:blank', { ready: null });
await listener.addInitScript(() => {
  // A browser's own rule, which the driver of a test is exempt from: no sound before a press.
  window.tones = 0;
  const nothing = { setValueAtTime() {}, linearRampToValueAtTime() {} };
  const node = { frequency: nothing, gain: nothing, connect: () => node, start() { window.tones += 1; }, stop() {} };
  window.AudioContext = class {
    state = 'suspended';

    currentTime = 0;

    createOscillator = () => node;

    createGain = () => node;

    async resume() { this.state = 'running'; }
  };
});
await listener.goto(demo.url);
const tones = () => listener.evaluate(() => window.tones);
const act = alarm('断开了').alarms[0];
demo.patch({ alarms: [{ ...act, level: 'act' }] });
await listener.waitForSelector('#mute-alarm:not([hidden])');
is('no tone is kept for the first press', await tones(), 0);
await listener.locator('#desk').press('Shift');
await becomes('an alarm that lasts is heard from the first press on', tones, 1);
await listener.locator('#mute-alarm').click();
await listener.waitForSelector('#mute-alarm', { state: 'hidden' });
const heard = await tones();
demo.patch({ alarms: [{ ...act, level: 'act' }, { ...act, id: 'another', level: 'act' }] });
await becomes('another is heard by itself', async () => await tones() > heard, true);
await listener.locator('#desk').press('a');
await becomes('the key A mutes it', () => listener.locator('#mute-alarm').isVisible(), false);
demo.patch({ alarms: [{ ...act, level: 'note' }] });
await becomes('what is only to be known is quiet from the start', async () => [await listener.locator('.alarm').count(), await listener.locator('#mute-alarm').isVisible()], [1, false]);
demo.patch({ alarms: [] });

await demo.stop();
await done();
