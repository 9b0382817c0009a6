// SPDX-License-Identifier: MIT
// The as-run log: what was on the air, by whose hand, in sentences; and whether its chain
// is being written.

import { $, attribute, flag, list, make, text, within } from './dom.js';
import { known, status } from './engine.js';
import { clockOf, pick, reasonOf, sceneTitle } from './format.js';
import { isChinese, say, sayOr } from './words.js';

/** @typedef {import('./types.js').Status} Status */
/** @typedef {import('./types.js').LogRecord} LogRecord */
/** @typedef {Record<string, any> & {kind: string} & import('./types.js').Reasoned} What */

/** @param {What} what */
const onOff = (what) => say(what.on ? 'on' : 'off');

/** A layer's or keyer's own name, while it is there to be asked. @param {'layers' | 'keyers'} where @param {string} id */
const nameOf = (where, id) => pick(status()?.[where].find((one) => one.id === id)?.name) || id;

/** @param {string} id */
const unitOf = (id) => known.roster.units.find((unit) => unit.id === id)?.name ?? id;

const TROUBLE = ['lost', 'backoff', 'no_space'];

/** In trouble with its reason; what it says while all is well is no news. @param {'cam' | 'out' | 'rec'} of @param {What} what */
function stateOf(of, what) {
  const reason = TROUBLE.includes(what.state) ? reasonOf(what, what.text) : '';
  return [sayOr(`${of}.${what.state}`, what.state), reason].filter(Boolean).join(isChinese() ? '：' : ': ');
}

/** @type {Record<string, (what: What) => string>} */
const sentences = {
  preview: (what) => say('log.preview', sceneTitle(known.scenes, what.name)),
  take: (what) => {
    const by = sayOr(`by.${what.transition}`, what.transition ?? '');
    return what.name ? say('log.take', sceneTitle(known.scenes, what.name), by) : say('log.takeNone', by);
  },
  tbar: (what) => (what.name ? say('log.take', sceneTitle(known.scenes, what.name), say('tbar'))
    : say('log.tbar', `${Math.round((what.position ?? 0) * 100)} %`)),
  auto_take: (what) => say('log.auto_take', sceneTitle(known.scenes, what.name), sayOr(`phase.${what.phase}`, what.phase)),
  clear: () => say('log.clear'),
  panic: (what) => say('log.panic', onOff(what)),
  slate: (what) => say('log.slate', onOff(what)),
  black: (what) => say('log.black', onOff(what)),
  auto: (what) => say('log.auto', onOff(what)),
  keyer: (what) => say('log.keyer', nameOf('keyers', what.name), onOff(what)),
  layer: (what) => say('log.layer', nameOf('layers', what.name), onOff(what)),
  current: (what) => (what.name ? say('log.current', unitOf(what.name)) : say('log.follow')),
  accept: () => say('log.accept'),
  switch_output: (what) => say('log.switch_output', what.name, onOff(what)),
  record: (what) => say('log.record', onOff(what)),
  audio: (what) => say('log.audio', what.gain_db ?? '–', what.mute == null ? '–' : say(what.mute ? 'on' : 'off')),
  preflight: () => say('log.preflight'),
  anyway: (what) => say('log.anyway', what.name ?? ''),
  open: () => say('log.open'),
  start: () => say('log.start'),
  close: () => say('log.close'),
  lost: (what) => say('log.lost', what.records ?? 0),
  document: (what) => [sayOr(`phase.${what.phase}`, what.phase ?? ''), what.name ?? say('nobody')].join('\u2002'),
  age: (what) => say('log.age', sayOr(`feed.${what.age}`, what.age)),
  live: (what) => say('log.live', onOff(what)),
  files: (what) => say('log.files', (what.changed ?? []).join(' ')),
  camera: (what) => stateOf('cam', what),
  output: (what) => stateOf('out', what),
  recorder: (what) => stateOf('rec', what),
};

/** @param {LogRecord} record */
function sentenceOf(record) {
  const what = /** @type {What} */ (record.what);
  const done = sentences[what.kind]?.(what) ?? what.kind;
  if (!what.answer || what.answer === 'done') return done;
  const why = reasonOf(what, what.detail);
  return why ? say('because', say('log.refused', done), why) : say('log.refused', done);
}

/** @param {LogRecord} record */
function whoOf({ who, what }) {
  if (who) return sayOr(`who.${who}`, who);
  if (what.kind === 'auto_take') return say('who.auto');
  if (what.kind === 'document' || what.kind === 'age') return say('who.data');
  if (what.kind === 'recorder') return say('recording'); // its id is the file
  return typeof what.id === 'string' ? what.id : say('who.engine');
}

/** @param {LogRecord} record */
const build = (record) => (
  make('li', '', make('time', '', clockOf(record.time)), make('span', 'who', whoOf(record)), make('span', 'what')));

/** Again and again: the names of scenes and units come after the first records. @param {HTMLElement} row @param {LogRecord} record */
function update(row, record) {
  const sentence = sentenceOf(record);
  const what = within(row, '.what');
  text(what, sentence);
  attribute(what, 'title', sentence);
}

/** @param {Status['asrun']} asrun */
function chainNote(asrun) {
  if (!asrun) return '';
  if (asrun.error) return say('chainWrong', reasonOf(asrun, asrun.error));
  return asrun.head ? say('chain', `${asrun.head.slice(0, 4)}…${asrun.head.slice(-4)}`) : '';
}

/** @param {Status} now */
export function drawLog(now) {
  const isAlarm = (now.alarms ?? []).length > 0;
  text($('h-log'), say(isAlarm ? 'alarms' : 'log'));
  text($('log-note'), isAlarm ? say('alarmsGo') : chainNote(now.asrun));
  flag($('log-note'), 'is-att', !isAlarm && Boolean(now.asrun?.error));
  const records = [...now.log ?? []].reverse();
  list($('log'), records, (record) => String(record.n), build, update, say('noLog'));
}
