// SPDX-License-Identifier: MIT
// Who this browser is: a link carries a token behind its `#`, which no server ever logs; it
// is posted once for a cookie, and taken out of the address at once.

import { $, show, text } from './dom.js';
import { command, load } from './link.js';
import { say } from './words.js';

/** @typedef {import('./types.js').Role} Role */

const ORDER = ['viewer', 'organizer', 'crew'];

/** @type {{role: Role | 'none', who: string | null}} */
let me = { role: 'none', who: null };

/** Whether this browser may do what @least may. @param {Role} least */
export const may = (least) => ORDER.indexOf(me.role) >= ORDER.indexOf(least);

/** Before anything else is asked for. */
export async function signIn() {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (token) {
    history.replaceState(null, '', location.pathname);
    await command('session', { token });
  }
  me = await load('session').catch(() => me);
}

/** The bar's word for it, where the page has one. */
export function drawRole() {
  if (!document.getElementById('role')) return;
  show($('role'), me.role !== 'none');
  if (me.role !== 'none') text($('role-word'), say(`role.${me.role}`));
}
