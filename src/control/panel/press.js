// SPDX-License-Identifier: MIT
// A press becomes a command. It never lights a lamp: the key is only marked as sent until
// the engine's next status shows what became of it, or hatched when it was refused.

import { command } from './link.js';
import { covered, settled, status } from './engine.js';
import { attribute, make } from './dom.js';
import { pick, reasonOf } from './format.js';
import { say } from './words.js';
import { notMine } from './session.js';
import { hideToast, showToast } from './toast.js';

const WAIT_SHOWN_MS = 150; // faster answers need no waiting lamp
const DENIED_MS = 4000;

/** @type {Set<HTMLElement>} */
const busy = new Set();
/** @type {Map<HTMLElement, number>} */
const denied = new Map();

/**
 * The word that takes the place of a key's cap or note.
 * @param {HTMLElement} key @param {'waiting' | 'denied' | null} state
 */
function mark(key, state) {
  clearTimeout(denied.get(key));
  attribute(key, 'data-state', state);
  attribute(key, 'aria-busy', state === 'waiting' ? true : null);
  key.querySelector('.key-say')?.remove();
  if (state) key.append(make('span', 'key-say', say(state === 'waiting' ? 'waiting' : 'notDone')));
}

/** What the key of the scene on preview says: why it may not come. */
function rule() {
  const now = status();
  const scene = now?.scenes?.find(({ name }) => name === now.preview.scene);
  return pick(scene?.text) || say('forbidden');
}

/** @param {import('./types.js').Answer & {ok: false}} answer */
export function reason(answer) {
  if (answer.status === 0) return say('denyTime');
  if (answer.status === 403) return say('deny403');
  if (answer.code === 'scene_forbidden') return say('denyRules', rule());
  if (answer.code === 'picture_changed') return say('deny409');
  if (answer.code === 'not_running') return say('deny503');
  return say('denyOther', reasonOf(answer, answer.detail) || answer.status);
}

/** @param {HTMLElement} key @param {string} why */
export function deny(key, why) {
  mark(key, 'denied');
  denied.set(key, setTimeout(() => mark(key, null), DENIED_MS));
  showToast(why);
}

/**
 * Presses while a key waits are dropped, except panic's.
 * @param {HTMLElement} key @param {string} path @param {object} [body] @param {boolean} [urgent]
 * @returns {Promise<boolean>} whether the engine did it
 */
export async function press(key, path, body, urgent = false) {
  if (covered() || (busy.has(key) && !urgent)) return false;
  const why = notMine(key);
  if (why) {
    deny(key, why);
    return false;
  }
  hideToast();
  busy.add(key);
  const timer = setTimeout(() => mark(key, 'waiting'), WAIT_SHOWN_MS);
  const answer = await command(path, body);
  if (answer.ok) await settled(answer.state);
  clearTimeout(timer);
  busy.delete(key);
  mark(key, null);
  if (!answer.ok && !covered()) deny(key, reason(answer));
  return answer.ok;
}

/** @param {Element} key */
export const isOn = (key) => (
  key.getAttribute('aria-pressed') === 'true' || key.getAttribute('aria-checked') === 'true');

/**
 * A browser presses a key again and again while Enter is held on it. Here a key does its
 * work once each time it is pressed, whatever finger stays on it.
 */
document.addEventListener('keydown', (event) => {
  const isKey = /** @type {Element} */ (event.target).closest('button') !== null;
  if (event.repeat && event.key === 'Enter' && isKey) event.preventDefault();
});

/** A latch: the same key sets and releases it. @param {HTMLElement} key @param {string} path */
export const latch = (key, path) => press(key, path, { on: !isOn(key) });
