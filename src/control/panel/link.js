// SPDX-License-Identifier: MIT
// The line to the engine: events in, commands out. Whoever has heard nothing for
// LOST_MS must not believe what the page shows: then it is covered.

const LOST_MS = 1600; // the server sends every 500 ms; covered within 2 s
const WATCH_MS = 200;
const RETRY_MS = 1000;
const COMMAND_MS = 4000; // the server itself gives up after 3 s

export function connect({ onStatus, onLost }) {
  let source = null;
  let heard = -Infinity;
  let opened = 0;
  let lost = true;
  let tries = 0;

  function open() {
    source?.close();
    opened = performance.now();
    tries += 1;
    source = new EventSource('/api/v1/events');
    source.addEventListener('status', (event) => {
      const status = JSON.parse(event.data);
      heard = performance.now();
      lost = false;
      tries = 0;
      onStatus(status);
    });
  }

  function watch() {
    const now = performance.now();
    if (now - heard < LOST_MS) return;
    lost = true;
    if (now - opened > RETRY_MS) open();
    onLost({ tries, silentMs: now - heard });
  }

  open();
  setInterval(watch, WATCH_MS);
  return { retry: open, isLost: () => lost };
}

/** Resolves to {ok, state} or {ok: false, status, detail}; never rejects. */
export async function command(path, body) {
  try {
    const reply = await fetch(`/api/v1/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body ?? {}),
      signal: AbortSignal.timeout(COMMAND_MS),
    });
    const answer = await reply.json();
    return { ok: reply.ok, status: reply.status, ...answer };
  } catch {
    return { ok: false, status: 0 };
  }
}

export async function load(path) {
  const reply = await fetch(`/api/v1/${path}`);
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  return reply.json();
}
