// Plays a manifest by dash.js, where this program was built with it.

const LIVE_DELAY_SECONDS = 1.5;
const RETRIES = 30;
const RETRY_MILLIS = 1_000;

let loading = null;

function script(source) {
  return new Promise((resolve) => {
    const tag = document.createElement('script');
    tag.src = source;
    tag.addEventListener('load', () => resolve(true));
    tag.addEventListener('error', () => resolve(false));
    document.head.append(tag);
  });
}

/** In the viewer's own words; null where none is told. */
function languageName(tag) {
  if (!tag || tag === 'und') return null;
  return new Intl.DisplayNames(navigator.languages, { type: 'language' }).of(tag);
}

export class DashEngine {
  static MANIFEST = 'manifest.mpd';

  /** Whether dash.js is there; asks the server once. */
  static load() {
    loading ??= script('/_assets/dash.js');
    return loading;
  }

  /** `events`: ready(), lost(status, wasPlaylist), changed(). */
  constructor(video, url, fromStart, events) {
    this.video = video;
    this.dash = window.dashjs.MediaPlayer().create();
    this.dash.updateSettings({
      streaming: {
        delay: fromStart ? {} : { liveDelay: LIVE_DELAY_SECONDS },
        liveCatchup: { enabled: !fromStart },
        retryAttempts: { MediaSegment: RETRIES, InitializationSegment: RETRIES },
        retryIntervals: { MediaSegment: RETRY_MILLIS, InitializationSegment: RETRY_MILLIS },
      },
    });
    const { events: names } = window.dashjs.MediaPlayer;
    this.dash.on(names.STREAM_INITIALIZED, () => events.changed());
    this.dash.on(names.ERROR, ({ error }) => this.onError(error, events));
    this.dash.initialize(video, url, false);
    this.dash.on(names.MANIFEST_LOADED, () => events.ready());
  }

  onError(error, events) {
    const response = error?.data?.response;
    events.lost(response?.status ?? 0, /manifest/i.test(error?.message ?? ''));
  }

  shownMillis() {
    const seconds = this.dash.isReady() ? this.dash.timeAsUTC() : 0;
    return seconds > 0 ? seconds * 1000 : null;
  }

  livePosition() {
    const { seekable } = this.video;
    return seekable.length ? seekable.end(seekable.length - 1) - LIVE_DELAY_SECONDS : null;
  }

  bitsPerSecond() {
    return this.dash.isReady() ? this.dash.getCurrentRepresentationForType('video')?.bitsPerSecond ?? 0 : 0;
  }

  audioTracks() {
    if (!this.dash.isReady()) return [];
    const chosen = this.dash.getCurrentTrackFor('audio');
    return this.dash.getTracksFor('audio').map((track, index) => ({
      id: index,
      name: languageName(track.lang) ?? `Audio ${index + 1}`,
      chosen: track === chosen,
    }));
  }

  chooseAudio(id) {
    this.dash.setCurrentTrack(this.dash.getTracksFor('audio')[id]);
  }

  qualities() {
    return [];
  }

  chooseQuality() {
    // dash.js chooses.
  }

  stop() {
    this.dash.destroy();
  }
}
