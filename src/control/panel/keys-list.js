// SPDX-License-Identifier: MIT
// The list of keys, opened by `?`: what each does, changed here, switched off here.

import { attribute, make, makeKey, text, within } from './dom.js';
import { closeDialog, dialogKey, openDialog } from './dialog.js';
import { bind, bindUsual, capOf, drawCaps, mayBind, setSingleKeys, singleKeys, usual } from './keyboard.js';
import { say } from './words.js';

/** @typedef {import('./keyboard.js').Act} Act */

/** @param {string} cap @param {string} what @param {HTMLElement} [change] */
function row(cap, what, change) {
  return make('div', '', make('dt', '', make('kbd', '', cap)), make('dd', '', what, ...(change ? [change] : [])));
}

/** Waits for the new key of an act. @param {Act} act @param {HTMLButtonElement} key @param {() => void} done */
function listen(act, key, done) {
  const name = within(key, '.key-name');
  text(name, say('pressNew'));
  /** @param {KeyboardEvent} event */
  function hear(event) {
    if (event.isComposing || ['Shift', 'Control', 'Alt', 'Meta', 'Tab'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      stop();
      done();
      return;
    }
    if (!mayBind(event)) return;
    const other = bind(act, event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (other) {
      text(name, say('keyTaken', say(`key.${other}`)));
      return;
    }
    stop();
    done();
  }
  function stop() {
    key.removeEventListener('keydown', hear, true);
    key.removeEventListener('blur', stop);
    text(name, say('change'));
  }
  key.addEventListener('keydown', hear, true);
  key.addEventListener('blur', stop);
}

/** @param {HTMLElement} table */
function fill(table) {
  const acts = /** @type {Act[]} */ (Object.keys(usual));
  table.replaceChildren(
    row('1 … 9', say('key.digits')),
    ...acts.map((act) => {
      const key = makeKey('key-small', say('change'));
      key.setAttribute('aria-label', say('changeOf', say(`key.${act}`)));
      key.dataset.act = act;
      key.addEventListener('click', () => listen(act, key, () => {
        drawCaps();
        fill(table);
        within(table, `[data-act="${act}"]`).focus();
      }));
      return row(capOf(act), say(`key.${act}`), key);
    }),
    row('Esc Esc', say('key.panic')),
    row('Esc', say('key.esc')),
  );
}

/** @param {HTMLElement} key */
function drawSwitch(key) {
  attribute(key, 'aria-checked', singleKeys());
  text(within(key, '.key-state'), say(singleKeys() ? 'on' : 'off'));
}

export function openKeys() {
  const table = make('dl', 'keys');
  const single = makeKey('switch', say('singleKeys'));
  single.setAttribute('role', 'switch');
  single.append(make('b', 'key-state'));
  single.addEventListener('click', () => {
    setSingleKeys(!singleKeys());
    drawSwitch(single);
    drawCaps();
  });
  drawSwitch(single);
  fill(table);
  const back = dialogKey(say('keysBack'), () => {
    bindUsual();
    drawCaps();
    fill(table);
  });
  openDialog({ title: say('keys'), body: [table], className: 'wide', keys: [dialogKey(say('close'), closeDialog), back, single] });
}
