// SPDX-License-Identifier: MIT
// The organizer's phone: looking above, pressing below. One decision on the screen, and
// the big key names what it will do.

import { drawAir, pageTitle, titleOf } from './bar.js';
import { hideCover, showCover, showSignIn, startCover } from './cover.js';
import { closeDialog, dialogKey, openDialog } from './dialog.js';
import { $, attribute, flag, icon, list, make, show, text, within } from './dom.js';
import { known, start, status } from './engine.js';
import { nextStep } from './flow.js';
import { clockOf, sceneTitle } from './format.js';
import { holdKey } from './hold.js';
import { airNote, labelPicture, sceneNote, startMonitors } from './monitors.js';
import { latch, press } from './press.js';
import { startPrefs } from './prefs.js';
import { keyFor, learnRole, may, signIn } from './session.js';
import { speak } from './speech.js';
import { placeToast } from './toast.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Status} Status */
/** @typedef {import('./types.js').Scene} Scene */

let isTaking = false; // from the press until the engine has answered

// --- scenes ----------------------------------------------------------------------------

/** @param {string} shape @param {'onAir' | 'ready'} word */
const sign = (shape, word) => make('span', `pst pst-${word}`, icon(shape), say(word));

/** @param {Scene} scene */
function build(scene) {
  const key = make('button', 'key pkey', make('span', 'key-name'), sign('dot', 'onAir'), sign('ring', 'ready'));
  key.type = 'button';
  key.dataset.scene = scene.name;
  keyFor(key, 'organizer');
  return make('li', '', key);
}

/** @param {Status} now */
function drawScenes(now) {
  list($('scenes'), known.scenes.slice(0, 9), (scene) => scene.name, build, (li, scene) => {
    const key = within(li, 'button');
    const isAir = now.programme.scene === scene.name;
    const isNext = now.preview.scene === scene.name;
    flag(key, 'is-pgm', isAir);
    flag(key, 'is-pvw', isNext && !isAir);
    attribute(key, 'aria-pressed', isNext);
    attribute(key, 'title', sceneNote(now, scene.name) || null);
    text(within(key, '.key-name'), sceneTitle(known.scenes, scene.name));
    show(within(key, '.pst-onAir'), isAir);
    show(within(key, '.pst-ready'), isNext && !isAir);
  });
}

/** @param {HTMLElement} key */
function choose(key) {
  press(key, 'preview', { scene: key.dataset.scene });
}

// --- the big key -----------------------------------------------------------------------

/** @param {Status} now */
function drawGo(now) {
  const next = now.preview.scene ?? null;
  const title = sceneTitle(known.scenes, next);
  const isViewer = !may('organizer');
  const isNothing = !isTaking && (next === null || next === now.programme.scene || isViewer);
  flag($('go'), 'is-wait', isTaking);
  flag($('go'), 'is-off', isNothing);
  attribute($('go'), 'aria-disabled', isNothing || isTaking ? true : null);
  text($('go-what'), isViewer ? say('onlyLook') : isNothing ? say('chooseFirst') : say(isTaking ? 'goingTo' : 'putOnAir', title));
  text($('go-note'), isTaking ? say('waitEngine') : isNothing ? '' : sceneNote(now, next));
  flag($('go-1'), 'is-plain', isTaking || isNothing);
}

async function go() {
  const now = status();
  if (!now || $('go').getAttribute('aria-disabled') === 'true') return;
  isTaking = true;
  drawGo(now);
  await press($('go'), 'take', { seen: now.state });
  isTaking = false;
  const after = status();
  if (after) drawGo(after);
}

// --- panic -----------------------------------------------------------------------------

let isHolding = false;
const tellPanic = () => press($('panic'), 'panic', { on: !status()?.panic }, true);

/** @param {Status} now */
function drawPanic(now) {
  attribute($('panic'), 'aria-pressed', now.panic);
  text($('panic-name'), say(now.panic ? 'panicOff' : 'panic'));
  text($('panic-how'), say(isHolding ? 'holdOn' : 'holdSecond'));
}

function askPanic() {
  const isOn = status()?.panic ?? false;
  openDialog({
    title: say(isOn ? 'panicOff' : 'panic'),
    text: say(isOn ? 'panicOffSay' : 'panicSay'),
    keys: [dialogKey(say('cancel'), closeDialog), dialogKey(say(isOn ? 'panicOff' : 'panic'), () => {
      closeDialog();
      tellPanic();
    })],
  });
}

// --- all of it -------------------------------------------------------------------------

/** @param {Status} now */
function drawAll(now) {
  const { programme } = now;
  const step = nextStep(now);
  const note = airNote(now);
  drawAir(now);
  text($('title'), titleOf(now));
  document.title = pageTitle(say('organizerPage'));
  text($('clock'), clockOf(now.time).slice(0, 5));
  text($('now'), note || sceneTitle(known.scenes, programme.scene));
  labelPicture('pgm', say('onAir'), sceneTitle(known.scenes, programme.scene), note || sceneNote(now, programme.scene));
  text($('h-step'), say('nextIs', sceneTitle(known.scenes, step.scene)));
  text($('step-how'), step.cause ? say('nextBy', say(`cause.${step.cause}`)) : step.how);
  attribute($('auto'), 'aria-checked', now.auto.on);
  text(within($('auto'), '.key-state'), say(now.auto.on ? 'on' : 'off'));
  flag($('clear'), 'is-lit', now.cleared);
  drawScenes(now);
  drawGo(now);
  drawPanic(now);
}

/** @param {Status} now @param {Status | null} old */
function draw(now, old) {
  drawAll(now);
  if (old && old.programme.scene !== now.programme.scene) {
    speak(say('spokenAir', sceneTitle(known.scenes, now.programme.scene)));
  }
}

$('scenes').addEventListener('click', (event) => {
  const key = /** @type {Element} */ (event.target).closest('button');
  if (key) choose(key);
});
$('auto').addEventListener('click', () => latch($('auto'), 'auto'));
$('clear').addEventListener('click', () => press($('clear'), 'clear'));
$('go').addEventListener('click', go);
holdKey($('panic'), {
  done: tellPanic,
  short: askPanic,
  change: (holding) => {
    const now = status();
    isHolding = holding;
    if (now) drawPanic(now);
  },
});
placeToast($('step-place'));
startMonitors();
const redraw = () => {
  const now = status();
  if (now) drawAll(now);
};
startPrefs(redraw);
await signIn();
learnRole(redraw);
const link = start({ draw, cover: showCover, uncover: hideCover, refused: showSignIn });
startCover(link.retry);
