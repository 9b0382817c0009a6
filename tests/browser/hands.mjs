// SPDX-License-Identifier: MIT
// What hands do on the crew's page, on an engine that only pretends: a finger that stays on
// a key, the T-bar, the mouse and then the keyboard, two operators at once.

import { startDemo } from './demo.mjs';
import { becomes, done, is, ok, open } from './library.mjs';

const demo = await startDemo();
const page = await open(demo.url);
await page.waitForSelector('#scenes button >> nth=8');

const attribute = (selector, name) => page.locator(selector).getAttribute(name);
const toast = () => page.locator('.toast').innerText();

/** How often this page has asked for it, and how often it was answered. */
const counter = (event) => {
  const paths = [];
  page.on(event, (request) => { if (request.method() === 'POST') paths.push(new URL(request.url()).pathname.replace('/api/v1/', '')); });
  return (path) => paths.filter((one) => one === path).length;
};
const asked = counter('request');
const answered = counter('requestfinished');

// --- a finger that stays -----------------------------------------------------------------------

await page.locator('#cut').focus();
await page.keyboard.down('Enter');
await becomes('Enter on a key presses it', () => attribute('.is-pgm', 'data-scene'), 'result');
await becomes('and is answered', async () => answered('take'), 1);
await page.keyboard.down('Enter'); // Chromium is told that this is the same press
await page.keyboard.up('Enter');
await page.keyboard.press('t');
await becomes('the next key is heard', async () => (await demo.status()).auto.on, true);
is('Enter held on Cut takes once', asked('take'), 1);
await page.locator('#panic').focus();
await page.keyboard.down('Enter');
await page.keyboard.down('Enter');
await page.keyboard.down('Enter');
await page.keyboard.up('Enter');
await page.keyboard.press('c');
await becomes('and the next again', async () => (await demo.status()).cleared, true);
is('Enter held on Panic is one panic', [asked('panic'), (await demo.status()).panic], [1, true]);
await page.locator('#panic').click();
await becomes('which the next press takes back', async () => (await demo.status()).panic, false);

await demo.stop();
await done();
