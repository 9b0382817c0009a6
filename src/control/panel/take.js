// SPDX-License-Identifier: MIT
// The take row: cut, fade with the set time, the T-bar, and what clears the air.

import { $, attribute, flag } from './dom.js';
import { covered, status } from './engine.js';
import { deny, isOn, latch, press, reason } from './press.js';
import { command } from './link.js';
import { keep, kept } from './prefs.js';
import { notMine } from './session.js';
import { hideToast } from './toast.js';

/** @typedef {import('./types.js').Status} Status */

const ARROW_STEP = 5; // per cent of the T-bar's way
const SHOWN_MS = 1000; // a status comes every 500 ms

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

let isGripped = false; // by a pointer
let isOver = false; // what the grip was for is over: until it is gripped anew, the hand moves nothing
let isSending = false;
let made = 0; // the state that the last position made: no other operator's
let answered = { position: 0, untilMs: -Infinity }; // a status that shows it is waited for
/** @type {number | null} */
let wanted = null;

/** @param {Status} now */
const isShown = (now) => (
  Math.abs((now.tbar ?? 0) - answered.position) < 0.005 || performance.now() > answered.untilMs);

/** While a hand is at it the bar shows where the hand is, then what the engine says. @param {Status} now */
function drawBar(now) {
  const bar = $('tbar', HTMLInputElement);
  const isHand = isGripped || isSending || wanted !== null || !isShown(now);
  if (!isHand) bar.value = String(Math.round((now.tbar ?? 0) * 100));
  attribute(bar, 'aria-valuetext', `${bar.value} %`);
}

function redrawBar() {
  const now = status();
  if (now) drawBar(now);
}

/** One position at a time; the newest that is wanted goes next. */
async function send() {
  if (isSending || wanted === null || covered()) return;
  const position = wanted;
  wanted = null;
  isSending = true;
  const answer = await command('tbar', { position, seen: Math.max(made, status()?.state ?? 0) });
  isSending = false;
  if (!answer.ok || position === 1) letGo();
  else made = answer.state;
  if (!answer.ok && !covered()) deny($('tbar-case'), reason(answer));
  if (answer.ok) answered = { position: position % 1, untilMs: performance.now() + SHOWN_MS };
  send();
  redrawBar();
}

function move() {
  const bar = $('tbar', HTMLInputElement);
  const why = notMine(bar);
  hideToast();
  if (why) {
    letGo();
    deny($('tbar-case'), why);
    redrawBar();
    return;
  }
  wanted = Number(bar.value) / 100;
  send();
}

/**
 * Out of the hand: the take is done (a trembling finger would put the old scene back on the
 * air), the engine refused, or the page was covered.
 */
export function letGo() {
  isOver = isGripped;
  isGripped = false;
  wanted = null;
  made = 0;
  answered.untilMs = -Infinity;
}

/** @param {boolean} isDown */
function grip(isDown) {
  isGripped = isDown;
  isOver = false;
  redrawBar();
}

/** @param {HTMLInputElement} bar @param {KeyboardEvent} event */
function arrow(bar, event) {
  const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
  if (!way) return;
  event.preventDefault();
  bar.value = String(Number(bar.value) + way * ARROW_STEP);
  move();
}

/** @param {HTMLInputElement} bar */
function startBar(bar) {
  bar.addEventListener('pointerdown', () => grip(true));
  for (const up of ['pointerup', 'pointercancel']) document.addEventListener(up, () => grip(false));
  bar.addEventListener('input', () => (isOver ? redrawBar() : move()));
  bar.addEventListener('keydown', (event) => arrow(bar, event));
}

// --- all of it ---------------------------------------------------------------------------

export function startTake() {
  const duration = $('duration', HTMLSelectElement);
  const own = kept('fade-ms');
  if (own && [...duration.options].some((option) => option.value === own)) duration.value = own;
  duration.addEventListener('change', () => keep('fade-ms', duration.value));
  startBar($('tbar', HTMLInputElement));
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
