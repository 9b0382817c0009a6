// SPDX-License-Identifier: MIT
// What the engine said last, for every part of a page; nothing else is believed.

import { connect, load } from './link.js';

/** @typedef {import('./types.js').Status} Status */
/** @typedef {import('./link.js').Lost} Lost */

/** The last word of the engine; null until it has spoken. @type {Status | null} */
let last = null;
let isCovered = true;
/** @type {{state: number, resolve: () => void}[]} */
const settling = [];
const SETTLE_MS = 1000; // how long a status that shows an answer is waited for

/** @type {{scenes: import('./types.js').Scene[], roster: import('./types.js').Roster}} */
export const known = { scenes: [], roster: { sha256: null, units: [] } };

export const status = () => last;
/** While the page is covered nothing can be pressed. */
export const covered = () => isCovered || last === null;

/** Resolves when a status shows @state, or after a second. @param {number} state @returns {Promise<void>} */
export function settled(state) {
  if (last && last.state >= state) return Promise.resolve();
  return new Promise((resolve) => {
    settling.push({ state, resolve });
    setTimeout(resolve, SETTLE_MS);
  });
}

/** Another meeting, roster or scene file: what is loaded once must be loaded again. @param {Status} one */
function newsOf(one) {
  return JSON.stringify([one.meeting?.title, one.feed.epoch, one.roster_sha256, one.reload?.count]);
}

/**
 * @param {{draw: (status: Status, old: Status | null) => void, cover: (lost: Lost) => void,
 *   uncover: () => void, refused: () => void}} page
 */
export function start(page) {
  async function refresh() {
    [known.scenes, known.roster] = await Promise.all([load('scenes'), load('roster')]);
    if (last) page.draw(last, last);
  }

  /** @param {Status} next */
  function onStatus(next) {
    const old = last;
    const isNews = !old || isCovered || newsOf(old) !== newsOf(next);
    last = next;
    if (isCovered) {
      isCovered = false;
      page.uncover();
    }
    page.draw(next, old);
    for (let i = settling.length - 1; i >= 0; i -= 1) {
      if (settling[i].state <= next.state) settling.splice(i, 1)[0].resolve();
    }
    if (isNews) refresh().catch(() => {}); // the next news tries again
  }

  /** @param {Lost} lost */
  function onLost(lost) {
    isCovered = true;
    page.cover(lost);
  }

  function onRefused() {
    isCovered = true;
    page.refused();
  }

  return connect({ onStatus, onLost, onRefused });
}
