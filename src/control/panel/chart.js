// SPDX-License-Identifier: MIT
// An output's last minutes, drawn by uPlot, which is fetched when first looked at.

import { make } from './dom.js';
import { say } from './words.js';

/** @typedef {import('./history.js').Track} Track */

const HEIGHT = 200;
const REDRAW_MS = 1000;

/** @type {Promise<any> | null} */
let library = null;

function load() {
  library ??= new Promise((resolve, reject) => {
    const script = make('script', '');
    const style = make('link', '');
    style.rel = 'stylesheet';
    style.href = '/panel/uPlot.min.css';
    script.src = '/panel/uPlot.iife.min.js';
    script.addEventListener('load', () => resolve(/** @type {any} */ (window).uPlot));
    script.addEventListener('error', () => reject(new Error('no uPlot')));
    document.head.append(style, script);
  });
  return library;
}

/** @param {Track} track */
const dataOf = (track) => [
  track.time,
  track.kbps.map((kbps) => (kbps === null ? null : kbps / 1000)),
  track.backlog.map((ms) => (ms === null ? null : ms / 1000)),
];

/** @param {string} name */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @param {number} width */
function optionsFor(width) {
  const ink = token('--ink-2');
  const grid = { stroke: token('--line'), width: 1 };
  const axis = { stroke: ink, grid, ticks: grid };
  return {
    width,
    height: HEIGHT,
    scales: { mbps: { range: (/** @type {any} */ _, /** @type {number} */ _min, /** @type {number} */ max) => [0, Math.max(1, max * 1.2)] },
      s: { range: (/** @type {any} */ _, /** @type {number} */ _min, /** @type {number} */ max) => [0, Math.max(2, max * 1.2)] } },
    axes: [axis, { ...axis, scale: 'mbps', size: 44 }, { ...axis, scale: 's', side: 1, size: 44, grid: { show: false } }],
    series: [{}, { label: say('rateAxis'), scale: 'mbps', stroke: token('--ink'), width: 1.5 },
      { label: say('backlogAxis'), scale: 's', stroke: token('--att-ink'), width: 1.5, dash: [4, 3] }],
    cursor: { drag: { x: false, y: false } },
  };
}

/**
 * Draws into @place and goes on until the function that it returns is called.
 * @param {HTMLElement} place @param {Track} track @returns {() => void}
 */
export function drawChart(place, track) {
  let timer = 0;
  let isClosed = false;
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', `${say('rateAxis')}, ${say('backlogAxis')}`);
  load().then((UPlot) => {
    if (isClosed) return;
    const chart = new UPlot(optionsFor(place.clientWidth), dataOf(track), place);
    timer = setInterval(() => chart.setData(dataOf(track)), REDRAW_MS);
  }).catch(() => { library = null; }); // looked at again, it is tried again
  return () => {
    isClosed = true;
    clearInterval(timer);
  };
}
