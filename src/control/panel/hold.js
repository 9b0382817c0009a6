// SPDX-License-Identifier: MIT
// A key that must be held for a second. It fills from the left; letting go cancels. A
// short press does not do it, so nobody needs to hold: it asks first.

import { flag } from './dom.js';

const HOLD_MS = 1000; // as --m-hold of tokens.css

/**
 * @param {HTMLElement} key
 * @param {{done: () => void, short: () => void, change?: (holding: boolean) => void}} to
 */
export function holdKey(key, { done, short, change = () => {} }) {
  let timer = 0;
  let isDone = false; // the click that ends a hold is no short press

  /** @param {boolean} holding */
  function set(holding) {
    clearTimeout(timer);
    timer = 0;
    flag(key, 'is-holding', holding);
    change(holding);
  }

  function begin() {
    if (timer !== 0) return;
    isDone = false;
    set(true);
    timer = setTimeout(() => {
      isDone = true;
      set(false);
      done();
    }, HOLD_MS);
  }

  function end() {
    if (timer !== 0) set(false);
  }

  key.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    key.setPointerCapture(event.pointerId);
    begin();
  });
  key.addEventListener('pointerup', end);
  key.addEventListener('pointercancel', end);
  key.addEventListener('blur', end);
  key.addEventListener('contextmenu', (event) => event.preventDefault()); // a long touch
  key.addEventListener('keydown', (event) => {
    if (event.key === ' ' && !event.repeat) begin();
  });
  key.addEventListener('keyup', (event) => {
    if (event.key === ' ') end();
  });
  key.addEventListener('click', () => {
    if (!isDone) short();
    isDone = false;
  });
}
