// SPDX-License-Identifier: MIT
// The crew's page in every state, on an engine that only pretends: how it looks, what its
// keys do and do not do, and that axe finds nothing in any of them.

import { startDemo } from './demo.mjs';
import { becomes, done, is, noSmaller, noViolation, ok, open, shoot, sleep, until } from './library.mjs';

const demo = await startDemo();
const { url } = demo;

const attribute = (page, selector, name) => page.locator(selector).getAttribute(name);
const text = (page, selector) => page.locator(selector).innerText();
const fits = (page) => page.evaluate(() => {
  const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.scrollingElement;
  return [scrollWidth <= clientWidth, scrollHeight <= clientHeight];
});

const trouble = {
  outputs: [
    { id: 'public', state: 'live', since_ms: 4360000, kbps: 4510, backlog_ms: 100, reconnects: 0, error: null },
    { id: 'district-tv', state: 'live', since_ms: 4358000, kbps: 4500, backlog_ms: 100, reconnects: 0, error: null },
    { id: 'video', state: 'backoff', since_ms: 38000, kbps: 0, backlog_ms: null, reconnects: 5, why: { code: 'connection_ended', values: { host: 'push.example:1935' }, zh: '和 push.example:1935 的连接断了', en: 'push.example:1935: the connection ended' } },
  ],
  feed: { state: 'stale', age_ms: 42000 },
  alarms: [
    { id: 'output:video', kind: 'output_lost', level: 'act', since_ms: 38000,
      zh: { what: 'video 断开 38 秒', public: '其余 2 路和录制正常。', todo: '再等 1 分钟；不恢复就打平台电话，核对地址和密钥。' },
      en: { what: 'video lost for 38 s', public: 'The 2 others and the recording are fine.', todo: 'wait 1 minute, then call the platform and check address and key.' } },
    { id: 'data:stale', kind: 'data_stale', level: 'act', since_ms: 42000,
      zh: { what: '评分数据停了 42 秒', public: '画面已标明，自动已暂停。', todo: '打评分系统电话；要收起分数，按 1 再按空格。' },
      en: { what: 'Score data stopped for 42 s', public: 'The air says so; auto waits.', todo: 'call the scoring desk. To take the score away: 1, Space.' } },
  ],
  scenes: [
    { name: 'unit', state: 'ok', text: { zh: '第 3 家', en: '3 of 12' } },
    { name: 'score', state: 'stale', text: { zh: '停了 42 秒', en: '42 s old' } },
    { name: 'result', state: 'forbidden', text: { zh: '评分还没有公布', en: 'not published' } },
  ],
};
const calm = { ...await demo.status(), alarms: [] };

// --- how it looks ----------------------------------------------------------------------

const page = await open(url);
await page.waitForSelector('#scenes button >> nth=8');
is('but for the icon of its tab, the page is made of three files', [...page.files].filter((one) => one !== '/panel/mark.svg').sort(), ['/', '/panel/crew.css', '/panel/crew.js']);
is('the crew page at 1440 x 900 does not scroll', await fits(page), [true, true]);
await shoot(page, 'panel-dark-zh');
await noViolation('axe finds nothing on the calm page', page);
await noSmaller('nor is there a target under 44 pixels', page, 44);

demo.patch(trouble);
await page.waitForSelector('.alarm >> nth=1');
is('nor with two alarms', await fits(page), [true, true]);
ok('an alarm says what happened, what the public sees, what to do', (await text(page, '.alarm >> nth=0')).replace(/\s+/g, '')
  .includes('断开38秒其余2路和录制正常。要做：再等1分钟'));
await shoot(page, 'panel-alarm-zh');
await noViolation('axe finds nothing with alarms', page);
await noSmaller('nor a smaller target', page, 44);
ok('a scene that the rules forbid says why', (await text(page, '[data-scene="result"]')).includes('评分还没有公布'));
demo.patch(calm);
await page.waitForSelector('.alarm', { state: 'detached' });
ok('an alarm leaves by itself, and the lane keeps the last one', (await text(page, '#lane-last')).includes('已恢复'));

for (const [width, height, theme, language] of [[1440, 900, 'light', 'en'], [1280, 720, 'dark', 'en'], [1024, 900, 'light', 'zh-CN'], [720, 900, 'dark', 'en'], [320, 640, 'dark', 'zh-CN']]) {
  const other = await open(url, { width, height, theme, language });
  await other.waitForSelector('#scenes button >> nth=8');
  const [isWide, isHigh] = await fits(other);
  ok(`${width} x ${height}, ${theme}, ${language}: nothing sideways${width > 1150 ? ', no scrolling' : ''}`, isWide && (isHigh || width <= 1150));
  await shoot(other, `panel-${width}-${theme}-${language}`);
  await noViolation(`axe finds nothing at ${width} x ${height}, ${theme}`, other);
  await noSmaller(`nor a target under 44 pixels at ${width} x ${height}`, other, 44);
  await other.context().close();
}

demo.patch({ meeting: { title: null, rehearsal: false } });
await becomes('a meeting without a title leaves no empty heading', () => text(page, '#title'), '会议还没有名称');
await noViolation('axe finds nothing without a title', page);
demo.patch({ meeting: calm.meeting });

demo.patch({ log: [{ n: 1, time: '2026-11-26T10:42:07.123+08:00', who: 'mei', role: 'crew', what: { kind: 'current', name: 'u2', answer: 'done' } }] });
const early = await open('about:blank', { ready: null });
let roster = null;
await early.route('**/api/v1/roster', (route) => { roster = route; });
await early.goto(url);
await early.waitForSelector('#log .what');
ok('the log speaks before the names have come', (await text(early, '#log .what')).includes('u2'));
await until(() => roster);
roster.continue();
await becomes('and says the names when they are there', async () => (await text(early, '#log .what')).includes('区水利局'), true);
await early.context().close();

// --- lamps: only by the engine's word ----------------------------------------------------

demo.answer(1500);
await page.locator('#slate').click();
await page.waitForSelector('#slate[data-state="waiting"]');
is('a key that was pressed waits and is not lit', await attribute(page, '#slate', 'aria-pressed'), 'false');
await shoot(page, 'panel-waiting-zh');
await page.locator('#slate').click();
await becomes('it is lit by the engine’s word', () => attribute(page, '#slate', 'aria-pressed'), 'true');
await sleep(1600);
ok('a press while it waited was dropped', (await demo.status()).slate);
demo.patch({ preview: { scene: 'result' }, scenes: trouble.scenes });
await becomes('a scene that the rules forbid can be on preview', () => attribute(page, '[data-scene="result"]', 'aria-pressed'), 'true');
demo.answer(100, 5, 'by a rule');
await page.locator('#cut').click();
await page.waitForSelector('#cut[data-state="denied"]');
ok('a refusal says what was not done and why', (await text(page, '.toast')).includes('没有切换：评分还没有公布，规则不许播'));
await shoot(page, 'panel-denied-zh');
await noViolation('axe finds nothing with a refusal', page);
demo.answer(100, 2);
await page.locator('#fade').click();
await becomes('who was too late is told so', async () => (await text(page, '.toast')).includes('别人'), true);
demo.answer(50);
demo.patch({ slate: false, preview: calm.preview, scenes: calm.scenes });

// --- keys --------------------------------------------------------------------------------

const home = () => page.locator('#desk').focus();
await home();
await page.keyboard.press('5');
await becomes('5 previews the fifth scene', () => attribute(page, '.is-pvw', 'data-scene'), 'ranking');
await page.keyboard.press('Space');
await becomes('Space cuts', () => attribute(page, '.is-pgm', 'data-scene'), 'ranking');
await page.keyboard.press('Enter');
await becomes('Enter fades', () => attribute(page, '.is-pgm', 'data-scene'), 'score');
await page.keyboard.press('t');
await becomes('T switches auto', async () => (await demo.status()).auto.on, true);
await page.keyboard.press('c');
await becomes('C clears', async () => (await demo.status()).cleared, true);
await page.keyboard.press('s');
await becomes('S is the slate', async () => (await demo.status()).slate, true);
await page.keyboard.press('Escape');
await page.keyboard.press('Escape');
await becomes('Esc Esc is panic', async () => (await demo.status()).panic, true);
await page.keyboard.down('b');
await sleep(300);
await page.keyboard.up('b');
await sleep(1200);
is('B pressed shortly does nothing', (await demo.status()).black, false);
await page.keyboard.down('b');
await becomes('B held goes to black', async () => (await demo.status()).black, true);
await page.keyboard.up('b');
demo.patch({ black: false, slate: false, panic: false, cleared: false });

/** What a press of a number asks the engine for, before the press is over. */
const asks = (number, how) => page.evaluate((event) => {
  const { fetch } = window;
  const asked = [];
  window.fetch = (path, options) => {
    asked.push(options?.body);
    return fetch(path, options);
  };
  document.querySelector('#desk').dispatchEvent(new KeyboardEvent('keydown', { ...event, bubbles: true, cancelable: true }));
  window.fetch = fetch;
  return asked;
}, { key: String(number), ...how });
is('a number asks for its scene', await asks(1, {}), ['{"scene":"unit"}']);
await becomes('and gets it', () => attribute(page, '.is-pvw', 'data-scene'), 'unit');
for (const [number, how, name] of [
  [2, { isComposing: true }, 'while an input method composes'],
  [3, { keyCode: 229 }, 'when an input method has taken it'],
  [4, { repeat: true }, 'when it repeats'],
  [5, { ctrlKey: true }, 'with Ctrl'],
  [6, { altKey: true }, 'with Alt'],
  [7, { metaKey: true }, 'with Meta'],
]) is(`and nothing ${name}`, await asks(number, how), []);
const before = (await demo.status()).state;
await page.locator('#duration').focus();
await page.keyboard.press('1');
await page.locator('#auto').focus();
is('the caps go dim where Space would press another key', await page.evaluate(() => document.body.classList.contains('is-away')), true);
await sleep(300);
is('keys rest in a field', (await demo.status()).state, before);

await home();
await page.keyboard.press('?');
await page.waitForSelector('dialog[open]');
await page.keyboard.press('1');
await shoot(page, 'panel-keys-zh');
await noViolation('axe finds nothing in the list of keys', page);
await noSmaller('nor a target under 44 pixels', page, 44);
await page.locator('[data-act="slate"]').click();
await page.keyboard.press('Space');
ok('a key that is taken is not given twice', (await text(page, '[data-act="slate"]')).includes('硬切'));
await page.keyboard.press('k');
await page.locator('dialog [role="switch"]').click();
await page.keyboard.press('Escape');
await home();
await page.keyboard.press('k');
await sleep(300);
is('single keys can be switched off', (await demo.status()).slate, false);
const caps = ['#cut kbd', '#slate kbd', '#auto kbd', '#scenes kbd >> nth=0', '#scenes kbd >> nth=8'];
const shortcuts = async () => Promise.all(['#cut', '#slate', '#scenes button >> nth=0'].map((key) => attribute(page, key, 'aria-keyshortcuts')));
await becomes('then no cap and no name of a shortcut says that there are', async () => [
  (await Promise.all(caps.map((cap) => page.locator(cap).isVisible()))).filter(Boolean).length, await shortcuts()], [0, [null, null, null]]);
ok('but for Panic’s, which stays', await page.locator('#panic kbd').isVisible());
await shoot(page, 'panel-keyless-zh');
await page.evaluate(() => localStorage.removeItem('single-keys'));
await page.reload();
await page.waitForSelector('#page:not([inert])');
await home();
await page.keyboard.press('k');
await becomes('a changed key is kept', async () => (await demo.status()).slate, true);
await page.evaluate(() => localStorage.clear());
demo.patch({ slate: false });

// --- what is behind the keys of the health column ----------------------------------------

await page.locator('#outputs button >> nth=0').click();
await page.waitForSelector('.u-over');
await sleep(1500);
await shoot(page, 'panel-output-zh');
await noViolation('axe finds nothing beside the chart', page);
await noSmaller('nor a target under 44 pixels', page, 44);
const bytes = await until(() => page.bytes, (n) => n > 50000);
ok('the crew page is under 200 kB, with its chart', bytes > 50000 && bytes < 200000, `${bytes} bytes`);
const stop = page.locator('.hold-key');
await stop.click();
is('a short press does not stop an output', (await demo.status()).outputs[0].state, 'live');
await stop.click();
await becomes('a second one does', async () => (await demo.status()).outputs[0].state, 'idle');
await page.locator('#record-more').click();
await page.waitForSelector('dialog[open]');
await noViolation('axe finds nothing where recording is stopped', page);
await noSmaller('nor a target under 44 pixels', page, 44);
await page.locator('.hold-key').hover();
await page.mouse.down();
await becomes('so does holding the key', async () => (await demo.status()).record.state, 'idle');
await page.mouse.up();
await page.locator('#gain').click();
await page.waitForSelector('dialog[open]');
await noViolation('axe finds nothing beside the gain', page);
await noSmaller('nor a target under 44 pixels', page, 44);
await page.keyboard.press('Escape');
await page.locator('#unit-pick').click();
await page.waitForSelector('dialog[open]');
await noViolation('axe finds nothing where a unit is picked', page);
await noSmaller('nor a target under 44 pixels', page, 44);
await page.locator('dialog select').selectOption('u2');
await page.locator('dialog .key >> nth=1').click();
await becomes('a unit is picked by hand', async () => (await demo.status()).meeting.current.manual, true);
demo.patch({ feed: { held_epoch: '01JAA0', refused: { since_ms: 9000, text: 'backend restarted' } } });
await page.locator('#accept').click();
await becomes('a new epoch is accepted', async () => (await demo.status()).feed.held_epoch ?? null, null);
demo.patch(calm);

// --- the line to the engine ----------------------------------------------------------------

const state = (await demo.status()).state;
demo.silence();
await page.waitForSelector('.cover:not([hidden])');
await shoot(page, 'panel-lost-zh');
await noViolation('axe finds nothing on the cover', page);
is('the focus is on Try now', await page.evaluate(() => document.activeElement?.textContent), '马上重试');
await page.keyboard.press('2');
await page.keyboard.press('Escape');
await page.keyboard.press('Escape');
demo.speak();
await page.waitForSelector('#page:not([inert])');
ok('it goes away by itself, and says for how long it was gone', (await text(page, '.cover-back')).includes('断开了'));
is('nothing was pressed into the void', (await demo.status()).state, state);

// By the page's own clock, which stands still but when it is told to go: how soon it is covered.
const timed = await open('about:blank', { ready: null });
await timed.clock.install();
timed.errors.length = 0; // those of a blank page
await timed.goto(url);
await timed.waitForSelector('#page:not([inert])');
await timed.clock.pauseAt(Date.now() + 60000);
const isCovered = () => timed.evaluate(() => !document.querySelector('.cover').hidden);
const isBackSaid = () => timed.locator('.cover-back').isVisible();
let news = 0;
const hear = () => {
  news += 1;
  demo.patch({ meeting: { title: `第 ${news} 次` } });
  return until(async () => (await timed.locator('#title').textContent()).includes(`第 ${news} 次`) && !await isCovered());
};
/** So long the engine says nothing. */
const silence = async (...steps) => {
  await hear();
  demo.silence();
  await sleep(300); // what is on its way arrives
  const seen = [];
  for (const ms of steps) {
    await timed.clock.runFor(ms);
    seen.push(await isCovered());
  }
  demo.speak();
  return seen;
};
is('1.4 s of silence cover nothing, 2 s the page', await silence(1400, 600), [false, true]);
await becomes('when it comes back it says so', isBackSaid, true);
await hear();
await timed.clock.runFor(1500);
is('lost again', await silence(2000), [true]);
await becomes('and back, it says so again', isBackSaid, true);
await hear();
await timed.clock.runFor(1550); // the five seconds of the first time are over
is('for five seconds of its own', await isBackSaid(), true);
for (let i = 0; i < 4; i += 1) {
  await hear();
  await timed.clock.runFor(1000);
}
is('then no more', await isBackSaid(), false);

is('no script failed, and the policy refused nothing', [page, timed].flatMap((one) => one.errors).filter((line) => !/net::ERR|404|400|409|422/.test(line)), []);

await demo.stop();
await done();
