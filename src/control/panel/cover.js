// SPDX-License-Identifier: MIT
// The cover of a page that does not hear the engine: the page beneath is inert and grey,
// and nothing can be pressed into the void. It goes away by itself.

import { $, flag, icon, make, makeKey, text, within } from './dom.js';
import { closeDialog } from './dialog.js';
import { known, status } from './engine.js';
import { clockOf, numberedScene, outputsSum, span } from './format.js';
import { say } from './words.js';

const BACK_MS = 5000; // how long it says how long the line was gone

const title = make('b', '');
const time = make('span', 'num');
const heading = make('h2', '', title, ' ', time);
const words = make('p', 'cover-say');
const steps = make('ol', 'cover-do');
const tries = make('p', '');
const last = make('dl', 'cover-last');
const retry = makeKey('', '');
const tag = make('span', '');
const cover = make('div', 'cover', make('div', 'cover-in', make('p', 'cover-tag', icon('tri'), tag),
  heading, words, steps, make('div', 'cover-try', retry, tries), last));
const back = make('p', 'cover-back');
/** What it says: nothing was heard yet, no more, or the server knows nobody here. @type {'first' | 'lost' | 'refused' | null} */
let why = null;
let lostMs = 0;
let backTimer = 0;

/** @param {() => void} again */
export function startCover(again) {
  heading.id = 'cover-title';
  words.id = 'cover-say';
  cover.setAttribute('role', 'alertdialog');
  cover.setAttribute('aria-modal', 'true');
  cover.setAttribute('aria-labelledby', heading.id);
  cover.setAttribute('aria-describedby', words.id);
  back.setAttribute('role', 'status');
  flag(/** @type {Element} */ (retry.firstElementChild), 'is-wait', true);
  retry.addEventListener('click', again);
  cover.hidden = true;
  document.body.append(cover, back);
}

function drawLost() {
  const seen = status();
  text(words, say('coverSay'));
  steps.replaceChildren(
    make('li', '', make('b', '', say('coverDo1')), make('span', '', say('coverHow1'))),
    make('li', '', make('b', '', say('coverDo2')), make('span', '', say('coverHow2'))),
    make('li', '', make('b', '', say('coverDo3')), make('span', '', say('coverHow3', location.host))),
  );
  /** @type {[string, string][]} */
  const facts = seen ? [
    [say('lastSeen'), clockOf(seen.time)],
    [say('thenAir'), numberedScene(known.scenes, seen.programme.scene)],
    [say('thenOutputs'), outputsSum(seen.outputs)],
    [say('thenRecord'), say(`rec.${seen.record.state}`)],
  ] : [];
  last.replaceChildren(...facts.map(([name, value]) => make('div', '', make('dt', '', name), make('dd', '', value))));
}

/** No retry will help. */
function drawRefused() {
  text(title, say('needLink'));
  text(time, '');
  text(words, say('needLinkSay'));
  text(tries, '');
  steps.replaceChildren();
  last.replaceChildren();
}

/** Says it once, however often it is told. @param {NonNullable<typeof why>} what */
function raise(what) {
  if (why === what) return;
  const isNew = why === null;
  why = what;
  text(tag, say('coverTag'));
  text(within(retry, '.key-name'), say('tryNow'));
  if (what === 'refused') drawRefused();
  else drawLost();
  if (!isNew) return;
  closeDialog();
  $('page').inert = true;
  cover.hidden = false;
  back.hidden = true;
  retry.focus();
}

/** @param {import('./link.js').Lost} lost */
export function showCover(lost) {
  raise(status() ? 'lost' : 'first');
  text(title, say(status() ? 'coverLost' : 'coverFirst'));
  text(time, status() ? span(lost.silentMs) : '');
  text(tries, say('tries', lost.tries, Math.ceil(lost.nextMs / 1000)));
  lostMs = lost.silentMs;
}

/** The page is true again; the first time there was nothing to come back from. */
export function hideCover() {
  const wasLost = why === 'lost';
  why = null;
  cover.hidden = true;
  $('page').inert = false;
  text(back, wasLost ? say('backAgain', span(lostMs)) : '');
  back.hidden = !wasLost;
  clearTimeout(backTimer);
  backTimer = setTimeout(() => { back.hidden = true; }, BACK_MS);
}

/** Nobody the server knows. */
export const showSignIn = () => raise('refused');
