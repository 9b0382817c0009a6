// SPDX-License-Identifier: MIT
// Draws a status document. Everything here shows what the engine said, nothing else;
// elements stay where they are and are only changed when their value has changed.

import { age, bytes, decibels, rate, say, sayOr, sayTitle, span } from './words.js';

const PHASES = ['standby', 'draw', 'presenting', 'scoring', 'result', 'ranking', 'break', 'end'];
const SILENCE_MS = 5000; // silence shorter than this is a pause in the speech
const SOLID_MS = 3000; // a camera that comes back sooner is no alarm

export const $ = (id) => document.getElementById(id);

export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

function attribute(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Makes children only when the ids have changed, then updates each. */
function list(container, items, build, update, emptyWord) {
  const ids = JSON.stringify([items.map((item) => item.id), say('onAir')]);
  if (container.dataset.ids !== ids) {
    container.dataset.ids = ids;
    container.replaceChildren(...items.map(build));
    if (items.length === 0) container.append(make('li', 'empty', say(emptyWord)));
  }
  items.forEach((item, i) => update(container.children[i], item, i));
}

export function sceneTitle(scenes, name) {
  if (!name) return say('noScene');
  return sayTitle('scene', name, scenes.find((scene) => scene.name === name)?.title);
}

function sceneNumber(scenes, name) {
  const i = scenes.findIndex((scene) => scene.name === name);
  return i >= 0 && i < 9 ? String(i + 1) : '';
}

/** The latch that rules the picture now, the strongest first. */
function latch(status) {
  return ['black', 'slate', 'panic', 'cleared'].find((name) => status[name]) ?? null;
}

// --- alarms: worst first ---------------------------------------------------------------

export function alarms(status) {
  const found = [];
  const { feed, audio, record } = status;
  for (const camera of status.cameras) {
    if (camera.state === 'lost' && camera.since_ms > SOLID_MS) {
      found.push({ id: `camera ${camera.id}`, text: say('alarmCamera', camera.id, age(camera.since_ms)) });
    }
  }
  for (const output of status.outputs) {
    if (output.state === 'backoff') {
      found.push({ id: `output ${output.id}`, text: say('alarmOutput', output.id, age(output.since_ms)) });
    }
  }
  if (audio.state === 'silent' && !audio.mute && (audio.since_ms ?? SILENCE_MS) >= SILENCE_MS) {
    found.push({ id: 'sound', text: say('alarmSound') });
  }
  if (feed.state === 'stale') found.push({ id: 'stale', text: say('alarmStale', age(feed.age_ms)) });
  if (feed.held_epoch) found.push({ id: 'held', text: say('alarmHeld') });
  else if (feed.refused) found.push({ id: 'refused', text: say('alarmRefused', feed.refused.text) });
  if (record.state === 'failed') {
    found.push({ id: 'record', text: say('alarmRecord', record.error ?? '') });
  }
  for (const error of status.reload?.errors ?? []) {
    found.push({ id: `file ${error.file}`, text: say('alarmFile', error.message) });
  }
  return found;
}

// --- parts -----------------------------------------------------------------------------

function renderBar(status) {
  const live = status.outputs.filter((output) => output.state === 'live');
  const longest = Math.max(0, ...live.map((output) => output.since_ms));
  $('air').classList.toggle('is-live', live.length > 0);
  text($('air-word'), say(live.length > 0 ? 'live' : 'notLive'));
  text($('air-time'), live.length > 0 ? span(longest) : '');
  const { meeting } = status;
  const rehearsal = meeting?.rehearsal ? `［${say('rehearsal')}］` : '';
  text($('title'), `${rehearsal}${meeting?.title ?? ''}`);
  text($('phase'), meeting ? sayOr(`phase.${meeting.phase}`, meeting.phase) : '–');
  text($('clock'), status.time.slice(11, 19));
}

function renderBuses(status, scenes) {
  const held = latch(status);
  const { programme, preview } = status;
  text($('pvw-n'), sceneNumber(scenes, preview.scene));
  text($('pvw-name'), sceneTitle(scenes, preview.scene));
  text($('pvw-note'), status.auto.on ? say('takesOff') : '');
  text($('pgm-n'), sceneNumber(scenes, programme.scene));
  text($('pgm-name'), sceneTitle(scenes, programme.scene));
  text($('pgm-time'), span(programme.since_ms));
  const source = programme.source === 'camera' ? '' : say(`source.${programme.source}`);
  text($('pgm-note'), held ? say(`latch.${held}`) : source);
  $('pgm').classList.toggle('is-latched', held !== null);
  $('pgm').classList.toggle('has-note', held !== null || source !== '');
}

function renderLatches(status) {
  for (const name of ['black', 'slate', 'panic']) attribute($(name), 'aria-pressed', status[name]);
  $('clear').classList.toggle('is-lit', status.cleared);
  attribute($('auto'), 'aria-checked', status.auto.on);
  text($('auto').querySelector('.key-state'), say(status.auto.on ? 'on' : 'off'));
}

function buildScene(scene, i) {
  const caption = i < 9 ? make('kbd', '', String(i + 1)) : '';
  const tag = (kind, shape, word) => make('span', `tag tag-${kind}`, make('span', shape), say(word));
  const key = make('button', 'key scene',
    make('span', 'scene-row', caption, tag('pvw', 'ring', 'preview'), tag('pgm', 'dot', 'onAir')),
    make('span', 'key-name'));
  key.type = 'button';
  key.dataset.scene = scene.name;
  if (i < 9) key.setAttribute('aria-keyshortcuts', String(i + 1));
  return make('li', '', key);
}

function renderScenes(status, scenes) {
  const items = scenes.map((scene) => ({ ...scene, id: scene.name }));
  list($('scenes'), items, buildScene, (li, scene) => {
    const key = li.firstElementChild;
    const onAir = status.programme.scene === scene.name;
    const next = status.preview.scene === scene.name;
    key.classList.toggle('is-pgm', onAir);
    key.classList.toggle('is-pvw', next);
    attribute(key, 'aria-pressed', next);
    key.querySelector('.tag-pgm').hidden = !onAir;
    key.querySelector('.tag-pvw').hidden = !next;
    text(key.querySelector('.key-name'), sayTitle('scene', scene.name, scene.title));
  }, 'noScene');
}

function renderFlow(status, scenes) {
  const { meeting, auto } = status;
  const at = PHASES.indexOf(meeting?.phase);
  list($('phases'), PHASES.map((id) => ({ id })), () => make('li'), (li, phase, i) => {
    text(li, say(`phase.${phase.id}`));
    li.className = i === at ? 'is-now' : i < at ? 'is-done' : '';
    if (i === at) attribute(li, 'aria-current', 'step');
    else li.removeAttribute('aria-current');
  }, 'none');
  const unit = meeting?.current;
  const order = unit?.order ? say('order', unit.order, unit.of ?? '?') : '';
  const hand = unit?.manual ? say('byHand') : '';
  text($('now'), unit ? [unit.name, order, hand].filter(Boolean).join('　') : say('nobody'));
  $('now').classList.toggle('is-att', Boolean(unit?.manual));
  $('unit-set').classList.toggle('is-lit', Boolean(unit?.manual));
  $('unit-follow').classList.toggle('is-lit', !unit?.manual);
  const stays = auto.next === status.programme.scene;
  const follows = stays ? say('nextStay') : say('nextAuto', sceneTitle(scenes, auto.next));
  text($('next'), auto.on && auto.next ? follows : say('nextHand'));
}

function buildSwitch(item) {
  const key = make('button', 'key switch',
    make('span', 'lamp'), make('span', 'key-name'), make('b', 'key-state'));
  key.type = 'button';
  key.dataset.id = item.id;
  key.setAttribute('role', 'switch');
  return make('li', '', key);
}

function updateSwitch(li, name, on) {
  const key = li.firstElementChild;
  text(key.querySelector('.key-name'), name);
  attribute(key, 'aria-checked', on);
  text(key.querySelector('.key-state'), say(on ? 'shown' : 'hidden'));
}

function renderSwitches(status, scenes) {
  list($('keyers'), status.keyers, buildSwitch, (li, keyer) => {
    updateSwitch(li, sayOr(`keyer.${keyer.id}`, keyer.name ?? keyer.id), keyer.on);
  }, 'noKeyers');
  list($('layers'), status.layers, buildSwitch, (li, layer) => {
    updateSwitch(li, layer.name ?? layer.id, layer.visible);
  }, 'noLayers');
  text($('layers-of'), say('layersOf', sceneTitle(scenes, status.programme.scene)));
}

function buildOutput(output) {
  const key = make('button', 'key', make('span', 'lamp'), make('span', 'key-name'));
  key.type = 'button';
  key.dataset.output = output.id;
  return make('li', 'out', make('h3', '', output.id), make('p', 'out-rate num'),
    make('p', 'out-state', make('span', 'sign'), make('span', ''), make('span', 'num')),
    make('p', 'out-facts num'), key);
}

function renderOutputs(status) {
  const { outputs } = status;
  list($('outputs'), outputs, buildOutput, (li, output) => {
    const [, sign, word, since] = [li, ...li.querySelector('.out-state').children];
    sign.className = `sign sign-${output.state}`;
    li.classList.toggle('is-att', output.state === 'backoff');
    text(li.querySelector('.out-rate'), output.state === 'live' ? rate(output.kbps) : '');
    text(word, say(`out.${output.state}`));
    text(since, output.state === 'idle' ? '' : span(output.since_ms));
    const facts = `${say('backlog')} ${age(output.backlog_ms)}　${say('retries')} ${output.reconnects}`;
    text(li.querySelector('.out-facts'), output.error ?? facts);
    const key = li.querySelector('.key');
    text(key.querySelector('.key-name'), say(output.state === 'idle' ? 'start' : 'stop'));
    attribute(key, 'aria-label', `${output.id}: ${say(output.state === 'idle' ? 'start' : 'stop')}`);
    key.classList.toggle('is-lit', output.state === 'live');
    key.dataset.running = String(output.state !== 'idle');
  }, 'noOutputs');
  const live = outputs.filter((output) => output.state === 'live').length;
  text($('outputs-sum'), outputs.length ? say('outputsLive', live, outputs.length) : '');
}

function renderFeed(feed) {
  text($('feed-word'), say(`feed.${feed.state}`));
  text($('feed-age'), age(feed.age_ms));
  text($('feed-revision'), feed.revision == null ? '–' : String(feed.revision));
  text($('feed-refusals'), String(feed.refusals));
  const trouble = feed.held_epoch ? say('alarmHeld') : feed.refused?.text ?? '';
  text($('feed-say'), trouble);
  attribute($('feed-say'), 'title', trouble);
  $('accept').hidden = !feed.held_epoch;
  $('feed').classList.toggle('is-att', feed.state === 'stale' || trouble !== '');
}

function renderCameras(cameras) {
  list($('cameras'), cameras, (camera) => make('li', '', make('h3', '', camera.id),
    make('p', 'num'), make('b', '')), (li, camera) => {
    const [, detail, word] = li.children;
    text(detail, camera.detail ?? '');
    text(word, say(`cam.${camera.state}`));
    li.classList.toggle('is-att', camera.state === 'lost' || camera.state === 'frozen');
  }, 'noCameras');
  const fine = cameras.filter((camera) => camera.state === 'live').length;
  text($('cameras-sum'), cameras.length ? say('camerasFine', fine, cameras.length) : '');
}

function renderSound(audio) {
  const peaks = audio.peak_db ?? [null, null];
  ['meter-l', 'meter-r'].forEach((id, i) => {
    const db = Math.max(-60, Math.min(0, peaks[i] ?? -60));
    $(id).style.setProperty('--level', `${((db + 60) / 60) * 100}%`);
    $(id).classList.toggle('is-hot', db > -9);
    attribute($(id), 'aria-valuenow', Math.round(db));
    attribute($(id), 'aria-label', `${say('level')} ${i + 1}`);
  });
  text($('peak'), `${decibels(Math.max(peaks[0] ?? -60, peaks[1] ?? -60))} dB`);
  text($('sound-word'), say(audio.mute ? 'snd.muted' : `snd.${audio.state}`));
  attribute($('mute'), 'aria-checked', audio.mute);
  $('sound').classList.toggle('is-att', audio.state === 'silent' && !audio.mute);
}

function renderRecord(record) {
  const lit = record.state === 'recording';
  const running = lit || record.state === 'waiting'; // for its first key frame
  text($('record-word'), say(`rec.${record.state}`));
  text($('record-time'), lit ? span(record.since_ms) : '–');
  text($('record-free'), bytes(record.free_bytes));
  text($('record-key').querySelector('.key-name'), say(running ? 'stop' : 'start'));
  $('record-key').classList.toggle('is-lit', lit);
  $('record-key').hidden = record.state === 'off';
  $('record-key').dataset.running = String(running);
  $('record').classList.toggle('is-att', record.state === 'failed');
}

function renderEngine(programme) {
  const fps = programme.fps.split('/').map(Number);
  text($('missed'), String(programme.missed));
  text($('late'), String(programme.late));
  text($('picture'), `${programme.height}p${Number((fps[0] / fps[1]).toFixed(2))}`);
  text($('engine-word'), programme.missed === 0 ? say('steady') : '');
  $('engine').classList.toggle('is-att', programme.missed > 0);
}

export function renderLane(found, denied) {
  $('lane').classList.toggle('has-alarm', found.length > 0 || denied !== null);
  text($('lane-text'), denied ?? found[0]?.text ?? say('noAlarms'));
  const more = denied ? found.length : found.length - 1;
  text($('lane-more'), more > 0 ? `+${more}` : '');
}

/** The units to pick from, by category; only when the roster or the language changed. */
export function renderRoster(roster) {
  const select = $('unit');
  const ids = JSON.stringify([roster.sha256, say('onAir')]);
  if (select.dataset.ids === ids) return;
  select.dataset.ids = ids;
  const first = make('option', '', say(roster.units.length ? 'pickUnit' : 'noRoster'));
  first.value = '';
  const groups = new Map();
  for (const unit of roster.units) {
    const option = make('option', '', unit.name);
    option.value = unit.id;
    const category = unit.category ?? '';
    if (!groups.has(category)) groups.set(category, []);
    groups.get(category).push(option);
  }
  select.replaceChildren(first, ...[...groups].map(([category, options]) => {
    const group = make('optgroup', '', ...options);
    group.label = category;
    return group;
  }));
}

export function render(status, scenes) {
  renderBar(status);
  renderBuses(status, scenes);
  renderLatches(status);
  renderScenes(status, scenes);
  renderFlow(status, scenes);
  renderSwitches(status, scenes);
  renderOutputs(status);
  renderFeed(status.feed);
  renderCameras(status.cameras);
  renderSound(status.audio);
  renderRecord(status.record);
  renderEngine(status.programme);
}
