// SPDX-License-Identifier: MIT
// A real broadcast (broadcast.sh): started and asked, and its stream as a viewer gets it,
// small and grey.

import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { until } from './library.mjs';

export const { URL: url, BACKEND } = process.env;
const { STREAM, LIVE, LOG } = process.env;
export const [WIDTH, HEIGHT] = [64, 36];
const PICTURE = WIDTH * HEIGHT;
const SECOND = 25; // frames

/** A program that ends with this one, by @signal. @param {string} line its name and arguments */
export function run(line, signal = 'SIGKILL') {
  const log = openSync(LOG, 'a');
  const [program, ...args] = line.split(' ');
  const child = spawn(program, args, { stdio: ['ignore', log, log] });
  process.once('exit', () => child.kill(signal));
  return child;
}

export const startLive = () => run(LIVE);

/** Its exit code, or null when it was killed. */
export const ended = (child) => new Promise((resolve) => { child.once('exit', resolve); });

export const status = async () => (await fetch(`${url}/api/v1/status`)).json();
const post = (path) => (body) => fetch(`${BACKEND}/${path}`, { method: 'POST', body: JSON.stringify(body) });
export const step = post('step');
export const fault = post('fault');

/** What a viewer has got of the stream: its frames, each at its own time, 25 a second. */
export const frames = [];
const RATE = 8000;
let sound = Buffer.alloc(0); // the last half second, 16 bits a sample

/** Pulls the stream, until it ends. */
export function watch() {
  const child = spawn('ffmpeg', ['-nostdin', '-v', 'error', '-rw_timeout', '10000000', '-i', STREAM,
    '-map', '0:v', '-vf', `fps=25,scale=${WIDTH}:${HEIGHT}:flags=area,format=gray`, '-f', 'rawvideo', 'pipe:1',
    '-map', '0:a', '-ac', '1', '-ar', String(RATE), '-f', 's16le', 'pipe:3'], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
  process.once('exit', () => child.kill('SIGKILL'));
  let rest = Buffer.alloc(0);
  child.stdio[1].on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= PICTURE; rest = rest.subarray(PICTURE)) frames.push(rest.subarray(0, PICTURE));
  });
  child.stdio[3].on('data', (chunk) => { sound = Buffer.concat([sound, chunk]).subarray(-RATE); });
  return until(() => frames.length);
}

/** The next frame that comes; empty when none does. */
export async function frame() {
  const n = frames.length;
  return await until(() => frames.length > n) ? frames.at(-1) : Buffer.alloc(0);
}

/** How loud the stream is, dBFS. */
export async function loudness() {
  const samples = Array.from({ length: Math.floor(sound.length / 2) }, (_, i) => sound.readInt16LE(2 * i) / 32768);
  return 10 * Math.log10(samples.reduce((sum, one) => sum + one * one, 0) / samples.length + 1e-10);
}

/** The cells of a rectangle of the 1920 x 1080 that scenes are written in, those wholly in it. */
export const cellsOf = (x, y, width, height) => {
  const [left, top] = [Math.ceil((x / 1920) * WIDTH), Math.ceil((y / 1080) * HEIGHT)];
  const [right, bottom] = [Math.floor(((x + width) / 1920) * WIDTH), Math.floor(((y + height) / 1080) * HEIGHT)];
  return Array.from({ length: Math.max(0, bottom - top) * (right - left) }, (_, i) => (top + Math.floor(i / (right - left))) * WIDTH + left + (i % (right - left)));
};
const ALL = Array.from({ length: PICTURE }, (_, i) => i);

export const mean = (picture, cells = ALL) => cells.reduce((sum, i) => sum + picture[i], 0) / cells.length;

/** How far two pictures are from each other: 0 to 255. */
export function distance(a, b, cells = ALL) {
  if (a.length !== PICTURE || b.length !== PICTURE) return NaN;
  return cells.reduce((sum, i) => sum + Math.abs(a[i] - b[i]), 0) / cells.length;
}

/** How far the stream is from a picture, once it looks like it, or unlike it. */
export const looks = (like, isAlike, cells = ALL) => until(async () => distance(like, await frame(), cells), (far) => (isAlike ? far < 6 : far > 25));

/** A frame of the stream once a second of it stands still there. */
export const still = async (cells = ALL) => {
  await until(async () => frames.length > SECOND && distance(await frame(), frames.at(-SECOND), cells) < 1);
  return frames.at(-1);
};

/** A picture on the page, as small and grey as a frame; empty when there is none. */
export const drawn = async (page, selector) => Buffer.from(await page.locator(selector).evaluate((canvas, [width, height]) => {
  if (!canvas.width || !canvas.height) return [];
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  context.imageSmoothingQuality = 'high';
  context.drawImage(canvas, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return Array.from({ length: width * height }, (_, i) => Math.round(0.2126 * data[4 * i] + 0.7152 * data[4 * i + 1] + 0.0722 * data[4 * i + 2]));
}, [WIDTH, HEIGHT]));
