// SPDX-License-Identifier: MIT
// What a screen reader hears: takes politely, alarms and refusals at once. Never ages,
// meters, clocks or rates.

import { make } from './dom.js';

const polite = make('div', 'vh');
const loud = make('div', 'vh');
polite.setAttribute('aria-live', 'polite');
loud.setAttribute('aria-live', 'assertive');
carrySpeech(document.body);

/**
 * All outside an open dialog is inert, and what is inert is not spoken: it goes where the
 * dialog is. Silently: what was said is not said again. @param {Element} place
 */
export function carrySpeech(place) {
  for (const region of [polite, loud]) {
    region.replaceChildren();
    place.append(region);
  }
}

/** The same words twice are news twice. @param {HTMLElement} region @param {string} words */
function speakIn(region, words) {
  region.replaceChildren(make('p', '', words));
}

/** @param {string} words */
export const speak = (words) => speakIn(polite, words);
/** @param {string} words */
export const speakLoud = (words) => speakIn(loud, words);
