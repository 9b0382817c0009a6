// SPDX-License-Identifier: MIT
// One dialog of the page: a title, what it says, its keys. It closes by Esc.

import { flag, make, makeKey, text, within } from './dom.js';
import { holdKey } from './hold.js';
import { carrySpeech } from './speech.js';
import { say } from './words.js';

const AGAIN_MS = 4000; // a short press of the held key asks for a second one so long

/** @type {HTMLDialogElement | null} */
let open = null;

export function closeDialog() {
  open?.close();
}

/**
 * @param {{title: string, text?: string, body?: (Node | string)[], keys?: HTMLButtonElement[],
 *   className?: string, closed?: () => void}} what
 */
export function openDialog({ title, text: words, body = [], keys = [], className = '', closed }) {
  closeDialog();
  const heading = make('h2', '', title);
  heading.id = 'dialog-title';
  const dialog = make('dialog', `dialog ${className}`.trim(), heading, ...(words ? [make('p', '', words)] : []),
    ...body, make('p', 'dialog-keys', ...keys));
  dialog.setAttribute('aria-labelledby', heading.id);
  dialog.addEventListener('close', () => {
    if (open === dialog) {
      carrySpeech(document.body);
      open = null;
    }
    dialog.remove();
    closed?.();
  });
  document.body.append(dialog);
  open = dialog;
  carrySpeech(dialog);
  dialog.showModal();
  return dialog;
}

/** @param {string} name @param {() => void} action @returns {HTMLButtonElement} */
export function dialogKey(name, action) {
  const key = makeKey('', name);
  key.addEventListener('click', action);
  return key;
}

/**
 * The key that stops something, or does what should be thought of twice: held, or pressed
 * twice. @param {string} thing @param {() => void} action
 * @param {{hold: import('./words.js').Word, again: import('./words.js').Word}} [words]
 */
export function stopKey(thing, action, { hold, again } = { hold: 'stopHold', again: 'stopAgain' }) {
  const key = makeKey('hold-key', say(hold, thing));
  const name = within(key, '.key-name');
  let timer = 0;
  /** @param {boolean} armed */
  const arm = (armed) => {
    clearTimeout(timer);
    timer = armed ? setTimeout(() => arm(false), AGAIN_MS) : 0;
    flag(key, 'is-armed', armed);
    text(name, say(armed ? again : hold, thing));
  };
  const act = () => {
    arm(false);
    action();
  };
  holdKey(key, {
    done: act,
    short: () => (timer ? act() : arm(true)),
    change: (holding) => {
      if (holding) text(name, say('holdOn'));
      else text(name, say(timer ? again : hold, thing));
    },
  });
  return key;
}
