// SPDX-License-Identifier: MIT
// Running order: the phase, the unit on stage, and the next step, always with its cause.
// When the backend is silent the crew picks the current unit by hand.

import { $, attribute, flag, list, make, makeKey, show, text } from './dom.js';
import { closeDialog, openDialog } from './dialog.js';
import { known, status } from './engine.js';
import { numberedScene } from './format.js';
import { latch, press } from './press.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Status} Status */
/** @typedef {import('./types.js').Phase} Phase */

/** @type {Phase[]} */
const PHASES = ['standby', 'draw', 'presenting', 'scoring', 'result', 'ranking', 'break', 'end'];

export const auto = () => latch($('auto'), 'auto');

/** @param {Status} now */
function drawPhases(now) {
  const at = now.meeting ? PHASES.indexOf(now.meeting.phase) : -1;
  const next = now.auto.cause ? PHASES.indexOf(now.auto.cause) : -1;
  list($('phases'), PHASES, (phase) => phase, (phase) => make('li', '', say(`phase.${phase}`)), (li, _, i) => {
    flag(li, 'is-done', i < at);
    flag(li, 'is-now', i === at);
    flag(li, 'is-next', i === next && i !== at);
    attribute(li, 'aria-current', i === at ? 'step' : null);
  });
}

/** @param {Status} now */
function drawNow(now) {
  const current = now.meeting?.current ?? null;
  const ballots = now.meeting?.ballots ?? null;
  text($('now-name'), current?.name ?? say(now.meeting ? 'nobody' : 'noMeeting'));
  const order = current && current.order > 0 ? say('order', current.order, current.of) : '';
  text($('now-order'), [order, current?.manual ? say('byHand') : ''].filter(Boolean).join('　'));
  show($('ballots'), ballots !== null);
  if (!ballots) return;
  text($('ballots-n'), `${ballots.cast} / ${ballots.eligible}`);
  $('ballots-bar').style.setProperty('inline-size', `${(ballots.cast / Math.max(1, ballots.eligible)) * 100}%`);
}

/** "公布后切到 4 结果", or that a hand is awaited. @param {Status} now */
export function nextStep(now) {
  const { on, next, cause, waits } = now.auto;
  if (!on) return { scene: now.preview.scene, cause: null, what: numberedScene(known.scenes, now.preview.scene), how: say(now.preview.scene ? 'nextHand' : 'chooseFirst') };
  if (!next || !cause) return { scene: now.programme.scene, cause: null, what: say('nextStay'), how: say('nextStayHow') };
  if (waits) return { scene: next, cause: null, what: numberedScene(known.scenes, next), how: say('nextForbidden') };
  return { scene: next, cause, what: say('nextTo', say(`cause.${cause}`), numberedScene(known.scenes, next)), how: say('nextAuto') };
}

/** @param {Status} now */
export function drawFlow(now) {
  const step = nextStep(now);
  const then = now.meeting?.then ?? null;
  attribute($('auto'), 'aria-checked', now.auto.on);
  text(/** @type {Element} */ ($('auto').querySelector('.key-state')), say(now.auto.on ? 'on' : 'off'));
  drawPhases(now);
  drawNow(now);
  text($('next-what'), step.what);
  text($('next-how'), step.how);
  show($('next-held'), now.auto.on && now.feed.state === 'stale');
  text($('then'), then ? say('nextUnit', then.order, then.name) : say('nothingThen'));
}

/** The units to pick from, by category. @returns {HTMLSelectElement} */
function unitList() {
  const { units } = known.roster;
  const first = make('option', '', say(units.length ? 'pickUnit' : 'noRoster'));
  first.value = '';
  const select = make('select', 'key', first);
  select.setAttribute('aria-label', say('unit'));
  /** @type {Map<string, HTMLOptGroupElement>} */
  const groups = new Map();
  for (const unit of units) {
    const option = make('option', '', unit.name);
    option.value = unit.id;
    const category = unit.category ?? '';
    const group = groups.get(category) ?? make('optgroup', '');
    if (!groups.has(category)) {
      group.label = category;
      groups.set(category, group);
      select.append(group);
    }
    group.append(option);
  }
  select.value = status()?.meeting?.current?.unit ?? '';
  return select;
}

function pickUnit() {
  const select = unitList();
  const set = makeKey('', say('set'));
  const follow = makeKey('', say('follow'));
  const close = makeKey('', say('close'));
  close.addEventListener('click', closeDialog);
  set.addEventListener('click', async () => {
    if (select.value && await press(set, 'current', { unit: select.value })) closeDialog();
  });
  follow.addEventListener('click', async () => {
    if (await press(follow, 'current', { unit: null })) closeDialog();
  });
  openDialog({ title: say('manual'), text: say('manualSay'), body: [select], keys: [set, follow, close] });
}

export function startFlow() {
  $('auto').addEventListener('click', auto);
  $('unit-pick').addEventListener('click', pickUnit);
}
