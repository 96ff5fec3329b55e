// The control bar: what a viewer sees and presses. It knows the video and what the player offers.

import { serverMillis } from './clock.js';

const TICK_MILLIS = 500;
const HIDE_MILLIS = 3_000;
const STEP_SECONDS = 10;
const EDGE_SECONDS = 3; // So far from where the live edge is played still counts as live.
const KEPT_SECONDS = 600; // How far back the bar begins; the server says what it has.

const element = (id) => document.getElementById(id);

function clockText(seconds) {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [first, ...rest] = parts[0] > 0 ? parts : parts.slice(1);
  return [first, ...rest.map((part) => String(part).padStart(2, '0'))].join(':');
}

function fill(select, label, choices) {
  const text = JSON.stringify(choices);
  if (select.dataset.choices !== text) {
    select.dataset.choices = text;
    select.replaceChildren(...choices.map(({ id, name, chosen }) => new Option(name, id, chosen, chosen)));
  }
  label.hidden = choices.length < 2;
}

export class Controls {
  /** `player`: engine(), playFrom(secondsBehind), playLive(), isRewound(). */
  constructor(video, player) {
    this.video = video;
    this.player = player;
    this.reachSeconds = KEPT_SECONDS;
    this.dragging = false;
    this.hideTimer = 0;
    this.stage = element('stage');
    this.wireButtons();
    this.wireBar();
    this.wireKeys();
    for (const event of ['pointermove', 'pointerdown', 'focusin', 'keydown']) {
      this.stage.addEventListener(event, () => this.reveal());
    }
    setInterval(() => this.refresh(), TICK_MILLIS);
    this.showVolume();
    this.reveal();
  }

  wireButtons() {
    const { video } = this;
    element('controls').hidden = false;
    element('play').addEventListener('click', () => this.togglePlay());
    element('back').addEventListener('click', () => this.step(-STEP_SECONDS));
    element('mute').addEventListener('click', () => this.toggleMute());
    element('full').addEventListener('click', () => this.toggleFull());
    element('live').addEventListener('click', () => this.goLive());
    element('full').hidden = !document.fullscreenEnabled && !video.webkitEnterFullscreen;
    element('volume').addEventListener('input', (event) => {
      video.volume = event.target.valueAsNumber;
      video.muted = video.volume === 0;
    });
    element('audio').addEventListener('change', (event) => {
      this.player.engine()?.chooseAudio(Number(event.target.value));
    });
    element('quality').addEventListener('change', (event) => {
      this.player.engine()?.chooseQuality(Number(event.target.value));
    });
    video.addEventListener('click', () => this.togglePlay());
    video.addEventListener('dblclick', () => this.toggleFull());
    video.addEventListener('volumechange', () => this.showVolume());
    for (const event of ['play', 'pause', 'playing']) video.addEventListener(event, () => this.refresh());
    document.addEventListener('fullscreenchange', () => {
      const full = document.fullscreenElement !== null;
      element('full').setAttribute('aria-pressed', String(full));
      element('full').setAttribute('aria-label', full ? 'Leave full screen' : 'Full screen');
    });
  }

  wireBar() {
    const bar = element('bar');
    bar.addEventListener('input', () => {
      this.dragging = true;
      this.showBehind(-bar.valueAsNumber);
    });
    bar.addEventListener('change', () => {
      this.dragging = false;
      this.seekBehind(-bar.valueAsNumber);
    });
  }

  wireKeys() {
    const keys = {
      ' ': () => this.togglePlay(),
      k: () => this.togglePlay(),
      m: () => this.toggleMute(),
      f: () => this.toggleFull(),
      l: () => this.goLive(),
      End: () => this.goLive(),
      Home: () => this.seekBehind(this.reachSeconds),
      ArrowLeft: () => this.step(-STEP_SECONDS),
      ArrowRight: () => this.step(STEP_SECONDS),
      ArrowUp: () => { this.video.volume = Math.min(1, this.video.volume + 0.1); },
      ArrowDown: () => { this.video.volume = Math.max(0, this.video.volume - 0.1); },
    };
    document.addEventListener('keydown', (event) => {
      const held = event.ctrlKey || event.altKey || event.metaKey;
      const own = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
        || (event.target instanceof HTMLButtonElement && event.key === ' ');
      const action = keys[event.key];
      if (!action || held || own) return;
      event.preventDefault();
      action();
    });
  }

  togglePlay() {
    if (this.video.paused) {
      this.video.play().catch(() => this.refresh()); // Refused: the button goes on showing "play".
    } else {
      this.video.pause();
    }
  }

  toggleMute() {
    this.video.muted = !this.video.muted;
    if (!this.video.muted && this.video.volume === 0) this.video.volume = 0.5;
  }

  async toggleFull() {
    if (document.fullscreenElement) {
      await document.exitFullscreen();
    } else if (this.stage.requestFullscreen) {
      await this.stage.requestFullscreen().catch(() => this.reveal()); // Refused: nothing changes.
    } else if (this.video.webkitEnterFullscreen) {
      this.video.webkitEnterFullscreen();
    }
  }

  goLive() {
    this.player.playLive();
    this.video.play().catch(() => this.refresh());
  }

  step(seconds) {
    this.seekBehind(Math.max(0, this.behindSeconds() - seconds));
  }

  /** Goes to what was published so many seconds ago: in the window, else by another playlist. */
  seekBehind(seconds) {
    const { seekable } = this.video;
    const target = this.video.currentTime + this.behindSeconds() - seconds;
    if (seconds < EDGE_SECONDS) {
      this.goLive();
    } else if (seekable.length && target >= seekable.start(0) && target <= seekable.end(seekable.length - 1)) {
      this.video.currentTime = target;
    } else {
      this.player.playFrom(seconds);
    }
  }

  /** The age of what is shown. */
  latencySeconds() {
    const shown = this.player.engine()?.shownMillis() ?? null;
    return shown === null ? null : (serverMillis() - shown) / 1000;
  }

  /** How far what is shown lies behind what a viewer at the live edge sees. */
  behindSeconds() {
    const live = this.player.engine()?.livePosition() ?? null;
    if (this.player.isRewound()) return Math.max(0, this.latencySeconds() ?? 0);
    return live === null ? 0 : Math.max(0, live - this.video.currentTime);
  }

  /** The server began later than was asked for: that is all it has. */
  limitReach(seconds) {
    this.reachSeconds = Math.max(EDGE_SECONDS, seconds);
  }

  refresh() {
    const { video } = this;
    element('play').setAttribute('aria-label', video.paused ? 'Play' : 'Pause');
    this.stage.classList.toggle('paused', video.paused);
    if (!this.dragging) this.showBar();
    const engine = this.player.engine();
    fill(element('audio'), element('audio-choice'), engine?.audioTracks() ?? []);
    fill(element('quality'), element('quality-choice'), engine?.qualities() ?? []);
    this.showFigures(engine);
  }

  showBar() {
    const bar = element('bar');
    const behind = this.behindSeconds();
    bar.min = String(-Math.max(this.reachSeconds, behind));
    bar.max = '0';
    bar.value = String(-behind);
    this.showBehind(behind);
  }

  showBehind(seconds) {
    const live = seconds < EDGE_SECONDS;
    const text = live ? 'live' : `−${clockText(seconds)}`;
    element('behind').textContent = text;
    element('bar').setAttribute('aria-valuetext', live ? 'live' : `${clockText(seconds)} behind live`);
    element('live').setAttribute('aria-pressed', String(live && !this.player.isRewound()));
  }

  showVolume() {
    const silent = this.video.muted || this.video.volume === 0;
    element('mute').setAttribute('aria-pressed', String(silent));
    this.stage.classList.toggle('muted', silent);
    element('volume').value = String(this.video.muted ? 0 : this.video.volume);
  }

  showFigures(engine) {
    const parts = [];
    const latency = this.video.readyState >= 2 ? this.latencySeconds() : null;
    if (latency !== null) parts.push(`${latency.toFixed(1)} s latency`);
    if (this.video.videoWidth) parts.push(`${this.video.videoWidth}×${this.video.videoHeight}`);
    const bits = engine ? engine.bitsPerSecond() : 0;
    if (bits) parts.push(`${(bits / 1e6).toFixed(1)} Mbit/s`);
    element('figures').textContent = parts.join(' · ');
    this.stage.dataset.latencySeconds = latency === null ? '' : latency.toFixed(3);
  }

  reveal() {
    clearTimeout(this.hideTimer);
    this.stage.classList.remove('idle');
    this.hideTimer = setTimeout(() => {
      const focused = element('controls').contains(document.activeElement)
        && document.activeElement.matches(':focus-visible');
      this.stage.classList.toggle('idle', !this.video.paused && !focused && !this.dragging);
    }, HIDE_MILLIS);
  }
}
