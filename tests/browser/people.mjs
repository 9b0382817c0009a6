// SPDX-License-Identifier: MIT
// Signing in by link, the organizer's phone in its states, and what each role may press.

import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo } from './demo.mjs';
import { becomes, done, is, noSmaller, noViolation, ok, open, shoot, until } from './library.mjs';

const work = mkdtempSync(join(tmpdir(), 'tallycast-people-'));
process.once('exit', () => rmSync(work, { recursive: true }));
const tokens = Object.fromEntries(['viewer', 'organizer', 'crew'].map((role) => [role, randomBytes(32).toString('base64url')]));
const file = join(work, 'tokens.json');
writeFileSync(file, JSON.stringify({
  version: 1,
  tokens: Object.entries(tokens).map(([role, token]) => ({
    name: `a ${role}`, role, sha256: createHash('sha256').update(token).digest('hex'), made: '2026-11-26T08:00:00Z',
  })),
}), { mode: 0o600 });

const demo = await startDemo('127.0.0.1:0', file);
const phone = { width: 390, height: 844, phone: true };
const link = (page, role) => `${demo.url}${page}#token=${tokens[role]}`;
const text = (page, selector) => page.locator(selector).innerText();
const isPictured = (page) => page.locator('#pgm-pic').evaluate((canvas) => canvas.width >= canvas.clientWidth && !canvas.matches('.is-old'));
const toast = (page) => text(page, '.toast');

// --- the organizer's phone -------------------------------------------------------------------

const page = await open(link('organizer.html', 'organizer'), phone);
await page.waitForSelector('#scenes button >> nth=8');
is('the token leaves the address at once', await page.evaluate(() => location.hash), '');
is('the link made this phone an organizer', await page.evaluate(async () => (await (await fetch('/api/v1/session')).json()).role), 'organizer');
is('a phone of 390 x 844 does not scroll', await page.evaluate(() => document.scrollingElement.scrollHeight <= innerHeight && document.scrollingElement.scrollWidth <= innerWidth), true);
await becomes('it sees what is on the air', () => isPictured(page), true);
await noSmaller('no key is smaller than a thumb', page, 48);
is('and no scene than 56', await page.locator('[data-scene]').evaluateAll((keys) => Math.min(...keys.flatMap((key) => [key.offsetWidth, key.offsetHeight])) >= 56), true);
ok('the big key names what it will do', (await text(page, '#go')).includes('播出「结果」'));
ok('and warns in the same key', (await text(page, '#go')).includes('等待公布'));
await shoot(page, 'organizer-ready');
await noViolation('axe finds nothing on the phone', page);
demo.answer(1500);
await page.locator('#go').tap();
await page.waitForSelector('#go.is-wait');
await shoot(page, 'organizer-waiting');
await noViolation('axe finds nothing while it waits', page);
await becomes('it is on the air by the engine’s word', () => page.locator('.is-pgm').getAttribute('data-scene'), 'result');
demo.answer(50, 2);
await page.locator('[data-scene="unit"]').tap();
await becomes('a refusal stands where the next step was', async () => (await toast(page)).includes('别人') && !await page.locator('.step').isVisible(), true);
await shoot(page, 'organizer-denied');
await noViolation('axe finds nothing with a refusal', page);
demo.answer(50);
await page.locator('[data-scene="unit"]').tap();
await becomes('the next press takes the refusal away', () => page.locator('.step').isVisible(), true);
// By a clock that stands still: the second of a hold does not end, however long it takes here.
const still = await open('about:blank', { ...phone, ready: null });
await still.clock.install();
await still.goto(link('organizer.html', 'organizer'));
await still.waitForSelector('#scenes button >> nth=8');
await still.clock.pauseAt(Date.now() + 60000);
await still.locator('#panic').hover();
await still.mouse.down();
await still.waitForSelector('#panic.is-holding');
await shoot(still, 'organizer-hold');
demo.patch({ meeting: { title: '第二场评议会' } });
await becomes('news come while panic is held', async () => (await still.locator('#title').textContent()).includes('第二场'), true);
is('and it goes on saying that it must be', await text(still, '#panic-how'), '继续按住…');
await still.clock.runFor(900);
await still.mouse.up();
is('until it is let go', await text(still, '#panic-how'), '按住 1 秒');
await still.waitForSelector('dialog[open]');
is('panic let go too soon does nothing but ask', (await demo.status()).panic, false);
await still.clock.resume(); // axe waits by it
await noViolation('axe finds nothing where a short press asks', still);
await noSmaller('its keys are as large', still, 48);
await still.locator('dialog .key >> nth=1').tap();
await becomes('nobody needs to hold', async () => (await demo.status()).panic, true);
demo.patch({ panic: false });
demo.silence();
await becomes('silence covers the phone', () => still.locator('.cover').isVisible(), true);
await shoot(still, 'organizer-lost');
await noViolation('axe finds nothing on the phone’s cover', still);
await noSmaller('where Try now is as large', still, 48);
demo.speak();
await becomes('which goes by itself', () => still.locator('.cover').isVisible(), false);
await still.context().close();
for (const [width, height, language, theme] of [[390, 600, 'en', 'light'], [320, 568, 'zh-CN', 'dark']]) {
  const other = await open(link('organizer.html', 'organizer'), { ...phone, width, height, language, theme });
  await other.waitForSelector('#scenes button >> nth=8');
  ok(`${width} x ${height}, ${language}: nothing sideways`, await other.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth));
  await becomes('and the picture is there', () => isPictured(other), true);
  await shoot(other, `organizer-${width}-${language}`);
  await noViolation(`axe finds nothing at ${width} x ${height}`, other);
  await other.context().close();
}

// --- what each role may ------------------------------------------------------------------------

const desk = await open(link('', 'organizer'));
await desk.locator('#mute').click({ force: true });
ok('a key for the crew says so to an organizer', (await toast(desk)).includes('技术员') && !(await demo.status()).audio.mute);
is('links are the crew’s', await desk.locator('#people').isVisible(), false);
await shoot(desk, 'panel-organizer-zh');
await noViolation('axe finds nothing on an organizer’s desk', desk);
const viewer = await open(link('', 'viewer'), { language: 'en' });
await viewer.locator('#cut').click({ force: true });
ok('a viewer only looks', (await toast(viewer)).includes('viewer'));
const before = (await demo.status()).state;
await viewer.keyboard.press('5');
await viewer.keyboard.press('s');
await viewer.waitForSelector('#slate[data-state="denied"]');
await viewer.locator('#tbar').press('ArrowRight');
await viewer.waitForSelector('#tbar-case[data-state="denied"]');
is('nor does a viewer move the T-bar', [await viewer.locator('#tbar').inputValue(), (await toast(viewer)).includes('viewer'), await viewer.locator('#tbar').getAttribute('aria-disabled')], ['0', true, 'true']);
is('also by keyboard', (await demo.status()).state, before);
await viewer.goto(`${demo.url}organizer.html`);
await becomes('the big key of a viewer’s phone names no work that is not his', () => text(viewer, '#go'), 'A viewer only looks');
await viewer.context().close();

// --- links ---------------------------------------------------------------------------------------

const crew = await open(link('', 'crew'));
await crew.locator('#people').click();
await crew.locator('.person-new input').fill('张老师');
await crew.locator('.person-new .key >> nth=2').click();
await crew.waitForSelector('.qr');
const url = await crew.locator('.link-url').inputValue();
await shoot(crew, 'panel-people-zh');
await noSmaller('no key among the links is under 44 pixels', crew, 44);
/** As a phone's camera does. */
const decode = (png) => new Promise((resolve) => {
  execFile('zbarimg', ['--quiet', '--raw', '--nodbus', 'png:-'], (error, words) => resolve(words.trim())).stdin.end(png);
});
is('its QR code on the page is that link', await decode(await crew.locator('.qr').screenshot()), url);
await noViolation('axe finds nothing beside a new link', crew);
const guest = await open(url, phone);
is('the new link opens the organizer’s page', await guest.evaluate(async () => [location.pathname, (await (await fetch('/api/v1/session')).json()).who]), ['/organizer.html', '张老师']);
await crew.locator('.people button >> nth=3').click();
await becomes('a link is revoked', () => guest.evaluate(async () => (await (await fetch('/api/v1/session')).json()).who), 'local');

// --- who has no link -------------------------------------------------------------------------------

const nobody = await open('about:blank', { ready: null });
await nobody.route('**/api/v1/events', (route) => route.fulfill({ status: 401 }));
await nobody.route('**/api/v1/status', (route) => route.fulfill({ status: 401 }));
let tries = 0;
nobody.on('request', (request) => { tries += request.url().endsWith('/events') ? 1 : 0; });
await nobody.goto(demo.url);
await becomes('who has no link is told what he needs', async () => (await text(nobody, '.cover h2')).includes('先登录'), true);
await nobody.evaluate(() => {
  const title = document.querySelector('.cover h2 b');
  window.titles = [];
  new MutationObserver(() => window.titles.push(title.textContent)).observe(title, { childList: true, characterData: true, subtree: true });
});
const tried = tries;
await until(() => tries, (n) => n >= tried + 3);
is('and goes on being told, while the page tries again', [tries >= tried + 3, await nobody.evaluate(() => window.titles)], [true, []]);
await noViolation('axe finds nothing there', nobody);

await demo.stop();
await done();
