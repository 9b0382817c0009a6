// SPDX-License-Identifier: MIT
// What this browser keeps: language, light or dark, the keys. Nothing of the meeting.

import { $, attribute, drawIcons, text } from './dom.js';
import { language, say, setLanguage } from './words.js';

/** @typedef {import('./words.js').Word} Word */

/** @param {string} key @returns {string | null} */
export function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // a browser that keeps nothing still works
  }
}

/** null forgets it. @param {string} key @param {string | null} value */
export function keep(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // it holds until the page is loaded again
  }
}

/** The words that stand in the page itself. */
function translatePage() {
  document.documentElement.lang = language();
  document.querySelectorAll('[data-say]').forEach((one) => {
    text(one, say(/** @type {Word} */ (/** @type {HTMLElement} */ (one).dataset.say)));
  });
  document.querySelectorAll('[data-say-label]').forEach((one) => {
    attribute(one, 'aria-label', say(/** @type {Word} */ (/** @type {HTMLElement} */ (one).dataset.sayLabel)));
  });
}

/** @param {string} theme */
function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  text($('theme'), say(theme === 'dark' ? 'toLight' : 'toDark'));
}

/**
 * Reads what was kept, and serves the page's two switches. @param {() => void} redraw
 */
export function startPrefs(redraw) {
  const apply = () => {
    translatePage();
    text($('language'), language() === 'en' ? '中文' : 'English');
    $('language').lang = language() === 'en' ? 'zh-CN' : 'en';
    setTheme(kept('theme') ?? 'dark');
    redraw();
  };
  drawIcons();
  setLanguage(kept('language') ?? navigator.language);
  $('language').addEventListener('click', () => {
    setLanguage(language() === 'en' ? 'zh' : 'en');
    keep('language', language());
    apply();
  });
  $('theme').addEventListener('click', () => {
    keep('theme', document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
    apply();
  });
  apply();
}
