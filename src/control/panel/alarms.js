// SPDX-License-Identifier: MIT
// Alarms: at most two in the lane, all of them with their steps in a pane of their own. The
// engine makes their sentences; they leave by themselves when their cause is gone.

import { $, flag, icon, list, make, makeKey, setIcon, show, text, within } from './dom.js';
import { status } from './engine.js';
import { age, clockOf } from './format.js';
import { isChinese, say } from './words.js';
import { press } from './press.js';
import { speakLoud } from './speech.js';

/** @typedef {import('./types.js').Status} Status */
/** @typedef {import('./types.js').Alarm} Alarm */

const IN_LANE = 2;
const TONE_MS = 10000;

/** @type {Set<string>} */
let told = new Set();
/** @type {Set<string>} */
let muted = new Set();
/** The worst one that is over: what it was, and when. @type {{time: string, zh: string, en: string} | null} */
let over = null;
/** @type {Alarm[]} */
let before = [];
let sounded = -Infinity;

/** @param {Alarm} alarm */
const sayAlarm = (alarm) => (isChinese() ? alarm.zh : alarm.en);

// --- the tone --------------------------------------------------------------------------

/** @type {AudioContext | null} */
let sound = null;

/**
 * A browser makes no sound before a key or pointer was pressed on the page; tones that it is
 * given until then would all be heard at once.
 * @returns {boolean} whether it is heard
 */
function tone() {
  sound ??= new AudioContext();
  if (sound.state !== 'running') return false;
  const from = sound.currentTime;
  const note = sound.createOscillator();
  const level = sound.createGain();
  note.frequency.setValueAtTime(660, from);
  note.frequency.setValueAtTime(880, from + 0.15);
  level.gain.setValueAtTime(0.15, from);
  level.gain.linearRampToValueAtTime(0, from + 0.35);
  note.connect(level).connect(sound.destination);
  note.start(from);
  note.stop(from + 0.35);
  return true;
}

function letSound() {
  if (sound && sound.state !== 'running') sound.resume();
}

export function muteAlarms() {
  muted = new Set((status()?.alarms ?? []).map((alarm) => alarm.id));
  const now = status();
  if (now) drawAlarms(now);
}

/** @param {Alarm[]} alarms */
function ring(alarms) {
  const isLoud = alarms.some((alarm) => alarm.level === 'act' && !muted.has(alarm.id));
  if (!isLoud) sounded = -Infinity;
  else if (performance.now() - sounded >= TONE_MS && tone()) sounded = performance.now();
  show($('mute-alarm'), isLoud);
}

// --- lane ------------------------------------------------------------------------------

/** @param {Status} now */
function drawSum(now) {
  const live = now.outputs.filter((output) => output.state === 'live').length;
  text($('lane-sum'), say('laneSum', live, now.outputs.length, say(`rec.${now.record.state}`), age(now.feed.age_ms)));
}

/** @param {Status} now @param {Alarm[]} alarms */
function drawLane(now, alarms) {
  const has = alarms.length > 0;
  flag($('lane'), 'has-alarm', has);
  flag($('lane'), 'is-loud', alarms.some((alarm) => alarm.level === 'act'));
  setIcon($('lane-icon', SVGElement), has ? 'tri' : 'check');
  text($('lane-count'), alarms.length === 0 ? say('noAlarms') : alarms.length === 1 ? say('alarmOne') : say('alarmsCount', alarms.length));
  list($('lane-items'), alarms.slice(0, IN_LANE), (alarm) => alarm.id, (alarm) => {
    const link = make('a', 'lane-item', make('b', ''), make('span', ''));
    link.href = `#${alarmId(alarm)}`;
    return link;
  }, (link, alarm) => {
    text(link.children[0], sayAlarm(alarm).what);
    text(link.children[1], sayAlarm(alarm).public);
  });
  const isIdle = now.outputs.length > 0 && now.outputs.every((output) => output.state === 'idle');
  const past = over ? say('lastAlarm', over.time, isChinese() ? over.zh : over.en) : '';
  const first = isIdle ? say('firstStep') : past || (now.outputs.length === 0 ? say('noOutputs') : '');
  text($('lane-last'), has ? (alarms.length > IN_LANE ? `+${alarms.length - IN_LANE}` : '') : first);
}

// --- pane ------------------------------------------------------------------------------

/** @param {Alarm} alarm */
const alarmId = (alarm) => `al-${alarm.id.replace(/[^\w-]/g, '-')}`;

/** The key that does what the alarm asks for, where a key can. @param {Alarm} alarm */
function remedy(alarm) {
  if (alarm.kind === 'data_held') return { word: say('accept'), path: 'feed/accept', body: () => ({ epoch: status()?.feed.held_epoch }) };
  return null;
}

/** @param {Alarm} alarm */
function build(alarm) {
  const row = make('li', 'alarm', make('h3', '', icon('tri'), make('span', '')), make('p', 'al-means'),
    make('p', 'al-do', make('b', '', say('todo')), make('span', '')));
  row.id = alarmId(alarm);
  row.tabIndex = -1;
  const help = remedy(alarm);
  if (help) {
    const key = makeKey('', help.word);
    key.addEventListener('click', () => press(key, help.path, help.body()));
    row.append(key);
  }
  return row;
}

/** @param {Alarm[]} alarms */
function drawPane(alarms) {
  list($('alarms'), alarms, (alarm) => alarm.id, build, (row, alarm) => {
    const words = sayAlarm(alarm);
    text(within(row, 'h3 span'), words.what);
    text(within(row, '.al-means'), words.public);
    text(within(row, '.al-do span'), words.todo);
    show(within(row, '.al-do'), words.todo !== '');
  });
  show($('alarms'), alarms.length > 0);
}

/** @param {Status} now */
export function drawAlarms(now) {
  const alarms = now.alarms ?? [];
  const gone = before.find((alarm) => !alarms.some((one) => one.id === alarm.id));
  if (gone) over = { time: clockOf(now.time), zh: gone.zh.what, en: gone.en.what };
  for (const alarm of alarms) {
    if (!told.has(alarm.id)) speakLoud(`${sayAlarm(alarm).what} ${sayAlarm(alarm).public}`);
  }
  told = new Set(alarms.map((alarm) => alarm.id));
  muted = new Set([...muted].filter((id) => told.has(id)));
  before = alarms;
  drawLane(now, alarms);
  drawPane(alarms);
  drawSum(now);
  ring(alarms);
}

export function startAlarms() {
  for (const pressed of ['pointerdown', 'keydown']) document.addEventListener(pressed, letSound, true);
  $('mute-alarm').addEventListener('click', muteAlarms);
}
