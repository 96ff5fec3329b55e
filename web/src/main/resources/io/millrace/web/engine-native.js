// Plays a playlist by the browser itself: Safari on telephones, which has no media source extensions.

export class NativeEngine {
  static isSupported(video) {
    return video.canPlayType('application/vnd.apple.mpegurl') !== '';
  }

  /** `events`: ready(), lost(status, wasPlaylist), changed(). */
  constructor(video, url, fromStart, events) {
    this.video = video;
    this.stopped = false;
    this.failed = () => events.lost(0, false);
    this.changed = () => events.changed();
    this.open(url, events);
  }

  /** A failed video element does not tell the status: ask first. */
  async open(url, events) {
    const answer = await fetch(url, { cache: 'no-store' }).catch(() => null);
    if (this.stopped) return;
    if (!answer || !answer.ok) {
      events.lost(answer ? answer.status : 0, true);
      return;
    }
    this.video.addEventListener('error', this.failed);
    this.video.addEventListener('loadedmetadata', this.changed);
    this.video.src = url;
    events.ready();
  }

  shownMillis() {
    if (typeof this.video.getStartDate !== 'function') return null;
    const begin = this.video.getStartDate().getTime();
    return Number.isNaN(begin) ? null : begin + this.video.currentTime * 1000;
  }

  livePosition() {
    const { seekable } = this.video;
    return seekable.length ? seekable.end(seekable.length - 1) : null;
  }

  bitsPerSecond() {
    return 0;
  }

  audioTracks() {
    return Array.from(this.video.audioTracks ?? [], (track, index) => ({
      id: index,
      name: track.label || track.language || `Audio ${index + 1}`,
      chosen: track.enabled,
    }));
  }

  chooseAudio(id) {
    Array.from(this.video.audioTracks ?? []).forEach((track, index) => { track.enabled = index === id; });
  }

  qualities() {
    return [];
  }

  chooseQuality() {
    // The browser alone chooses.
  }

  stop() {
    this.stopped = true;
    this.video.removeEventListener('error', this.failed);
    this.video.removeEventListener('loadedmetadata', this.changed);
    this.video.removeAttribute('src');
    this.video.load();
  }
}
