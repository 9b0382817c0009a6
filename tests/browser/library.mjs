// SPDX-License-Identifier: MIT
// What the browser tests share: TAP, Debian's Chromium, axe, screenshots, and waits that
// have a deadline and never a fixed length. Names of tests are claims.

import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const TOP = process.env.TC_TOP;
const { chromium } = createRequire(join(TOP, 'build/npm-tests/'))('playwright-core');
const AXE = readFileSync(join(TOP, 'build/npm-tests/node_modules/axe-core/axe.min.js'), 'utf8');
const SHOTS = join(TOP, 'build/browser');

export const PATIENCE_MS = 20000; // of a machine that does much else
for (const signal of ['SIGTERM', 'SIGINT', 'SIGABRT']) process.once(signal, () => process.exit(1)); // with what it started
let tests = 0;
let failed = 0;

/** One line of TAP. */
export function ok(name, isGood, why = '') {
  tests += 1;
  if (!isGood) failed += 1;
  console.log(`${isGood ? 'ok' : 'not ok'} ${tests} - ${name}`);
  if (!isGood && why) console.log(String(why).replace(/^/gm, '# '));
}

export const is = (name, got, wanted) => (
  ok(name, JSON.stringify(got) === JSON.stringify(wanted), `got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`));

export const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** The first value that `isGood`, or the last one when patience ends. */
export async function until(ask, isGood = Boolean, ms = PATIENCE_MS) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await ask();
    if (isGood(value) || Date.now() > end) return value;
    await sleep(50);
  }
}

/** That it becomes true is the test. */
export async function becomes(name, ask, wanted) {
  is(name, await until(ask, (value) => JSON.stringify(value) === JSON.stringify(wanted)), wanted);
}

let browser = null;
const strangers = new Set(); // hosts that a page asked, and that are not this machine

/** A page of its own browser profile; what it says on the console as an error is kept. */
export async function open(url, { width = 1440, height = 900, language = 'zh-CN', theme = 'dark', phone = false, ready = '#page:not([inert])' } = {}) {
  browser ??= await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--mute-audio', '--font-render-hinting=none'] });
  const context = await browser.newContext({ viewport: { width, height }, locale: language, hasTouch: phone, isMobile: phone, deviceScaleFactor: phone ? 2 : 1 });
  await context.addInitScript(([kept]) => { if (!localStorage.getItem('theme')) localStorage.setItem('theme', kept); }, [theme]);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.errors = [];
  page.files = new Set(); // the page and what it is made of, not its data
  page.bytes = 0; // of those
  page.on('response', (reply) => {
    const { pathname } = new URL(reply.url());
    if (!/^\/(panel\/[^/]*|[^/.]*(\.html)?)$/.test(pathname)) return;
    page.files.add(pathname);
    page.bytes += Number(reply.headers()['content-length'] ?? 0);
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^(http|ws)/.test(protocol) && hostname !== '127.0.0.1') strangers.add(hostname);
  });
  page.on('pageerror', (error) => page.errors.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error' && !line.location().url.includes('.jpg')) page.errors.push(line.text());
  });
  await page.goto(url);
  if (ready) await page.waitForSelector(ready);
  return page;
}

/** What axe finds on the page as it is: none is wanted. */
export async function noViolation(name, page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')}: ${node.failureSummary}`));
  });
  ok(name, found.length === 0, found.join('\n'));
}

/** What can be pressed and is smaller than @least pixels: none is wanted. A label is its field's target, too. */
export async function noSmaller(name, page, least) {
  is(name, await page.evaluate((pixels) => [...document.querySelectorAll('a[href], button, input, select, textarea')]
    .filter((one) => one.checkVisibility() && !one.matches('.skip'))
    .map((one) => [one, (one.closest('label') ?? one).getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < pixels)
    .map(([one, { width, height }]) => `${one.id || one.textContent}: ${width} x ${height}`), least), []);
}

/** Kept to be looked at beside the mock-up. */
export async function shoot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

export async function done() {
  is('the pages work offline: they asked nobody but this machine', [...strangers], []);
  await browser?.close();
  console.log(`1..${tests}`);
  process.exit(failed ? 1 : 0); // not before: who pulls the stream waits for more of it
}
