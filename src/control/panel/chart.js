// SPDX-License-Identifier: MIT
// An output's last minutes, drawn by uPlot, which is fetched when first looked at.

import { make } from './dom.js';
import { MINUTES } from './history.js';
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

/** From zero, with room above; never so near that noise looks like news. @param {number} least */
const upTo = (least) => (/** @type {any} */ _chart, /** @type {number} */ _min, /** @type {number} */ max) => [0, Math.max(least, max * 1.2)];
/** @param {number} seconds since 1970 */
const timeOf = (seconds) => new Date(seconds * 1000).toLocaleTimeString('zh-CN', { hour12: false });

/** @param {number} width @param {Track} track */
function optionsFor(width, track) {
  const grid = { stroke: token('--line'), width: 1 };
  const axis = { stroke: token('--ink-2'), grid, ticks: grid };
  const lastMinutes = () => {
    const end = track.time.at(-1) ?? Date.now() / 1000;
    return [end - MINUTES * 60, end];
  };
  return {
    width,
    height: HEIGHT,
    scales: { x: { range: lastMinutes }, mbps: { range: upTo(1) }, s: { range: upTo(2) } },
    axes: [{ ...axis, space: 90, values: (/** @type {any} */ _chart, /** @type {number[]} */ times) => times.map(timeOf) },
      { ...axis, scale: 'mbps', size: 44 }, { ...axis, scale: 's', side: 1, size: 44, grid: { show: false } }],
    series: [{}, { label: say('rateAxis'), scale: 'mbps', stroke: token('--ink'), width: 1.5, points: { show: false } },
      { label: say('backlogAxis'), scale: 's', stroke: token('--att-ink'), width: 1.5, dash: [4, 3], points: { show: false } }],
    cursor: { show: false },
    legend: { live: false },
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
    const chart = new UPlot(optionsFor(place.clientWidth, track), dataOf(track), place);
    timer = setInterval(() => chart.setData(dataOf(track)), REDRAW_MS);
  }).catch(() => { library = null; }); // looked at again, it is tried again
  return () => {
    isClosed = true;
    clearInterval(timer);
  };
}
