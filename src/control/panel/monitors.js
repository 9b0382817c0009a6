// SPDX-License-Identifier: MIT
// The two buses: their frames and names, and the moving pictures within. A picture is
// asked for by a request that the server answers when there is a newer one; it is asked
// for only while somebody looks.

import { $, attribute, flag, text } from './dom.js';
import { covered, known } from './engine.js';
import { numberedScene, pick, sceneTitle, span } from './format.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Status} Status */

const RETRY_MS = 2000; // after an error, or while there are no pictures
const OLD_MS = 12000; // the server answers every 10 s at least, also without news
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

/** In steps, so that the server need not draw each size. @param {Element} canvas */
export function widthFor(canvas) {
  const pixels = canvas.clientWidth * Math.min(2, window.devicePixelRatio);
  return Math.max(160, Math.min(960, Math.ceil(pixels / 160) * 160));
}

/**
 * Follows a bus for ever. @param {string} which @param {HTMLCanvasElement} canvas @param {HTMLElement} old
 */
async function follow(which, canvas, old) {
  let after = '0';
  let came = -Infinity;
  setInterval(() => {
    const isOld = performance.now() - came > OLD_MS;
    if (isOld || old.textContent !== '') text(old, isOld ? say(came > 0 ? 'oldPicture' : 'noPicture') : '');
    flag(canvas, 'is-old', isOld);
  }, 500);
  for (;;) {
    if (!isWatched()) {
      after = '0';
      await sleep(200);
      continue;
    }
    try {
      const reply = await fetch(`/${which}.jpg?after=${after}&width=${widthFor(canvas)}`, {
        signal: AbortSignal.timeout(OLD_MS),
      });
      if (!reply.ok) throw new Error(String(reply.status));
      if (reply.status === 200) {
        after = reply.headers.get('X-Tallycast-Picture') ?? '0';
        await paint(canvas, await reply.blob());
      }
      came = performance.now();
    } catch {
      await sleep(RETRY_MS);
    }
  }
}

/** Starts the pictures that this page has. */
export function startMonitors() {
  for (const [id, which] of [['pgm', 'programme'], ['pvw', 'preview']]) {
    if (document.getElementById(`${id}-pic`)) follow(which, $(`${id}-pic`, HTMLCanvasElement), $(`${id}-old`));
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

