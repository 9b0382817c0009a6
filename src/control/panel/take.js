// SPDX-License-Identifier: MIT
// The take row: cut, fade with the set time, the T-bar, and what clears the air.

import { $, attribute, flag } from './dom.js';
import { covered, status } from './engine.js';
import { isOn, latch, press } from './press.js';
import { command } from './link.js';
import { keep, kept } from './prefs.js';

/** @typedef {import('./types.js').Status} Status */

const ARROW_STEP = 5; // per cent of the T-bar's way

export const cut = () => press($('cut'), 'take', { transition: 'cut', seen: status()?.state });

export function fade() {
  const ms = Number($('duration', HTMLSelectElement).value);
  return press($('fade'), 'take', { transition: 'fade', duration_ms: ms, seen: status()?.state });
}

export const clear = () => press($('clear'), 'clear');
export const slate = () => latch($('slate'), 'slate');
export const black = () => latch($('black'), 'black');
/** @param {boolean} on */
export const panic = (on) => press($('panic'), 'panic', { on }, true);

// --- T-bar -----------------------------------------------------------------------------

let isHeld = false; // by this hand: then the bar shows where the hand is
let isSending = false;
/** @type {number | null} */
let wanted = null;

/** One position at a time; the newest that is wanted goes next. */
async function send() {
  if (isSending || wanted === null || covered()) return;
  isSending = true;
  const position = wanted;
  wanted = null;
  const answer = await command('tbar', { position, seen: status()?.state });
  isSending = false;
  if (!answer.ok) wanted = null;
  if (!answer.ok || position === 0 || position === 1) isHeld = false;
  send();
}

/** @param {HTMLInputElement} bar */
function move(bar) {
  isHeld = true;
  wanted = Number(bar.value) / 100;
  send();
}

/** @param {HTMLInputElement} bar @param {KeyboardEvent} event */
function arrow(bar, event) {
  const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
  if (!way) return;
  event.preventDefault();
  bar.value = String(Number(bar.value) + way * ARROW_STEP);
  move(bar);
}

/** @param {Status} now */
function drawBar(now) {
  const bar = $('tbar', HTMLInputElement);
  if (!isHeld) bar.value = String(Math.round((now.tbar ?? 0) * 100));
  attribute(bar, 'aria-valuetext', `${bar.value} %`);
}

// --- all of it ---------------------------------------------------------------------------

export function startTake() {
  const bar = $('tbar', HTMLInputElement);
  const duration = $('duration', HTMLSelectElement);
  const own = kept('fade-ms');
  if (own && [...duration.options].some((option) => option.value === own)) duration.value = own;
  duration.addEventListener('change', () => keep('fade-ms', duration.value));
  bar.addEventListener('input', () => move(bar));
  bar.addEventListener('keydown', (event) => arrow(bar, event));
  $('cut').addEventListener('click', cut);
  $('fade').addEventListener('click', fade);
  $('clear').addEventListener('click', clear);
  $('slate').addEventListener('click', slate);
  $('black').addEventListener('click', black);
  $('panic').addEventListener('click', () => panic(!isOn($('panic'))));
}

/** @param {Status} now */
export function drawTake(now) {
  for (const name of /** @type {const} */ (['black', 'slate', 'panic'])) attribute($(name), 'aria-pressed', now[name]);
  flag($('clear'), 'is-lit', now.cleared);
  drawBar(now);
}
