// SPDX-License-Identifier: MIT
// The hands: keys and clicks become commands. A press never lights a lamp; it is only
// marked as sent, until the engine's next status shows what became of it.

import { command, connect, load } from './link.js';
import { $, alarms, make, render, renderLane, renderRoster, sceneTitle, text } from './view.js';
import { language, say, setLanguage, span } from './words.js';

const WAIT_SHOWN_MS = 150; // faster answers need no waiting lamp
const SETTLE_MS = 1000; // how long a status that shows the answer is waited for
const DENIED_MS = 4000;
const DOUBLE_MS = 600; // Esc Esc
const HOLD_MS = 1000; // B

let status = null;
let scenes = [];
let roster = { sha256: null, units: [] };
let denied = null;
let deniedTimer = 0;
let covered = true;
const told = new Set();
const busy = new Set();
const settling = new Set();

// --- commands --------------------------------------------------------------------------

function deny(key, answer) {
  const words = {
    0: say('denyTime'),
    409: say('deny409'),
    503: say('deny503'),
  };
  denied = words[answer.status] ?? say('denyOther', answer.detail ?? answer.status);
  text($('loud'), denied);
  key.classList.add('is-denied');
  clearTimeout(deniedTimer);
  deniedTimer = setTimeout(() => {
    denied = null;
    document.querySelectorAll('.is-denied').forEach((one) => one.classList.remove('is-denied'));
    if (status) renderLane(alarms(status), null);
  }, DENIED_MS);
  renderLane(alarms(status), denied);
}

function settled(state) {
  if (status.state >= state) return Promise.resolve();
  return new Promise((resolve) => {
    const entry = { state, resolve };
    settling.add(entry);
    setTimeout(() => { settling.delete(entry); resolve(); }, SETTLE_MS);
  });
}

function mark(key, waiting) {
  key.classList.toggle('is-waiting', waiting);
  if (waiting) key.setAttribute('aria-busy', 'true');
  else key.removeAttribute('aria-busy');
}

/** Presses while a key waits are dropped, except panic's. */
async function press(key, path, body, urgent = false) {
  if (covered || !status || (busy.has(key) && !urgent)) return;
  busy.add(key);
  const timer = setTimeout(() => mark(key, true), WAIT_SHOWN_MS);
  const answer = await command(path, body);
  if (answer.ok) await settled(answer.state);
  clearTimeout(timer);
  mark(key, false);
  busy.delete(key);
  if (!answer.ok && !covered) deny(key, answer);
}

const isOn = (key) => key.getAttribute('aria-pressed') === 'true' || key.getAttribute('aria-checked') === 'true';
const preview = (key) => press(key, 'preview', { scene: key.dataset.scene });
const take = (key, transition) => press(key, 'take', { transition, seen: status?.state });
const latch = (key) => press(key, key.id, { on: !isOn(key) });
const panic = (on) => press($('panic'), 'panic', { on }, true);

function ask(title, words, action) {
  text($('ask-title'), title);
  text($('ask-text'), words);
  text($('ask-keep').firstElementChild, say('keep'));
  text($('ask-stop').firstElementChild, say('stop'));
  $('ask-stop').onclick = () => { $('ask').close(); action(); };
  $('ask').showModal();
}

function pressOutput(key) {
  const id = key.dataset.output;
  const path = `outputs/${encodeURIComponent(id)}`;
  if (key.dataset.running !== 'true') press(key, `${path}/start`);
  else ask(say('askOutput', id), say('askOutputText'), () => press(key, `${path}/stop`));
}

function pressRecord(key) {
  if (key.dataset.running !== 'true') press(key, 'record/start');
  else ask(say('askRecord'), say('askRecordText'), () => press(key, 'record/stop'));
}

function listen() {
  const on = (id, action) => $(id).addEventListener('click', () => action($(id)));
  on('cut', (key) => take(key, 'cut'));
  on('fade', (key) => take(key, 'fade'));
  on('clear', (key) => press(key, 'clear'));
  on('slate', latch);
  on('black', latch);
  on('auto', latch);
  on('panic', (key) => panic(!isOn(key)));
  on('mute', (key) => press(key, 'audio', { mute: !isOn(key) }));
  on('accept', (key) => press(key, 'feed/accept', { epoch: status.feed.held_epoch }));
  on('unit-set', (key) => { if ($('unit').value) press(key, 'current', { unit: $('unit').value }); });
  on('unit-follow', (key) => press(key, 'current', { unit: null }));
  on('record-key', pressRecord);
  on('ask-keep', () => $('ask').close());
  on('keys-close', () => $('keys').close());
  on('help', () => $('keys').showModal());
  on('language', () => {
    setLanguage(language() === 'en' ? 'zh' : 'en');
    localStorage.setItem('language', language());
    translate();
  });
  const each = (id, action) => $(id).addEventListener('click', (event) => {
    const key = event.target.closest('button');
    if (key) action(key);
  });
  each('scenes', preview);
  each('outputs', pressOutput);
  each('keyers', (key) => press(key, `keyers/${encodeURIComponent(key.dataset.id)}`, { on: !isOn(key) }));
  each('layers', (key) => press(key, `layers/${encodeURIComponent(key.dataset.id)}`, { visible: !isOn(key) }));
  // A mouse leaves no focus behind: Space goes on cutting, not pressing the last key.
  document.addEventListener('click', (event) => {
    if (event.detail > 0 && event.target.closest('.panel button')) document.activeElement.blur();
  });
}

// --- keyboard --------------------------------------------------------------------------

let lastEscape = -Infinity;
let holding = 0;

function escape(event) {
  const twice = event.timeStamp - lastEscape < DOUBLE_MS;
  lastEscape = twice ? -Infinity : event.timeStamp;
  if (twice && !covered) panic(true);
  document.activeElement?.blur();
}

const plainKeys = {
  ' ': () => take($('cut'), 'cut'),
  Enter: () => take($('fade'), 'fade'),
  c: () => press($('clear'), 'clear'),
  s: () => latch($('slate')),
  t: () => latch($('auto')),
  '?': () => $('keys').showModal(),
  b: () => {
    holding = setTimeout(() => latch($('black')), HOLD_MS);
  },
};

function keyDown(event) {
  if (event.isComposing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === 'Escape') {
    escape(event);
    return;
  }
  const at = event.target;
  if (covered || document.querySelector('dialog[open]') || at.closest('input, select, textarea')) return;
  const isPress = event.key === ' ' || event.key === 'Enter';
  if (isPress && at.closest('button, a')) return;
  const scene = /^[1-9]$/.test(event.key) && document.querySelectorAll('#scenes button')[event.key - 1];
  const action = scene ? () => preview(scene) : plainKeys[event.key.toLowerCase()] ?? plainKeys[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

function keyUp(event) {
  if (event.key.toLowerCase() === 'b') clearTimeout(holding);
}

// --- words -----------------------------------------------------------------------------

function fillKeys() {
  const rows = [['1 – 9', 'digits'], [say('space'), 'space'], [say('enter'), 'enter'],
    ['Esc', 'esc'], ['Esc Esc', 'escesc'], ['C', 'c'], ['S', 's'], [say('holdB'), 'b'], ['T', 't']];
  $('keys-list').replaceChildren(...rows.flatMap(([cap, word]) => [
    make('dt', '', make('kbd', '', cap)), make('dd', '', say(`key.${word}`)),
  ]));
}

function translate() {
  document.documentElement.lang = language();
  document.querySelectorAll('[data-say]').forEach((one) => text(one, say(one.dataset.say)));
  document.querySelectorAll('[data-say-label]').forEach((one) => {
    one.setAttribute('aria-label', say(one.dataset.sayLabel));
  });
  text($('language'), language() === 'en' ? '中文' : 'English');
  $('language').lang = language() === 'en' ? 'zh-CN' : 'en';
  text($('cover-how3'), say('coverHow3', location.host));
  fillKeys();
  renderRoster(roster);
  if (status) show(status);
}

// --- the engine's word -----------------------------------------------------------------

async function refresh() {
  [scenes, roster] = await Promise.all([load('scenes'), load('roster')]);
  renderRoster(roster);
  if (status) show(status);
}

function speak(old, found) {
  if (old && old.programme.scene !== status.programme.scene) {
    text($('polite'), say('spokenAir', sceneTitle(scenes, status.programme.scene)));
  }
  for (const alarm of found) {
    if (!told.has(alarm.id)) text($('loud'), alarm.text);
  }
  told.clear();
  found.forEach((alarm) => told.add(alarm.id));
}

function show(next) {
  const old = status;
  status = next;
  const found = alarms(status);
  render(status, scenes);
  renderLane(found, denied);
  speak(old, found);
  for (const entry of settling) {
    if (status.state >= entry.state) {
      settling.delete(entry);
      entry.resolve();
    }
  }
}

function rosterOf(one) {
  return JSON.stringify([one.meeting?.title, one.feed.epoch, one.roster_sha256, one.reload?.count]);
}

function onStatus(next) {
  const isNews = !status || covered || rosterOf(status) !== rosterOf(next);
  show(next);
  if (covered) {
    covered = false;
    $('cover').hidden = true;
    $('panel').inert = false;
    $('desk').focus({ preventScroll: true });
  }
  if (isNews) refresh().catch(() => {}); // the next news tries again
}

function fillLast() {
  const live = status.outputs.filter((output) => output.state === 'live').length;
  const facts = [
    ['lastSeen', status.time.slice(11, 19)],
    ['thenAir', sceneTitle(scenes, status.programme.scene)],
    ['thenOutputs', say('outputsLive', live, status.outputs.length)],
    ['thenRecord', say(`rec.${status.record.state}`)],
  ];
  $('cover-last').replaceChildren(...facts.map(([word, value]) => (
    make('div', '', make('dt', '', say(word)), make('dd', '', value)))));
}

function onLost({ tries, silentMs }) {
  text($('cover-word'), say(status ? 'coverLost' : 'coverFirst'));
  text($('cover-time'), status ? span(silentMs) : '');
  text($('cover-tries'), say('tries', tries));
  if (status) fillLast();
  if (covered) return;
  covered = true;
  document.querySelectorAll('dialog[open]').forEach((one) => one.close());
  clearTimeout(holding);
  $('panel').inert = true;
  $('cover').hidden = false;
  $('retry').focus();
}

setLanguage(localStorage.getItem('language') ?? navigator.language);
translate();
listen();
document.addEventListener('keydown', keyDown);
document.addEventListener('keyup', keyUp);
const link = connect({ onStatus, onLost });
$('retry').addEventListener('click', () => link.retry());
