// Plays the path that this page's address names. Waits for the stream and returns to it by itself.
// Query: controls, muted, autoplay; each true (default) or false.
(() => {
  'use strict';

  const RETRY_MILLIS = 2000;
  const FIGURES_MILLIS = 1000;
  const HELD_REQUEST_MILLIS = 20000; // The server holds requests for content up to 10 s.

  const path = decodeURIComponent(location.pathname).replace(/^\/+|\/+$/g, '');
  const playlist = `${location.pathname.replace(/\/+$/, '')}/index.m3u8`;
  const query = new URLSearchParams(location.search);
  const wants = (name) => !['false', '0', 'no', 'off'].includes((query.get(name) ?? 'true').toLowerCase());

  const video = document.getElementById('video');
  const message = document.getElementById('message');
  const unmute = document.getElementById('unmute');
  const figures = document.getElementById('figures');

  let hls = null;
  let retry = 0;

  document.title = `${path} – Millrace`;
  document.getElementById('title').textContent = `Live stream ${path}`;
  video.controls = wants('controls');
  video.muted = wants('muted');
  video.autoplay = wants('autoplay');

  function show(title, text) {
    if (document.getElementById('message-title').textContent !== title || message.hidden) {
      document.getElementById('message-title').textContent = title;
      document.getElementById('message-text').textContent = text;
      message.hidden = false;
    }
    unmute.hidden = true;
    figures.hidden = true;
  }

  function hideMessage() {
    message.hidden = true;
    unmute.hidden = video.controls || !video.muted;
  }

  function again() {
    clearTimeout(retry);
    retry = setTimeout(start, RETRY_MILLIS);
  }

  function lost(status) {
    if (status === 400) {
      show('This path has no valid name', `${path}: use letters, digits and _ . ~ - /`);
      return;
    }
    if (status === 404 || status === 503) {
      show('Not live yet', `Nobody publishes ${path} now. Playback starts by itself when somebody does.`);
    } else {
      show('Connection lost', 'Trying again…');
    }
    again();
  }

  function play() {
    if (!video.autoplay) return;
    video.play().catch((refused) => {
      if (refused.name === 'NotAllowedError' && !video.muted) {
        video.muted = true; // Browsers start sound only after a click.
        video.play().catch(() => { video.controls = true; });
      } else if (refused.name === 'NotAllowedError') {
        video.controls = true;
      }
    });
  }

  function stop() {
    clearTimeout(retry);
    if (hls) {
      hls.destroy();
      hls = null;
    }
  }

  function startWithHlsJs() {
    const patient = {
      default: {
        maxTimeToFirstByteMs: HELD_REQUEST_MILLIS,
        maxLoadTimeMs: 2 * HELD_REQUEST_MILLIS,
        timeoutRetry: { maxNumRetry: 1, retryDelayMs: 0, maxRetryDelayMs: 0 },
        errorRetry: { maxNumRetry: 1, retryDelayMs: 500, maxRetryDelayMs: 500 },
      },
    };
    hls = new Hls({
      manifestLoadPolicy: patient,
      playlistLoadPolicy: patient,
      liveSyncDurationCount: 2,
      liveMaxLatencyDurationCount: 6,
      maxLiveSyncPlaybackRate: 1.1,
      backBufferLength: 30,
    });
    let mediaErrors = 0;
    hls.on(Hls.Events.MANIFEST_PARSED, play);
    hls.on(Hls.Events.ERROR, (_, error) => {
      if (!error.fatal) return;
      if (error.type === Hls.ErrorTypes.MEDIA_ERROR && mediaErrors++ < 3) {
        hls.recoverMediaError();
        return;
      }
      stop();
      lost(error.response ? error.response.code : 0);
    });
    hls.loadSource(playlist);
    hls.attachMedia(video);
  }

  async function startNatively() {
    // A failed video element does not tell the status: ask first.
    const answer = await fetch(playlist, { cache: 'no-store' }).catch(() => null);
    if (!answer || !answer.ok) {
      lost(answer ? answer.status : 0);
      return;
    }
    video.src = playlist;
    play();
  }

  function start() {
    stop();
    if (window.Hls && Hls.isSupported()) {
      startWithHlsJs();
    } else if (video.canPlayType('application/vnd.apple.mpegurl')) {
      startNatively();
    } else {
      show('This browser cannot play the stream', `Open ${location.origin}${playlist} in a player.`);
    }
  }

  function latencySeconds() {
    if (hls) return hls.latency;
    const shown = typeof video.getStartDate === 'function' ? video.getStartDate().getTime() : NaN;
    return (Date.now() - shown) / 1000 - video.currentTime;
  }

  function bitsPerSecond() {
    const level = hls && hls.levels[Math.max(hls.currentLevel, 0)];
    return level ? level.averageBitrate || level.bitrate : 0;
  }

  function showFigures() {
    if (!message.hidden || video.readyState < 2) return;
    const parts = [];
    const latency = latencySeconds();
    if (latency > 0 && latency < 3600) parts.push(`${latency.toFixed(1)} s behind live`);
    if (video.videoWidth) parts.push(`${video.videoWidth}×${video.videoHeight}`);
    const bits = bitsPerSecond();
    if (bits) parts.push(`${(bits / 1e6).toFixed(1)} Mbit/s`);
    figures.textContent = parts.join(' · ');
    figures.hidden = parts.length === 0 || !video.controls;
  }

  unmute.addEventListener('click', () => {
    video.muted = false;
    unmute.hidden = true;
  });
  video.addEventListener('loadeddata', hideMessage);
  video.addEventListener('playing', hideMessage);
  video.addEventListener('error', () => {
    if (hls) return; // hls.js tells.
    lost(0);
  });
  window.addEventListener('online', start);
  setInterval(showFigures, FIGURES_MILLIS);

  show('Waiting for the stream', `Playback of ${path} starts by itself.`);
  start();
})();
