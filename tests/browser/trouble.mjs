// SPDX-License-Identifier: MIT
// A real broadcast whose camera, server, sound and data go at once, and come back: each is
// told as lane (what), row (where) and key or picture (consequence), with what to do; data
// that is refused; an output that is stopped and started.

import { distance, drawn, ended, fault, frame, run, startLive, status, step, still, url, watch } from './air.mjs';
import { becomes, done, is, noSmaller, noViolation, ok, open, shoot, until } from './library.mjs';

const { NGINX, NGINX_PID, CAMERA } = process.env;

let camera = run(CAMERA);
const live = startLive();
await until(async () => {
  const now = await status().catch(() => null);
  return now?.outputs[0].state === 'live' && now.programme.source === 'camera';
});
await step({ until: 'present' });
const page = await open(`${url}/`);
const english = await open(`${url}/`, { language: 'en', theme: 'light' });
const text = (selector, on = page) => on.locator(selector).innerText();
const row = async () => [await text('#outputs .out-state span >> nth=0'), await text('#cameras b'), await text('#feed-word'), await page.locator('#sound-no').textContent()];
const marked = () => page.evaluate(() => ['#outputs li', '#cameras li', '#feed', '#sound'].map((one) => document.querySelector(one).matches('.is-att')));

/** What the alarms say, without their figures, and without that this machine is too slow. */
const alarms = async (on) => (await on.locator('.alarm').allInnerTexts()).filter((words) => !/漏了|missed/.test(words))
  .map((words) => words.replace(/\d+([.:]\d+)*/g, 'N').replace(/\s+/g, on === english ? ' ' : ''));

// --- all is well --------------------------------------------------------------------------------

await page.locator('[data-scene="unit"]').click();
await page.waitForSelector('[data-scene="unit"].is-pvw');
await page.locator('#cut').click();
await page.waitForSelector('[data-scene="unit"].is-pgm');
await becomes('what runs says so', row, ['已连接', '在用', '新鲜', '']);
await becomes('and wants nobody', async () => [await marked(), await alarms(page)], [[false, false, false, false], []]);
const rate = async () => [Number.parseFloat(await text('.out-rate')), (await status()).outputs[0].kbps / 1000];
const [told, real] = await until(rate, ([onPage, ofEngine]) => onPage > 0 && Math.abs(onPage - ofEngine) < 0.006);
ok('an output’s rate is the engine’s', told > 0 && Math.abs(told - real) < 0.006, `${told}, ${real}`);
await becomes('so is what is free on the disk', async () => await text('#record-free') === `${Math.floor((await status()).record.free_bytes / 1e9)} GB`, true);
const calm = await drawn(page, '#pgm-pic');

// --- all of it goes -----------------------------------------------------------------------------

const unplugged = ended(camera);
camera.kill('SIGKILL');
await unplugged;
process.kill(Number(NGINX_PID), 'SIGTERM');
await fault({ name: 'error500' });
await page.locator('#gain').click();
await page.locator('dialog input').fill('-60');
await page.keyboard.press('Escape');
await becomes('where: each in its row', row, ['等待重连', '没有画面', '过期', '没有声音']);
await becomes('which is marked', marked, [true, true, true, true]);
/** Which of the alarms begins and ends so; between stands the reason. */
const has = async (on, wanted) => {
  const all = await alarms(on);
  return [all.length, ...wanted.map(([what, rest]) => all.some((words) => words.startsWith(what) && words.endsWith(rest)))];
};
await becomes('what happened, what the public sees, what to do: four alarms', () => has(page, [
  ['主机位没有画面N秒', '观众看到垫片，图文和声音照常。要做：看摄像机的电源和线；画面回来会自动接上。'],
  ['推流public断开N秒', '观众看不到直播。录制正常。要做：再等N分钟，会自动重连；不恢复就打平台电话，核对地址和密钥。'],
  ['没有声音N秒', '观众听不到声音，画面照常。要做：看调音台输出和线。'],
  ['评分数据停了N秒', '画面保留最后的数据，并标明时间。要做：打评分系统电话。'],
]), [4, true, true, true, true]);
await becomes('in English, too', () => has(english, [
  ['Main camera: no picture for N s', 'Viewers see the slate; graphics and sound go on. Do: look at the camera\'s power and cable. It comes back by itself.'],
  ['Output public lost for N s', 'Viewers see nothing. The recording is fine. Do: wait N minute, it is tried again by itself; then call the platform and check address and key.'],
  ['No sound for N s', 'Viewers hear nothing; the picture goes on. Do: check the mixer\'s output and the cable.'],
  ['Score data stopped for N s', 'The air keeps the last data and says how old it is. Do: call the scoring desk.'],
]), [4, true, true, true, true]);
await becomes('in the lane: how many, and the two worst', async () => {
  const { length } = (await status()).alarms;
  return [await text('#lane-count') === `${length} 项告警`, await page.locator('.lane-item').count(), await text('#lane-last') === `+${length - 2}`];
}, [true, 2, true]);
is('and of each, whole, what the public sees', await page.locator('.lane-item').evaluateAll((items) => items.map((one) => {
  const [item, means] = [one, one.lastElementChild].map((part) => part.getBoundingClientRect());
  return means.width > 0 && means.right <= item.right;
})), [true, true]);
await becomes('the consequence: a scene’s key says how old its data is', async () => /停|旧|秒/.test(await text('[data-scene="unit"].has-att .scene-note')), true);
is('the programme says what it shows instead of the camera', await text('#pgm-note'), '没有摄像机画面');
const slate = await until(async () => distance(calm, await drawn(page, '#pgm-pic')), (far) => far > 5);
ok('and shows it', slate > 5, slate);
await becomes('no output is live', () => text('#air-word'), '没有推流');
await becomes('retries are counted', async () => Number(/重连 (\d+)/.exec(await text('.out-facts'))[1]) === (await status()).outputs[0].reconnects, true);
await shoot(page, 'live-trouble-zh');
is('all of it without scrolling', await page.evaluate(() => document.scrollingElement.scrollHeight <= innerHeight), true);
await noViolation('axe finds nothing in the trouble', page);
await noSmaller('nor a target under 44 pixels', page, 44);
await page.locator('#desk').press('a');
await becomes('the key A silences it', () => page.locator('#mute-alarm').isVisible(), false);

// --- and comes back, while its chart is looked at -------------------------------------------------

await page.locator('#outputs button').click();
await page.waitForSelector('.chart canvas');
is('the chart’s dialog has the reason', await page.locator('.dialog-error').count(), 1);
/** Where the chart's line of the rate is: its lowest and highest share of the height; null: nowhere. */
const line = () => page.locator('.chart canvas').evaluate((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const probe = document.createElement('canvas').getContext('2d');
  probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--ink').trim();
  probe.fillRect(0, 0, 1, 1);
  const ink = probe.getImageData(0, 0, 1, 1).data;
  const rows = [];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] > 200 && [0, 1, 2].every((c) => Math.abs(data[i + c] - ink[c]) < 8)) rows.push(1 - Math.floor(i / 4 / canvas.width) / canvas.height);
  }
  return rows.length ? [Math.min(...rows), Math.max(...rows)] : null;
});
const fall = await until(line, (found) => found && found[1] - found[0] > 0.3);
ok('it shows the rate, and its fall', fall && fall[1] - fall[0] > 0.3, fall);
camera = run(CAMERA);
const server = run(NGINX, 'SIGTERM'); // which its worker hears of, too
await fault({ name: 'none' });
await becomes('the output is live again', async () => [(await status()).outputs[0].state, await text('#outputs .out-state span >> nth=0')], ['live', '已连接']);
await page.keyboard.press('Escape');
await page.locator('#gain').click();
await page.locator('dialog input').fill('0');
await page.keyboard.press('Escape');
await becomes('all is well again', row, ['已连接', '在用', '新鲜', '']);
await becomes('the alarms leave by themselves', async () => [await alarms(page), await marked()], [[], [false, false, false, false]]);
const log = await page.locator('#log li').evaluateAll((rows) => rows.map((one) => ['.who', '.what'].map((part) => one.querySelector(part).textContent).join(' ')));
is('what happened is on record', [/^main 断开，等待重连/, /^main 在用/, /^public 等待重连/, /^public 已连接/, /^后台 评分数据过期/, /^后台 评分数据新鲜/].map((one) => log.some((words) => one.test(words))), Array(6).fill(true));
await watch();
const same = await until(async () => distance(await frame(), await drawn(page, '#pgm-pic')), (far) => far < 10);
ok('a viewer sees the programme of the page again', same < 10, same);

// --- data that is refused -------------------------------------------------------------------------

await fault({ name: 'malformed' });
await step({});
await page.locator('#feed-say').waitFor();
const { refused } = (await status()).feed;
await becomes('data that is no data is refused, with the reason', async () => [await text('#feed-text'), await text('#feed-text', english), Number(await text('#feed-refusals')) > 0], [refused.why.zh, refused.why.en, true]);
await fault({ name: 'none' });
await step({});
await becomes('until it is data again', () => page.locator('#feed-say').isVisible(), false);

// --- stopped and started ----------------------------------------------------------------------------

await page.locator('#outputs button').click();
await page.locator('.hold-key').hover();
await page.mouse.down();
await becomes('an output is stopped by holding its key', async () => [(await status()).outputs[0].state, await text('#outputs .out-state span >> nth=0'), await text('.out-rate'), await text('#air-word')], ['idle', '未启动', '–', '没有推流']);
await page.mouse.up();
await page.waitForSelector('dialog', { state: 'detached' });
await page.locator('#outputs button').click();
await page.locator('.dialog-keys .key >> nth=1').click();
await becomes('and started by a press', async () => [(await status()).outputs[0].state, await text('#outputs .out-state span >> nth=0')], ['live', '已连接']);

is('no script failed', [page, english].flatMap((one) => one.errors), []);
const stopped = ended(live);
live.kill('SIGTERM');
is('the broadcast ends well', await stopped, 0);
camera.kill('SIGKILL');
server.kill('SIGTERM');
await done();
