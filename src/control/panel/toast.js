// SPDX-License-Identifier: MIT
// Says only what was not done; stays until it is dismissed or the next press.

import { icon, make, text } from './dom.js';
import { say } from './words.js';
import { speakLoud } from './speech.js';

const line = make('p', '');
const close = make('button', 'key key-icon', icon('cross'));
close.type = 'button';
const toast = make('div', 'toast', icon('tri'), line, close);
toast.hidden = true;

/** Where it stands on this page; an open dialog carries it itself. @param {Element} place */
export function placeToast(place) {
  place.append(toast);
  home = place;
  close.addEventListener('click', hideToast);
}

/** @type {Element | null} */
let home = null;

export function hideToast() {
  toast.hidden = true;
}

/** @param {string} why */
export function showToast(why) {
  (document.querySelector('dialog[open]') ?? home)?.append(toast);
  text(line, why);
  close.setAttribute('aria-label', say('dismiss'));
  toast.hidden = false;
  speakLoud(why);
}
