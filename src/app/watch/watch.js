/* SPDX-License-Identifier: MIT */
/* The page follows the stream by itself: it waits until there is one, plays it muted (what
 * browsers allow unasked), and comes back when it was lost. The browser's own HLS is used
 * where there is one, hls.js elsewhere. */
'use strict';

const STREAM = 'hls/live.m3u8';
const RETRY_MS = 2000;
/* No new picture for that long: the cover says so. */
const STALL_MS = 8000;

const $ = (id) => document.getElementById(id);
const video = $('video');
let player = null;
let attached = false;
let timer = 0;
let seenTime = -1;
let seenAt = 0;

function speak() {
  const wanted = new URLSearchParams(location.search).get('lang') || navigator.language;
  if (/^zh\b/i.test(wanted)) return;
  document.documentElement.lang = 'en';
  for (const node of document.querySelectorAll('[data-en]')) node.textContent = node.dataset.en;
  for (const node of document.querySelectorAll('[data-en-label]'))
    node.setAttribute('aria-label', node.dataset.enLabel);
  const link = $('language');
  link.href = '?lang=zh-CN';
  link.lang = 'zh-CN';
}

async function name() {
  try {
    const meeting = await (await fetch('meeting.json', {cache: 'no-store'})).json();
    if (meeting.title) {
      $('title').textContent = meeting.title;
      document.title = meeting.title;
    }
    $('subtitle').textContent = meeting.subtitle || '';
  } catch (error) {
    /* The page is whole without it. */
  }
}

function show(state) {
  document.documentElement.dataset.state = state;
  $('unmute').hidden = state !== 'live' || !video.muted;
  if (state !== 'live') $('start').hidden = true;
}

function again() {
  clearTimeout(timer);
  timer = setTimeout(look, RETRY_MS);
}

function detach() {
  if (player) player.destroy();
  player = null;
  attached = false;
  video.removeAttribute('src');
  video.load();
}

function lost() {
  detach();
  show(document.documentElement.dataset.state === 'waiting' ? 'waiting' : 'stalled');
  again();
}

async function play() {
  try {
    await video.play();
  } catch (error) {
    if (error.name === 'NotAllowedError') $('start').hidden = false;
  }
}

function attach() {
  attached = true;
  seenTime = -1;
  seenAt = Date.now();
  if (video.canPlayType('application/vnd.apple.mpegurl')) {
    video.src = STREAM;
  } else if (window.Hls && Hls.isSupported()) {
    player = new Hls({liveSyncDurationCount: 2, liveMaxLatencyDurationCount: 6});
    player.on(Hls.Events.ERROR, (event, data) => { if (data.fatal) lost(); });
    player.loadSource(STREAM);
    player.attachMedia(video);
  } else {
    show('unable');
    return;
  }
  play();
}

async function look() {
  try {
    const answer = await fetch(STREAM, {cache: 'no-store'});
    if (answer.ok && /#EXTINF/.test(await answer.text())) {
      attach();
      return;
    }
  } catch (error) {
    /* No server: as good as no stream. */
  }
  again();
}

function watchOver() {
  if (!attached || !$('start').hidden) return;
  const now = Date.now();
  if (video.currentTime !== seenTime) {
    seenTime = video.currentTime;
    seenAt = now;
  } else if (now - seenAt > STALL_MS && !video.ended) {
    lost();
  }
}

video.addEventListener('playing', () => show('live'));
video.addEventListener('ended', lost);
video.addEventListener('error', () => { if (attached && !player) lost(); });
video.addEventListener('volumechange', () => {
  for (const word of $('mute').children)
    word.hidden = (word.dataset.sound === 'off') !== video.muted;
  $('unmute').hidden = document.documentElement.dataset.state !== 'live' || !video.muted;
});
$('unmute').addEventListener('click', () => { video.muted = false; });
$('mute').addEventListener('click', () => { video.muted = !video.muted; });
$('start').addEventListener('click', () => { $('start').hidden = true; play(); });
$('full').addEventListener('click', () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (video.requestFullscreen) video.requestFullscreen();
  else if (video.webkitEnterFullscreen) video.webkitEnterFullscreen();
});

speak();
name();
setInterval(watchOver, 1000);
look();
