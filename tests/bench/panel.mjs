// SPDX-License-Identifier: MIT
// panel.mjs URL ROUNDS: how long the crew's page takes, from the address to the engine's
// first word on it, with an empty cache, median; and what it weighs. "MS BYTES".

import { open, until } from '../browser/library.mjs';

const [url, rounds] = process.argv.slice(2);
const times = [];
let bytes = 0;

for (let i = 0; i < Number(rounds); i += 1) {
  const page = await open('about:blank', { ready: null });
  await page.addInitScript(() => {
    new MutationObserver(() => {
      if (document.querySelector('#page:not([inert])')) window.readyMs ??= performance.now();
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['inert'] });
  });
  await page.goto(url);
  const network = await page.context().newCDPSession(page);
  await network.send('Network.setCacheDisabled', { cacheDisabled: true });
  page.bytes = 0;
  await page.reload(); // now the browser itself has started
  times.push(await until(() => page.evaluate(() => window.readyMs)));
  bytes = page.bytes;
  await page.context().close();
}
times.sort((a, b) => a - b);
console.error(`# each round: ${times.map((ms) => ms.toFixed(0)).join(' ')} ms`);
console.log(times[Math.floor(times.length / 2)].toFixed(0), bytes);
process.exit(0);
