// SPDX-License-Identifier: MIT
// The score data: how old it is, over the last minute and with its two limits, what was
// refused, and the new epoch that waits to be accepted.

import { $, attribute, flag, show, text } from './dom.js';
import { status } from './engine.js';
import { age, reasonOf } from './format.js';
import { ages } from './history.js';
import { press } from './press.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Feed} Feed */

const WIDTH = 276; // of the drawing's box
const SECONDS = 60;

/** A logarithm, so that half a second and a minute are both seen. @param {number} ms */
const heightOf = (ms) => 38 - 8.25 * Math.log(1 + ms / 1000);

/** @param {Feed} feed */
function drawAges(feed) {
  const points = ages.map((ms, i) => {
    const x = WIDTH - ((ages.length - 1 - i) / (SECONDS - 1)) * WIDTH;
    return `${x.toFixed(1)},${Math.max(1, heightOf(ms)).toFixed(1)}`;
  });
  attribute($('age-run', SVGPolylineElement), 'points', points.join(' '));
  const limits = [feed.late_after_ms, feed.stale_after_ms];
  const lines = limits.filter((ms) => ms != null).map((ms) => `M0 ${heightOf(ms ?? 0).toFixed(1)}H${WIDTH}`);
  attribute($('age-limits', SVGPathElement), 'd', lines.join(''));
  const [late, stale] = limits.map((ms) => (ms ?? 0) / 1000);
  text($('age-limits-say'), lines.length === 2 ? say('limits', late, stale) : '');
}

/** @param {import('./types.js').Status} now */
export function drawFeed(now) {
  const { feed } = now;
  const trouble = feed.held_epoch ? say('held') : (feed.refused ? reasonOf(feed.refused, feed.refused.text) || say('crewKnows') : '');
  text($('feed-word'), say(`feed.${feed.state}`));
  text($('feed-age'), age(feed.age_ms));
  text($('feed-revision'), feed.revision == null ? '–' : String(feed.revision));
  text($('feed-refusals'), String(feed.refusals));
  flag($('feed'), 'is-att', feed.state === 'stale' || trouble !== '');
  show($('feed-say'), trouble !== '');
  show($('age-key'), trouble === '');
  text($('feed-text'), trouble);
  attribute($('feed-text'), 'title', trouble || null);
  show($('accept'), Boolean(feed.held_epoch));
  drawAges(feed);
}

export const accept = () => press($('accept'), 'feed/accept', { epoch: status()?.feed.held_epoch });

export function startFeed() {
  $('accept').addEventListener('click', accept);
}
