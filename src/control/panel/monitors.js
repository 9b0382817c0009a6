// SPDX-License-Identifier: MIT
// The two buses: their frames and names, and the moving pictures within. A picture is
// asked for by a request that the server answers when there is a newer one; it is asked
// for only while somebody looks.

import { $, attribute, flag, text } from './dom.js';
import { covered, known, status } from './engine.js';
import { numberedScene, pick, sceneTitle, span } from './format.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Status} Status */

const RETRY_MS = 2000; // after an error, or while there are no pictures
const OLD_MS = 2000; // five come in a second
const WAIT_MS = 12000; // the server answers after 10 s, also without a new one
const AGE_MS = 250; // how often it is looked how old a picture is
const sleep = (/** @type {number} */ ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

export const isWatched = () => !document.hidden && !covered();

/** Draws at the canvas's own size, in one step. @param {HTMLCanvasElement} canvas @param {Blob} blob */
export async function paint(canvas, blob) {
  const picture = await createImageBitmap(blob);
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  picture.close();
}

/** Nothing is shown, not even what was there. @param {HTMLCanvasElement} canvas */
function wipe(canvas) {
  canvas.width = 0;
}

/** The engine's sizes (TC_PICTURE_WIDTHS), so that it need not draw each. */
const WIDTHS = [160, 320, 480, 640, 960];

/** @param {Element} canvas */
export function widthFor(canvas) {
  const pixels = canvas.clientWidth * Math.min(2, window.devicePixelRatio);
  return WIDTHS.find((width) => width >= pixels) ?? WIDTHS[WIDTHS.length - 1];
}

/** Whether there is a picture that somebody looks at: preview may be empty. @param {string} which */
const isLookedAt = (which) => isWatched() && (which !== 'preview' || Boolean(status()?.preview.scene));

/** An old picture must not look live. @param {string} which @param {HTMLCanvasElement} canvas @param {HTMLElement} old */
function watchAge(which, canvas, old) {
  let looked = -Infinity; // until when nobody did
  let came = -Infinity;
  setInterval(() => {
    const now = performance.now();
    if (!isLookedAt(which)) looked = now;
    const isOld = now - Math.max(came, looked) > OLD_MS;
    text(old, isOld ? say(came > 0 ? 'oldPicture' : 'noPicture') : '');
    flag(canvas, 'is-old', isOld);
  }, AGE_MS);
  return () => { came = performance.now(); };
}

/**
 * Follows a bus for ever. @param {string} which @param {HTMLCanvasElement} canvas @param {HTMLElement} old
 * @param {(headers: Headers) => void} heard
 */
async function follow(which, canvas, old, heard) {
  const comes = watchAge(which, canvas, old);
  let after = '0';
  for (;;) {
    if (!isLookedAt(which)) {
      after = '0';
      await sleep(200);
      continue;
    }
    try {
      const reply = await fetch(`/${which}.jpg?after=${after}&width=${widthFor(canvas)}`, {
        signal: AbortSignal.timeout(WAIT_MS),
      });
      if (!reply.ok) throw new Error(String(reply.status));
      if (reply.status !== 200) continue;
      after = reply.headers.get('X-Tallycast-Picture') ?? '0';
      const blob = await reply.blob();
      if (!isLookedAt(which)) continue;
      heard(reply.headers);
      await paint(canvas, blob);
      comes();
    } catch {
      after = '0'; // of an engine that may be another one now
      await sleep(RETRY_MS);
    }
  }
}

/** The sound that belongs to a picture, if that has any. @param {Headers} headers @param {(peak: number[]) => void} draw */
function hear(headers, draw) {
  const peak = headers.get('X-Tallycast-Peak');
  if (peak) draw(peak.split(' ').map(Number));
}

/** Starts the pictures that this page has. @param {(peak: number[]) => void} [drawPeak] the sound of each, in dB */
export function startMonitors(drawPeak) {
  for (const [id, which] of [['pgm', 'programme'], ['pvw', 'preview']]) {
    if (!document.getElementById(`${id}-pic`)) continue;
    follow(which, $(`${id}-pic`, HTMLCanvasElement), $(`${id}-old`), (headers) => drawPeak && hear(headers, drawPeak));
  }
}

/** The latch that rules the picture now, the strongest first. @param {Status} now */
function latchOf(now) {
  return /** @type {const} */ (['black', 'slate', 'panic', 'cleared']).find((name) => now[name]) ?? null;
}

/** What the programme's picture is, when it is not the scene alone. @param {Status} now */
export function airNote(now) {
  const latch = latchOf(now);
  if (latch) return say(`latch.${latch}`);
  return now.programme.source === 'camera' ? '' : say(`source.${now.programme.source}`);
}

/** What a scene would say now. @param {Status} now @param {string | null} name */
export const sceneNote = (now, name) => pick(now.scenes?.find((scene) => scene.name === name)?.text);

/** @param {Status} now */
export function drawMonitors(now) {
  const { scenes } = known;
  const { programme, preview } = now;
  text($('pvw-name'), numberedScene(scenes, preview.scene));
  text($('pvw-note'), sceneNote(now, preview.scene) || (now.auto.on ? say('takesOff') : ''));
  if (!preview.scene) wipe($('pvw-pic', HTMLCanvasElement));
  text($('pgm-name'), numberedScene(scenes, programme.scene));
  const note = airNote(now);
  text($('pgm-note'), note || say('for'));
  text($('pgm-time'), span(programme.since_ms));
  flag($('pgm'), 'has-note', note !== '');
  labelPicture('pvw', say('preview'), sceneTitle(scenes, preview.scene), sceneNote(now, preview.scene));
  labelPicture('pgm', say('onAir'), sceneTitle(scenes, programme.scene), note || sceneNote(now, programme.scene));
}

/** @param {string} id @param {string} bus @param {string} scene @param {string} note */
export function labelPicture(id, bus, scene, note) {
  attribute($(`${id}-pic`, HTMLCanvasElement), 'aria-label', say('pictureOf', bus, [scene, note].filter(Boolean).join(', ')));
}

