// SPDX-License-Identifier: MIT
// What can be switched in the picture: the layers of the scene on air, then the keyers
// that stand above every scene.

import { $, attribute, flag, list, make, makeKey, text, within } from './dom.js';
import { known } from './engine.js';
import { pick, sceneTitle } from './format.js';
import { deny, isOn, press } from './press.js';
import { keyFor, may } from './session.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Status} Status */
/** @typedef {{path: 'layers' | 'keyers', id: string, name: string, on: boolean, isFixed: boolean}} Item */

/** @param {Status} now @returns {Item[]} */
function itemsOf(now) {
  return [
    ...now.layers.map((layer) => ({
      path: /** @type {const} */ ('layers'), id: layer.id, name: pick(layer.name), on: layer.visible, isFixed: layer.fixed === true,
    })),
    ...now.keyers.map((keyer) => ({
      path: /** @type {const} */ ('keyers'), id: keyer.id, name: pick(keyer.name), on: keyer.on, isFixed: false,
    })),
  ];
}

/** @param {Item} item */
const leastFor = (item) => (item.path === 'layers' ? 'crew' : 'organizer');

/** @param {Item} item */
function build(item) {
  const key = makeKey('layer', item.name);
  key.setAttribute('role', 'switch');
  key.dataset.id = item.id;
  key.dataset.path = item.path;
  key.append(make('span', 'key-state'));
  keyFor(key, leastFor(item));
  return make('li', '', key);
}

/** @param {Status} now */
export function drawLayers(now) {
  text($('layers-of'), say('layersOf', sceneTitle(known.scenes, now.programme.scene)));
  list($('layers'), itemsOf(now), (item) => `${item.path}/${item.id}`, build, (li, item) => {
    const key = within(li, 'button');
    attribute(key, 'aria-checked', item.on);
    const isOff = item.isFixed || !may(leastFor(item));
    attribute(key, 'aria-disabled', isOff ? true : null);
    attribute(key, 'title', item.isFixed ? say('fixedLayer') : null);
    flag(key, 'is-off', isOff);
    text(within(key, '.key-name'), item.name);
    text(within(key, '.key-state'), say(item.on ? 'shown' : 'hidden'));
  });
}

export function startLayers() {
  $('layers').addEventListener('click', (event) => {
    const key = /** @type {Element} */ (event.target).closest('button');
    if (!key) return;
    const { path, id } = key.dataset;
    const name = path === 'layers' ? 'visible' : 'on';
    if (key.title) deny(key, key.title);
    else press(key, `${path}/${encodeURIComponent(id ?? '')}`, { [name]: !isOn(key) });
  });
}
