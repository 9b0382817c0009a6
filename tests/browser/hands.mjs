// SPDX-License-Identifier: MIT
// What hands do on the crew's page, on an engine that only pretends: a finger that stays on
// a key, the T-bar, the mouse and then the keyboard, two operators at once.

import { startDemo } from './demo.mjs';
import { becomes, done, is, noViolation, ok, open, shoot } from './library.mjs';

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

// --- the T-bar, and who else moves it ----------------------------------------------------------

const other = await open(demo.url);
const bar = page.locator('#tbar');
const otherBar = other.locator('#tbar');
/** The bar of both pages, and the engine's. */
const bars = async () => [await bar.inputValue(), await otherBar.inputValue(), Math.round((await demo.status()).tbar * 100)];
await bar.focus();
for (let i = 0; i < 4; i += 1) await page.keyboard.press('ArrowRight');
await becomes('the arrows move the T-bar in steps of 5', bars, ['20', '20', 20]);
await otherBar.press('ArrowLeft');
await becomes('left where it is, it shows what another operator makes of it', bars, ['15', '15', 15]);
const box = await bar.boundingBox();
/** Across the bar's way: 0 to 1. */
const at = (share) => [box.x + 14 + share * (box.width - 28), box.y + box.height / 2];
await page.mouse.move(...at(0.15));
await page.mouse.down();
await page.mouse.move(...at(0.4), { steps: 5 });
const held = await bar.inputValue();
ok('a mouse drags it', Number(held) > 30, held);
await becomes('the engine follows the hand, and the other page the engine', bars, [held, held, Number(held)]);
demo.patch({ tbar: 0.6 });
await becomes('while the one page shows the engine', () => otherBar.inputValue(), '60');
is('the other, whose hand is on it, shows the hand', await bar.inputValue(), held);
await page.mouse.up();
await becomes('let go, it shows the engine', bars, ['60', '60', 60]);
await page.mouse.move(...at(0.6));
await page.mouse.down();
await page.mouse.move(...at(1.1), { steps: 5 });
await becomes('at its end the take is done, and it snaps home', bars, ['0', '0', 0]);
const takes = asked('tbar');
await page.mouse.move(...at(0.9), { steps: 5 });
is('a hand that is still on it moves nothing more', [await bar.inputValue(), asked('tbar')], ['0', takes]);
await page.mouse.up();

// --- a T-bar that is refused -------------------------------------------------------------------

for (const [kind, why] of [[2, '别人'], [3, '没有预监'], [4, '还没有准备好']]) {
  demo.answer(50, kind, kind === 3 ? '没有预监' : '');
  await bar.press('ArrowRight');
  await becomes(`refused, the T-bar says why (${why}) and goes back`, async () => [(await toast()).includes(why), await attribute('#tbar-case', 'data-state'), ...await bars()], [true, 'denied', '0', '0', 0]);
  demo.answer(50);
  await bar.press('ArrowRight');
  await becomes('the next that is done takes the reason away', async () => [await page.locator('.toast').isVisible(), ...await bars()], [false, '5', '5', 5]);
  await bar.press('Home');
  await becomes('and back', bars, ['0', '0', 0]);
}
demo.answer(50, 3, '没有预监');
await bar.press('ArrowRight');
await page.waitForSelector('#tbar-case[data-state="denied"]');
await page.locator('#desk').focus();
await shoot(page, 'panel-tbar-denied-zh');
await noViolation('axe finds nothing with a refused T-bar', page);
demo.answer(50);

// --- the mouse, then the keyboard ----------------------------------------------------------------

const preview = () => attribute('.is-pvw', 'data-scene');
await page.mouse.move(...at(0));
await page.mouse.down();
await page.mouse.move(...at(0.3), { steps: 3 });
await page.mouse.move(...at(0), { steps: 3 });
await page.mouse.up();
await becomes('a T-bar that was pulled back is home', bars, ['0', '0', 0]);
await page.keyboard.press('5');
await becomes('after the mouse had the T-bar, the number keys are the scenes’', preview, 'ranking');
await page.locator('#duration').click();
await page.locator('#duration').selectOption('1000'); // as the list itself does, which no test can reach
await page.keyboard.press('6');
await becomes('after it chose the time of a fade, too', preview, 'standby');
await page.locator('#duration').focus();
await page.keyboard.press('ArrowDown');
is('who chooses it by keyboard stays with it', await page.evaluate(() => [document.activeElement.id, document.activeElement.value]), ['duration', '2000']);

await demo.stop();
await done();
