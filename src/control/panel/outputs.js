// SPDX-License-Identifier: MIT
// The outputs: state, rate, backlog, retries and a minute of rate; behind each row's key
// the last minutes as a chart, and the key that starts or stops it.

import { $, attribute, flag, icon, list, make, makeKey, setIcon, text, within } from './dom.js';
import { closeDialog, dialogKey, openDialog, stopKey } from './dialog.js';
import { drawChart } from './chart.js';
import { status } from './engine.js';
import { age, outputsSum, rate, reasonOf, span } from './format.js';
import { MINUTES, trackOf } from './history.js';
import { press } from './press.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Status} Status */
/** @typedef {import('./types.js').Output} Output */

const SHAPES = { idle: 'ring', connecting: 'half', wait_key: 'half', live: 'dot', backoff: 'tri' };
const SPARK_S = 60;
const SVG = 'http://www.w3.org/2000/svg';

/** @returns {SVGSVGElement} */
function makeSpark() {
  const spark = document.createElementNS(SVG, 'svg');
  spark.setAttribute('class', 'spark');
  spark.setAttribute('viewBox', '0 0 80 22');
  spark.setAttribute('preserveAspectRatio', 'none');
  spark.setAttribute('aria-hidden', 'true');
  spark.append(document.createElementNS(SVG, 'polygon'), document.createElementNS(SVG, 'polyline'));
  return spark;
}

/** A minute of rate, from zero. @param {Element} spark @param {string} id */
function drawSpark(spark, id) {
  const { time, kbps } = trackOf(id);
  const end = time.at(-1) ?? 0;
  const top = Math.max(1, ...kbps.slice(-SPARK_S).map((value) => value ?? 0)) * 1.25;
  const points = time.map((t, i) => ({ t, value: kbps[i] })).filter(({ t, value }) => value !== null && end - t <= SPARK_S)
    .map(({ t, value }) => [80 - ((end - t) / SPARK_S) * 80, 21 - ((value ?? 0) / top) * 20].map((n) => n.toFixed(1)).join());
  const [area, line] = spark.children;
  attribute(line, 'points', points.join(' '));
  attribute(area, 'points', points.length ? `${points[0].split(',')[0]},22 ${points.join(' ')} 80,22` : '');
}

/** @param {Output} output */
function build(output) {
  const more = make('button', 'key key-icon', icon('more'));
  more.type = 'button';
  more.dataset.output = output.id;
  more.setAttribute('aria-haspopup', 'dialog');
  more.setAttribute('aria-label', say('more', output.id));
  return make('li', 'out', make('h3', '', output.id), make('p', 'out-rate num'),
    make('p', 'out-state', icon('ring'), make('span', ''), make('span', 'num')),
    make('p', 'out-facts'), makeSpark(), more);
}

/** @param {HTMLElement} row @param {Output} output */
function drawRow(row, output) {
  const [shape, word, since] = within(row, '.out-state').children;
  const isIdle = output.state === 'idle';
  flag(row, 'is-att', output.state === 'backoff');
  text(within(row, '.out-rate'), isIdle ? '–' : rate(output.kbps ?? 0));
  setIcon(shape, SHAPES[output.state]);
  text(word, say(`out.${output.state}`));
  text(since, isIdle ? '' : span(output.since_ms));
  text(within(row, '.out-facts'), `${say('backlog')} ${isIdle ? '–' : age(output.backlog_ms)}\u2002${say('retries')} ${output.reconnects}`);
  attribute(within(row, '.out-facts'), 'title', reasonOf(output, output.error) || null);
  drawSpark(/** @type {Element} */ (row.querySelector('.spark')), output.id);
}

/** @param {Status} now */
export function drawOutputs(now) {
  list($('outputs'), now.outputs, (output) => output.id, build, drawRow, say('noOutputs'));
  text($('outputs-sum'), outputsSum(now.outputs));
}

/** @param {HTMLElement} key @param {string} id @param {'start' | 'stop'} what */
async function tell(key, id, what) {
  if (await press(key, `outputs/${encodeURIComponent(id)}/${what}`)) closeDialog();
}

/** @param {string} id */
function openOutput(id) {
  const output = status()?.outputs.find((one) => one.id === id);
  if (!output) return;
  const isIdle = output.state === 'idle';
  const why = reasonOf(output, output.error);
  const place = make('div', 'chart');
  const key = isIdle ? makeKey('', say('start')) : stopKey(id, () => tell(key, id, 'stop'));
  if (isIdle) key.addEventListener('click', () => tell(key, id, 'start'));
  openDialog({
    title: say('outputTitle', id),
    className: 'wide',
    body: [
      ...(output.url ? [make('p', 'dialog-url', output.url)] : []),
      ...(why ? [make('p', 'dialog-error', icon('tri'), why)] : []),
      make('h3', '', say('lastMinutes', MINUTES)), place,
      ...(isIdle ? [] : [make('p', '', say('outputStops', id))]),
    ],
    keys: [dialogKey(say(isIdle ? 'close' : 'keep'), closeDialog), key],
    closed: drawChart(place, trackOf(id)),
  });
}

export function startOutputs() {
  $('outputs').addEventListener('click', (event) => {
    const key = /** @type {Element} */ (event.target).closest('button');
    if (key?.dataset.output) openOutput(key.dataset.output);
  });
}
