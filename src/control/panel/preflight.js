// SPDX-License-Identifier: MIT
// The check list: a measured sentence a line, in the order of the signal. What is wrong
// opens in place with the way to fix it. One green line at the end, or how much is left.

import { pageTitle, titleOf } from './bar.js';
import { hideCover, showCover, showSignIn, startCover } from './cover.js';
import { closeDialog, dialogKey, openDialog, stopKey } from './dialog.js';
import { $, flag, icon, list, make, makeKey, setIcon, show, text, within } from './dom.js';
import { covered, start, status } from './engine.js';
import { clockOf, pick } from './format.js';
import { load } from './link.js';
import { press } from './press.js';
import { startPrefs } from './prefs.js';
import { signIn } from './session.js';
import { placeToast } from './toast.js';
import { say } from './words.js';
import { buildWrongPicture, drawWrongPicture } from './wrong-picture.js';

/** @typedef {import('./types.js').Status} Status */
/** @typedef {import('./types.js').Check} Check */
/** @typedef {import('./types.js').Preflight} Preflight */

const ASK_MS = 1000;
const ICONS = { ok: 'check', wrong: 'cross', note: 'tri', todo: 'ring', running: 'half' };

/** @type {Preflight} */
let found = { state: 'todo', wrong: 0, notes: 0, lines: [], time: null, took_ms: null };

/** @param {Check} check */
const nameOf = (check) => pick(check.title);

// --- lines -----------------------------------------------------------------------------

/** The way to fix it: its sentences are its steps. @param {string} fix */
const stepsOf = (fix) => fix.split(/(?<=[。；])|(?<=[.;]) /).map((step) => step.trim()).filter(Boolean);

/** @param {Check} check */
function build(check) {
  const again = makeKey('key-main', say('checkOne', nameOf(check)));
  again.addEventListener('click', () => run(again, check.id));
  return make('li', 'chk', make('p', 'chk-state', icon('ring'), make('span', '')), make('h2', '', nameOf(check)),
    make('p', 'chk-what'), make('div', 'fix', buildWrongPicture(),
      make('div', 'fix-how', make('ul', 'found'), make('p', 'fix-h', say('howToFix')), make('ol', ''), make('p', 'fix-keys', again))));
}

/** @param {HTMLElement} row @param {Check} check */
function drawRow(row, check) {
  const fix = within(row, '.fix');
  const steps = within(fix, 'ol');
  const words = check.fix ? pick(check.fix) : '';
  const state = within(row, '.chk-state');
  flag(row, 'is-no', check.state === 'wrong');
  flag(row, 'is-note', check.state === 'note');
  setIcon(/** @type {Element} */ (state.firstElementChild), ICONS[check.state]);
  text(/** @type {Element} */ (state.lastElementChild), say(`checked.${check.state}`));
  text(within(row, '.chk-what'), pick(check));
  show(fix, check.state === 'wrong');
  const more = check.more ?? [];
  list(within(fix, '.found'), more, (one) => pick(one), (one) => make('li', '', pick(one)), () => {});
  if (steps.dataset.words === words) return;
  steps.dataset.words = words;
  steps.replaceChildren(...stepsOf(words).map((step) => make('li', '', make('span', '', step))));
}

// --- verdict ---------------------------------------------------------------------------

/** @param {Status} now */
function drawVerdict(now) {
  const { state, wrong, notes, lines } = found;
  const first = lines.find((check) => check.state === 'wrong');
  const icons = { ready: 'check', wrong: 'cross', todo: 'ring', running: 'half' };
  const words = {
    ready: [say('verdictReady'), say('verdictReadySay', lines.length, notes)],
    wrong: [say('verdictLeft', wrong), first ? say('verdictLeftSay', nameOf(first)) : ''],
    todo: [say('verdictTodo'), say('verdictTodoSay')],
    running: [say('verdictRunning'), ''],
  };
  flag($('verdict'), 'is-go', state === 'ready');
  flag($('verdict'), 'is-no', state === 'wrong');
  setIcon($('verdict-icon', SVGElement), icons[state]);
  text($('verdict-word'), words[state][0]);
  text($('verdict-say'), words[state][1]);
  show($('open-panel'), state === 'ready');
  show($('anyway'), state === 'wrong' && now.outputs.some((output) => output.state === 'idle'));
}

/** Puts it on record, then starts what is not started. @param {HTMLElement} key */
async function startAll(key) {
  if (!await press(key, 'preflight/anyway')) return;
  for (const output of status()?.outputs ?? []) {
    if (output.state === 'idle' && !await press(key, `outputs/${encodeURIComponent(output.id)}/start`)) return;
  }
  location.assign('/');
}

function askAnyway() {
  const key = stopKey('', () => startAll(key), { hold: 'goHold', again: 'goAgain' });
  openDialog({ title: say('goAnyway'), text: say('goAnywaySay'), keys: [dialogKey(say('cancel'), closeDialog), key] });
}

// --- all of it -------------------------------------------------------------------------

/** @param {Status} now */
function draw(now) {
  document.title = pageTitle(say('preflight'));
  text($('title'), titleOf(now));
  text($('clock'), clockOf(now.time).slice(0, 5));
  text($('when'), found.time ? say('checkedAt', clockOf(found.time), Math.round((found.took_ms ?? 0) / 1000)) : '');
  list($('checks'), found.lines, (check) => check.id, build, drawRow);
  drawVerdict(now);
}

async function ask() {
  try {
    if (!covered()) found = await load('preflight');
  } catch {
    // the cover says it when the engine is gone
  }
  const now = status();
  if (now) draw(now);
  await Promise.all(found.lines.map((check, i) => drawWrongPicture(/** @type {HTMLElement} */ ($('checks').children[i]), check)));
  setTimeout(ask, ASK_MS);
}

/** @param {HTMLElement} key @param {string} [id] one of them, else all */
const run = (key, id) => press(key, 'preflight/run', id ? { id } : {});

$('check-all').addEventListener('click', () => run($('check-all')));
$('anyway').addEventListener('click', askAnyway);
placeToast($('desk'));
startPrefs(() => {
  const now = status();
  if (now) draw(now);
});
await signIn();
const link = start({ draw, cover: showCover, uncover: hideCover, refused: showSignIn });
startCover(link.retry);
ask();
