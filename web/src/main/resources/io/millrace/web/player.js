// Plays the path that this page's address names. Waits for the stream and returns to it by itself.

import { firstStart, mediaUrl, path, wants, wantsDash } from './address.js';
import { Controls } from './controls.js';
import { HlsEngine } from './engine-hls.js';
import { NativeEngine } from './engine-native.js';

const RETRY_MILLIS = 2_000;
const SOON_MILLIS = 300;
const QUIET_MILLIS = 2_000; // A break that is over sooner is not worth a message.
const REACH_TOLERANCE_SECONDS = 20;
const STALL_MILLIS = 1_000; // A longer wait for new pictures is the publisher's.
const NOTICE_MILLIS = 3_000;
const LAG_SECONDS = 2;

const video = document.getElementById('video');
const message = document.getElementById('message');
const unmute = document.getElementById('unmute');

let engine = null;
let controls = null;
let retry = 0;
let quiet = 0;
let notice = 0;
let waitingSince = null;
let hasPlayed = false;
let start = firstStart;

function show(title, text, { busy = true, askAgain = false } = {}) {
  clearTimeout(quiet);
  if (document.getElementById('message-title').textContent !== title || message.hidden) {
    document.getElementById('message-title').textContent = title;
    document.getElementById('message-text').textContent = text;
  }
  document.getElementById('spinner').hidden = !busy;
  document.getElementById('again').hidden = !askAgain;
  message.hidden = false;
  unmute.hidden = true;
}

function hideMessage() {
  clearTimeout(quiet);
  message.hidden = true;
  unmute.hidden = !video.muted || controls !== null;
}

function again(millis) {
  clearTimeout(retry);
  retry = setTimeout(open, millis);
}

/** Why there is nothing to play, and what the viewer may expect. */
function explain(status) {
  if (status === 404 && start !== null) {
    start = null;
    again(SOON_MILLIS);
  } else if (status === 404 && hasPlayed) {
    show('The stream has ended', `Nobody publishes ${path} any more. Playback starts again if somebody does.`);
    again(RETRY_MILLIS);
  } else if (status === 404 || status === 503) {
    show('Not live yet', `Nobody publishes ${path} now. Playback starts by itself when somebody does.`);
    again(RETRY_MILLIS);
  } else if (status === 401) {
    show('Please log in', `${path} asks for a user and a password, or a token.`, { busy: false, askAgain: true });
  } else if (status === 403) {
    show('You may not watch this', `The server does not let you read ${path}.`, { busy: false, askAgain: true });
  } else if (status === 400) {
    show('This path has no valid name', `${path}: use letters, digits and _ . ~ - /`, { busy: false });
  } else if (status === 429) {
    show('Too many viewers', `${path} is full. Playback starts by itself when there is room.`);
    again(2 * RETRY_MILLIS);
  } else {
    show('Connection lost', 'Trying again…');
    again(RETRY_MILLIS);
  }
}

function lost(status, wasPlaylist) {
  stop();
  if (wasPlaylist) {
    explain(status);
    return;
  }
  quiet = setTimeout(() => show('Connection lost', 'Trying again…'), QUIET_MILLIS);
  again(SOON_MILLIS);
}

function play() {
  if (!video.autoplay && !hasPlayed) {
    hideMessage();
    return;
  }
  video.play().catch((refused) => {
    if (refused.name === 'NotAllowedError' && !video.muted) {
      video.muted = true; // Browsers start sound only after a click.
      play();
    } else if (refused.name === 'NotAllowedError') {
      hideMessage(); // Not even silently: the viewer presses play.
    }
  });
}

function stop() {
  clearTimeout(retry);
  if (engine) {
    const ended = engine;
    engine = null;
    ended.stop();
  }
}

async function engineKind() {
  if (wantsDash) {
    const { DashEngine } = await import('./engine-dash.js');
    if (await DashEngine.load()) return DashEngine;
  }
  if (HlsEngine.isSupported()) return HlsEngine;
  return NativeEngine.isSupported(video) ? NativeEngine : null;
}

async function open() {
  stop();
  const Kind = await engineKind();
  if (Kind === null) {
    const address = location.origin + mediaUrl('index.m3u8', null);
    show('This browser cannot play the stream', `Open ${address} in a player.`, { busy: false });
    return;
  }
  stop();
  const file = Kind.MANIFEST ?? 'index.m3u8';
  engine = new Kind(video, mediaUrl(file, start), start !== null, {
    ready: play,
    lost,
    changed: () => controls?.refresh(),
  });
}

/** If the log does not reach back so far, the bar learns it. */
function learnReach() {
  if (start === null || !controls) return;
  const asked = -Number(start);
  const latency = controls.latencySeconds();
  if (asked > 0 && latency !== null && latency < asked - REACH_TOLERANCE_SECONDS) {
    controls.limitReach(latency);
  }
}

const playerOfControls = {
  engine: () => engine,
  isRewound: () => start !== null,
  playFrom(secondsBehind) {
    start = String(-Math.ceil(secondsBehind));
    open();
  },
  playLive() {
    if (start !== null) {
      start = null;
      open();
      return;
    }
    const live = engine?.livePosition() ?? null;
    if (live !== null) video.currentTime = live;
  },
};

function onWaiting() {
  waitingSince ??= performance.now();
  clearTimeout(notice);
  notice = setTimeout(() => { document.getElementById('notice').hidden = false; }, NOTICE_MILLIS);
}

/** Whoever watched live goes on watching live: what was missed meanwhile is not made up for. */
function catchUp(waitedMillis) {
  const live = engine?.livePosition() ?? null;
  if (start === null && waitedMillis > STALL_MILLIS && live !== null && live - video.currentTime > LAG_SECONDS) {
    video.currentTime = live;
  }
}

function onPlaying() {
  const waitedMillis = waitingSince === null ? 0 : performance.now() - waitingSince;
  waitingSince = null;
  clearTimeout(notice);
  document.getElementById('notice').hidden = true;
  hideMessage();
  learnReach();
  if (hasPlayed) catchUp(waitedMillis);
  hasPlayed = true;
}

document.title = `${path} – Millrace`;
document.getElementById('title').textContent = `Live stream ${path}`;
video.muted = wants('muted');
video.autoplay = wants('autoplay');
if (wants('controls')) controls = new Controls(video, playerOfControls);

unmute.addEventListener('click', () => {
  video.muted = false;
  unmute.hidden = true;
});
document.getElementById('again').addEventListener('click', open);
video.addEventListener('loadeddata', hideMessage);
video.addEventListener('waiting', onWaiting);
video.addEventListener('playing', onPlaying);
window.addEventListener('online', open);

show('Waiting for the stream', `Playback of ${path} starts by itself.`);
open();
