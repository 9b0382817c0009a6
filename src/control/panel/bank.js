// SPDX-License-Identifier: MIT
// The scene bank: nine keys as the number row of the keyboard, each with its own picture
// and one line that says what it would say. A key never moves.

import { $, attribute, flag, icon, list, make, setIcon, show, text, within } from './dom.js';
import { known } from './engine.js';
import { pick, sceneTitle } from './format.js';
import { singleKeys } from './keyboard.js';
import { isWatched, paint, widthFor } from './monitors.js';
import { press } from './press.js';
import { keyFor } from './session.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Status} Status */
/** @typedef {import('./types.js').Scene} Scene */

const THUMB_MS = 400; // one picture each, in turn: each scene every few seconds
const NONE_MS = 5000;

/** @param {HTMLElement} key */
function choose(key) {
  press(key, 'preview', { scene: key.dataset.scene });
}

/** @param {number} number its key, from 1 */
export function chooseNumber(number) {
  const key = $('scenes').children[number - 1]?.querySelector('button');
  if (key) choose(key);
}

/** @param {string} kind @param {string} shape @param {'preview' | 'onAir'} word */
const tag = (kind, shape, word) => make('span', `tag tag-${kind}`, icon(shape), say(word));

/** @param {Scene} scene @param {number} i */
function build(scene, i) {
  const picture = make('canvas', 'pic');
  picture.setAttribute('aria-hidden', 'true');
  const key = make('button', 'key scene',
    make('span', 'scene-pic', picture, tag('pgm', 'dot', 'onAir'), tag('pvw', 'ring', 'preview')),
    make('span', 'scene-row', ...(i < 9 ? [make('kbd', 'digit', String(i + 1))] : []), make('span', 'key-name')),
    make('span', 'scene-note', icon('tri'), make('span', '')));
  key.type = 'button';
  key.dataset.scene = scene.name;
  keyFor(key, 'organizer');
  return make('li', '', key);
}

/** @param {HTMLElement} key @param {Status} now @param {string} name */
function drawNote(key, now, name) {
  const what = now.scenes?.find((scene) => scene.name === name);
  const isForbidden = what?.state === 'forbidden';
  const needsPerson = what?.state === 'stale' || what?.state === 'late';
  const words = pick(what?.text) || (isForbidden ? say('forbidden') : '');
  const note = within(key, '.scene-note');
  const sign = /** @type {SVGElement} */ (note.firstElementChild);
  flag(key, 'has-att', needsPerson);
  flag(key, 'is-forbidden', isForbidden);
  attribute(key, 'title', words || null);
  setIcon(sign, isForbidden ? 'lock' : 'tri');
  flag(sign, 'is-none', !isForbidden && !needsPerson);
  text(/** @type {Element} */ (note.lastElementChild), words);
}

/** @param {Status} now */
export function drawBank(now) {
  list($('scenes'), known.scenes, (scene) => scene.name, build, (li, scene, i) => {
    const key = within(li, 'button');
    const isAir = now.programme.scene === scene.name;
    const isNext = now.preview.scene === scene.name;
    flag(key, 'is-pgm', isAir);
    flag(key, 'is-pvw', isNext);
    attribute(key, 'aria-pressed', isNext);
    attribute(key, 'aria-keyshortcuts', i < 9 && singleKeys() ? i + 1 : null);
    show(within(key, '.tag-pgm'), isAir);
    show(within(key, '.tag-pvw'), isNext);
    text(within(key, '.key-name'), sceneTitle(known.scenes, scene.name));
    drawNote(key, now, scene.name);
  });
}

/** One scene's picture after the other, so that commands never wait for a connection. */
async function thumbnails() {
  for (let i = 0; ; i += 1) {
    await new Promise((resolve) => { setTimeout(resolve, THUMB_MS); });
    const key = $('scenes').children[i % Math.max(1, known.scenes.length)]?.querySelector('button');
    const canvas = key?.querySelector('canvas');
    if (!isWatched() || !canvas) continue;
    const name = key?.dataset.scene ?? '';
    try {
      const reply = await fetch(`/scenes/${encodeURIComponent(name)}.jpg?after=0&width=${widthFor(canvas)}`);
      if (!reply.ok) throw new Error(String(reply.status));
      if (reply.status === 200) await paint(canvas, await reply.blob());
    } catch {
      await new Promise((resolve) => { setTimeout(resolve, NONE_MS); });
    }
  }
}

export function startBank() {
  $('scenes').addEventListener('click', (event) => {
    const key = /** @type {Element} */ (event.target).closest('button');
    if (key) choose(key);
  });
  thumbnails();
}
