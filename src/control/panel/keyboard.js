// SPDX-License-Identifier: MIT
// Single keys, as operators know them: they can be changed and switched off, and they rest
// while a text field has the focus, an input method composes, or something is open.

import { attribute, flag, text } from './dom.js';
import { closeDialog } from './dialog.js';
import { covered } from './engine.js';
import { keep, kept } from './prefs.js';
import { say } from './words.js';

const DOUBLE_MS = 600; // Esc Esc
const HOLD_MS = 1000; // to black

/** @typedef {'cut' | 'fade' | 'black' | 'clear' | 'slate' | 'auto' | 'alarm' | 'help'} Act */
/** @typedef {Record<Act, () => void> & {scene: (number: number) => void, panic: () => void, home: () => void}} Acts */

/** @type {Record<Act, string>} */
export const usual = { cut: ' ', fade: 'Enter', black: 'b', clear: 'c', slate: 's', auto: 't', alarm: 'a', help: '?' };
const HELD = 'black'; // must be held: it takes the picture away
const acts = /** @type {Act[]} */ (Object.keys(usual));

/** @type {Record<Act, string>} */
let bound = { ...usual };

function read() {
  try {
    const own = JSON.parse(kept('keys') ?? '{}');
    for (const act of acts) if (typeof own[act] === 'string' && own[act]) bound[act] = own[act];
  } catch {
    bound = { ...usual }; // what another version kept is no reason to have no keys
  }
}

export const singleKeys = () => kept('single-keys') !== 'off';
/** @param {boolean} on */
export const setSingleKeys = (on) => keep('single-keys', on ? null : 'off');

/** @param {Act} act @param {string} key @returns {Act | null} the act that has that key already */
export function bind(act, key) {
  const other = acts.find((one) => one !== act && bound[one] === key) ?? null;
  if (!other) {
    bound = { ...bound, [act]: key };
    keep('keys', JSON.stringify(bound));
  }
  return other;
}

export function bindUsual() {
  bound = { ...usual };
  keep('keys', null);
}

/** Whether a key may stand for an act: the number row and Esc have their meaning. @param {KeyboardEvent} event */
export const mayBind = (event) => (
  (event.key.length === 1 || event.key === 'Enter' || /^F\d+$/.test(event.key)) && !/^\d$/.test(event.key));

/** As it stands on a cap. @param {Act} act */
export function capOf(act) {
  const key = bound[act];
  const name = { ' ': say('space'), Enter: say('enter') }[key] ?? key.toUpperCase();
  return act === HELD ? say('hold', name) : name;
}

/** The caps of the page say the keys as they are now, and nothing while they are switched off. */
export function drawCaps() {
  flag(document.body, 'is-keyless', !singleKeys());
  document.querySelectorAll('kbd[data-cap]').forEach((cap) => {
    const act = /** @type {Act} */ (/** @type {HTMLElement} */ (cap).dataset.cap);
    text(cap, capOf(act));
    const name = { ' ': 'Space' }[bound[act]] ?? bound[act].toUpperCase();
    attribute(/** @type {Element} */ (cap.closest('button')), 'aria-keyshortcuts', singleKeys() ? name : null);
  });
}

/** Where Space and Enter mean something of their own. @param {Element} at */
const isPressable = (at) => at.closest('button, a, [role="log"]') !== null;
/** @param {Element} at */
const isField = (at) => at.closest('input, select, textarea, [contenteditable]') !== null;

/** Whether it may be: not every browser tells. @param {Element} select */
const isListOpen = (select) => !CSS.supports('selector(:open)') || select.matches(':open');

/** @param {Acts} to */
export function startKeyboard(to) {
  let lastEscape = -Infinity;
  let holding = 0;
  let isPointer = false; // used last, and not a key

  /** @param {KeyboardEvent} event */
  function escape(event) {
    const isTwice = event.timeStamp - lastEscape < DOUBLE_MS;
    lastEscape = isTwice ? -Infinity : event.timeStamp;
    if (isTwice && !covered()) to.panic();
    closeDialog();
    to.home();
  }

  /** @param {string} key @returns {(() => void) | null} */
  function actionOf(key) {
    if (/^[1-9]$/.test(key)) return () => to.scene(Number(key));
    const act = acts.find((one) => bound[one] === key) ?? acts.find((one) => bound[one] === key.toLowerCase());
    if (!act) return null;
    if (act !== HELD) return to[act];
    return () => { holding = setTimeout(to[act], HOLD_MS); };
  }

  /** @param {KeyboardEvent} event */
  function down(event) {
    isPointer = false;
    if (event.isComposing || event.keyCode === 229 || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Escape') {
      escape(event);
      return;
    }
    const at = /** @type {Element} */ (event.target);
    if (covered() || document.querySelector('dialog[open]') || isField(at) || !singleKeys()) return;
    if ((event.key === ' ' || event.key === 'Enter') && isPressable(at)) return;
    const action = actionOf(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  }

  // The caps of Cut and Fade go dim while another thing would get the key.
  function where() {
    const at = document.activeElement;
    flag(document.body, 'is-away', at !== null && (isPressable(at) || isField(at)));
  }

  read();
  drawCaps();
  document.addEventListener('keydown', down);
  document.addEventListener('keyup', () => clearTimeout(holding));
  window.addEventListener('blur', () => clearTimeout(holding));
  document.addEventListener('focusin', where);
  document.addEventListener('focusout', () => flag(document.body, 'is-away', false));
  // A pointer leaves no focus behind: Space goes on cutting, not pressing the last key, and
  // the number keys are not the T-bar's or a list's.
  /** @param {Event} event */
  function leave(event) {
    const used = /** @type {Element} */ (event.target).closest('#page :is(button, input, select)');
    if (!isPointer || !used || used !== document.activeElement) return;
    if (event.type === 'click' && used.matches('select') && isListOpen(used)) return;
    to.home();
  }
  document.addEventListener('pointerdown', () => { isPointer = true; }, true);
  document.addEventListener('click', leave);
  document.addEventListener('change', leave);
}
