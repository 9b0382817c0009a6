// SPDX-License-Identifier: MIT
// The picture that is wrong, beside the way to fix it: what the public sees of the camera, or
// the scene in which something does not fit.

import { attribute, make, show, text, within } from './dom.js';
import { known } from './engine.js';
import { numberedScene } from './format.js';
import { isWatched, paint, widthFor } from './monitors.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Check} Check */

/** @param {Check} check */
function pictureOf(check) {
  if (check.id === 'camera') return { path: '/programme.jpg', words: say('seenNow') };
  const scene = check.more?.find((one) => one.scene)?.scene;
  return scene ? { path: `/scenes/${encodeURIComponent(scene)}.jpg`, words: say('sceneNow', numberedScene(known.scenes, scene)) } : null;
}

export function buildWrongPicture() {
  const picture = make('canvas', 'pic');
  const figure = make('figure', 'wrong', picture, make('figcaption', ''));
  picture.setAttribute('role', 'img');
  figure.hidden = true;
  return figure;
}

/** Once a second; a picture that does not come is not kept. @param {HTMLElement} row @param {Check} check */
export async function drawWrongPicture(row, check) {
  const figure = within(row, '.wrong');
  const canvas = /** @type {HTMLCanvasElement} */ (within(figure, 'canvas'));
  const wrong = check.state === 'wrong' ? pictureOf(check) : null;
  if (!wrong) show(figure, false);
  if (!wrong || !isWatched()) return;
  text(within(figure, 'figcaption'), wrong.words);
  attribute(canvas, 'aria-label', wrong.words);
  try {
    const reply = await fetch(`${wrong.path}?after=0&width=${figure.hidden ? 480 : widthFor(canvas)}`);
    if (reply.status !== 200) throw new Error(String(reply.status));
    await paint(canvas, await reply.blob());
    show(figure, true);
  } catch {
    show(figure, false);
  }
}
