// SPDX-License-Identifier: MIT
// The preflight page: what is wrong opens in place, all is checked again by a key, and going
// on air anyway must be held.

import { startDemo } from './demo.mjs';
import { becomes, done, is, noSmaller, noViolation, ok, open, shoot } from './library.mjs';

const demo = await startDemo();
const { outputs } = await demo.status();
const text = (page, selector) => page.locator(selector).innerText();
const line = (id, zh, en, state, says, more = {}) => ({ id, title: { zh, en }, state, zh: says, en: `${en}: ${state}`, fix: null, more: [], ...more });
const good = [
  line('camera', '摄像机', 'Camera', 'ok', '主机位 1080p25，60 秒没有丢帧。'),
  line('sound', '声音', 'Sound', 'ok', '左右都有声音，最高 −9 dB，没有削波。'),
  line('data', '评分系统', 'Scoring system', 'ok', '42 毫秒应答，时钟相差 0.03 秒，77 家名单已取到。'),
  line('names', '名称', 'Names', 'ok', '77 家 × 9 个场景共 693 幅，每个字都有，没有放不下的。'),
  line('encoder', '编码', 'Encoder', 'ok', '比实时快 3.2 倍。'),
  line('outputs', '推流', 'Outputs', 'note', '3 路试连成功。视频平台没有填备用地址，断线时只能等它恢复。'),
  line('disk', '磁盘', 'Disk', 'ok', '剩余 412 GB，可录 203 小时。'),
];
const names = line('names', '名称', 'Names', 'wrong', '693 幅里有 1 幅缺字：「区档案馆」汇报人姓名的第 2 个字画不出来。', {
  fix: { zh: '把含这个字（U+2C456）的字体放进 fonts 文件夹；或者在名单里换一种写法。', en: 'Put a font with it (U+2C456) into fonts; or write the name another way.' },
  more: [{ level: 'error', scene: 'unit', zh: '单位：区档案馆', en: 'unit: the archive' }],
});
const wrong = good.map((one) => (one.id === 'names' ? names : one));
const states = {
  ready: { state: 'ready', wrong: 0, notes: 1, lines: good, time: '2026-11-26T09:04:52+08:00', took_ms: 11000 },
  running: { state: 'running', wrong: 0, notes: 0, lines: good.map((one, i) => (i < 2 ? one : { ...one, state: i === 2 ? 'running' : 'todo', zh: '', en: '' })), time: null, took_ms: null },
  dark: { state: 'wrong', wrong: 1, notes: 1, time: '2026-11-26T09:04:52+08:00', took_ms: 11000, lines: [line('camera', '摄像机', 'Camera', 'wrong', '主机位没有画面，已经 12 秒。',
    { fix: { zh: '看摄像机的电源和线，核对配置里的 cameras: uri。', en: 'Look at the camera.' } }), ...good.slice(1)] },
  wrong: { state: 'wrong', wrong: 1, notes: 1, lines: wrong, time: '2026-11-26T09:04:52+08:00', took_ms: 11000 },
};

/** The page with what a check found; what it asks for is kept. */
async function openWith(state, options) {
  const page = await open('about:blank', { ...options, ready: null });
  page.asked = [];
  await page.route('**/api/v1/preflight', (route) => route.fulfill({ json: states[state] }));
  await page.route('**/api/v1/preflight/*', (route) => {
    page.asked.push([new URL(route.request().url()).pathname, route.request().postDataJSON()]);
    return route.fulfill({ json: { state: 1, frame: 1 } });
  });
  await page.goto(`${demo.url}preflight.html`);
  await page.waitForSelector('.chk >> nth=6');
  return page;
}

const page = await openWith('wrong', { width: 1280, height: 800 });
ok('what is wrong opens with the way to fix it', (await text(page, '.chk.is-no')).includes('这样改'));
is('its sentences are steps', await page.locator('.chk.is-no ol li').count(), 2);
ok('how much is left', (await text(page, '#verdict')).includes('还差 1 项'));
const picture = page.locator('.chk.is-no .wrong');
await becomes('and with the picture that is wrong', async () => [await picture.isVisible(), await picture.innerText(), await picture.locator('canvas').evaluate((one) => one.width > 0)], [true, '1\u2002单位，现在的数据', true]);
await shoot(page, 'preflight-zh');
await noViolation('axe finds nothing while something is wrong', page);
await page.locator('.chk.is-no button').click();
await becomes('one line is checked again', async () => page.asked.at(-1), ['/api/v1/preflight/run', { id: 'names' }]);
await page.locator('#check-all').click();
await becomes('or all of them', async () => page.asked.at(-1), ['/api/v1/preflight/run', {}]);
await page.locator('#anyway').click();
await noViolation('axe finds nothing where going on air anyway is asked', page);
await page.locator('.hold-key').hover();
await page.mouse.down();
await page.waitForURL(demo.url);
is('going on air anyway must be held, and is put on record first', page.asked.at(-1), ['/api/v1/preflight/anyway', {}]);
is('then what was idle is started', (await demo.status()).outputs.filter((one) => one.state === 'idle').length, 0);

const dark = await openWith('dark', { width: 1280, height: 800, language: 'en' });
await becomes('of a camera: what the public sees', async () => dark.locator('.wrong:visible').allInnerTexts(), ['What the public sees now']);
await shoot(dark, 'preflight-dark');
await noViolation('axe finds nothing beside it', dark);
await dark.context().close();

for (const [state, options] of [['ready', { width: 1280, height: 800, language: 'en', theme: 'light' }], ['running', { width: 1280, height: 800 }], ['wrong', { width: 320, height: 640 }]]) {
  const other = await openWith(state, options);
  ok(`${state}, ${options.width} wide: nothing sideways`, await other.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth));
  await shoot(other, `preflight-${state}-${options.width}`);
  await noViolation(`axe finds nothing: ${state}, ${options.width} wide`, other);
  await noSmaller(`nor a target under 44 pixels: ${state}, ${options.width} wide`, other, 44);
  if (state === 'running') {
    is('while it runs it says what is being checked, and which are to come', [await text(other, '#verdict-word'), (await other.locator('.chk-state').allInnerTexts()).map((one) => one.trim())],
      ['正在检查', ['通过', '通过', '正在检查', ...Array(4).fill('未检查')]]);
  }
  if (state === 'ready') ok('one green line at the end', (await text(other, '.verdict.is-go')).includes('Ready'));
  await other.context().close();
}

// What the pretending engine itself says: nothing is checked yet.
demo.patch({ outputs });
const real = await open(`${demo.url}preflight.html`);
await real.waitForSelector('.chk >> nth=6');
await becomes('before a check it says so', async () => (await text(real, '#verdict')).split('\n')[0], '还没有检查完');
is('and which lines were not', await real.locator('.chk-state', { hasText: '未检查' }).count() > 0, true);
await shoot(real, 'preflight-todo');
await noViolation('axe finds nothing before a check', real);

await demo.stop();
await done();
