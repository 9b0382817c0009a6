// SPDX-License-Identifier: MIT
// Sound stands beside the programme, since it belongs to it: two meters with the peak
// held, mute, and the gain behind its key.

import { $, attribute, flag, make, text } from './dom.js';
import { closeDialog, dialogKey, openDialog } from './dialog.js';
import { status } from './engine.js';
import { decibels } from './format.js';
import { isOn, press } from './press.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Audio} Audio */

const FLOOR_DB = -60;
const HELD_MS = 1500; // how long a peak stays
const SILENT_MS = 5000; // shorter silence is a pause in the speech
const GAIN_MIN = -60;
const GAIN_MAX = 20;

const held = [{ db: FLOOR_DB, at: 0 }, { db: FLOOR_DB, at: 0 }];

/** @param {number} db */
const shareOf = (db) => `${((db - FLOOR_DB) / -FLOOR_DB) * 100}%`;

/** @param {number} i @param {number | null | undefined} level */
function drawMeter(i, level) {
  const meter = $(`meter-${i}`);
  const db = Math.max(FLOOR_DB, Math.min(0, level ?? FLOOR_DB));
  const now = performance.now();
  if (db >= held[i].db || now - held[i].at > HELD_MS) held[i] = { db, at: now };
  meter.style.setProperty('--level', shareOf(db));
  meter.style.setProperty('--peak', shareOf(held[i].db));
  attribute(meter, 'aria-label', say('levelOf', say(i === 0 ? 'left' : 'right')));
  attribute(meter, 'aria-valuenow', Math.round(db));
  attribute(meter, 'aria-valuetext', say('levelText', decibels(db), decibels(held[i].db)));
}

/** Five times a second, with the pictures of the programme, and with each status. @param {number[]} peak */
export function drawPeak(peak) {
  drawMeter(0, peak[0]);
  drawMeter(1, peak[1]);
  text($('peak'), `${say('peak')} ${decibels(Math.max(held[0].db, held[1].db))}`);
}

/** Silence that somebody asked for is none. @param {Audio} audio */
const isSilent = (audio) => !audio.scene_mute && (audio.state === 'silent' || (audio.silent_ms ?? 0) >= SILENT_MS);

/** @param {import('./types.js').Status} now */
export function drawSound(now) {
  const { audio } = now;
  drawPeak(audio.peak_db ?? []);
  const isOff = audio.state === 'none';
  const word = audio.mute ? say('muted') : isOff ? say('snd.none') : isSilent(audio) ? say('snd.silent') : '';
  text($('sound-no'), word);
  flag($('sound'), 'is-att', word !== '' && !isOff);
  attribute($('mute'), 'aria-checked', audio.mute);
  const gain = Math.round((audio.gain_db ?? 0) * 2) / 2;
  text($('gain-word'), `${gain > 0 ? '+' : gain < 0 ? '−' : ''}${Math.abs(gain)} dB`);
  attribute($('gain'), 'aria-label', say('gainOf', gain));
}

function openGain() {
  const range = make('input', 'range');
  range.type = 'range';
  range.min = String(GAIN_MIN);
  range.max = String(GAIN_MAX);
  range.step = '0.5';
  range.value = String(status()?.audio.gain_db ?? 0);
  range.setAttribute('aria-label', say('gain'));
  const word = make('p', 'num', `${range.value} dB`);
  range.addEventListener('input', () => text(word, `${range.value} dB`));
  range.addEventListener('change', () => press($('gain'), 'audio', { gain_db: Number(range.value) }));
  openDialog({ title: say('gain'), body: [range, word], keys: [dialogKey(say('close'), closeDialog)] });
}

export function startSound() {
  $('mute').addEventListener('click', () => press($('mute'), 'audio', { mute: !isOn($('mute')) }));
  $('gain').addEventListener('click', openGain);
}
