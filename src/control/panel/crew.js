// SPDX-License-Identifier: MIT
// The crew's page: starts its parts, and lets each draw what the engine said.

import { drawAlarms, muteAlarms, startAlarms } from './alarms.js';
import { chooseNumber, drawBank, startBank } from './bank.js';
import { drawBar, drawHeard } from './bar.js';
import { hideCover, showCover, showSignIn, startCover } from './cover.js';
import { $ } from './dom.js';
import { covered, known, start, status } from './engine.js';
import { drawFeed, startFeed } from './feed.js';
import { auto, drawFlow, startFlow } from './flow.js';
import { sceneTitle } from './format.js';
import { remember } from './history.js';
import { drawCaps, startKeyboard } from './keyboard.js';
import { openKeys } from './keys-list.js';
import { drawLayers, startLayers } from './layers.js';
import { drawLog } from './log.js';
import { drawMachine, startMachine } from './machine.js';
import { drawMonitors, startMonitors } from './monitors.js';
import { drawOutputs, startOutputs } from './outputs.js';
import { startPeople } from './people.js';
import { startPrefs } from './prefs.js';
import { drawPeak, drawSound, startSound } from './sound.js';
import { drawRole, learnRole, signIn } from './session.js';
import { speak } from './speech.js';
import { black, clear, cut, drawTake, fade, letGo, panic, slate, startTake } from './take.js';
import { placeToast } from './toast.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Status} Status */

const HEARD_MS = 100;

const parts = [drawBar, drawAlarms, drawMonitors, drawTake, drawBank, drawFlow, drawLayers,
  drawLog, drawOutputs, drawFeed, drawSound, drawMachine];

/** @param {Status} now */
function drawAll(now) {
  for (const part of parts) part(now);
}

/** @param {Status} now @param {Status | null} old */
function draw(now, old) {
  remember(now);
  drawAll(now);
  if (old && old.programme.scene !== now.programme.scene) {
    speak(say('spokenAir', sceneTitle(known.scenes, now.programme.scene)));
  }
}

const home = () => $('desk').focus({ preventScroll: true });

function uncover() {
  letGo();
  hideCover();
  home();
}

for (const begin of [startAlarms, startBank, startFeed, startFlow, startLayers, startMachine,
  startOutputs, startSound, startTake]) begin();
startMonitors(drawPeak);
placeToast($('desk'));
$('help').addEventListener('click', openKeys);
startKeyboard({
  cut, fade, black, clear, slate, auto, alarm: muteAlarms, help: openKeys,
  scene: chooseNumber, panic: () => panic(true), home,
});
const redraw = () => {
  const now = status();
  drawCaps();
  drawRole();
  if (now) drawAll(now);
};
startPrefs(redraw);
await signIn();
learnRole(() => {
  startPeople();
  redraw();
});
const link = start({ draw, cover: showCover, uncover, refused: showSignIn });
startCover(link.retry);
setInterval(() => { if (!covered()) drawHeard(link.heardMs()); }, HEARD_MS);
