// SPDX-License-Identifier: MIT
// A real broadcast driven from its pages: what is pressed is on the air, by mouse, by
// keyboard alone, by two operators at once and from a phone; a server that goes is seen
// to be gone, and what comes back is the truth.

import { execFile, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { becomes, done, is, noViolation, ok, open, PATIENCE_MS, shoot, until } from './library.mjs';

const { URL: url, STREAM, BACKEND, LIVE, LOG } = process.env;
const [WIDTH, HEIGHT] = [32, 18];

function startLive() {
  const log = openSync(LOG, 'a');
  const [program, ...args] = LIVE.split(' ');
  const child = spawn(program, args, { stdio: ['ignore', log, log] });
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

const ended = (child) => new Promise((resolve) => { child.once('exit', resolve); });
const status = async () => (await fetch(`${url}/api/v1/status`)).json();
const step = (body) => fetch(`${BACKEND}/step`, { method: 'POST', body: JSON.stringify(body) });

/** A frame of the stream, as a viewer sees it now: small and grey. */
const frame = () => new Promise((resolve) => {
  execFile('ffmpeg', ['-nostdin', '-v', 'error', '-rw_timeout', '10000000', '-i', STREAM, '-an', '-vf', `scale=${WIDTH}:${HEIGHT}:flags=area,format=gray`,
    '-frames:v', '1', '-f', 'rawvideo', '-'], { encoding: 'buffer', timeout: PATIENCE_MS }, (error, picture) => resolve(picture ?? Buffer.alloc(0)));
});

/** How far two frames are from each other: 0 to 255. */
function distance(a, b) {
  if (a.length !== WIDTH * HEIGHT || b.length !== a.length) return NaN;
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}

/** Whether the stream comes to look like a frame, or unlike it. */
const looks = (like, isAlike) => until(async () => distance(like, await frame()), (far) => (isAlike ? far < 6 : far > 25));

let live = startLive();
await until(async () => (await status().catch(() => null))?.outputs[0].state, (state) => state === 'live');
await step({ until: 'present' });
const page = await open(`${url}/`);
const scene = (name) => page.locator(`[data-scene="${name}"]`);
await scene('standby').waitFor();
/** A monitor of the page, as small and grey as a frame. */
const drawn = async (selector) => Buffer.from(await page.locator(selector).evaluate((canvas, [width, height]) => {
  const small = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  small.imageSmoothingQuality = 'high';
  small.drawImage(canvas, 0, 0, width, height);
  const { data } = small.getImageData(0, 0, width, height);
  return Array.from({ length: width * height }, (_, i) => Math.round(0.2126 * data[4 * i] + 0.7152 * data[4 * i + 1] + 0.0722 * data[4 * i + 2]));
}, [WIDTH, HEIGHT]));

// --- preview and take, in the stream -------------------------------------------------------

const clean = await frame();
await scene('standby').click();
await page.waitForSelector('[data-scene="standby"].is-pvw');
is('a scene that is chosen is on preview and not on the air', (await status()).programme.scene, 'clean');
await page.locator('#cut').click();
await page.waitForSelector('[data-scene="standby"].is-pgm');
ok('Cut puts it on the air: a viewer sees it', await looks(clean, false) > 25);
const seen = await until(async () => distance(await frame(), await drawn('#pgm-pic')), (far) => far < 10);
ok('and so does who operates: the programme on the page is the viewer’s', seen < 10, seen);
const apart = await until(async () => distance(await drawn('#pgm-pic'), await drawn('#pvw-pic')), (far) => far > 25);
ok('while preview shows what was on the air before', apart > 25 && distance(clean, await drawn('#pvw-pic')) < 10, apart);
await page.keyboard.press('Escape');
await page.keyboard.press('Escape');
await page.waitForSelector('#panic[aria-pressed="true"]');
ok('panic leaves the camera alone: a viewer sees it', await looks(clean, true) < 6);
await page.locator('#panic').click();
await page.waitForSelector('#panic[aria-pressed="false"]');

// --- keyboard alone --------------------------------------------------------------------------

await page.locator('#desk').focus();
const keyboardTo = async (name) => {
  const number = await page.locator('#scenes button').evaluateAll((all, wanted) => all.findIndex((one) => one.dataset.scene === wanted) + 1, name);
  await page.keyboard.press(String(number));
  await page.waitForSelector(`[data-scene="${name}"].is-pvw`);
};
await keyboardTo('unit');
await page.keyboard.press('Enter');
await page.waitForSelector('[data-scene="unit"].is-pgm');
is('by keyboard alone: a number key, then Enter', (await status()).programme.scene, 'unit');
const reached = new Set();
await page.locator('.skip').focus();
for (let i = 0; i < 60; i += 1) {
  reached.add(await page.evaluate(() => document.activeElement?.id || document.activeElement?.dataset.scene || document.activeElement?.dataset.id || document.activeElement?.dataset.output || ''));
  await page.keyboard.press('Tab');
}
const wanted = ['cut', 'fade', 'duration', 'tbar', 'black', 'clear', 'slate', 'panic', 'standby', 'clean', 'auto', 'unit-pick', 'logo', 'mute', 'gain', 'public', 'record-more', 'help', 'language', 'theme'];
is('Tab reaches every key', wanted.filter((id) => !reached.has(id)), []);

// --- the T-bar and the time of a fade -------------------------------------------------------------

await page.locator('#desk').focus();
await keyboardTo('clean');
const bar = page.locator('#tbar');
await bar.focus();
for (let i = 0; i < 10; i += 1) await page.keyboard.press('ArrowRight');
await becomes('the T-bar mixes at the position of the hand', async () => Math.round((await status()).tbar * 100), 50);
await shoot(page, 'live-tbar-zh');
await page.keyboard.press('End');
await page.waitForSelector('[data-scene="clean"].is-pgm');
await becomes('at its end the take is done, and it snaps home', () => bar.inputValue(), '0');
await page.locator('#duration').click();
await page.locator('#duration').selectOption('2000');
await keyboardTo('unit');
await page.keyboard.press('Enter');
await page.waitForSelector('[data-scene="unit"].is-pgm');
const logged = await until(async () => (await status()).log?.findLast((record) => record.what.kind === 'take' && record.what.transition === 'fade')?.what.duration_ms, (ms) => ms === 2000);
is('a fade takes the time that is set', logged, 2000);

// --- two operators at once -------------------------------------------------------------------

const other = await open(`${url}/`, { language: 'en', theme: 'light' });
await other.waitForSelector('[data-scene="unit"].is-pgm');
await page.locator('#desk').focus();
await keyboardTo('score');
await becomes('what one operator does the other sees', async () => [await other.locator('.is-pvw').getAttribute('data-scene'), (await status()).preview.scene], ['score', 'score']);
await other.route('**/api/v1/take', async (route) => {
  await page.keyboard.press('Space'); // between the other's press and its way to the engine
  await page.waitForSelector('[data-scene="score"].is-pgm');
  await route.continue();
}, { times: 1 });
await other.locator('#cut').click();
await other.waitForSelector('.toast:not([hidden])');
ok('who was slower is told so, and nothing has changed', (await other.locator('.toast').innerText()).includes('faster') && (await status()).programme.scene === 'score');

// --- from a phone ------------------------------------------------------------------------------

const phone = await open(`${url}/organizer.html`, { width: 390, height: 844, phone: true });
await phone.locator('[data-scene="standby"]').tap();
await phone.waitForSelector('[data-scene="standby"].is-pvw');
ok('the big key names what it will do', (await phone.locator('#go').innerText()).includes('候场'));
await phone.locator('#go').tap();
await page.waitForSelector('[data-scene="standby"].is-pgm');
ok('a phone puts a scene on the air', (await status()).programme.scene === 'standby');
await phone.locator('#panic').tap();
is('a tap on panic asks first', await phone.locator('dialog[open]').count(), 1);
await phone.locator('dialog .key >> nth=0').tap();
const box = await phone.locator('#panic').boundingBox();
await phone.mouse.move(box.x + 20, box.y + 20);
await phone.mouse.down();
await page.waitForSelector('#panic[aria-pressed="true"]');
await phone.mouse.up();
ok('holding it is panic', (await status()).panic);
await noViolation('axe finds nothing on the phone of a real broadcast', phone);

// --- the server goes and comes back --------------------------------------------------------------

await shoot(page, 'live-zh');
await shoot(other, 'live-en');
await noViolation('axe finds nothing on the panel of a real broadcast', page);
const gone = ended(live);
live.kill('SIGKILL');
await gone;
await page.waitForSelector('.cover:not([hidden])');
await phone.waitForSelector('.cover:not([hidden])');
ok('every page says that the server is gone', await page.evaluate(() => document.querySelector('#page').inert));
live = startLive();
await page.waitForSelector('#page:not([inert])');
await becomes('what comes back is the truth', () => page.locator('.is-pgm').getAttribute('data-scene'), 'clean');
is('and no latch is lit that is not set', await page.locator('#panic').getAttribute('aria-pressed'), 'false');
// What may be said: that the server was gone, and that the slower of two was refused.
is('no script failed, and the policy refused nothing', [page, other, phone].flatMap((one) => one.errors).filter((line) => !/net::ERR|status of (409|503)/.test(line)), []);

const stopped = ended(live);
live.kill('SIGTERM');
is('the broadcast ends well', await stopped, 0);
await done();
