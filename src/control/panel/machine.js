// SPDX-License-Identifier: MIT
// Cameras, recording and the engine's own figures.

import { $, attribute, flag, list, make, makeKey, text } from './dom.js';
import { closeDialog, dialogKey, openDialog, stopKey } from './dialog.js';
import { status } from './engine.js';
import { bytes, lasting, reasonOf, span } from './format.js';
import { press } from './press.js';
import { isChinese, say } from './words.js';

/** @typedef {import('./types.js').Status} Status */
/** @typedef {import('./types.js').Recorder} Recorder */
/** @typedef {import('./types.js').Camera} Camera */

const HOUR_MS = 3600000;

/** What comes from it: 1920×1080, 25 frames/s, sound. @param {Camera} camera */
function sourceOf({ source }) {
  if (!source) return '';
  const parts = [`${source.width}×${source.height}`];
  if (source.fps) parts.push(say('frameRate', Number(source.fps.toFixed(2))));
  if (source.sound) parts.push(say('withSound'));
  return parts.join(isChinese() ? '，' : ', ');
}

/** @param {Status} now */
function drawCameras(now) {
  list($('cameras'), now.cameras, (camera) => camera.id, (camera) => make('li', '', make('h3', '', camera.id),
    make('p', 'num'), make('b', '')), (row, camera) => {
    const [, detail, word] = row.children;
    text(detail, reasonOf(camera) || sourceOf(camera));
    text(word, say(`cam.${camera.state}`));
    flag(row, 'is-att', camera.state === 'lost' || camera.state === 'frozen');
  }, say('noCameras'));
  const fine = now.cameras.filter((camera) => camera.state === 'live').length;
  text($('cameras-sum'), now.cameras.length ? say('camerasFine', fine, now.cameras.length) : '');
}

/** @param {Recorder} record */
const isRunning = (record) => record.state === 'recording' || record.state === 'waiting';

/** @param {Recorder} record */
function drawRecord(record) {
  text($('record-word'), say(`rec.${record.state}`));
  text($('record-time'), record.state === 'recording' ? span(record.since_ms ?? 0) : '–');
  text($('record-free'), bytes(record.free_bytes));
  text($('record-lasts'), lasting(record.lasts_ms == null ? null : record.lasts_ms / HOUR_MS));
  flag($('record'), 'is-att', record.state === 'failed');
  $('record-more').hidden = record.state === 'off';
  attribute($('record-more'), 'aria-label', say('more', say('recording')));
}

function openRecord() {
  const record = status()?.record;
  if (!record) return;
  /** @param {HTMLElement} key @param {string} what */
  const tell = async (key, what) => {
    if (await press(key, `record/${what}`)) closeDialog();
  };
  const key = isRunning(record) ? stopKey(say('recording'), () => tell(key, 'stop')) : makeKey('', say('start'));
  if (!isRunning(record)) key.addEventListener('click', () => tell(key, 'start'));
  openDialog({
    title: say('recording'),
    text: isRunning(record) ? say('recordStops') : reasonOf(record, record.error),
    keys: [dialogKey(say(isRunning(record) ? 'keep' : 'close'), closeDialog), key],
  });
}

/** A frame lost long ago is a figure; one of this minute wants a person. @param {Status} now */
function drawEngine({ programme, minute }) {
  const isLosing = (minute ? minute.missed : programme.missed) > 0;
  const [top, bottom] = programme.fps.split('/').map(Number);
  text($('missed'), String(programme.missed));
  text($('late'), String(programme.late));
  text($('picture'), `${programme.height}p${Number((top / bottom).toFixed(2))}`);
  text($('engine-word'), say(isLosing ? 'dropping' : 'steady'));
  flag($('engine'), 'is-att', isLosing);
}

/** @param {Status} now */
export function drawMachine(now) {
  drawCameras(now);
  drawRecord(now.record);
  drawEngine(now);
}

export function startMachine() {
  $('record-more').addEventListener('click', openRecord);
}
