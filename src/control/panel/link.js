// SPDX-License-Identifier: MIT
// The line to the engine: events in, commands out. Whoever has heard nothing for
// LOST_MS must not believe what the page shows: then it is covered.

/** @typedef {import('./types.js').Status} Status */
/** @typedef {import('./types.js').Answer} Answer */

const LOST_MS = 1600; // the server sends every 500 ms; covered within 2 s
const WATCH_MS = 200;
const RETRY_MS = 1000;
const COMMAND_MS = 4000; // the server itself gives up after 3 s

/**
 * A JSON merge patch, RFC 7396. @param {any} target @param {any} patch @returns {any}
 */
function merge(target, patch) {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const merged = target !== null && typeof target === 'object' && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

/**
 * @typedef {object} Lost
 * @property {number} tries how often it was tried since
 * @property {number} silentMs how long nothing has been heard
 * @property {number} nextMs until the next try
 */

/**
 * @param {{onStatus: (status: Status) => void, onLost: (lost: Lost) => void, onRefused: () => void}} to
 */
export function connect({ onStatus, onLost, onRefused }) {
  /** @type {EventSource | null} */
  let source = null;
  /** @type {Status | null} */
  let known = null;
  let heard = -Infinity;
  let opened = 0;
  let tries = 0;
  let isRefused = false; // the server is there and does not know who asks

  /** @param {Status} status */
  function take(status) {
    known = status;
    isRefused = false;
    heard = performance.now();
    tries = 0;
    onStatus(status);
  }

  function open() {
    source?.close();
    opened = performance.now();
    tries += 1;
    source = new EventSource('/api/v1/events');
    source.addEventListener('status', (event) => take(JSON.parse(event.data)));
    source.addEventListener('change', (event) => {
      if (known) take(merge(known, JSON.parse(event.data)));
    });
    source.addEventListener('error', ask);
  }

  // An EventSource does not tell why it was refused; a plain request does.
  async function ask() {
    const status = await fetch('/api/v1/status', { method: 'HEAD' }).then((reply) => reply.status, () => 0);
    isRefused = status === 401 || status === 403;
    if (isRefused) onRefused();
  }

  function watch() {
    const now = performance.now();
    if (now - heard < LOST_MS) return;
    if (now - opened > RETRY_MS) open();
    if (!isRefused) onLost({ tries, silentMs: now - heard, nextMs: Math.max(0, opened + RETRY_MS - now) });
  }

  open();
  setInterval(watch, WATCH_MS);
  return { retry: open, heardMs: () => performance.now() - heard };
}

/**
 * Never rejects. @param {string} path @param {object} [body] @param {'POST' | 'DELETE'} [method]
 * @returns {Promise<Answer>}
 */
export async function command(path, body, method = 'POST') {
  try {
    const reply = await fetch(`/api/v1/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: method === 'POST' ? JSON.stringify(body ?? {}) : null,
      signal: AbortSignal.timeout(COMMAND_MS),
    });
    const answer = reply.status === 204 ? {} : await reply.json();
    return { ...answer, ok: reply.ok, status: reply.status };
  } catch {
    return { ok: false, status: 0 };
  }
}

/** @param {string} path @returns {Promise<any>} */
export async function load(path) {
  const reply = await fetch(`/api/v1/${path}`);
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  return reply.json();
}
