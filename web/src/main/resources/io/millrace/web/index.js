// The page at the root: lists what is live, opens the player of a path, names this server in the examples.

const REFRESH_MILLIS = 5_000;

const list = document.getElementById('paths');
const none = document.getElementById('no-paths');

function entry(path) {
  const link = document.createElement('a');
  link.href = `/${path}${location.search}`;
  link.textContent = path;
  const item = document.createElement('li');
  item.append(link);
  return item;
}

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(`/_assets/paths${location.search}`, { cache: 'no-store' }).catch(() => null);
  if (!answer || !answer.ok) return; // Out of reach or refused: what was there stays.
  const { paths } = await answer.json();
  const text = paths.join(' ');
  if (list.dataset.shown !== text) {
    list.dataset.shown = text;
    list.replaceChildren(...paths.map(entry));
  }
  none.hidden = paths.length > 0;
}

document.getElementById('watch').addEventListener('submit', (event) => {
  event.preventDefault();
  location.href = `/${document.getElementById('path').value}${location.search}`;
});
for (const host of document.querySelectorAll('.host')) host.textContent = location.hostname;
document.addEventListener('visibilitychange', refresh);
setInterval(refresh, REFRESH_MILLIS);
refresh();
