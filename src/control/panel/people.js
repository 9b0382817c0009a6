// SPDX-License-Identifier: MIT
// Links for people: each carries a token, shown once, as text and as a QR code for a phone.

import { $, list, make, makeKey, show } from './dom.js';
import { closeDialog, dialogKey, openDialog } from './dialog.js';
import { command, load } from './link.js';
import { deny, reason } from './press.js';
import { may } from './session.js';
import { say } from './words.js';

/** @typedef {{name: string, role: import('./types.js').Role, made: string}} Person */
/** @typedef {{url: string, qr: string[]}} Link */

const ROLES = /** @type {const} */ (['organizer', 'crew', 'viewer']);
const QUIET = 4; // modules around a QR code, ISO/IEC 18004
const SVG = 'http://www.w3.org/2000/svg';

/** @param {string[]} rows @param {string} name @returns {SVGSVGElement} */
function qrCode(rows, name) {
  const size = rows.length + 2 * QUIET;
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  const dark = rows.flatMap((row, y) => [...row].map((bit, x) => (bit === '1' ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : '')));
  path.setAttribute('d', dark.join(''));
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('class', 'qr');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', say('qrOf', name));
  svg.append(path);
  return svg;
}

/** @param {HTMLElement} place @param {string} name @param {Link[]} links */
function showLinks(place, name, links) {
  place.replaceChildren(make('p', '', say('linkOnce')), ...links.map((link) => {
    const text = make('input', 'key link-url');
    text.readOnly = true;
    text.value = link.url;
    text.setAttribute('aria-label', name);
    text.addEventListener('focus', () => text.select());
    return make('div', 'link-row', ...(link.qr.length ? [qrCode(link.qr, name)] : []), text);
  }));
}

/** @param {HTMLElement} table @param {Person[]} people @param {() => void} again */
function fill(table, people, again) {
  list(table, people, (person) => person.name, (person) => {
    const revoke = makeKey('key-small', say('revoke'));
    revoke.setAttribute('aria-label', say('revokeOf', person.name));
    revoke.addEventListener('click', async () => {
      const answer = await command(`tokens/${encodeURIComponent(person.name)}`, undefined, 'DELETE');
      if (answer.ok) again();
      else deny(revoke, reason(answer));
    });
    return make('li', '', make('b', '', person.name), make('span', '', say(`role.${person.role}`)), revoke);
  }, () => {}, say('noPeople'));
}

async function openPeople() {
  const table = make('ul', 'people');
  const made = make('div', 'links');
  const name = make('input', 'key');
  const role = make('select', 'key', ...ROLES.map((one) => new Option(say(`role.${one}`), one)));
  const create = makeKey('', say('makeLink'));
  name.setAttribute('aria-label', say('personName'));
  name.placeholder = say('personName');
  name.maxLength = 40;
  role.setAttribute('aria-label', say('role'));
  const again = async () => fill(table, await load('tokens').catch(() => []), again);
  create.addEventListener('click', async () => {
    const answer = await command('tokens', { name: name.value.trim(), role: role.value });
    if (!answer.ok) {
      deny(create, reason(answer));
      return;
    }
    showLinks(made, name.value.trim(), /** @type {any} */ (answer).links);
    name.value = '';
    again();
  });
  openDialog({
    title: say('people'),
    text: say('peopleSay'),
    className: 'wide',
    body: [table, make('div', 'person-new', name, role, create), made],
    keys: [dialogKey(say('close'), closeDialog)],
  });
  again();
}

/** Only the crew gives links, and looks whether all is ready. */
export function startPeople() {
  show($('people'), may('crew'));
  show($('preflight'), may('crew'));
  $('people').addEventListener('click', openPeople);
}
