// SPDX-License-Identifier: MIT
// The bar: what is on air and for how long, the meeting, the engine's last sign of life.

import { $, flag, text } from './dom.js';
import { clockOf, span } from './format.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Status} Status */

/** The longest live output tells since when the public sees it. @param {Status} now */
export function drawAir(now) {
  const live = now.outputs.filter((output) => output.state === 'live');
  flag($('air'), 'is-live', live.length > 0);
  text($('air-word'), say(live.length > 0 ? 'live' : 'notLive'));
  text($('air-time'), live.length > 0 ? span(Math.max(...live.map((output) => output.since_ms))) : '');
}

/** The page's heading: never empty. @param {Status} now */
export function titleOf(now) {
  const title = now.meeting?.title || say('noTitle');
  return now.meeting?.rehearsal ? say('rehearsal', title) : title;
}

/** @param {string} name of the page */
export const pageTitle = (name) => `${name} · tallycast`;

/** @param {Status} now */
export function drawBar(now) {
  const alarms = now.alarms?.length ?? 0;
  const page = pageTitle(say('panel'));
  drawAir(now);
  text($('title'), titleOf(now));
  text($('clock'), clockOf(now.time));
  document.title = alarms > 0 ? say('pageAlarms', alarms, page) : page;
}

/** @param {number} ms since the engine was heard */
export function drawHeard(ms) {
  text($('heard'), `${(ms / 1000).toFixed(1)} s`);
}
