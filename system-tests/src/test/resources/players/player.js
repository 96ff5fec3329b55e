// Plays ?url= by ?player= as its makers ship it, told only to be low in latency.

const query = new URLSearchParams(location.search);
const url = query.get('url');
const video = document.querySelector('video');
const stage = document.getElementById('stage');

function load(source) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = source;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`no ${source}`));
    document.head.append(script);
  });
}

function failed(what) {
  const text = document.getElementById('message-title');
  text.textContent = String(what).replaceAll(/[|"\\\n]/g, ' ');
  text.parentElement.hidden = false;
}

const players = {
  async hls() {
    await load('/npm/hls.js/dist/hls.min.js');
    const hls = new window.Hls();
    hls.on(window.Hls.Events.ERROR, (_, error) => { if (error.fatal) failed(`${error.type} ${error.details}`); });
    hls.loadSource(url);
    hls.attachMedia(video);
    return () => (hls.playingDate ? hls.playingDate.getTime() : null);
  },
  async shaka() {
    await load('/npm/shaka-player/dist/shaka-player.compiled.js');
    window.shaka.polyfill.installAll();
    const player = new window.shaka.Player();
    await player.attach(video);
    player.configure({ streaming: { lowLatencyMode: true } });
    if (url.endsWith('.mpd')) {
      // As docs/player.md says: the live edge by the clock, and a delay that does not count twice.
      player.configure({
        manifest: {
          defaultPresentationDelay: 1,
          dash: { autoCorrectDrift: false, ignoreSuggestedPresentationDelay: true },
        },
        streaming: { liveSync: { enabled: true, targetLatency: 0.5, targetLatencyTolerance: 0.3 } },
      });
    }
    player.addEventListener('error', ({ detail }) => { if (detail.severity === 2) failed(`shaka ${detail.code} ${detail.data}`); });
    await player.load(url);
    return () => player.getPlayheadTimeAsDate()?.getTime() ?? null;
  },
  async dash() {
    await load('/npm/dashjs/dist/modern/umd/dash.all.min.js');
    const player = window.dashjs.MediaPlayer().create();
    player.updateSettings({ streaming: { delay: { liveDelay: 1.5 }, liveCatchup: { enabled: true } } });
    player.on(window.dashjs.MediaPlayer.events.ERROR, ({ error }) => failed(`dash.js ${error.code} ${error.message}`));
    player.initialize(video, url, true);
    return () => (player.isReady() ? player.timeAsUTC() * 1000 : null);
  },
};

players[query.get('player')]()
  .then((shownMillis) => setInterval(() => {
    const shown = shownMillis();
    if (shown && video.readyState >= 2) stage.dataset.latencySeconds = ((Date.now() - shown) / 1000).toFixed(3);
  }, 200))
  .catch((problem) => failed(problem.code ? `shaka ${problem.code} ${problem.data}` : problem));
