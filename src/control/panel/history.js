// SPDX-License-Identifier: MIT
// What an output and the data did in the last minutes, kept in the page: once a second,
// MINUTES at most. What was not seen is a gap, never a line.

export const MINUTES = 10;
const MAX = MINUTES * 60;

/** @typedef {{time: number[], kbps: (number | null)[], backlog: (number | null)[]}} Track */

/** @type {Map<string, Track>} */
const tracks = new Map();
/** @type {number[]} */
export const ages = []; // ms, of the last minute, once a second
let lastSecond = 0;

/** @param {string} id @returns {Track} */
export function trackOf(id) {
  const track = tracks.get(id) ?? { time: [], kbps: [], backlog: [] };
  tracks.set(id, track);
  return track;
}

/** @template T @param {T[]} values @param {T} value @param {number} max */
function add(values, value, max) {
  values.push(value);
  if (values.length > max) values.shift();
}

/** @param {import('./types.js').Status} now */
export function remember(now) {
  const second = Math.floor(Date.now() / 1000);
  if (second === lastSecond) return;
  const isGap = lastSecond !== 0 && second - lastSecond > 3;
  lastSecond = second;
  for (const output of now.outputs) {
    const track = trackOf(output.id);
    if (isGap) {
      add(track.time, second - 1, MAX);
      add(track.kbps, null, MAX);
      add(track.backlog, null, MAX);
    }
    add(track.time, second, MAX);
    add(track.kbps, output.state === 'idle' ? null : output.kbps ?? 0, MAX);
    add(track.backlog, output.backlog_ms ?? null, MAX);
  }
  if (now.feed.age_ms != null) add(ages, now.feed.age_ms, 60);
}
