// SPDX-License-Identifier: MIT
// Who this browser is: a link carries a token behind its `#`, which no server ever logs; it
// is posted once for a cookie, and taken out of the address at once.

import { $, attribute, flag, show, text } from './dom.js';
import { command, load } from './link.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Role} Role */

const ORDER = ['viewer', 'organizer', 'crew'];

/** @type {{role: Role | 'none', who: string | null}} */
let me = { role: 'none', who: null };

/** Whether this browser may do what @least may; until it is known, the server says. @param {Role} least */
export const may = (least) => me.role === 'none' || ORDER.indexOf(me.role) >= ORDER.indexOf(least);

/** Before anything else is asked for; who has no token in the address waits for nothing. */
export async function signIn() {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (!token) return;
  history.replaceState(null, '', location.pathname);
  await command('session', { token });
}

/** @param {() => void} redraw once it is known */
export async function learnRole(redraw) {
  me = await load('session').catch(() => me);
  drawRole();
  redraw();
}

/**
 * A key that only some may press; to the others it stays to be seen, and says why.
 * @param {HTMLElement} key @param {Role} least
 */
export function keyFor(key, least) {
  key.dataset.least = least;
  const isOff = !may(least);
  flag(key, 'is-off', isOff);
  attribute(key, 'aria-disabled', isOff ? true : null);
}

/** @param {HTMLElement} key @returns {string | null} why this browser may not press it */
export function notMine(key) {
  const least = /** @type {Role | undefined} */ (key.dataset.least);
  if (!least || may(least)) return null;
  return say(least === 'crew' ? 'deny403' : 'denyViewer');
}

/** The keys of the page itself, and the bar's word where there is one. */
export function drawRole() {
  document.querySelectorAll('[data-least]').forEach((key) => {
    keyFor(/** @type {HTMLElement} */ (key), /** @type {Role} */ (/** @type {HTMLElement} */ (key).dataset.least));
  });
  if (!document.getElementById('role')) return;
  show($('role'), me.role !== 'none');
  if (me.role !== 'none') text($('role-word'), say(`role.${me.role}`));
}
