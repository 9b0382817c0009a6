// SPDX-License-Identifier: MIT
// Elements: found by id, made, and changed only when their value has changed.

import symbols from './icons.svg';

/**
 * The element of that id; a page without it is a programmer's error.
 * @template {Element} [T=HTMLElement]
 * @param {string} id
 * @param {new () => T} [type]
 * @returns {T}
 */
export function $(id, type = /** @type {any} */ (HTMLElement)) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`no ${type.name} #${id}`);
  return found;
}

/** @param {Element} parent @param {string} selector @returns {HTMLElement} */
export function within(parent, selector) {
  const found = parent.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`no ${selector}`);
  return found;
}

/** @param {Element} element @param {string} value */
export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

/** null takes it away. @param {Element} element @param {string} name @param {string | number | boolean | null} value */
export function attribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

/** @param {Element} element @param {string} name @param {boolean} on */
export function flag(element, name, on) {
  element.classList.toggle(name, on);
}

/** @param {HTMLElement} element @param {boolean} shown */
export function show(element, shown) {
  if (element.hidden === shown) element.hidden = !shown;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {string} className @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';
const SYMBOL = 'icon-'; // before the id of each

/** @param {string} name @param {string} [className] @returns {SVGSVGElement} */
export function icon(name, className = 'ic') {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  setIcon(svg, name);
  return svg;
}

/** @param {Element} svg @param {string} name */
export function setIcon(svg, name) {
  attribute(/** @type {Element} */ (svg.firstElementChild), 'href', `#${SYMBOL}${name}`);
}

/** A key with a lamp and a name. @param {string} className @param {string} name @returns {HTMLButtonElement} */
export function makeKey(className, name) {
  const key = make('button', `key ${className}`.trim(), make('span', 'lamp'), make('span', 'key-name', name));
  key.type = 'button';
  return key;
}

/**
 * Makes the children only when the ids (or the language) have changed, then updates each:
 * an element stays where it is, with its focus.
 * @template T
 * @param {HTMLElement} container @param {T[]} items @param {(item: T) => string} idOf
 * @param {(item: T, i: number) => HTMLElement} build
 * @param {(element: HTMLElement, item: T, i: number) => void} update
 * @param {string} [empty] what stands there when there are none
 */
export function list(container, items, idOf, build, update, empty) {
  const ids = JSON.stringify([document.documentElement.lang, items.map(idOf)]);
  if (container.dataset.ids !== ids) {
    container.dataset.ids = ids;
    container.replaceChildren(...items.map(build));
    if (items.length === 0 && empty) container.append(make('li', 'empty', empty));
  }
  items.forEach((item, i) => update(/** @type {HTMLElement} */ (container.children[i]), item, i));
}

/** The icons come with the script, so that none appears later than its word. */
function addSymbols() {
  const sheet = document.importNode(new DOMParser().parseFromString(symbols, 'image/svg+xml').documentElement, true);
  sheet.style.display = 'none';
  for (const symbol of sheet.children) symbol.id = `${SYMBOL}${symbol.id}`;
  document.body.append(sheet);
}

/** Placeholders of the page become drawn icons. */
export function drawIcons() {
  addSymbols();
  document.querySelectorAll('i[data-icon]').forEach((one) => {
    const svg = icon(/** @type {HTMLElement} */ (one).dataset.icon ?? '', `ic ${one.className}`.trim());
    if (one.id) svg.id = one.id;
    one.replaceWith(svg);
  });
}
