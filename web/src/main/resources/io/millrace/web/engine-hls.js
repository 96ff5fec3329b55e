// Plays a playlist by hls.js.

const HELD_REQUEST_MILLIS = 20_000; // The server holds requests for content up to 10 s.
const RETRY = { maxNumRetry: 30, retryDelayMs: 500, maxRetryDelayMs: 1_000 };
const MEDIA_ERRORS = 3;
const MEDIA_ERROR_WINDOW_MILLIS = 30_000;
const PLAYLIST_ERRORS = ['manifestLoadError', 'levelLoadError', 'audioTrackLoadError'];

/** hls.js does not try again what the server refuses (4xx). */
const patient = {
  default: {
    maxTimeToFirstByteMs: HELD_REQUEST_MILLIS,
    maxLoadTimeMs: 2 * HELD_REQUEST_MILLIS,
    timeoutRetry: RETRY,
    errorRetry: RETRY,
  },
};

/** The manifest is asked for anew by the page, which shows why it waits. */
const impatient = {
  default: {
    ...patient.default,
    timeoutRetry: { ...RETRY, maxNumRetry: 0 },
    errorRetry: { ...RETRY, maxNumRetry: 0 },
  },
};

function settings(fromStart) {
  return {
    workerPath: '/_assets/hls.worker.js',
    lowLatencyMode: true,
    manifestLoadPolicy: impatient,
    playlistLoadPolicy: patient,
    fragLoadPolicy: patient,
    // A playlist that begins in the past is played from its begin.
    startPosition: fromStart ? 0 : -1,
    maxLiveSyncPlaybackRate: fromStart ? 1 : 1.15,
    liveDurationInfinity: true,
    backBufferLength: 60,
    // hls.js looks for the next segment so far behind the buffer's end, and so passes over a last part
    // that is shorter. Durations here are exact.
    maxFragLookUpTolerance: 0.01,
    // The buffer is short by design: look for a hole soon.
    highBufferWatchdogPeriod: 1,
    nudgeMaxRetry: 10,
  };
}

export class HlsEngine {
  static isSupported() {
    return Boolean(window.Hls && window.Hls.isSupported());
  }

  /** `events`: ready(), lost(status, wasPlaylist), changed(). */
  constructor(video, url, fromStart, events) {
    this.events = events;
    this.mediaErrors = [];
    const { Events } = window.Hls;
    this.hls = new window.Hls(settings(fromStart));
    this.hls.on(Events.MANIFEST_PARSED, () => events.ready());
    this.hls.on(Events.AUDIO_TRACKS_UPDATED, () => events.changed());
    this.hls.on(Events.AUDIO_TRACK_SWITCHED, () => events.changed());
    this.hls.on(Events.LEVEL_SWITCHED, () => events.changed());
    this.hls.on(Events.ERROR, (_, error) => this.onError(error));
    this.hls.loadSource(url);
    this.hls.attachMedia(video);
  }

  onError(error) {
    if (!error.fatal) return;
    const now = performance.now();
    this.mediaErrors = this.mediaErrors.filter((at) => now - at < MEDIA_ERROR_WINDOW_MILLIS);
    if (error.type === window.Hls.ErrorTypes.MEDIA_ERROR && this.mediaErrors.length < MEDIA_ERRORS) {
      this.mediaErrors.push(now);
      this.hls.recoverMediaError();
      return;
    }
    const status = error.response ? error.response.code : 0;
    this.events.lost(status, PLAYLIST_ERRORS.includes(error.details));
  }

  /** When what is shown was published, in milliseconds since 1970; null if that is not known. */
  shownMillis() {
    const date = this.hls.playingDate;
    return date ? date.getTime() : null;
  }

  /** Where playback at the live edge is. */
  livePosition() {
    return this.hls.liveSyncPosition;
  }

  bitsPerSecond() {
    const level = this.hls.levels[Math.max(this.hls.currentLevel, 0)];
    return level ? level.averageBitrate || level.bitrate : 0;
  }

  audioTracks() {
    return this.hls.audioTracks.map((track, index) => ({
      id: index,
      name: track.name || track.lang,
      chosen: index === this.hls.audioTrack,
    }));
  }

  chooseAudio(id) {
    this.hls.audioTrack = id;
  }

  qualities() {
    const levels = this.hls.levels.map((level, index) => ({
      id: index,
      name: level.height ? `${level.height}p` : `${Math.round(level.bitrate / 1000)} kbit/s`,
      chosen: !this.hls.autoLevelEnabled && index === this.hls.currentLevel,
    }));
    return levels.length < 2
      ? levels
      : [{ id: -1, name: 'Auto', chosen: this.hls.autoLevelEnabled }, ...levels];
  }

  chooseQuality(id) {
    this.hls.nextLevel = id;
  }

  stop() {
    this.hls.destroy();
  }
}
