// SPDX-License-Identifier: MIT
// How numbers, times and names are written.

import { isChinese, say, sayOr } from './words.js';

/** @param {number} n */
const two = (n) => String(n).padStart(2, '0');

/** 01:12:40, or 12:40 below an hour. @param {number} ms */
export function span(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const rest = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return s >= 3600 ? `${two(Math.floor(s / 3600))}:${rest}` : rest;
}

/** 0.4 s, 42.0 s, 12:40. @param {number | null | undefined} ms */
export function age(ms) {
  if (ms == null) return '–';
  return ms < 99950 ? `${(ms / 1000).toFixed(1)} s` : span(ms);
}

/** @param {number | null | undefined} kbps */
export function rate(kbps) {
  if (kbps == null) return '–';
  return kbps === 0 ? '0 Mb/s' : `${(kbps / 1000).toFixed(2)} Mb/s`;
}

/** @param {number | null | undefined} n */
export function bytes(n) {
  if (n == null) return '–';
  return n >= 1e9 ? `${Math.floor(n / 1e9)} GB` : `${Math.floor(n / 1e6)} MB`;
}

/** How long a disk lasts: 203 h, 18 min. @param {number | null} hours */
export function lasting(hours) {
  if (hours === null) return '–';
  return hours >= 2 ? `${Math.floor(hours)} h` : `${Math.floor(hours * 60)} min`;
}

/** @param {number | null | undefined} db */
export function decibels(db) {
  if (db == null || db <= -60) return '−∞';
  return `${Math.round(db) < 0 ? '−' : ''}${Math.abs(Math.round(db))}`;
}

/** Of an RFC 3339 time, as it is written: 10:42:07. @param {string} time */
export const clockOf = (time) => time.slice(11, 19);

/** What is there in this language, else in the other. @param {import('./types.js').Named | null | undefined} named */
export function pick(named) {
  return (isChinese() ? named?.zh ?? named?.en : named?.en ?? named?.zh) ?? '';
}

/**
 * Why something is as it is, in this language; a sentence without words of its own is
 * marked as somebody else's. @param {import('./types.js').Reasoned | null | undefined} one
 * @param {string | null} [sentence]
 */
export const reasonOf = (one, sentence) => pick(one?.why) || (sentence ? say('theirWords', sentence) : '');

/**
 * A scene by its title, in a house's own words; a shipped one's name has a word too.
 * @param {import('./types.js').Scene[]} scenes @param {string | null | undefined} name
 */
export function sceneTitle(scenes, name) {
  if (!name) return say('noScene');
  const title = scenes.find((scene) => scene.name === name)?.title;
  return (isChinese() ? title?.zh : title?.en) ?? sayOr(`scene.${name}`, pick(title) || name);
}

/** Its key, 1 to 9, or nothing. @param {import('./types.js').Scene[]} scenes @param {string | null | undefined} name */
function sceneNumber(scenes, name) {
  const i = scenes.findIndex((scene) => scene.name === name);
  return i >= 0 && i < 9 ? String(i + 1) : '';
}

/** "4　结果". @param {import('./types.js').Scene[]} scenes @param {string | null | undefined} name */
export function numberedScene(scenes, name) {
  const number = sceneNumber(scenes, name);
  return `${number}${number ? '\u2002' : ''}${sceneTitle(scenes, name)}`;
}

/** How many are live, in words. @param {import('./types.js').Output[]} outputs */
export function outputsSum(outputs) {
  const live = outputs.filter((output) => output.state === 'live').length;
  if (outputs.length === 0) return say('none');
  return live === outputs.length ? say('outputsAll', live) : say('outputsSome', live, outputs.length);
}
