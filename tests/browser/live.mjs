// SPDX-License-Identifier: MIT
// A real broadcast driven from its pages: what is pressed is on the air, by mouse, by
// keyboard alone, by two operators at once and from a phone; a server that goes is seen
// to be gone, and what comes back is the truth.

import { cellsOf, distance, drawn, ended, fault, frame, frames, loudness, looks, mean, startLive, status, step, still, url, watch } from './air.mjs';
import { becomes, done, is, noViolation, ok, open, shoot, until } from './library.mjs';

let live = startLive();
await until(async () => (await status().catch(() => null))?.outputs[0].state, (state) => state === 'live');
await step({ until: 'present' });
const page = await open(`${url}/`);
const scene = (name) => page.locator(`[data-scene="${name}"]`);
await scene('standby').waitFor();
const text = (selector) => page.locator(selector).innerText();
const thumbnail = (name) => `[data-scene="${name}"] canvas`;
/** What becomes of a measure, when it becomes less or more than a bound. */
const under = (bound, measure) => until(measure, (value) => value < bound);
const over = (bound, measure) => until(measure, (value) => value > bound);

// --- pictures: preview, take, in the stream ---------------------------------------------------

await watch();
const clean = await frame();
await scene('standby').click();
await page.waitForSelector('[data-scene="standby"].is-pvw');
is('a scene that is chosen is on preview and not on the air', (await status()).programme.scene, 'clean');
const apart = await over(25, async () => distance(await drawn(page, '#pvw-pic'), await drawn(page, '#pgm-pic')));
ok('preview shows it, which the programme does not', apart > 25, apart);
const next = await drawn(page, '#pvw-pic');
const before = await drawn(page, '#pgm-pic');
const moved = await over(0.1, async () => distance(before, await drawn(page, '#pgm-pic')));
ok('the programme moves as its camera does', moved > 0.1 && moved < 10, moved);
await page.locator('#cut').click();
await page.waitForSelector('[data-scene="standby"].is-pgm');
ok('Cut puts it on the air: a viewer sees it', await looks(clean, false) > 25);
const standby = await still();
const shown = distance(next, standby);
ok('as preview had shown it', shown < 10, shown);
const seen = await under(10, async () => distance(standby, await drawn(page, '#pgm-pic')));
ok('and so does who operates: the programme on the page is the viewer’s', seen < 10, seen);
const gone = await under(10, async () => distance(clean, await drawn(page, '#pvw-pic')));
ok('while preview shows what was on the air before', gone < 10, gone);
for (const [name, picture] of [['standby', standby], ['clean', clean]]) {
  const far = await under(10, async () => distance(picture, await drawn(page, thumbnail(name))));
  ok(`the key of ${name} shows the same, small`, far < 10, far);
}
const keys = ['unit', 'draw', 'standby', 'break', 'end', 'clean'];
const nearest = await over(3, async () => {
  const pictures = await Promise.all(keys.map((name) => drawn(page, thumbnail(name))));
  return Math.min(...pictures.flatMap((one, i) => pictures.slice(i + 1).map((other) => distance(one, other))));
});
ok('and no two keys the same', nearest > 3, nearest);
await page.keyboard.press('Escape');
await page.keyboard.press('Escape');
await page.waitForSelector('#panic[aria-pressed="true"]');
ok('panic leaves the camera alone: a viewer sees it', await looks(clean, true) < 6);
const bare = await still(); // not even the keyers
await page.locator('#panic').click();
await page.waitForSelector('#panic[aria-pressed="false"]');

// --- keyboard alone: a whole show ---------------------------------------------------------------

const home = () => page.keyboard.press('Escape');
const keyboardTo = async (name) => {
  const number = await page.locator('#scenes button').evaluateAll((all, wanted) => all.findIndex((one) => one.dataset.scene === wanted) + 1, name);
  await page.keyboard.press(String(number));
  await page.waitForSelector(`[data-scene="${name}"].is-pvw`);
};
/** What has the focus after each Tab, a round of the page. */
const reached = new Set();
await page.locator('.skip').focus();
for (let i = 0; i < 60; i += 1) {
  reached.add(await page.evaluate(() => document.activeElement?.id || document.activeElement?.dataset.scene || document.activeElement?.dataset.id || document.activeElement?.dataset.output || ''));
  await page.keyboard.press('Tab');
}
const wanted = ['cut', 'fade', 'duration', 'tbar', 'black', 'clear', 'slate', 'panic', 'standby', 'clean', 'auto', 'unit-pick', 'logo', 'mute', 'gain', 'public', 'record-more', 'help', 'language', 'theme'];
is('Tab reaches every key', wanted.filter((id) => !reached.has(id)), []);
const isAt = (selector) => page.evaluate((one) => document.activeElement?.matches(one) ?? false, selector);
const tabTo = async (selector) => {
  for (let i = 0; i < 80 && !await isAt(selector); i += 1) await page.keyboard.press('Tab');
};
const press = async (selector, key) => {
  await tabTo(selector);
  await page.keyboard.press(key);
};
let asking = 0; // commands of the page without an answer: a key that waits for one drops a press
page.on('request', (request) => { asking += request.method() === 'POST' ? 1 : 0; });
for (const event of ['requestfinished', 'requestfailed']) page.on(event, (request) => { asking -= request.method() === 'POST' ? 1 : 0; });
const told = async (name, ask, value) => {
  await becomes(`by keyboard alone: ${name}`, async () => ask(await status()), value);
  await until(() => asking === 0);
};

await home();
await keyboardTo('unit');
await page.keyboard.press('Enter');
await told('a number key, then Enter, fades to a scene', (now) => now.programme.scene, 'unit');
await keyboardTo('score');
await page.keyboard.press('Space');
await told('Space cuts', (now) => now.programme.scene, 'score');
await page.waitForSelector('[data-scene="score"].is-pgm');
await keyboardTo('unit');
await page.keyboard.press('Enter');
await page.waitForSelector('[data-scene="unit"].is-pgm');
const unit = (await status()).meeting.current.name;
await press('#unit-pick', 'Enter');
await page.waitForSelector('dialog[open]');
await press('dialog select', 'ArrowDown');
await press('.dialog-keys .key', 'Enter');
await told('a unit is picked', (now) => [now.meeting.current.manual, now.meeting.current.name !== unit], [true, true]);
await page.waitForSelector('dialog', { state: 'detached' });
await press('#unit-pick', 'Enter');
await page.waitForSelector('dialog[open]');
await tabTo('.dialog-keys .key');
await page.keyboard.press('Tab');
await page.keyboard.press('Enter');
await told('and let go', (now) => [now.meeting.current.manual, now.meeting.current.name], [false, unit]);
await press('[data-id="logo"]', 'Space');
await told('a keyer goes', (now) => now.keyers.find((one) => one.id === 'logo').on, false);
await page.waitForSelector('[data-id="logo"][aria-checked="false"]');
await page.keyboard.press('Space');
await told('and comes', (now) => now.keyers.find((one) => one.id === 'logo').on, true);
await press('#mute', 'Space');
await told('the sound goes', (now) => now.audio.mute, true);
await page.waitForSelector('#mute[aria-checked="true"]');
await page.keyboard.press('Space');
await told('and comes back', (now) => now.audio.mute, false);
await press('#record-more', 'Enter');
await tabTo('.hold-key');
await page.keyboard.down(' ');
await told('recording is stopped by holding Space', (now) => now.record.state, 'idle');
await page.keyboard.up(' ');
await page.waitForSelector('dialog', { state: 'detached' });
await until(async () => await text('#record-word') === '未录制'); // its key now starts
await press('#record-more', 'Enter');
await page.waitForSelector('dialog[open]');
await page.keyboard.press('Tab');
await page.keyboard.press('Enter');
await told('and started', (now) => now.record.state, 'recording');
await page.waitForSelector('dialog', { state: 'detached' });
await page.keyboard.press('s');
await told('S is the slate', (now) => now.slate, true);
await page.waitForSelector('#slate[aria-pressed="true"]');
await page.keyboard.press('s');
await told('and off again', (now) => now.slate, false);
await page.keyboard.down('b');
await told('B held goes to black', (now) => now.black, true);
await page.keyboard.up('b');
await page.waitForSelector('#black[aria-pressed="true"]');
await press('#black', 'Enter');
await told('and back', (now) => now.black, false);
await page.keyboard.press('c');
await told('C clears', (now) => now.cleared, true);
await page.keyboard.press('Escape');
await page.keyboard.press('Escape');
await told('Esc Esc is panic', (now) => now.panic, true);
await page.waitForSelector('#panic[aria-pressed="true"]');
await press('#panic', 'Enter');
await told('which its key takes back', (now) => now.panic, false);
await page.keyboard.press('t');
await told('T lets auto follow', (now) => now.auto.on, true);

// --- auto and the data --------------------------------------------------------------------------

const NAME = cellsOf(384, 768, 1008, 160); // of the unit, in the picture
const LOGO = cellsOf(162, 60, 480, 52);
const current = () => text('#now-name');
await becomes('unit and phase are the scoring system’s', async () => [await current(), await text('#phases [aria-current]')], [unit, '汇报']);
await becomes('with the revision that the engine has', async () => Number(await text('#feed-revision')) === (await status()).feed.revision, true);
const age = await until(() => text('#feed-age'), (words) => /^[0-2]\.\d s$/.test(words));
ok('and its age', /^[0-2]\.\d s$/.test(age), age);
await becomes('auto’s next step is told with its cause', () => text('#next-what'), '开始评分后切到 4\u2002评分');
await step({ until: 'open' });
await page.waitForSelector('[data-scene="score"].is-pgm');
await becomes('it comes by itself, and is put on record', async () => (await page.locator('#log .what').allInnerTexts()).includes('切到 评分：阶段是评分'), true);
await fault({ name: 'bad_section' });
await page.waitForSelector('[data-scene="score"].is-forbidden');
await becomes('a section that is refused: what is wrong with it, and which scene has it', async () => [
  await text('#feed-text') === ((await status()).feed.refused?.why.zh ?? null), Number(await text('#feed-refusals')) > 0,
  /lock$/.test(await page.locator('[data-scene="score"] .scene-note use').getAttribute('href'))], [true, true, true]);
await fault({ name: 'none' });
await page.waitForSelector('[data-scene="score"]:not(.is-forbidden)');
await becomes('mended, it says so', () => page.locator('#feed-text').isVisible(), false);
await fault({ name: 'new_epoch' });
await step({});
await page.locator('#accept').waitFor();
const { held_epoch: held, epoch } = (await status()).feed;
ok('a new epoch is held back while the old one is on the air', held && held !== epoch, `${held}, ${epoch}`);
await page.locator('#accept').click();
await becomes('until it is accepted on the page', async () => [(await status()).feed.epoch, (await status()).feed.held_epoch, await page.locator('#accept').isVisible()], [held, null, false]);
ok('the score is in the picture', await looks(clean, false, NAME) > 25);
const score = await still(NAME);
await scene('unit').click();
await page.waitForSelector('[data-scene="unit"].is-pvw');
await page.locator('#cut').click();
await page.waitForSelector('[data-scene="unit"].is-pgm');
ok('then the unit', await looks(score, false, NAME) > 25);

// --- layers, keyers, a unit by hand: in the picture -----------------------------------------------

const air = await still(NAME);
const onPage = async (cells) => distance(await frame(), await drawn(page, '#pgm-pic'), cells);
await page.locator('#layers [data-id="name"]').click();
await becomes('a layer is switched off by its key', async () => [
  (await status()).layers.find((one) => one.id === 'name').visible, await page.locator('#layers [data-id="name"]').getAttribute('aria-checked')], [false, 'false']);
ok('and leaves the picture', await looks(bare, true, NAME) < 6);
const same = await under(10, () => onPage(NAME));
ok('on the page, too', same < 10, same);
await page.locator('#layers [data-id="name"]').click();
await becomes('and on', () => page.locator('#layers [data-id="name"]').getAttribute('aria-checked'), 'true');
ok('in the picture, too', await looks(air, true, NAME) < 6);
await page.locator('#layers [data-id="logo"]').click();
await becomes('so is a keyer', async () => (await status()).keyers.find((one) => one.id === 'logo').on, false);
ok('which leaves the picture', await looks(bare, true, LOGO) < 6);
await page.locator('#layers [data-id="logo"]').click();
ok('and comes back', await looks(air, true, LOGO) < 6);
await page.locator('#unit-pick').click();
const another = await page.locator('dialog option').evaluateAll((options, now) => options.findLast((one) => one.textContent !== now && one.value).value, await current());
await page.locator('dialog select').selectOption(another);
await page.locator('.dialog-keys .key >> nth=0').click();
await becomes('a unit by hand is told as such', async () => [(await status()).meeting.current.unit, (await text('#now-order')).includes('手动选的')], [another, true]);
const changed = await over(3, async () => distance(air, await frame(), NAME));
ok('and is in the picture', changed > 3, changed);
await page.locator('#unit-pick').click();
await page.locator('.dialog-keys .key >> nth=1').click();
await becomes('until the data is followed again', current, unit);
const back = await under(1, async () => distance(air, await frame(), NAME));
ok('in the picture, too', back < 1, back);

// --- the T-bar and the time of a fade -------------------------------------------------------------

await keyboardTo('clean');
const bar = page.locator('#tbar');
await bar.focus();
for (let i = 0; i < 10; i += 1) await page.keyboard.press('ArrowRight');
await becomes('the T-bar mixes at the position of the hand', async () => Math.round((await status()).tbar * 100), 50);
await shoot(page, 'live-tbar-zh');
const half = mean(air, NAME) / 2 + mean(clean, NAME) / 2;
const between = await under(6, async () => Math.abs(mean(await frame(), NAME) - half));
ok('a viewer sees half of each', between < 6, between);
await page.keyboard.press('End');
await page.waitForSelector('[data-scene="clean"].is-pgm');
await becomes('at its end the take is done, and it snaps home', () => bar.inputValue(), '0');
await page.locator('#duration').click();
await page.locator('#duration').selectOption('2000');
await keyboardTo('unit');
await under(1, async () => distance(clean, await frame(), NAME)); // a viewer is later
const from = frames.length;
await page.keyboard.press('Enter');
await page.waitForSelector('[data-scene="unit"].is-pgm');
ok('a fade ends with the scene alone', await looks(air, true, NAME) < 6);
await still(NAME);
const [nothing, all] = [mean(clean, NAME), mean(air, NAME)];
const fading = frames.slice(from).filter((one) => mean(one, NAME) > nothing + 0.01 * (all - nothing) && mean(one, NAME) < nothing + 0.99 * (all - nothing)).length;
ok('and takes the time that is set: of the 50 frames of 2 s, 49 are between', fading >= 48 && fading <= 50, fading);

// --- sound -------------------------------------------------------------------------------------------

const level = () => page.locator('#meter-0').getAttribute('aria-valuenow');
const loud = await loudness();
await becomes('the meters show the engine’s level', level, '-20');
await page.locator('#gain').click();
await page.locator('dialog input').fill('-20');
await home();
await becomes('gain is the engine’s, and its level’s', async () => [(await status()).audio.gain_db, await level(), await text('#gain-word')], [-20, '-40', '−20 dB']);
const quiet = await under(loud - 18, loudness);
ok('and is heard: 20 dB less', Math.abs(loud - 20 - quiet) < 2, `${loud} dB, ${quiet} dB`);
await page.locator('#mute').click();
await becomes('mute is, too', async () => [(await status()).audio.mute, await text('#sound-no'), await level()], [true, '已静音', '-60']);
const none = await under(-80, loudness);
ok('and nothing is heard', none < -80, none);
await page.locator('#mute').click();
await becomes('and back', async () => (await status()).audio.mute, false);

// --- two operators at once -------------------------------------------------------------------

const other = await open(`${url}/`, { language: 'en', theme: 'light' });
await other.waitForSelector('[data-scene="unit"].is-pgm');
await home();
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

// --- a page that is loaded again, and what was put on record ------------------------------------

const lit = () => page.evaluate(() => [document.querySelector('.is-pgm').dataset.scene, document.querySelector('.is-pvw').dataset.scene,
  ...['panic', 'slate', 'black'].map((latch) => document.getElementById(latch).getAttribute('aria-pressed') === 'true'), document.querySelector('#auto').getAttribute('aria-checked') === 'true']);
await page.reload();
await page.waitForSelector('#scenes .is-pgm');
const now = await status();
is('loaded again the page shows the truth', await lit(), [now.programme.scene, now.preview.scene, true, false, false, now.auto.on]);
is('namely', [now.programme.scene, now.panic], ['standby', true]);
const kinds = now.log.map((record) => record.what.kind);
is('each record is a sentence', [kinds.length > 10, (await page.locator('#log .what').allInnerTexts()).filter((words) => !words || kinds.includes(words) || /\{\d\}|undefined/.test(words))], [true, []]);

// --- the server goes and comes back --------------------------------------------------------------

await shoot(page, 'live-zh');
await shoot(other, 'live-en');
await noViolation('axe finds nothing on the panel of a real broadcast', page);
const killed = ended(live);
live.kill('SIGKILL');
await killed;
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
